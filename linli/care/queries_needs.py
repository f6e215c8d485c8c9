"""What the board of people who must not wait shows, and who is to be called. Each in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.care.choices import Triage, TripState
from linli.care.models import MedicalTrip, TriageNote, TripRhythm
from linli.care.rules_contacts import BY_TRIAGE, EVERY
from linli.care.rules_trips import OPEN, SOON
from linli.core.rows import among
from linli.incidents.in_force import playbook_in_force
from linli.lib.periods import day_bounds
from linli.lib.playbook.register import Rhythm
from linli.people.viewer import Viewer
from linli.registers.choices import Presence
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.rows import household_rows, with_families
from linli.registers.shown import ShownHousehold, shown_household

OPEN_STATES = [one.value for one in OPEN]
# Opened one at a time with a reason; no list needs them.
SEALED = ("hospital", "vehicle", "driver", "driver_phone", "note", "why_not")
VIEWS = ("", "today", "late", "unarranged", "over")
SORTS = {"due": "due_at", "door": "household__door_sort", "kind": "kind"}


# ---- trips -----------------------------------------------------------------------------------------------------------
def trips(scope: Scope) -> QuerySet[MedicalTrip]:
    return MedicalTrip.objects.within(scope).select_related("escort").defer(*SEALED)


def in_view(rows: QuerySet[MedicalTrip], view: str, *, now: datetime, today: date) -> QuerySet[MedicalTrip]:
    match view:
        case "today":
            return rows.filter(due_today(today)).exclude(state=TripState.CANCELLED)
        case "late":
            return rows.filter(late_at(now))
        case "unarranged":
            return rows.filter(unarranged_at(now))
        case "over":
            return rows.exclude(state__in=OPEN_STATES)
        case _:
            return rows.filter(state__in=OPEN_STATES)


def due_today(day: date) -> Q:
    """A deadline at 24:00 belongs to the day that ends there."""
    first, after = day_bounds(day)
    return Q(due_at__gt=first, due_at__lte=after)


def late_at(now: datetime) -> Q:
    """Its time has come, and nobody has told that anybody is on the way, or was there."""
    return Q(state__in=[TripState.PLANNED, TripState.ARRANGED], due_at__lte=now)


def unarranged_at(now: datetime) -> Q:
    return Q(state=TripState.PLANNED, due_at__gt=now, due_at__lte=now + SOON)


def sorted_trips(rows: QuerySet[MedicalTrip], sort: str) -> QuerySet[MedicalTrip]:
    key = F(SORTS.get(sort.removeprefix("-"), "due_at"))
    return rows.order_by(key.desc() if sort.startswith("-") else key.asc(), "due_at", "pk")


@dataclass(frozen=True)
class BoardCounts:
    open: int
    today: int
    late: int
    unarranged: int
    under_way: int


def board_counts(scope: Scope, *, now: datetime, today: date) -> BoardCounts:
    return counts_of(MedicalTrip.objects.within(scope), now=now, today=today)


def counts_of(rows: QuerySet[MedicalTrip], *, now: datetime, today: date) -> BoardCounts:
    there = ~Q(state=TripState.CANCELLED)
    found = rows.order_by().aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        today=Count("pk", filter=due_today(today) & there),
        late=Count("pk", filter=late_at(now)),
        unarranged=Count("pk", filter=unarranged_at(now)),
        under_way=Count("pk", filter=Q(state=TripState.UNDER_WAY)),
    )  # fmt: skip
    return BoardCounts(**found)


def trips_of(home: Household, *, since: datetime) -> list[MedicalTrip]:
    rows = MedicalTrip.everywhere.filter(household=home, due_at__gte=since).select_related(
        "escort", "resident"
    )
    return list(rows.defer(*SEALED).order_by("due_at", "pk")[:60])


def rhythms_of(home: Household, *, today: date) -> list[TripRhythm]:
    rows = TripRhythm.everywhere.filter(need__resident__household=home, need__ended_on=None)
    running = rows.filter(Q(until_on=None) | Q(until_on__gte=today))
    return list(running.select_related("need__resident").order_by("at_time", "pk"))


def last_arranged(trip: MedicalTrip) -> MedicalTrip | None:
    """The one before, of the same treatment: its car and its escort are offered again."""
    if trip.rhythm_id is None:
        return None
    rows = MedicalTrip.everywhere.filter(rhythm=trip.rhythm_id, due_at__lt=trip.due_at)
    return (
        rows.filter(state__in=[TripState.ARRANGED, TripState.UNDER_WAY, TripState.DONE])
        .order_by("-due_at")
        .first()
    )


def cars(scope: Scope, *, now: datetime, until: datetime) -> QuerySet[MedicalTrip]:
    """Which doors need a car, and when: all that a building's warden is told."""
    rows = MedicalTrip.objects.within(scope).filter(state__in=OPEN_STATES).select_related("household")
    near = rows.annotate(car_at=Case(When(leave_at__isnull=False, then=F("leave_at")), default=F("due_at")))
    kept = near.filter(car_at__gt=now - timedelta(hours=3), car_at__lt=until).exclude(
        kind="refill", leave_at=None
    )
    return kept.defer(*SEALED).order_by("car_at", "pk")


