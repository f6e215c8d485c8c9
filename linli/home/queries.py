"""What waits for somebody in an area, from the parts that know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS, Figures, figures_by_child, figures_of
from linli.core.components import State
from linli.duty.choices import BookState, ClaimState, PostState
from linli.duty.models import Claim, Post, Volunteer
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import gaps_of
from linli.duty.rules_posts import GRACE
from linli.duty.targets import seats
from linli.home.care import in_care, needs, overreach, zones
from linli.home.gates import at_the_gates, patrols
from linli.home.work import Text, Work, link, rows_behind, with_area
from linli.imports.choices import BatchState, Outcome
from linli.imports.models import Batch
from linli.intake.office import to_settle
from linli.people.choices import Capability as C
from linli.people.models import Note
from linli.people.viewer import Viewer
from linli.registers.models import Household, SupportNeed
from linli.reports.daily.due import report_due
from linli.reports.daily.rules import Standing
from linli.rounds.entry_list import open_here, waiting_here
from linli.rounds.list_progress import overdue


def work_for(viewer: Viewer, area: Area, *, day: date) -> list[Work]:
    """Everything that waits for this person here, what is stuck first."""
    found = [item for source in SOURCES for item in source(viewer, area, day)]
    order = [State.STOP, State.ASK, State.RUN, State.NEW, State.NONE]
    return sorted(found, key=lambda item: order.index(item.state))


def _imports(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    if not viewer.may(C.IMPORT):
        return
    for batch in Batch.objects.within(area.code).filter(state__in=STUCK | UNFINISHED).order_by("-at")[:10]:
        questions = int(batch.counts.get(Outcome.QUESTION, 0))
        if batch.state in STUCK:
            yield _batch(batch, State.STOP, batch.get_state_display(), _("See why"))
        elif batch.state == BatchState.CHECKED:
            word = _("{n} to decide").format(n=questions) if questions else _("Nothing written yet")
            yield _batch(batch, State.ASK, word, _("Decide"))
        else:
            yield _batch(batch, State.RUN, batch.get_state_display(), _("Look"))


STUCK = {BatchState.FAILED, BatchState.STOPPED}
UNFINISHED = {
    BatchState.UPLOADED,
    BatchState.MAPPED,
    BatchState.CHECKING,
    BatchState.CHECKED,
    BatchState.WRITING,
    BatchState.UNDOING,
}


def _batch(batch: Batch, state: State, word: Text, act: Text) -> Work:
    page = (
        "imports:preview" if batch.state in {BatchState.CHECKED, BatchState.STOPPED} else "imports:progress"
    )
    return Work(_("Workbook import"), batch.file_name, state, word, link(page, batch.pk), act)


def _unconfirmed_needs(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    if not viewer.may(C.NEEDS, C.HOUSEHOLDS_WRITE):
        return
    count = SupportNeed.objects.within(area.code).filter(is_confirmed=False, ended_on=None).count()
    if count:
        detail = ngettext(
            "{n} need was found in a note and nobody has confirmed it",
            "{n} needs were found in notes and nobody has confirmed them",
            count,
        ).format(n=count)
        url = rows_behind("needs_unconfirmed.all", area)
        yield Work(_("Support needs"), detail, State.ASK, _("to confirm"), url, _("Look through"))


def _gaps(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Households that nobody could reach in an emergency."""
    if not viewer.may(C.HOUSEHOLDS_WRITE):
        return
    figures = figures_of(area.code, day=day)
    unreachable = figures["households.lived_in"] - figures["completeness.reachable"]
    if unreachable > 0:
        detail = ngettext(
            "{n} household has no telephone number at all",
            "{n} households have no telephone number at all",
            unreachable,
        ).format(n=unreachable)
        url = link("registers:households") + "?" + urlencode({"area": area.code, "view": "without_phone"})
        yield Work(_("Register"), detail, State.ASK, _("to complete"), url, _("Open the list"))


