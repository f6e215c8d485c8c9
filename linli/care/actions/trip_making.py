"""Trips of the coming days, made from rhythms, next visits and medicine that runs out: each day, and at once when a need
or a rhythm changes. Run again it adds none."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.care.choices import TripKind, TripState
from linli.care.models import MedicalTrip, TripRhythm
from linli.care.rules_trips import AHEAD, OF_NEED, Rhythm, moments_of, refill_due, visit_due
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.lib.periods import SHANGHAI, local_day
from linli.registers.choices import Presence
from linli.registers.models import Resident, SupportNeed

CHANGED = "care.trip_changed"

# Ids follow from what the trip is for, so that a trip is made once, whoever makes it.
SPACE = UUID("0192f6b0-7c00-7000-8000-00000000ca7e")
BATCH = 200
HERE = {"resident__presence": Presence.LIVING, "resident__merged_into": None}
WAITING = (TripState.PLANNED, TripState.ARRANGED)
# What a trip has of its arranging. The car was called off with it.
NOTHING_ARRANGED = {
    "leave_at": None, "back_at": None, "vehicle": "", "driver": "", "driver_phone": "", "escort": None,
    "arranged_by": None,
}  # fmt: skip
Moment = tuple[UUID | None, str, datetime]  # need, kind, due


def make_trips(*, now: datetime, within: str = "") -> int:
    """Make the trips of the next fourteen days that are not there yet; returns how many."""
    trips = MedicalTrip.objects.within(within) if within else MedicalTrip.everywhere.all()
    _drop_over(trips, now)
    keys = list(_with_trips(within, now))
    return sum(_of_needs(keys[at : at + BATCH], now) for at in range(0, len(keys), BATCH))


@transaction.atomic
def make_trips_of(need: UUID, *, now: datetime) -> int:
    """The same for one need, when it or a rhythm of it has changed: nobody waits for the next morning."""
    made = _of_needs([need], now)
    _drop_over(MedicalTrip.everywhere.filter(need=need), now)
    return made


def _with_trips(within: str, now: datetime) -> QuerySet[SupportNeed, UUID]:
    """Needs that may want a trip, or have one that waits."""
    rows = SupportNeed.objects.within(within) if within else SupportNeed.everywhere.all()
    today = local_day(now)
    near = (today, _end(today) - timedelta(days=1))
    waits = MedicalTrip.everywhere.filter(need=OuterRef("pk"), state__in=WAITING, due_at__gt=now)
    wanted = Q(medicine_until__range=near) | Q(next_visit_on__range=near)
    running = Q(until_on=None) | Q(until_on__gte=today)
    wanted |= Q(Exists(TripRhythm.everywhere.filter(running, need=OuterRef("pk"))))
    open_ = Q(ended_on=None, **HERE)
    return rows.filter((open_ & wanted) | Q(Exists(waits))).order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def _of_needs(keys: Sequence[UUID], now: datetime) -> int:
    # Who corrects a need or sets a rhythm holds the need as well: of two at once the second sees what the first has made.
    # Needs are locked before trips, here as everywhere.
    lock_rows(SupportNeed.everywhere.only("pk"), keys)
    today = local_day(now)
    derived = [*_of_visits(keys, today), *_of_medicine(keys, today)]
    _drop_moved(keys, {one.pk for one in derived}, now)
    wanted = [
        one for one in (*derived, *_of_rhythms(keys, today)) if one.due_at > now and _lives_here(one.resident)
    ]
    return _keep(wanted) if wanted else 0


def _lives_here(person: Resident) -> bool:
    """Nobody is driven who is away; what was made before stays, they may come back."""
    return person.presence == Presence.LIVING and person.merged_into_id is None


def _of_rhythms(keys: Sequence[UUID], today: date) -> Iterator[MedicalTrip]:
    rows = TripRhythm.everywhere.filter(need__in=keys, need__ended_on=None)
    for one in rows.select_related("need__resident").order_by("pk"):
        rhythm = Rhythm(one.at_time, one.from_on, tuple(one.weekdays), one.every_days, one.until_on)
        for due_at in moments_of(rhythm, today, AHEAD):
            # With the rhythm: one that is ended and entered again makes its trips anew, beside those that were cancelled.
            trip = _trip(one.need, one.kind, due_at, f"{one.need_id}/{one.pk}")
            trip.rhythm, trip.hospital, trip.route = one, one.hospital, one.route
            yield trip


def _of_visits(keys: Sequence[UUID], today: date) -> Iterator[MedicalTrip]:
    """Of a need with a rhythm that runs on the day of the visit, the rhythm says when."""
    runs = TripRhythm.everywhere.filter(need=OuterRef("pk"), from_on__lte=OuterRef("next_visit_on"))
    runs = runs.filter(Q(until_on=None) | Q(until_on__gte=OuterRef("next_visit_on")))
    rows = _open(keys).filter(next_visit_on__gte=today, next_visit_on__lt=_end(today))
    for need in rows.exclude(Exists(runs)):
        assert need.next_visit_on is not None
        kind = OF_NEED.get(need.code, TripKind.VISIT)
        trip = _trip(need, kind, visit_due(need.next_visit_on), f"{need.pk}")
        trip.hospital = need.hospital
        yield trip


def _of_medicine(keys: Sequence[UUID], today: date) -> Iterator[MedicalTrip]:
    for need in _open(keys).filter(medicine_until__gte=today, medicine_until__lt=_end(today)):
        assert need.medicine_until is not None
        trip = _trip(need, TripKind.REFILL, refill_due(need.medicine_until), f"{need.pk}")
        trip.hospital = need.hospital
        yield trip


def _open(keys: Sequence[UUID]) -> QuerySet[SupportNeed]:
    rows = SupportNeed.everywhere.filter(pk__in=keys, ended_on=None)
    return rows.select_related("resident").order_by("pk")


def _end(today: date) -> date:
    return today + timedelta(days=AHEAD)


def _trip(need: SupportNeed, kind: str, due_at: datetime, source: str) -> MedicalTrip:
    due_at = due_at.astimezone(SHANGHAI)  # from the database it comes in UTC, and the id says the zone
    return MedicalTrip(
        pk=uuid5(SPACE, f"{source}/{kind}/{due_at:%Y-%m-%dT%H:%M%z}"), need=need, resident=need.resident,
        household_id=need.resident.household_id, area_id=need.area_id, area_code=need.area_code, kind=kind,
        due_at=due_at,
    )  # fmt: skip


def _keep(wanted: Sequence[MedicalTrip]) -> int:
    """Make those whose moment has no trip yet that stands; returns how many stand now that did not before."""
    there = _there(wanted)
    new: dict[Moment, MedicalTrip] = {}
    again: dict[UUID, MedicalTrip] = {}
    for one in wanted:
        rows = there.get(_moment(one), [])
        # Whatever it was made from: nobody is driven twice to one moment.
        if _moment(one) in new or any(row.state != TripState.CANCELLED for row in rows):
            continue
        own = [
            row.pk for row in rows if row.pk == one.pk or (row.rhythm_id and row.rhythm_id == one.rhythm_id)
        ]
        if own:
            again[own[0]] = one
        else:
            new[_moment(one)] = one
    MedicalTrip.everywhere.bulk_create(new.values(), ignore_conflicts=True)
    for trip in new.values():
        announce(CHANGED, trip=str(trip.pk))
    return len(new) + _revive(again)


def _there(wanted: Sequence[MedicalTrip]) -> dict[Moment, list[MedicalTrip]]:
    moments = [one.due_at for one in wanted]
    rows = MedicalTrip.everywhere.filter(
        need__in={one.need_id for one in wanted}, due_at__range=(min(moments), max(moments))
    )
    found: dict[Moment, list[MedicalTrip]] = {}
    for row in rows.only("need_id", "kind", "due_at", "state", "rhythm_id"):
        found.setdefault(_moment(row), []).append(row)
    return found


def _moment(trip: MedicalTrip) -> Moment:
    return trip.need_id, trip.kind, trip.due_at


def _revive(again: dict[UUID, MedicalTrip]) -> int:
    """What was called off by itself is wanted again. Who called it off by hand gave a reason, and it stays so."""
    revived = 0
    cancelled = MedicalTrip.everywhere.filter(state=TripState.CANCELLED)
    for trip in lock_rows(cancelled, again):
        if trip.why_not:
            continue
        like = again[trip.pk]
        trip.rhythm_id = like.rhythm_id
        trip.household_id, trip.area_id, trip.area_code = like.household_id, like.area_id, like.area_code
        trip.hospital, trip.route = like.hospital or trip.hospital, like.route or trip.route
        for name, value in NOTHING_ARRANGED.items():
            setattr(trip, name, value)
        _set(trip, TripState.PLANNED)
        revived += 1
    return revived


def _drop_moved(keys: Sequence[UUID], wanted: set[UUID], now: datetime) -> None:
    """The visit was moved, the medicine filled up, by whoever: the trip for it that nobody has arranged is not needed."""
    rows = MedicalTrip.everywhere.filter(need__in=keys, rhythm=None, state=TripState.PLANNED, due_at__gt=now)
    moved = [
        one.pk for one in rows.select_related("need__resident") if _is_derived(one) and one.pk not in wanted
    ]
    for trip in lock_rows(rows, moved):
        _set(trip, TripState.CANCELLED)


def _is_derived(trip: MedicalTrip) -> bool:
    """Made from the need's own days, not entered by hand: that says its id."""
    assert trip.need is not None
    return trip.pk == _trip(trip.need, trip.kind, trip.due_at, f"{trip.need_id}").pk


@transaction.atomic
def _drop_over(rows: QuerySet[MedicalTrip], now: datetime) -> None:
    """The need has ended, or the person lives here no more: nobody waits for the car."""
    gone = Q(need__ended_on__isnull=False) | Q(resident__presence__in=[Presence.MOVED_OUT, Presence.DECEASED])
    waiting = rows.filter(gone, state__in=WAITING, due_at__gt=now)
    for trip in lock_rows(waiting, waiting.values_list("pk", flat=True)):
        _set(trip, TripState.CANCELLED)


def _set(trip: MedicalTrip, state: TripState) -> None:
    trip.state, trip.version = state.value, trip.version + 1
    trip.save()
    announce(CHANGED, trip=str(trip.pk))
