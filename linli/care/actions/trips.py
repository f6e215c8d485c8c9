"""Ways to a hospital: made from rhythms and deadlines, arranged, gone, done or not done and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.trip_making import CHANGED, make_trips_of
from linli.care.choices import TripState
from linli.care.models import MedicalTrip, TripRhythm
from linli.care.problems_needs import NeedHasEnded, TripInThePast, TripIsOver
from linli.care.rules_trips import last_day, may_become
from linli.core.audit import Actor, change, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.people.models import User
from linli.people.viewer import user_behind
from linli.registers.actions.needs import correct_need
from linli.registers.models import Resident, SupportNeed

# The trail says that a way was arranged, not what for: that is nobody's business.
ADDED = name_action("care:trip:added", _("{actor} noted down something that must not wait for {subject}"))
ARRANGED = name_action("care:trip:arranged", _("{actor} arranged a way to a hospital for {subject}"))
TOLD = name_action("care:trip:told", _("{actor} told how a way to a hospital went for {subject}"))
CANCELLED = name_action("care:trip:cancelled", _("{actor} cancelled a way to a hospital for {subject}"))
RHYTHM_SET = name_action(
    "care:rhythm:set", _("{actor} noted down a treatment that comes again for {subject}")
)
RHYTHM_ENDED = name_action("care:rhythm:ended", _("{actor} ended a treatment that came again for {subject}"))


@dataclass(frozen=True)
class Arranged:
    """What is arranged for a trip. `hospital` and `driver_phone` empty: as they were."""

    leave_at: datetime | None = None
    back_at: datetime | None = None
    hospital: str = ""
    route: str = ""
    vehicle: str = ""
    driver: str = ""
    driver_phone: str = ""
    escort: User | None = None
    note: str = ""


@dataclass(frozen=True)
class Treatment:
    """A treatment that comes again. `until_on`: the last day, where it is known."""

    kind: str
    at_time: time
    from_on: date
    weekdays: tuple[int, ...] = ()
    every_days: int = 0
    until_on: date | None = None
    hospital: str = ""
    route: str = ""


# ---- treatments that come again ------------------------------------------------------------------------------------
@transaction.atomic
def set_rhythm(
    need: SupportNeed, *, rhythm_id: UUID, given: Treatment, actor: Actor | None, at: datetime
) -> TripRhythm:
    """Note down when a treatment comes again. Its trips are on the board at once: the first may be today.

    With the same id again: the first one.
    """
    if there := TripRhythm.everywhere.filter(pk=rhythm_id).first():
        return there
    current = _open_need(need)
    made = TripRhythm(
        pk=rhythm_id, need=current, kind=given.kind, weekdays=sorted(given.weekdays), every_days=given.every_days,
        at_time=given.at_time, from_on=given.from_on, until_on=given.until_on, hospital=given.hospital,
        route=given.route,
    )  # fmt: skip
    made.place_in(current.area)
    made.save(force_insert=True)
    log(RHYTHM_SET, actor=actor, subject=made, subject_name=current.resident.household.place)
    make_trips_of(current.pk, now=at)
    return made


@transaction.atomic
def end_rhythm(rhythm: TripRhythm, *, last_on: date, actor: Actor | None, at: datetime) -> TripRhythm:
    """No trips after `last_on`; those made for later days that nobody has gone on are cancelled."""
    lock_rows(SupportNeed.everywhere.only("pk"), [rhythm.need_id])  # needs before rhythms and trips
    rows = lock_rows(TripRhythm.everywhere.select_related("need__resident__household"), [rhythm.pk])
    if not rows:
        raise NotFound()
    current = rows[0]
    if current.until_on is not None and current.until_on <= last_on:
        return current
    current.until_on = last_on
    current.save(update_fields=["until_on"])
    waiting = MedicalTrip.everywhere.filter(rhythm=current, state__in=[TripState.PLANNED, TripState.ARRANGED])
    for trip in lock_rows(waiting, waiting.values_list("pk", flat=True)):
        if last_day(trip.due_at) > last_on:
            _write(trip, {"state": TripState.CANCELLED.value})
    log(RHYTHM_ENDED, actor=actor, subject=current, subject_name=current.need.resident.household.place)
    # Another rhythm that was entered before this one ended has the same moments, or a visit that this one stood for.
    make_trips_of(current.need_id, now=at)
    return current


def _open_need(need: SupportNeed) -> SupportNeed:
    rows = lock_rows(SupportNeed.everywhere.select_related("area", "resident__household"), [need.pk])
    if not rows:
        raise NotFound()
    if rows[0].ended_on is not None:
        raise NeedHasEnded()
    return rows[0]


# ---- one trip ------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_trip(
    resident: Resident, *, trip_id: UUID, kind: str, due_at: datetime, given: Arranged, actor: Actor | None,
    at: datetime, need: SupportNeed | None = None,
) -> MedicalTrip:  # fmt: skip
    """Note down by hand what must not wait. With the same id again: the first one."""
    if there := MedicalTrip.everywhere.filter(pk=trip_id).first():
        return there
    if due_at <= at:
        raise TripInThePast()
    made = MedicalTrip(
        pk=trip_id, household_id=resident.household_id, resident=resident, need=need, kind=kind, due_at=due_at,
    )  # fmt: skip
    made.place_in(resident.area)
    _put(made, given, actor)
    made.save(force_insert=True)
    log(ADDED, actor=actor, subject=made, subject_name=resident.household.place)
    announce(CHANGED, trip=str(made.pk))
    return made


@transaction.atomic
def arrange_trip(
    trip: MedicalTrip, *, version: int | None, given: Arranged, actor: Actor | None
) -> MedicalTrip:
    """Route, car, escort. May be arranged anew as long as nobody has set out; one that was missed is on again."""
    current = _locked(trip.pk, version)
    if not may_become(current.state, TripState.ARRANGED):
        raise TripIsOver()
    changed = _put(current, given, actor, keep=True)
    if changed:
        _write(current, {})
        log(ARRANGED, actor=actor, subject=current, subject_name=current.household.place)
    return current


@transaction.atomic
def tell_trip(
    trip: MedicalTrip, *, outcome: str, at: datetime, actor: Actor | None, note: str = "",
    version: int | None = None, medicine_until: date | None = None,
) -> MedicalTrip:  # fmt: skip
    """On the way, done, or not done and why. Told again it changes nothing; of two that differ the later one stands."""
    if medicine_until and trip.need_id:
        lock_rows(SupportNeed.everywhere.only("pk"), [trip.need_id])  # needs before trips
    current = _locked(trip.pk, version)
    _tell(current, outcome, at=at, actor=actor, note=note)
    if medicine_until and current.need is not None and outcome == TripState.DONE:
        correct_need(current.need, version=None, values={"medicine_until": medicine_until}, actor=actor)
    return current


@transaction.atomic
def cancel_trip(trip: MedicalTrip, *, version: int | None, why: str, actor: Actor | None) -> MedicalTrip:
    """It is not needed; told again it changes nothing."""
    current = _locked(trip.pk, version)
    if current.state == TripState.CANCELLED:
        return current
    if not may_become(current.state, TripState.CANCELLED):
        raise TripIsOver()
    _write(current, {"state": TripState.CANCELLED.value, "why_not": why})
    log(CANCELLED, actor=actor, subject=current, subject_name=current.household.place)
    return current


def tell_locked(trip: MedicalTrip, outcome: str, *, at: datetime, actor: Actor | None, note: str) -> None:
    """As `tell_trip`, for who holds the row already."""
    _tell(trip, outcome, at=at, actor=actor, note=note)


def _tell(trip: MedicalTrip, outcome: str, *, at: datetime, actor: Actor | None, note: str) -> None:
    if trip.state == outcome:
        return
    told_before = trip.done_at
    if told_before is not None and at < told_before:
        return  # a phone that was without a line brings the earlier word last
    if not may_become(trip.state, outcome):
        raise TripIsOver()
    over = outcome in (TripState.DONE, TripState.NOT_DONE)
    values: dict[str, Any] = {"state": str(outcome)}
    if over:
        values |= {"done_at": at, "done_by": user_behind(actor)}
        values |= {"why_not": note if outcome == TripState.NOT_DONE else ""}
    if note and outcome != TripState.NOT_DONE:
        values["note"] = note
    _write(trip, values)
    log(TOLD, actor=actor, subject=trip, subject_name=trip.household.place)


def _put(trip: MedicalTrip, given: Arranged, actor: Actor | None, *, keep: bool = False) -> bool:
    """Set what is arranged; whether anything differs. What a form does not show, it does not empty."""
    values = {name: getattr(given, name) for name in ARRANGED_FIELDS}
    if keep:
        values |= {name: getattr(trip, name) for name in UNSEEN if not values[name]}
    is_arranged = any(values[name] for name in ("leave_at", "vehicle", "driver", "escort"))
    values["state"] = (TripState.ARRANGED if is_arranged else TripState.PLANNED).value
    if trip.state == TripState.NOT_DONE:
        values |= {"done_at": None, "done_by": None, "why_not": ""}
    before, _after = change(trip, values)
    if before:
        trip.arranged_by = user_behind(actor)
    return bool(before)


ARRANGED_FIELDS = (
    "leave_at", "back_at", "hospital", "route", "vehicle", "driver", "driver_phone", "escort", "note",
)  # fmt: skip
# Opened with a reason only: an empty field of a form leaves them.
UNSEEN = ("hospital", "driver_phone")


def _write(trip: MedicalTrip, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(trip, name, value)
    trip.version += 1
    trip.save()
    announce(CHANGED, trip=str(trip.pk))


def _locked(pk: UUID, version: int | None) -> MedicalTrip:
    found = locked_trips([pk]).get(pk)
    if found is None:
        raise NotFound()
    if version is not None and found.version != version:
        raise ChangedMeanwhile(who=str(found.done_by or found.arranged_by or ""))
    return found


def locked_trips(keys: Sequence[UUID]) -> dict[UUID, MedicalTrip]:
    rows = MedicalTrip.everywhere.select_related("household", "need", "done_by", "arranged_by")
    return {one.pk: one for one in lock_rows(rows, keys)}
