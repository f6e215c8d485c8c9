"""What waits in care today: signatures, releases, objections, checks, zones to look at, ways to hospitals, what went too far."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.care.choices import IN_FORCE, AppealState, EpisodeState, TripState
from linli.care.models import Appeal, Episode, MedicalTrip
from linli.care.queries_needs import board_counts, cars, rhythms_in, to_call
from linli.core.components import State
from linli.core.moments import clock, countdown
from linli.home.work import Work, with_area
from linli.incidents.models import Overreach
from linli.lib.periods import day_bounds
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.zones.choices import ZoneState
from linli.zones.models import Zone

CARE = pgettext_lazy("board", "Quarantine and isolation")
NEEDS = pgettext_lazy("board", "Must not wait")
ZONES = pgettext_lazy("board", "Zones")


def in_care(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Proposals to look at, second signatures, releases due and overdue, objections with their clock."""
    now = timezone.now()
    if viewer.may(C.CARE_READ, C.CARE_WRITE):
        yield from _episodes(area, now, day)
    if viewer.may(C.CARE_AGREE) and viewer.may(C.CARE_READ):
        n = _count(Episode, area, Q(state=EpisodeState.SIGNED) & ~Q(signed_by=viewer.user))
        if n:
            detail = ngettext("{n} person waits for your signature", "{n} people wait for your signature", n)
            yield Work(
                CARE,
                detail.format(n=n),
                State.ASK,
                _("to sign"),
                with_area("care:to_agree", area),
                _("Look and sign"),
            )
    if viewer.may(C.CARE_READ, C.CARE_WRITE) or viewer.may(C.CARE_AGREE, C.CARE_READ):
        yield from _appeals(area, now)


def _episodes(area: Area, now: datetime, day: date) -> Iterator[Work]:
    in_force = Q(state__in=IN_FORCE)
    after = day_bounds(day)[1]
    late = _count(Episode, area, in_force & Q(until_at__lte=now))
    due = _count(Episode, area, in_force & Q(until_at__gt=now, until_at__lte=after))
    proposed = _count(Episode, area, Q(state=EpisodeState.PROPOSED))
    if late:
        detail = ngettext(
            "{n} person is past the end and not released",
            "{n} people are past the end and not released",
            late,
        )
        yield Work(
            CARE,
            detail.format(n=late),
            State.STOP,
            _("overdue"),
            with_area("care:release_queue", area),
            _("Release"),
        )
    if due:
        detail = ngettext("{n} person is released today", "{n} people are released today", due)
        yield Work(
            CARE,
            detail.format(n=due),
            State.ASK,
            _("today"),
            with_area("care:release_queue", area),
            _("Look"),
        )
    if proposed:
        detail = ngettext(
            "{n} proposal restricts nobody until two have signed",
            "{n} proposals restrict nobody until two have signed",
            proposed,
        )
        yield Work(
            CARE,
            detail.format(n=proposed),
            State.ASK,
            _("to look at"),
            with_area("care:episodes", area),
            _("Look through"),
        )


def _appeals(area: Area, now: datetime) -> Iterator[Work]:
    waiting = Appeal.objects.within(area.code).filter(state=AppealState.WAITING).order_by("due_at")
    n, first = waiting.count(), waiting.values_list("due_at", flat=True).first()
    if n and first is not None:
        detail = ngettext(
            "{n} objection waits for an answer, {left}",
            "{n} objections wait for an answer, the first {left}",
            n,
        )
        state = State.STOP if first <= now else State.ASK
        word = _("overdue") if first <= now else _("to answer")
        text = detail.format(n=n, left=countdown(first, now))
        yield Work(CARE, text, state, word, with_area("care:appeals", area), _("Answer"))


