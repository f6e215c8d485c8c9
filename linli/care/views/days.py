"""The day of everybody in care: which checks are missing, which are unusual, and what is still to be brought."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.care.access_days import READ, check_for, episode_to_check, task_for
from linli.care.access_episodes import may_open_health
from linli.care.actions.desk import enter_check
from linli.care.actions.tasks import set_task
from linli.care.choices import MeasureWord, TaskState
from linli.care.forms_days import CheckForm
from linli.care.playbook import care_in_force
from linli.care.queries_days import (
    HalfSeen,
    abnormal,
    checked_measures,
    day_counts,
    days_seen,
    homes_with_tasks,
    missing,
    open_tasks,
    ordered,
    tasks_by_episode,
    to_check,
)
from linli.care.rules_days import half_at, is_for_phones
from linli.care.sections_days import lists
from linli.care.sections_needs import area_filter
from linli.care.sections_release import may_act, sections
from linli.care.words_days import items_of, sign_words
from linli.core.access_log import AccessKind, log_access
from linli.core.components import Choice, Filter, State, Tab
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today
from linli.registers.views.reveal import LONGEST, MINUTES, OTHER

WRITE = (*READ, C.CARE_WRITE)
ASKED = ("view", "measure", "sort", "kind")
REASONS = {
    "care": gettext_lazy("To care for the person"),
    "medical": gettext_lazy("For a medical question"),
}


# ---- checks ------------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def checks(request: StaffRequest) -> HttpResponse:
    """Who has not been checked on today; red once the half-day is over."""
    now, day, asked = timezone.now(), today(), {one: request.GET.get(one, "") for one in ASKED}
    measure = asked["measure"] if asked["measure"] in checked_measures() else ""
    everybody = to_check(request.scope, day)
    rows = everybody if asked["view"] == "all" else everybody.filter(missing(day, now))
    page = page_of(request, ordered(rows.filter(measure=measure) if measure else rows, asked["sort"]))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    counts = day_counts(request.scope, day, now)
    context = {
        "sections": sections(request, "care:days_checks"),
        "lists": lists(request, "care:days_checks", counts),
        "views": [
            Tab(pgettext_lazy("care days", "Missing"), link(request, "care:days_checks", **{**asked, "view": ""}), asked["view"] != "all", counts.missing),
            Tab(pgettext_lazy("care days", "Everybody"), link(request, "care:days_checks", **{**asked, "view": "all"}), asked["view"] == "all", counts.wanted),
        ],
        "filters": [area_filter(request, "care:days_checks", asked), _measures(request, asked, measure)],
        "counts": counts,
        "day": day,
        "page": page,
        "rows": [
            (one, paths.get(one.episode.area_code, ""), _cell(one.morning), _cell(one.evening))
            for one in days_seen(page, day, now)
        ],
        "may_write": may_act(request, C.CARE_WRITE),
    }  # fmt: skip
    return render(request, "care/days/checks.html", context)


def _measures(request: StaffRequest, asked: Mapping[str, str], measure: str) -> Filter:
    def url(key: str) -> str:
        return link(request, "care:days_checks", **{**asked, "measure": key})

    choices = [Choice(MeasureWord(key).label, url(key)) for key in checked_measures()]
    return Filter(_("Measure"), str(MeasureWord(measure).label) if measure else "", url(""), choices)


def _cell(half: HalfSeen) -> tuple[State, str, bool]:
    """Shape, word, and whether it is late."""
    if half.check is not None:
        return (
            (State.ASK, _("unusual"), False)
            if half.check.abnormal
            else (State.DONE, pgettext("check", "told"), False)
        )
    if not half.due:
        return State.NIL, _("not wanted today"), False
    if half.late:
        return State.MISS, _("nobody answered") if half.silent else pgettext("check", "missing"), True
    return State.NONE, _("nobody answered") if half.silent else pgettext("check", "to come"), False


@never_cache
@staff_page(*WRITE, write=True)
def check_new(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Told by telephone: by somebody without the link, or whom nobody could go to."""
    found = episode_to_check(request.viewer, episode_id)
    form = CheckForm(posted(request), initial={**new_record(), "half": half_at(timezone.now())})

    def save() -> None:
        enter_check(actor=request.viewer, episode=found, told=form.told(found.pk), record=form.record_id())

    back = link(request, "care:days_checks")
    say = f"{found.resident.name} · {found.household.place}"
    page = FormPage(
        _("Check told by telephone"), _("Enter"), back, _("The check is entered."), say, "care/days/form.html"
    )
    return save_or_show(request, page, form, save)


