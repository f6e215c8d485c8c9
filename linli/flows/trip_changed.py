"""A way to a hospital was planned, moved or called off: gates let the household out on its days, and on no others."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from linli.care.choices import TripState
from linli.care.models import MedicalTrip
from linli.care.rules_trips import ERRANDS, OPEN, days_out
from linli.core.locks import lock_rows
from linli.gates.actions.errands import MOST_DAYS, Days, grant_errand, withdraw_errand
from linli.gates.models import Errand

NEVER_MADE = frozenset({TripState.CANCELLED, TripState.NOT_DONE})


def let_household_pass(payload: dict[str, Any]) -> None:
    """Run twice it grants once: the errand's id follows from the trip and its days. Also while the door is closed:
    the errand goes before the restriction. When it is done the errand lasts until its day is over, for the way home."""
    with transaction.atomic():
        rows = lock_rows(MedicalTrip.everywhere.select_related("household__area"), [UUID(payload["trip"])])
        if rows:
            _follow(rows[0])


def _follow(trip: MedicalTrip) -> None:
    now = timezone.now()
    days = _days(trip)
    wanted = errand_of(trip, days) if trip.state in OPEN else None
    mine = [one for one in _open_errands(trip) if one.pk == errand_of(trip, Days(one.from_on, one.until_on))]
    for errand in mine:
        if trip.state in NEVER_MADE or (wanted is not None and errand.pk != wanted):
            withdraw_errand(errand, actor=None, now=now)
    if wanted is not None:
        _grant(trip, wanted, days)


def _grant(trip: MedicalTrip, errand_id: UUID, days: Days) -> None:
    kind = ERRANDS[trip.kind]  # type: ignore[index]
    granted = grant_errand(trip.household, errand_id=errand_id, kind=kind, days=days, actor=None)
    if granted.withdrawn_at is not None:  # on again, for the same days
        granted.withdrawn_at = None
        granted.save(update_fields=["withdrawn_at"])


def _days(trip: MedicalTrip) -> Days:
    first, after = days_out(trip.kind, trip.due_at, trip.leave_at, trip.back_at)
    return Days(first, min(after, first + timedelta(days=MOST_DAYS)))


def errand_of(trip: MedicalTrip, days: Days) -> UUID:
    return uuid5(trip.pk, f"{days.from_on.isoformat()}/{days.until_on.isoformat()}")


def _open_errands(trip: MedicalTrip) -> list[Errand]:
    return list(Errand.everywhere.filter(household=trip.household_id, withdrawn_at=None))