def zones(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Zones proposed, signed by one, to be looked at today."""
    if not viewer.may(C.ZONES_READ, C.ZONES_DECIDE):
        return
    now = timezone.now()
    proposed = _count(Zone, area, Q(state=ZoneState.PROPOSED))
    signed = _count(Zone, area, Q(state=ZoneState.SIGNED) & ~Q(signed_by=viewer.user))
    review = _count(
        Zone, area, Q(state=ZoneState.IN_FORCE, until_at__gt=now, review_at__lte=day_bounds(day)[1])
    )
    said = (
        (proposed, ngettext("{n} zone is proposed", "{n} zones are proposed", proposed), _("to decide")),
        (signed, ngettext("{n} zone waits for a second signature", "{n} zones wait for a second signature", signed), _("to sign")),
        (review, ngettext("{n} zone is to be looked at today", "{n} zones are to be looked at today", review), _("to look at")),
    )  # fmt: skip
    for n, detail, word in said:
        if n:
            yield Work(ZONES, detail.format(n=n), State.ASK, word, with_area("zones:zones", area), _("Look"))


def needs(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Ways to hospitals of today; calls; cars for who helps at the door; one's own way as an escort."""
    now = timezone.now()
    if viewer.may(C.TRIPS_WRITE, C.HOUSEHOLDS_READ):
        yield from _ways(area, now, day)
    elif viewer.may(C.CARE_HELP, C.HOUSEHOLDS_READ):
        near: list[Any] = list(cars(Scope((area.code,)), now=now, until=day_bounds(day)[1])[:3])
        for one in near:
            detail = _("{door} needs a car at {time}").format(
                door=one.household.plate, time=clock(one.car_at)
            )
            yield Work(NEEDS, detail, State.RUN, _("today"), with_area("care:cars", area), _("Open the list"))
    yield from _own_ways(viewer, now)


def _ways(area: Area, now: datetime, day: date) -> Iterator[Work]:
    scope = Scope((area.code,))
    counts = board_counts(scope, now=now, today=day)
    if counts.late:
        detail = ngettext(
            "{n} way to a hospital is overdue", "{n} ways to hospitals are overdue", counts.late
        )
        yield Work(
            NEEDS,
            detail.format(n=counts.late),
            State.STOP,
            _("overdue"),
            with_area("care:needs", area, view="late"),
            _("See who"),
        )
    if counts.unarranged:
        detail = ngettext(
            "{n} way within a day is not arranged",
            "{n} ways within a day are not arranged",
            counts.unarranged,
        )
        yield Work(
            NEEDS,
            detail.format(n=counts.unarranged),
            State.ASK,
            _("to arrange"),
            with_area("care:needs", area, view="unarranged"),
            _("Arrange"),
        )
    if len(area.code) < COMMUNITY_DIGITS:
        return  # above, one looks at the figures
    n = to_call(scope, rhythms_in(area), today=day).count()
    if n:
        detail = ngettext("{n} person is to be called today", "{n} people are to be called today", n)
        yield Work(
            NEEDS,
            detail.format(n=n),
            State.ASK,
            _("to call"),
            with_area("care:calls", area),
            _("Open the list"),
        )


def _own_ways(viewer: Viewer, now: datetime) -> Iterator[Work]:
    mine = MedicalTrip.everywhere.filter(
        escort=viewer.user, state__in=[TripState.PLANNED, TripState.ARRANGED, TripState.UNDER_WAY],
        due_at__lt=now + timedelta(days=1),
    )  # fmt: skip
    trip = mine.select_related("household").order_by("due_at").first()
    if trip is not None:
        detail = _("You go along from {door} at {time}").format(
            door=trip.household.plate, time=clock(trip.leave_at or trip.due_at)
        )
        state = State.STOP if trip.due_at <= now and trip.state != TripState.UNDER_WAY else State.RUN
        yield Work(NEEDS, detail, state, trip.get_state_display(), "/field/#/trips", _("Open my ways"))


def overreach(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """What went further than the rules in force: for who decides, and for oversight."""
    if not viewer.may(C.FINDINGS_READ):
        return
    n = _count(Overreach, area, Q(gone_at=None, answered_at=None))
    if n:
        detail = ngettext(
            "{n} finding is open: further than the rules in force",
            "{n} findings are open: further than the rules in force",
            n,
        )
        yield Work(
            _("Too strict?"),
            detail.format(n=n),
            State.STOP,
            _("to put right"),
            with_area("incidents:overreach", area),
            _("See what"),
        )


def _count(model: type[Episode] | type[Zone] | type[Overreach], area: Area, condition: Q) -> int:
    return int(model.objects.within(area.code).filter(condition).count())