# ---- unusual ones ------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(C.CARE_READ, C.HOUSEHOLDS_READ)
def unusual(request: StaffRequest) -> HttpResponse:
    """Temperature or symptoms of the last days. What was told opens with a reason, for carers and physicians."""
    now, day = timezone.now(), today()
    order = ("at", "pk") if request.GET.get("sort") == "at" else ("-at", "-pk")
    page = page_of(request, abnormal(request.scope, day).order_by(*order))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    opens = request.viewer.real_user is None
    context = {
        "sections": sections(request, "care:days_checks"),
        "lists": lists(request, "care:days_abnormal", day_counts(request.scope, day, now)),
        "filters": [area_filter(request, "care:days_abnormal", {})],
        "page": page,
        "now": now,
        "rows": [
            (one, paths.get(one.area_code, ""), _reveal_url(request, one) if opens else "") for one in page
        ],
    }  # fmt: skip
    return render(request, "care/days/abnormal.html", context)


def _reveal_url(request: StaffRequest, check: Any) -> str:
    """Physicians by their duty; carers open it on the episode's page, each look asks the door again."""
    medical = request.viewer.may(C.CARE_MEDICAL) or request.viewer.may(C.HEALTH)
    return link(request, "care:days_check_open", check.pk) if medical else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(C.CARE_READ, write=True)
def check_open(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """First the reason, then temperature and symptoms for two minutes; every look is kept."""
    check = check_for(request.viewer, check_id)
    if not may_open_health(request.viewer, check.episode, day=today()):
        raise NotFound()
    context: dict[str, object] = {
        "subject": _("temperature and symptoms"),
        "reasons": REASONS.items(),
        "reveal_url": link(request, "care:days_check_open", check.pk),
        "minutes": MINUTES,
        "chosen": "medical",
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:LONGEST]
    reason = other if chosen == OTHER else str(REASONS.get(chosen, ""))
    if not reason:
        error = _("Write the reason.") if chosen == OTHER else _("Choose a reason.")
        return _piece(request, "core/_reveal_ask.html", {**context, "chosen": chosen, "error": error}, 422)
    log_access(
        actor=request.viewer, what=AccessKind.HEALTH, reason=reason, role=request.viewer.role,
        household_id=check.episode.household_id, resident_id=check.episode.resident_id, area_code=check.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": _said(check)})


def _said(check: Any) -> str:
    parts = [f"{check.celsius} °C"] if check.celsius else []
    return "，".join([*parts, *sign_words(check.signs)])


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    page = template if wants_fragment(request) else "care/reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)


# ---- things to bring or do ---------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def tasks(request: StaffRequest) -> HttpResponse:
    """By household. Money, cars and people for the team stand here and on no phone."""
    now, day, asked = timezone.now(), today(), {one: request.GET.get(one, "") for one in ASKED}
    care = care_in_force(request.area)
    at_desk = {item.key for one in care.packages for item in one.items if not is_for_phones(item)}
    rows = open_tasks(request.scope)
    late = rows.filter(on__lt=day)
    team = rows.filter(item__in=at_desk)
    shown = {"late": late, "team": team}.get(asked["view"], rows)
    page = page_of(request, ordered(homes_with_tasks(shown), asked["sort"]), size=20)
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    by_episode = tasks_by_episode([one.pk for one in page], shown)
    names = items_of(care)
    context = {
        "sections": sections(request, "care:days_checks"),
        "lists": lists(request, "care:days_tasks", day_counts(request.scope, day, now)),
        "views": _task_views(request, asked, rows.count(), late.count(), team.count()),
        "filters": [area_filter(request, "care:days_tasks", asked)],
        "page": page,
        "day": day,
        "rows": [
            (one, paths.get(one.area_code, ""), [(row, names.get(row.item, row.item)) for row in by_episode.get(one.pk, ())])
            for one in page
        ],
        "may_write": may_act(request, C.CARE_WRITE),
    }  # fmt: skip
    return render(request, "care/days/tasks.html", context)


def _task_views(
    request: StaffRequest, asked: Mapping[str, str], every: int, late: int, team: int
) -> list[Tab]:
    named = [
        ("", pgettext_lazy("care tasks", "All open"), every),
        ("late", pgettext_lazy("care tasks", "From earlier days"), late),
        ("team", pgettext_lazy("care tasks", "Money, cars, people"), team),
    ]
    return [
        Tab(word, link(request, "care:days_tasks", **{**asked, "view": key}), key == asked["view"], n)
        for key, word, n in named
    ]


@require_POST
@staff_page(*WRITE, write=True)
def task_set(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """One press: brought, or not wanted. Pressed again it stays so."""
    found = task_for(request.viewer, task_id)
    outcome = request.POST.get("outcome", "")
    if outcome not in (TaskState.DONE, TaskState.NOT_WANTED):
        raise NotFound()
    set_task(actor=request.viewer, task=found, outcome=outcome)
    asked = {one: request.GET.get(one, "") for one in ("view", "sort", "page")}
    return redirect(link(request, "care:days_tasks", **asked))
