"""A newer edition and what it makes of everybody under way: one page with counts, the lighter ones taken at once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.care.actions.edition_changes import (
    ask_heavier,
    keep_change,
    sign_heavier,
    take_change,
    take_lighter,
)
from linli.care.choices import ChangeKind, ChangeState, MeasureWord
from linli.care.edition_plans import phases_of, plan_under_way
from linli.care.forms_editions import WhyForm
from linli.care.models import EditionChange
from linli.care.plans import Plan
from linli.care.queries_editions import (
    LIGHTER,
    change_for,
    changes_decided,
    changes_waiting,
    lighter_waiting,
    numbers,
)
from linli.care.sections_editions import sections
from linli.care.words import in_language, measure_word, rule_words, sentence
from linli.core.components import Count, State, Tab
from linli.incidents.editions import editions_known
from linli.people.choices import Capability as C
from linli.people.forms import said_in
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import link, posted

READ = (C.CARE_READ, C.HOUSEHOLDS_READ)
PAGE = "care:edition_changes"
MOMENT = timedelta(microseconds=1)
STATES = {
    ChangeKind.ENDS: State.ASK, ChangeKind.SHORTER: State.ASK, ChangeKind.LIGHTER: State.ASK,
    ChangeKind.SAME: State.NIL, ChangeKind.HEAVIER: State.STOP,
}  # fmt: skip


@never_cache
@require_safe
@staff_page(*READ)
def change_list(request: StaffRequest) -> HttpResponse:
    decided, kind = request.GET.get("view") == "decided", request.GET.get("kind", "")
    how_many = numbers(request.scope)
    rows = changes_decided(request.scope) if decided else changes_waiting(request.scope)
    page = page_of(request, rows.filter(kind=kind) if kind in ChangeKind.values else rows)
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    names = _names(request)
    n_lighter = sum(how_many.get(one, 0) for one in LIGHTER)
    context = {
        "sections": sections(request, PAGE),
        "views": [
            Tab(pgettext("edition", "To decide"), link(request, PAGE), not decided, sum(how_many.values())),
            Tab(pgettext("edition", "Decided"), link(request, PAGE, view="decided"), decided),
        ],
        "counts": [] if decided else _counts(request, how_many, kind),
        "page": page,
        "rows": [
            _row(request, one, paths.get(one.area_code, "") or request.area.short, names) for one in page
        ],
        "decided": decided,
        "n_lighter": n_lighter,
        "take_url": link(request, "care:edition_changes_take"),
        "may_write": _may(request, C.CARE_WRITE),
    }
    return render(request, "care/editions/changes.html", context)


@staff_page(*READ, C.CARE_WRITE, write=True)
@require_POST
def take_all(request: StaffRequest) -> HttpResponse:
    """The shorter and the lighter, each by itself. What is stricter waits for a physician."""
    came = take_lighter(actor=request.viewer, changes=lighter_waiting(request.scope))
    text = ngettext("{n} is taken over.", "{n} are taken over.", came.done).format(n=came.done)
    messages.success(request, text)
    if came.refused:
        left = ngettext("{n} stays to be decided.", "{n} stay to be decided.", came.refused)
        messages.warning(request, left.format(n=came.refused))
    return redirect(link(request, PAGE))


@never_cache
@staff_page(*READ, write=True)
def change(request: StaffRequest, change_id: UUID) -> HttpResponse:
    """One episode: as it is, as the newer edition has it, why, and one decision."""
    found = change_for(request.viewer, change_id)
    act = request.POST.get("act", "")
    form = WhyForm(posted(request), needed=act in ("keep", "ask"), initial={"why": found.why})
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            _carry_out(request, found, act, form.cleaned_data["why"])
            messages.success(request, _("It is decided and kept."))
            return redirect(link(request, PAGE))
    context = {
        **_row(request, found, area_paths([found.area_code])[found.area_code], _names(request)),
        "sections": sections(request, PAGE),
        "form": form,
        **_both(found),
        "waits": found.state == ChangeState.WAITING,
        "is_heavier": found.kind == ChangeKind.HEAVIER,
        "is_asked": found.decided_by_id is not None,
        "may_write": _may(request, C.CARE_WRITE),
        "may_sign": _may(request, C.CARE_MEDICAL) and found.decided_by_id != request.viewer.user.pk,
        "back": link(request, PAGE),
    }
    return render(request, "care/editions/change.html", context, status=422 if form.is_bound else 200)


def _carry_out(request: StaffRequest, found: EditionChange, act: str, why: str) -> None:
    actor = request.viewer
    if act == "keep":
        keep_change(actor=actor, change=found, why=why)
    elif act == "ask":
        ask_heavier(actor=actor, change=found, why=why)
    elif act == "sign":
        sign_heavier(actor=actor, change=found)
    else:
        take_change(actor=actor, change=found)


def _both(found: EditionChange) -> dict[str, Any]:
    episode = found.episode
    before = plan_under_way(episode, phases_of([episode])[episode.pk])
    after = msgspec.convert(found.plan, Plan, strict=False) if found.plan else Plan(edition="", category="")
    return {
        "before": _phases(before),
        "after": _phases(after),
        "why": [
            {
                "sentence": sentence(one),
                "words": rule_words(one),
                "source": one.source,
                "certainty": one.certainty,
            }
            for one in after.explained
        ],
    }


def _phases(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "measure": measure_word(one.measure), "first_on": one.first_on, "last_on": one.last_on,
            "tests": [test.on for test in plan.tests if one.first_on <= test.on <= one.last_on],
        }
        for one in plan.phases
    ]  # fmt: skip


def _counts(request: StaffRequest, how_many: dict[str, int], kind: str) -> list[Count]:
    return [
        Count(
            STATES[one],
            one.label,
            how_many[one],
            link(request, PAGE, kind="" if kind == one else one),
            kind == one,
        )
        for one in ChangeKind
        if how_many.get(one)
    ]


def _names(request: StaffRequest) -> dict[str, str]:
    return {one.key: in_language(one.name) for one in editions_known(request.area)}


def _row(request: StaffRequest, found: EditionChange, path: str, names: dict[str, str]) -> dict[str, Any]:
    kind, episode = ChangeKind(found.kind), found.episode
    return {
        "change": found,
        "episode": episode,
        "path": path,
        "measure": MeasureWord(episode.measure).label if episode.measure else "",
        "last_on": _last(episode.until_at),
        "new_measure": _new_measure(found),
        "new_last_on": _last(found.until_at),
        "edition": names.get(found.edition, found.edition),
        "was": names.get(episode.edition, episode.edition),
        "kind": kind.label,
        "shape": STATES[kind].value,
        "state_word": ChangeState(found.state).label,
        "url": link(request, "care:edition_change", found.pk),
    }


def _new_measure(found: EditionChange) -> str:
    """Of the days that are ahead: the first and what follows."""
    today = timezone.localdate()
    ahead = [one["measure"] for one in found.plan.get("phases", []) if one["last_on"] >= today.isoformat()]
    return pgettext("between words", ", ").join(measure_word(one) for one in dict.fromkeys(ahead))


def _last(until: datetime | None) -> Any:
    return timezone.localtime(until - MOMENT).date() if until else None


def _may(request: StaffRequest, capability: str) -> bool:
    return request.viewer.may(capability) and request.viewer.real_user is None
