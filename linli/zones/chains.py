"""Zones that follow one another: a renewal is a new zone, and what was said of the one before still counts."""

from collections.abc import Iterable
from uuid import UUID

from linli.core.rows import among
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


def chains_of(zones: Iterable[Zone]) -> dict[UUID, UUID]:
    """Of each of these zones, and of each that it follows: the zone at the end of the chain. A query a link."""
    found = {one.pk: one.pk for one in zones}
    newest = list(found)
    while newest:
        links = Zone.everywhere.filter(among("pk", newest), follows__isnull=False)
        before = {old: found[new] for new, old in links.values_list("pk", "follows_id") if old not in found}
        found |= before
        newest = list(before)
    return found
