"""Where in the area tree a door belongs: the stairwell, building or compound that its own words name."""

from collections.abc import Sequence

from linli.areas.models import Area
from linli.lib.area_codes import is_within
from linli.lib.doors import read_parts

LEVELS = ("compound", "building", "stairwell")


def place_for(area: Area, *, compound: str = "", building: str = "", stairwell: str = "") -> Area:
    """The lowest area within `area` that the words name without doubt; `area` itself where they name none."""
    below = list(Area.objects.within(area.code).current().filter(level__in=LEVELS).order_by("code"))
    wanted = {"compound": compound, "building": building, "stairwell": stairwell}
    found = area
    for level in LEVELS:
        if wanted[level]:
            inside = [one for one in below if one.level == level and is_within(one.code, found.code)]
            found = _the_one(inside, level, wanted[level]) or found
    return found


def _the_one(areas: Sequence[Area], level: str, name: str) -> Area | None:
    named = [one for one in areas if _bare(level, one.name) == _bare(level, name)]
    return named[0] if len(named) == 1 else None


def _bare(level: str, name: str) -> str:
    """3号楼, 3栋 and 3 are one building."""
    if level == "building":
        return read_parts(building=name).building or name
    if level == "stairwell":
        return read_parts(stairwell=name).stairwell or name
    return name
