"""Zones that follow one another: a renewal is a new zone, and what was said of the one before still counts."""

from uuid import UUID

from linli.zones.models import Zone


def zones_before(zone: Zone) -> list[UUID]:
    """Those that the zone follows, the newest first. A query each; a chain has a few."""
    found: list[UUID] = []
    before = zone.follows_id
    while before is not None and before not in found:
        found.append(before)
        before = Zone.everywhere.filter(pk=before).values_list("follows_id", flat=True).first()
    return found


def zones_since(zone_id: UUID) -> list[UUID]:
    """The zone itself and all that follow it, whether they came into force or not."""
    found, newest = [zone_id], [zone_id]
    while newest:
        after = Zone.everywhere.filter(follows_id__in=newest).exclude(pk__in=found).order_by("pk")
        newest = list(after.values_list("pk", flat=True))
        found += newest
    return found