def homes_of(ids: Iterable[UUID], viewer: Viewer, *, day: date) -> Mapping[UUID, ShownHousehold]:
    """The households of a page, as the viewer may see them: four queries."""
    rows = household_rows(Household.objects.within(viewer.scope).filter(among("pk", list(set(ids)))))
    found = [shown_household(row, viewer, day=day) for row in (with_families(rows) if rows else [])]
    return {one.id: one for one in found}


# ---- calls -----------------------------------------------------------------------------------------------------------
def rhythms_in(area: Area) -> dict[str, Rhythm]:
    """How often the playbook in force wants people with each need called."""
    playbook = playbook_in_force(area)
    return {one.code: one.rhythm for one in playbook.register.needs} if playbook else {}


def in_care() -> Q:
    return Q(merged_into=None, presence=Presence.LIVING)


def to_call(scope: Scope, rhythms: Mapping[str, Rhythm], *, today: date) -> QuerySet[Resident]:
    """People whose call is due, in the order of triage, whoever was reached longest ago first."""
    open_needs = SupportNeed.everywhere.filter(resident=OuterRef("pk"), ended_on=None)
    last = Subquery(open_needs.order_by().values("resident").annotate(at=Max("contacted_at")).values("at"))
    order = TriageNote.everywhere.filter(resident=OuterRef("pk")).values("triage")[:1]
    people = Resident.objects.within(scope).filter(in_care())
    told = people.annotate(last_contact=last, triage_key=Subquery(order))
    return told.filter(_due(open_needs, rhythms, today)).annotate(rank=_rank())


def _due(open_needs: QuerySet[SupportNeed], rhythms: Mapping[str, Rhythm], today: date) -> Q:
    due = Q(pk__in=[])
    for rhythm, days in EVERY.items():
        codes = [code for code, one in rhythms.items() if one == rhythm]
        silent = _silent(days, today)
        if codes:
            due |= Q(Exists(open_needs.filter(code__in=codes))) & silent
        called = [key for key, one in BY_TRIAGE.items() if one == rhythm]
        if called:
            due |= Q(triage_key__in=called) & Q(Exists(open_needs)) & silent
    return due


def _silent(days: int, today: date) -> Q:
    """Not reached in the last `days` days, today the last of them."""
    after = day_bounds(today - timedelta(days=days - 1))[0]
    return Q(last_contact=None) | Q(last_contact__lt=after)


def _rank() -> Case:
    """Of whom nobody has asked, nobody knows that they may wait: they come before those in turn."""
    ranks = {Triage.FIRST: 0, Triage.SECOND: 1, Triage.LAST: 3}
    whens = [When(triage_key=key, then=Value(rank)) for key, rank in ranks.items()]
    return Case(*whens, default=Value(2), output_field=IntegerField())


CALL_SORTS = {
    "order": ("rank", "last_contact", "pk"),
    "door": ("household__door_sort", "pk"),
    "last": ("last_contact", "pk"),
}


def sorted_calls(rows: QuerySet[Resident], sort: str) -> QuerySet[Resident]:
    names = CALL_SORTS.get(sort.removeprefix("-"), CALL_SORTS["order"])
    first, *rest = names
    never_first = F(first).desc(nulls_last=True) if sort.startswith("-") else F(first).asc(nulls_first=True)
    others = [F(one).asc(nulls_first=True) for one in rest]
    return rows.order_by(never_first, *others)


def calls_by_triage(rows: QuerySet[Resident]) -> dict[str, int]:
    counted: Any = rows.order_by().values_list("triage_key").annotate(n=Count("pk"))  # type: ignore[misc]
    return {key or "": n for key, n in counted}


def triage_of(home: Household) -> dict[UUID, TriageNote]:
    rows = TriageNote.everywhere.filter(resident__household=home).select_related("noted_by")
    return {one.resident_id: one for one in rows}
