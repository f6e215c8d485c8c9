"""Which doors a zone means, and in which area it stands."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.people.titles import prefixes
from linli.registers.choices import Occupancy
from linli.registers.models import Household
from linli.zones.models import Zone
from linli.zones.rules import WIDTH
from linli.zones.rules_proposals import NAMED, Doors

COMMUNITY_DIGITS = 12
VILLAGERS = "村"


@dataclass(frozen=True)
class Place:
    """The smallest area of the tree that holds a unit, and the names that the tree has no level for."""

    area: Area
    unit: str
    doors: Doors


def is_village(area: Area) -> bool:
    """By what the source calls it: 村委会, 类似村委会."""
    return area.level == "village" or VILLAGERS in area.kind


def doors_of(household: Household, *, village: bool = False) -> Doors:
    return Doors(
        household.compound, household.building, household.stairwell, household.floor, village=village
    )


def place_around(area: Area, doors: Doors, unit: str) -> Place:
    """Where the unit stands around an area of the tree: its own level if the tree has one, else the community.

    A grid may end in the middle of a compound, so it never holds one. `doors` of a level that the tree has are left
    out: the area says it.
    """
    found = _levels(area.code)
    fitting = [one for one in found if WIDTH.get(unit_of_area(one), -1) >= WIDTH[unit]]
    held = fitting[-1] if fitting else area
    kept, level = doors.down_to(unit), unit_of_area(held)
    named = {name: getattr(kept, name) for name in NAMED if _is_within(name, level)}
    return Place(held, unit, Doors(**named))


def _is_within(name: str, level: str) -> bool:
    """Whether an area of this level needs the name beside it. A compound of a village weighs as much and is not it."""
    return not level or (WIDTH[name] <= WIDTH[level] and name != level)


def _levels(code: str) -> list[Area]:
    """The area and those above it, from the top down; those whose level is a unit of zones."""
    rows = Area.objects.filter(code__in=prefixes(code)).order_by("code")
    return [one for one in rows if unit_of_area(one)]


def unit_of_area(area: Area) -> str:
    """The unit that an area is by its level; empty for a grid, a sector, a group."""
    if len(area.code) == COMMUNITY_DIGITS:
        return "village" if is_village(area) else "community"
    return area.level if area.level in WIDTH else ""


def said_of(place: Place) -> str:
    """`北苑社区 北苑小区 3号楼 2单元`: the levels of the tree and the names on the doors, from the community down."""
    levels = [one for one in _levels(place.area.code) if len(one.code) >= COMMUNITY_DIGITS] or [place.area]
    tree = {unit_of_area(one): one.short for one in levels}
    doors = place.doors
    compound = doors.compound
    if not compound and "compound" not in tree and WIDTH[place.unit] < WIDTH["compound"]:
        compound = doors_in(place).exclude(compound="").values_list("compound", flat=True).first() or ""
    named = {
        "compound": compound, "building": numbered(doors.building, "号楼"),
        "stairwell": numbered(doors.stairwell, "单元"), "floor": numbered(doors.floor, "层"),
    }  # fmt: skip
    found = [tree.get("community") or tree.get("village") or (levels[0].short if not tree else "")]
    found += [tree.get(unit) or named[unit] for unit in NAMED if WIDTH[unit] >= WIDTH[place.unit]]
    found = [
        one.removeprefix(compound) or one for one in found
    ]  # buildings that repeat their compound's name
    if compound and "compound" not in tree:
        found[1] = compound
    return " ".join(one for one in found if one)[:160] or place.area.short


def numbered(name: str, unit: str) -> str:
    """Doors are Chinese in either language: `3` is said as `3号楼`."""
    return f"{name}{unit}" if name.isascii() and name.isalnum() else name


def doors_in(place: Place) -> QuerySet[Household]:
    """Every household of the unit, whoever lives there; closed files are none."""
    return Household.objects.within(Scope((place.area.code,))).filter(_named(place.doors), closed_on=None)


def households_of(zone: Zone) -> QuerySet[Household]:
    """The households that lie in the zone now."""
    return Household.objects.within(Scope((zone.area_code,))).filter(
        _named(doors_meant(zone)), closed_on=None
    )


def _named(doors: Doors) -> Q:
    given: dict[str, Any] = {name: getattr(doors, name) for name in NAMED if getattr(doors, name)}
    # Where a building is meant and no compound is named, only doors without a compound are: names repeat.
    if "building" in given and "compound" not in given:
        given["compound"] = ""
    return Q(**given)


def doors_meant(zone: Zone) -> Doors:
    return Doors(zone.compound, zone.building, zone.stairwell, zone.floor)


def lived_in(rows: QuerySet[Household]) -> QuerySet[Household]:
    return rows.exclude(occupancy=Occupancy.VACANT)


def zones_around(code: str) -> Q:
    """Zones that may hold a place: those that stand at its code, above it or below."""
    return Q(area_code__in=prefixes(code)) | Scope((code,)).q()
