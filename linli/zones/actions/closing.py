"""The end of the response ends its measures: with its emergency each zone opens, and nothing waits to be closed off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.core.locks import lock_rows
from linli.zones.actions.ending import lift_by_answer
from linli.zones.actions.proposing import withdraw
from linli.zones.choices import WAITING, WhyLifted, ZoneState
from linli.zones.models import Zone
from linli.zones.words import EMERGENCY_CLOSED


@transaction.atomic
def open_with_closing(incident_id: UUID, *, at: datetime) -> int:
    """Lift the zones in force of an emergency that is closed, withdraw those that wait; returns how many were open.

    Run again it finds none: nobody signs under a closed emergency (`deciding.hold_emergency`).
    """
    found = _left_open().filter(incident_id=incident_id).values_list("pk", flat=True)
    held = lock_rows(Zone.everywhere.select_related("area", "incident"), list(found))
    for zone in held:
        if zone.state in WAITING:
            withdraw(zone, why=EMERGENCY_CLOSED)
        else:
            lift_by_answer(zone.pk, why=WhyLifted.INCIDENT_CLOSED, actor=None, at=at)
    return len(held)


def open_what_is_left(*, at: datetime) -> int:
    """Of every closed emergency: also what was proposed while it closed, and what was left open before this was done."""
    closed = _left_open().order_by().values_list("incident_id", flat=True).distinct()
    return sum(open_with_closing(one, at=at) for one in list(closed))


def _left_open() -> QuerySet[Zone]:
    return Zone.everywhere.filter(state__in=[*WAITING, ZoneState.IN_FORCE], incident__closed_on__isnull=False)
