"""The ways to hospitals on which somebody goes along, as their phone takes them along: their own, of these days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from linli.care.choices import TripState
from linli.care.models import MedicalTrip
from linli.core.access_log import AccessKind, log_access
from linli.core.models import AccessEntry
from linli.lib.masking import mask_phone
from linli.lib.periods import SHANGHAI, day_bounds, local_day
from linli.people.models import User

DAY = timedelta(days=1)
AHEAD = 2 * DAY


class TripOnPhone(msgspec.Struct, omit_defaults=True, gc=False):
    """Door, person, hour, where to. What it is for is not said: an escort need not know."""

    id: UUID
    door: str
    name: str
    state: str
    due: datetime
    compound: str = ""
    leave: datetime | None = None
    back: datetime | None = None
    hospital: str = ""
    route: str = ""
    car: str = ""
    driver: str = ""
    driver_phone: str = ""  # masked
    note: str = ""


def trips_for(user: User, *, day: date) -> tuple[TripOnPhone, ...]:
    """One query; none of what was over before today."""
    first, after = day_bounds(day)
    near = MedicalTrip.everywhere.filter(escort=user, due_at__gte=first - DAY, due_at__lt=after + AHEAD)
    rows = near.exclude(state=TripState.CANCELLED).select_related("household", "resident")
    return tuple(_trip(one) for one in rows.order_by("due_at", "pk") if _is_shown(one, first))


def _is_shown(trip: MedicalTrip, first: datetime) -> bool:
    if trip.state in (TripState.DONE, TripState.NOT_DONE):
        return trip.done_at is not None and trip.done_at >= first
    return True


def _trip(one: MedicalTrip) -> TripOnPhone:
    return TripOnPhone(
        id=one.pk,
        door=one.household.plate,
        name=one.resident.name,
        state=one.state,
        due=one.due_at.astimezone(SHANGHAI),
        compound=one.household.compound,
        leave=one.leave_at.astimezone(SHANGHAI) if one.leave_at else None,
        back=one.back_at.astimezone(SHANGHAI) if one.back_at else None,
        hospital=one.hospital,
        route=one.route,
        car=one.vehicle,
        driver=one.driver,
        driver_phone=mask_phone(one.driver_phone) if one.driver_phone else "",
        note=one.note,
    )


@transaction.atomic
def note_taken_along(user: User, trips: Sequence[TripOnPhone], *, reason: str) -> None:
    """Each way whose hospital went onto a phone is a look at it, kept once."""
    known = [one for one in trips if one.hospital or one.note]
    if not known:
        return
    rows = MedicalTrip.everywhere.filter(pk__in=[one.id for one in known]).only(
        "household_id", "resident_id", "area_code"
    )
    for row in rows:
        seen = AccessEntry.objects.filter(actor=user, what=AccessKind.HEALTH, resident_id=row.resident_id)
        if not seen.filter(reason=reason, at__gte=day_bounds(local_day(timezone.now()))[0]).exists():
            log_access(
                actor=user, what=AccessKind.HEALTH, reason=reason, household_id=row.household_id,
                resident_id=row.resident_id, area_code=row.area_code,
            )  # fmt: skip
