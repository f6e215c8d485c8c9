"""Marks follow the register: who moves in is marked, who moves out is free, for as long as the zone is in force."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.core.locks import lock_rows
from linli.registers.models import Household, Restriction
from linli.zones.choices import ZoneState
from linli.zones.in_force import stays_in
from linli.zones.marking import mark, unmark_those_outside
from linli.zones.models import Zone
from linli.zones.places import zones_around


@transaction.atomic
def follow_register(zone_id: UUID, *, at: datetime) -> tuple[int, int]:
    """Mark what has come into the zone, free what has left it: (marked, freed)."""
    rows = lock_rows(Zone.everywhere.select_related("area", "incident"), [zone_id])
    if not rows or rows[0].state != ZoneState.IN_FORCE or _is_over(rows[0], at):
        return 0, 0
    zone = rows[0]
    freed = unmark_those_outside(zone, at=at)
    return mark(zone, stays=stays_in(zone), at=at), freed


def follow_household(household_id: UUID, *, at: datetime) -> None:
    """A household was registered, corrected, moved or closed."""
    home = Household.everywhere.filter(pk=household_id).first()
    if home is None:
        return
    marked = Restriction.everywhere.filter(household=home, lifted_at=None, until_at__gt=at)
    held_by = Q(pk__in=marked.values("source_id"))
    rows = Zone.everywhere.filter(zones_around(home.area_code) | held_by, state=ZoneState.IN_FORCE)
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        follow_register(pk, at=at)


def follow_all(*, at: datetime) -> int:
    """Every zone in force; after an import, a change of the tree, and once a day in any case."""
    due = list(Zone.everywhere.filter(state=ZoneState.IN_FORCE).order_by("pk").values_list("pk", flat=True))
    for pk in due:
        follow_register(pk, at=at)
    return len(due)


def _is_over(zone: Zone, at: datetime) -> bool:
    return zone.until_at is not None and zone.until_at <= at