def _without_record(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """For offices above the communities: who has not begun a register."""
    if len(area.code) >= 12 or not viewer.may(C.FIGURES_READ):
        return
    communities = Area.objects.within(area.code).current().filter(level="community").count()
    missing = communities - figures_of(area.code, day=day).communities_recorded
    if missing > 0:
        detail = _("{n} of {all} communities and villages have no register yet").format(
            n=missing, all=communities
        )
        url = link("dashboards:figures") + "?" + urlencode({"area": area.code})
        yield Work(_("Register"), detail, State.ASK, _("not begun"), url, _("See which"))


def _doors(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """For a duty that has doors and no figures, such as a building warden's."""
    if viewer.may(C.HOUSEHOLDS_READ) and not viewer.may(C.FIGURES_READ):
        count = Household.objects.within(area.code).filter(closed_on=None).count()
        detail = ngettext("{n} door in your care", "{n} doors in your care", count).format(n=count)
        url = link("registers:households")
        yield Work(_("Register"), detail, State.NONE, _("nothing new"), url, _("Open the list"))


def _handed_over(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Entries that wait to be settled, and those that others have offered to this very office."""
    if not viewer.may(C.ROUND_LISTS, C.HOUSEHOLDS_READ):
        return
    offered, waiting = waiting_here(area), open_here(Scope((area.code,)))
    if offered:
        detail = ngettext(
            "{n} entry was handed over to you", "{n} entries were handed over to you", offered
        ).format(n=offered)
        url = with_area("rounds:entries", area, view="offered")
        yield Work(_("Handed over to you"), detail, State.ASK, _("to answer"), url, _("Answer"))
    if waiting and len(area.code) >= COMMUNITY_DIGITS:
        detail = ngettext(
            "{n} entry came back from a worker: not my resident",
            "{n} entries came back from workers: not my resident",
            waiting,
        ).format(n=waiting)
        yield Work(
            _("Handed back"),
            detail,
            State.ASK,
            _("to settle"),
            with_area("rounds:entries", area),
            _("Settle"),
        )


def _checks(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """People of lists from above who should have been looked for by now."""
    if not viewer.may(C.HOUSEHOLDS_READ) or not (viewer.may(C.ROUND_WORK) or viewer.may(C.ROUND_LISTS)):
        return
    late = overdue(Scope((area.code,)), now=timezone.now()).count()
    if late:
        detail = ngettext(
            "{n} person of a list was not looked for in time",
            "{n} people of lists were not looked for in time",
            late,
        ).format(n=late)
        url = with_area("rounds:checks" if viewer.may(C.ROUND_WORK) else "rounds:lists", area)
        yield Work(_("Lists to check"), detail, State.STOP, _("overdue"), url, _("Look for them"))


def _quarantine(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    if not viewer.may(C.DEVICES_WRITE):
        return
    stuck = to_settle(Scope((area.code,)))
    if stuck:
        detail = ngettext(
            "{n} fact from a phone could not be used", "{n} facts from phones could not be used", stuck
        ).format(n=stuck)
        url = with_area("devices:quarantine", area)
        yield Work(_("Quarantine"), detail, State.ASK, _("to mend"), url, _("See why"))


def _daily_report(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """The own area's report of the day: soon due, late, sent back, or waiting for its signature."""
    if not viewer.may(C.DAILY_SIGN) or viewer.area is None or viewer.area.pk != area.pk:
        return
    due = report_due(area, day=day, now=timezone.now())
    if due is None:
        return
    url = f"{link('daily:report')}?{urlencode({'area': area.code, 'day': day.isoformat()})}"
    detail = _("due by {time}").format(time=f"{timezone.localtime(due.at):%H:%M}")
    state = State.STOP if due.standing in {Standing.MISSING, Standing.RETURNED} else State.ASK
    yield Work(_("Daily report"), detail, state, REPORT_WORDS[due.standing], url, _("Open the report"))


REPORT_WORDS: dict[Standing, Text] = {
    Standing.WAITING: _("to hand in"),
    Standing.MISSING: _("late"),
    Standing.RETURNED: _("sent back"),
    Standing.REPORTED: _("to sign"),
}


def _posts(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Who should stand on a post and does not, and posts of today and tomorrow that nobody has claimed."""
    if not viewer.may(C.POSTS_WRITE):
        return
    now = timezone.now()
    here = Claim.objects.within(area.code).filter(state=ClaimState.CLAIMED, post__ends_at__gt=now)
    late = here.filter(post__starts_at__lt=now - GRACE, checked_in_at=None, mended_in_at=None).count()
    if late:
        detail = ngettext(
            "{n} person has not come to a post", "{n} people have not come to their posts", late
        )
        url = with_area("duty:on_duty", area)
        yield Work(_("On posts"), detail.format(n=late), State.STOP, _("late"), url, _("See who"))
    ahead = Post.objects.within(area.code).filter(state=PostState.OPEN, taken__lt=F("headcount"))
    short = ahead.filter(ends_at__gt=now, starts_at__lt=now + timedelta(days=1)).count()
    if short:
        detail = ngettext("{n} post until this time tomorrow is short of people",
                          "{n} posts until this time tomorrow are short of people", short)  # fmt: skip
        url = with_area("duty:posts", area)
        yield Work(_("Posts"), detail.format(n=short), State.ASK, _("to fill"), url, _("See which"))


def _own_shift(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """The next post that one has claimed, a day ahead."""
    if not viewer.may(C.POSTS_CLAIM):
        return
    now = timezone.now()
    mine = Claim.everywhere.filter(user=viewer.user, state__in=[ClaimState.CLAIMED, ClaimState.PRESENT])
    near = mine.filter(post__ends_at__gt=now, post__starts_at__lt=now + timedelta(days=1))
    claim = near.select_related("post__place").order_by("post__starts_at").first()
    if claim:
        begins, ends = (timezone.localtime(at) for at in (claim.post.starts_at, claim.post.ends_at))
        detail = f"{begins:%H:%M}–{ends:%H:%M} {claim.post.place.name}"
        word = claim.get_state_display()
        yield Work(_("My post"), detail, State.RUN, word, link("duty:my_posts"), _("Open my posts"))


def _applications(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    if not viewer.may(C.VOLUNTEERS_WRITE):
        return
    waiting = Volunteer.objects.within(area.code).filter(state=BookState.APPLIED).count()
    if waiting:
        detail = ngettext("{n} person wants to help", "{n} people want to help", waiting).format(n=waiting)
        url = with_area("duty:volunteers", area, view=BookState.APPLIED.value)
        yield Work(_("Volunteers"), detail, State.ASK, _("to answer"), url, _("Answer"))


def _responsible(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Places of the own community that the playbook wants somebody for, and that have nobody."""
    if len(area.code) < COMMUNITY_DIGITS or not viewer.may(C.DUTY_READ, C.DUTY_ASSIGN):
        return
    lacking = sum(one.short for one in gaps_of(area, seats(playbook_in_force(area)), [], day=day))
    if lacking:
        detail = ngettext(
            "{n} place or household lacks somebody who answers for it",
            "{n} places or households lack somebody who answers for them",
            lacking,
        ).format(n=lacking)
        url = with_area("duty:gaps", area)
        yield Work(pgettext("board", "Responsibility"), detail, State.ASK, _("to close"), url, _("See which"))


SOURCES: tuple[Callable[[Viewer, Area, date], Iterator[Work]], ...] = (
    _imports,
    _daily_report,
    _handed_over,
    _checks,
    _posts,
    in_care,
    needs,
    zones,
    overreach,
    at_the_gates,
    patrols,
    _own_shift,
    _quarantine,
    _applications,
    _unconfirmed_needs,
    _gaps,
    _responsible,
    _without_record,
    _doors,
)


def waiting_notes(viewer: Viewer) -> list[Note]:
    return list(Note.objects.filter(user=viewer.user, seen_at=None).order_by("-at")[:5])


@dataclass(frozen=True)
class Headline:
    """The line under the day: what this area is made of."""

    households: int
    residents: int
    living: int


def headline(area: Area, *, day: date) -> Headline:
    figures = figures_of(area.code, day=day)
    return Headline(
        figures["households.lived_in"], figures["residents.registered"], figures["residents.living"]
    )


@dataclass(frozen=True)
class PartOfArea:
    """A child area and how complete its register is; `share` is None where nothing was ever entered."""

    area: Area
    households: int
    reachable: int
    share: float | None

    @property
    def missing(self) -> int:
        return self.households - self.reachable


def parts_of(area: Area, *, day: date) -> list[PartOfArea]:
    """The children of an area in code order, each with the households that can be reached by telephone."""
    children = list(Area.objects.filter(parent=area).current().order_by("code"))
    figures = figures_by_child(area.code, [child.code for child in children], day=day)
    return [_part(child, figures[child.code]) for child in children]


def _part(area: Area, figures: Figures) -> PartOfArea:
    households, reachable = figures["households.lived_in"], figures["completeness.reachable"]
    return PartOfArea(area, households, reachable, 100 * reachable / households if households else None)
