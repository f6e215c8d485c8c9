"""Trips of the coming days, made each day from rhythms, next visits and medicine that runs out. Run again it adds none."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet

from linli.care.actions.trips import CHANGED
from linli.care.choices import TripKind, TripState
from linli.care.models import MedicalTrip, TripRhythm
from linli.care.rules_trips import AHEAD, OF_NEED, Rhythm, moments_of, refill_due, visit_due
from linli.core.outbox import announce
from linli.lib.periods import local_day
from linli.registers.choices import Presence
from linli.registers.models import SupportNeed

# Ids follow from the need, the kind and the moment, so that a trip is made once, whoever makes it.
SPACE = UUID("0192f6b0-7c00-7000-8000-00000000ca7e")
BATCH = 200
HERE = {"resident__presence": Presence.LIVING, "resident__merged_into": None}


def make_trips(*, now: datetime, within: str = "") -> int:
    """Make the trips of the next fourteen days that are not there yet; returns how many. Each community by itself."""
    today = local_day(now)
    made = 0
    wanted = [*_of_rhythms(today, within), *_of_visits(today, within), *_of_medicine(today, within)]
    for at in range(0, len(wanted), BATCH):
        made += _keep([one for one in wanted[at : at + BATCH] if one.due_at > now])
    _drop_refilled(now, within)
    _drop_over(now, within)
    return made


def _of_rhythms(today: date, within: str) -> Iterator[MedicalTrip]:
    rows = TripRhythm.objects.within(within) if within else TripRhythm.everywhere.all()
    here = {f"need__{key}": value for key, value in HERE.items()}
    for one in rows.filter(need__ended_on=None, **here).select_related("need__resident"):
        rhythm = Rhythm(one.at_time, one.from_on, tuple(one.weekdays), one.every_days, one.until_on)
        for due_at in moments_of(rhythm, today, AHEAD):
            trip = _trip(one.need, one.kind, due_at)
            trip.rhythm, trip.hospital, trip.route = one, one.hospital, one.route
            yield trip


def _of_visits(today: date, within: str) -> Iterator[MedicalTrip]:
    """Of a need that has a rhythm, the rhythm says when."""
    rows = _needs(within).filter(next_visit_on__gte=today, next_visit_on__lt=_end(today))
    covered = TripRhythm.everywhere.filter(until_on=None).values("need")
    for need in rows.exclude(pk__in=covered):
        assert need.next_visit_on is not None
        trip = _trip(need, OF_NEED.get(need.code, TripKind.VISIT), visit_due(need.next_visit_on))
        trip.hospital = need.hospital
        yield trip


def _of_medicine(today: date, within: str) -> Iterator[MedicalTrip]:
    for need in _needs(within).filter(medicine_until__gte=today, medicine_until__lt=_end(today)):
        assert need.medicine_until is not None
        trip = _trip(need, TripKind.REFILL, refill_due(need.medicine_until))
        trip.hospital = need.hospital
        yield trip


def _needs(within: str) -> QuerySet[SupportNeed]:
    rows = SupportNeed.objects.within(within) if within else SupportNeed.everywhere.all()
    return rows.filter(ended_on=None, **HERE).select_related("resident").order_by("pk")


def _end(today: date) -> date:
    return today + timedelta(days=AHEAD)


def _trip(need: SupportNeed, kind: str, due_at: datetime) -> MedicalTrip:
    return MedicalTrip(
        pk=uuid5(SPACE, f"{need.pk}/{kind}/{due_at:%Y-%m-%dT%H:%M%z}"), need=need, resident=need.resident,
        household_id=need.resident.household_id, area_id=need.area_id, area_code=need.area_code, kind=kind,
        due_at=due_at,
    )  # fmt: skip


@transaction.atomic
def _keep(wanted: list[MedicalTrip]) -> int:
    there = set(MedicalTrip.everywhere.filter(pk__in=[one.pk for one in wanted]).values_list("pk", flat=True))
    new = [one for one in wanted if one.pk not in there]
    # Two who make trips at once: the id decides.
    MedicalTrip.everywhere.bulk_create(new, ignore_conflicts=True)
    _tell(one.pk for one in new)
    return len(new)


def _tell(trips: Iterable[UUID]) -> None:
    for pk in trips:
        announce(CHANGED, trip=str(pk))


@transaction.atomic
def _drop_refilled(now: datetime, within: str) -> None:
    """Medicine that was filled up meanwhile, by whoever: the trip for it that nobody has arranged is not needed."""
    rows = MedicalTrip.objects.within(within) if within else MedicalTrip.everywhere.all()
    waiting = rows.filter(kind=TripKind.REFILL, state=TripState.PLANNED, due_at__gt=now).select_related(
        "need"
    )
    for trip in waiting.select_for_update(of=("self",)):
        if trip.need is None or _runs_out(trip.need) == trip.due_at:
            continue
        trip.state, trip.version = TripState.CANCELLED.value, trip.version + 1
        trip.save(update_fields=["state", "version"])
        announce(CHANGED, trip=str(trip.pk))


@transaction.atomic
def _drop_over(now: datetime, within: str) -> None:
    """The need has ended, or the person lives here no more: nobody waits for the car."""
    rows = MedicalTrip.objects.within(within) if within else MedicalTrip.everywhere.all()
    gone = Q(need__ended_on__isnull=False) | Q(resident__presence__in=[Presence.MOVED_OUT, Presence.DECEASED])
    waiting = rows.filter(gone, state__in=[TripState.PLANNED, TripState.ARRANGED], due_at__gt=now)
    for trip in waiting.select_for_update(of=("self",)):
        trip.state, trip.version = TripState.CANCELLED.value, trip.version + 1
        trip.save(update_fields=["state", "version"])
        announce(CHANGED, trip=str(trip.pk))


def _runs_out(need: SupportNeed) -> datetime | None:
    return refill_due(need.medicine_until) if need.medicine_until and need.ended_on is None else None
