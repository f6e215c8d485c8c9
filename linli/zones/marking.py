"""The marks of a zone in the register: every household in it, also those that come later, until it is lifted.

Gates and screens read the marks; what is done here they know in the same moment.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from linli.lib.editions import ZoneKind
from linli.registers.choices import RestrictionExtent, RestrictionSource
from linli.registers.models import Household, Restriction
from linli.zones.chains import zones_before
from linli.zones.models import Zone
from linli.zones.objections import freed_by_objection
from linli.zones.places import households_of

EXTENTS = {"in": RestrictionExtent.DOOR, "area": RestrictionExtent.AREA}
BATCH = 1000


def mark(zone: Zone, *, stays: str, at: datetime) -> int:
    """Mark the households that have no mark of this zone yet. One whose mark was undone is not marked again, and a
    renewal does not mark one that was right to object to the zone before.

    The caller holds the zone's row, so that two at once do not mark twice.
    """
    extent = EXTENTS.get(stays)
    if extent is None or zone.incident.is_drill:  # people are free in it; and a drill keeps nobody in
        return 0
    ever = Restriction.everywhere.filter(source_id=zone.pk, household_id=OuterRef("pk"))
    freed = freed_by_objection(zones_before(zone)) if zone.follows_id else set()
    unmarked = households_of(zone).filter(~Exists(ever)).exclude(pk__in=freed)
    homes = unmarked.values_list("pk", "area_id", "area_code")
    rows = [_mark(zone, home, extent, max(at, zone.from_at or at)) for home in homes]
    Restriction.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _mark(zone: Zone, home: tuple[UUID, UUID, str], extent: str, from_at: datetime) -> Restriction:
    household, area, code = home
    assert zone.signed_by_id is not None
    assert zone.until_at is not None
    return Restriction(
        household_id=household, area_id=area, area_code=code, source=RestrictionSource.ZONE, source_id=zone.pk,
        extent=extent, category=zone.kind, basis=zone.basis, objection=zone.objection,
        decided_by_id=zone.signed_by_id, agreed_by_id=zone.approved_by_id, from_at=from_at,
        until_at=zone.until_at,
    )  # fmt: skip


def marks_of(zone: Zone) -> QuerySet[Restriction]:
    """Those that were not undone."""
    return Restriction.everywhere.filter(source_id=zone.pk, lifted_at=None)


def unmark(zone: Zone, *, at: datetime) -> int:
    """Undo every mark of the zone; those of an episode or of another zone stay."""
    return marks_of(zone).update(lifted_at=at)


def unmark_household(zone: Zone, household_id: UUID, *, at: datetime) -> int:
    return marks_of(zone).filter(household_id=household_id).update(lifted_at=at)


def unmark_those_outside(zone: Zone, *, at: datetime) -> int:
    """Households that have moved, or whose file is closed, or that never stood in it."""
    inside = households_of(zone).filter(pk=OuterRef("household_id"))
    return marks_of(zone).filter(~Exists(inside)).update(lifted_at=at)


def lighten(zone: Zone, kind: ZoneKind, *, at: datetime) -> None:
    """Let the marks say what the kind asks now: no more than before."""
    extent = EXTENTS.get(kind.stays)
    if extent is None:
        unmark(zone, at=at)
        return
    marks_of(zone).update(extent=extent, category=kind.key, until_at=zone.until_at)


def held_beside_until(zone: Zone, *, at: datetime) -> datetime | None:
    """Until when other zones hold doors that lie in this one; None where they hold none. Zones may overlap."""
    others = Restriction.everywhere.filter(
        source=RestrictionSource.ZONE, household_id__in=households_of(zone).values("pk"), lifted_at=None,
        from_at__lte=at, until_at__gt=at,
    ).exclude(source_id=zone.pk)  # fmt: skip
    last: datetime | None = others.aggregate(last=Max("until_at"))["last"]
    return last


def marked_homes(zone: Zone) -> QuerySet[Household]:
    return Household.everywhere.filter(pk__in=marks_of(zone).values("household_id"))
