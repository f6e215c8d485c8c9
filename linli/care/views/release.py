"""The release queue: who is due, what is missing, one decision or several, and what nobody decided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.care.access_release import READ, decided_episode, episodes_in
from linli.care.actions.releasing import MOST_AT_ONCE, look_at_end, release_chosen, release_episode
from linli.care.choices import IN_FORCE, MeasureWord, WhyReleased
from linli.care.editions_release import category_name, measure_name
from linli.care.forms_release import ReleaseForm
from linli.care.models import Episode
from linli.care.playbook import care_in_force
from linli.care.queries_prolonging import asked_in
from linli.care.queries_release import InQueue, counts, queue, rows_of
from linli.care.rules_release import Due
from linli.care.sections_release import may_act, sections
from linli.care.words_release import lack_said
from linli.core.components import Choice, Filter, State, Tab, Text
from linli.core.htmx import go_to
from linli.core.moments import until
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, posted, said, save_or_show

WRITE = (*READ, C.CARE_WRITE)
ACT = "care/release/act.html"
VIEWS = {
    Due.OVERDUE: pgettext_lazy("release", "Overdue"),
    Due.TODAY: pgettext_lazy("release", "Due today"),
    Due.TOMORROW: pgettext_lazy("release", "Tomorrow"),
    Due.LATER: pgettext_lazy("release", "Later"),
}


@never_cache
@require_safe
@staff_page(*READ)
def release_queue(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    episodes_in(request.viewer)
    how_many = counts(request.scope, now=now)
    which = _asked(request.GET.get("view", ""), how_many)
    measure = request.GET.get("measure", "")
    measure = measure if measure in MeasureWord.values else ""
    rows = queue(request.scope, which, now=now, measure=measure, sort=request.GET.get("sort", ""))
    page = page_of(request, rows)
    shown = rows_of(page, now=now)
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    context = {
        "sections": sections(request, "care:release_queue"),
        "views": [Tab(label, _link(request, which=key, measure=measure), key == which, how_many[key]) for key, label in VIEWS.items()],
        "filters": [_measures(request, which, measure)],
        "which": which,
        "page": page,
        "rows": [(one, paths.get(one.episode.area_code, ""), measure_name(one.episode.measure), state_of(one), _lacks(one)) for one in shown],
        "asked": asked_in(request.viewer, request.scope),
        "may_write": may_act(request, C.CARE_WRITE),
        "chosen_url": link(request, "care:release_chosen"),
        "can_choose": any(one.may_release for one in shown),
    }  # fmt: skip
    return render(request, "care/release/queue.html", context)


def _asked(wanted: str, how_many: dict[Due, int]) -> Due:
    """What was asked for; else what is overdue, else today."""
    if wanted in set(Due):
        return Due(wanted)
    return Due.OVERDUE if how_many[Due.OVERDUE] else Due.TODAY


def _link(request: StaffRequest, *, which: Due, measure: str) -> str:
    return link(request, "care:release_queue", view=which, measure=measure, sort=request.GET.get("sort", ""))


def _measures(request: StaffRequest, which: Due, measure: str) -> Filter:
    choices = [Choice(label, _link(request, which=which, measure=key)) for key, label in MeasureWord.choices]
    chosen = str(MeasureWord(measure).label) if measure else ""
    return Filter(_("Measure"), chosen, _link(request, which=which, measure=""), choices)


def state_of(row: InQueue) -> tuple[State, str]:
    """Shape and word."""
    if row.by_itself:
        return State.STOP, _("ended by itself; nobody had decided")
    if row.due == Due.OVERDUE:
        return State.STOP, _("overdue: decide")
    if row.due == Due.TODAY and row.lacks:
        return State.ASK, _("something is missing")
    if row.due == Due.TODAY:
        return State.ASK, _("to be released")
    return State.RUN, _("day {day} of {days}").format(day=row.day, days=row.days)


def _lacks(row: InQueue) -> list[str]:
    """That the last day lies ahead is seen from the row itself."""
    return list(dict.fromkeys(lack_said(one) for one in row.lacks if one.what != "days"))


# ---- one -------------------------------------------------------------------------------------------
@never_cache
@staff_page(*WRITE, write=True)
def release(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """What the release does, then one decision."""
    found, now = decided_episode(request.viewer, episode_id, write=C.CARE_WRITE), timezone.now()
    form = ReleaseForm(posted(request), initial={"version": found.version, "why": WhyReleased.DAYS_OVER})
    back = link(request, "care:release_queue")

    def save() -> None:
        release_episode(
            actor=request.viewer,
            episode=found,
            why=form.cleaned_data["why"],
            version=form.seen_version(),
            now=now,
        )

    page = FormPage(
        title=_("Release"),
        submit=_("Release now"),
        back=back,
        done=_("Released."),
        say=_who(found),
        template=ACT,
    )
    context = {"facts": _facts(found, now), "over": found.state not in IN_FORCE, "longer_url": link(request, "care:prolong", found.pk), "rows": _lacks_of(found, now)}  # fmt: skip
    fresh = lambda: {"version": decided_episode(request.viewer, episode_id).version}  # noqa: E731
    return save_or_show(request, page, form, save, context=context, fresh=fresh)


def _who(episode: Episode) -> str:
    return f"{episode.resident.name} {episode.household.place}"


def _lacks_of(episode: Episode, now: datetime) -> list[str]:
    return [lack_said(one) for one in rows_of([episode], now=now)[0].lacks]


def _facts(episode: Episode, now: datetime) -> list[tuple[Text, Any]]:
    row = rows_of([episode], now=now)[0]
    after = care_in_force(episode.area).aftercare_days
    return [
        (_("Category"), category_name(episode)),
        (_("Measure"), measure_name(episode.measure)),
        (_("Until"), until(episode.until_at, now)),
        (pgettext_lazy("release", "Day"), _("day {day} of {days}").format(day=row.day, days=row.days)),
        (_("What happens"), _("Mark and tasks of the household end at once; gates and phones know. The certificate is ready.")),
        (pgettext_lazy("release", "Aftercare"), ngettext("{n} day", "{n} days", after).format(n=after)),
    ]  # fmt: skip


# ---- several ---------------------------------------------------------------------------------------
@never_cache
@require_POST
@staff_page(*WRITE, write=True)
def release_several(request: StaffRequest) -> HttpResponse:
    """First what will happen to whom; with `sure`, it happens."""
    now = timezone.now()
    chosen = _chosen(request)
    back = link(request, "care:release_queue")
    if not chosen:
        messages.warning(request, _("Nothing was chosen."))
        return go_to(back, request=request)
    if request.POST.get("sure"):
        return _release_all(request, chosen, back, now)
    rows = rows_of([one for one, _version in chosen], now=now)
    context = {
        "rows": [(one, _lacks(one)) for one in rows],
        "n": sum(1 for one in rows if one.may_release),
        "back": back,
        "most": MOST_AT_ONCE,
    }
    return render(request, "care/release/several.html", context)


def _release_all(
    request: StaffRequest, chosen: list[tuple[Episode, int]], back: str, now: datetime
) -> HttpResponse:
    came = release_chosen(chosen, actor=request.viewer, now=now)
    if came.done:
        n = len(came.done)
        said(request, ngettext("{n} person is released.", "{n} people are released.", n).format(n=n))
    names = {one.pk: _who(one) for one, _version in chosen}
    for pk, problem in came.refused:
        messages.warning(request, f"{names[pk]}: {problem.title}")
    return go_to(back, request=request)


def _chosen(request: StaffRequest) -> list[tuple[Episode, int]]:
    """`id:version` for each; what is not of this duty is left out."""
    asked: dict[UUID, int] = {}
    for text in request.POST.getlist("chosen")[:MOST_AT_ONCE]:
        key, _colon, version = text.partition(":")
        try:
            asked[UUID(key)] = int(version)
        except ValueError:
            continue
    rows = episodes_in(request.viewer).filter(request.scope.q(), pk__in=asked, state__in=IN_FORCE)
    found = rows.select_related("household", "resident", "area").order_by("until_at", "pk")
    return [(one, asked[one.pk]) for one in found]


@never_cache
@require_POST
@staff_page(*WRITE, write=True)
def end_seen(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """An officer looks at one that ended by itself: the red line goes, the log keeps who and when."""
    found = decided_episode(request.viewer, episode_id, write=C.CARE_WRITE)
    look_at_end(actor=request.viewer, episode=found)
    said(request, _("Looked at."))
    return go_to(link(request, "care:release_queue"), request=request)
