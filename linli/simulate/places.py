"""Founds the areas below a community as the city's playbook names them, and says where each door stands."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from linli.areas.models import Area, AreaSpan
from linli.lib.playbook import Level, Playbook
from linli.simulate.layout import Door

NUMERALS = "一二三四五六七八九十"
HOUSEHOLDS_A_GRID = 300


@dataclass(frozen=True)
class Standing:
    """A door and the area in which its household stands."""

    door: Door
    area: Area


def levels_below(playbook: Playbook, root: str) -> list[Level]:
    """The first line of levels from a community or a village down to where households stand."""
    line: list[Level] = []
    here = root
    while below := [
        level for level in playbook.levels_under(here) if level.key not in {"alley", "low_rise_area"}
    ]:
        line.append(below[0])
        here = below[0].key
        if len(line) > 8:
            break
    while line and not line[-1].place:
        line.pop()
    return line


def found_places(
    community: Area, doors: list[Door], levels: list[Level], *, on: date
) -> tuple[list[Area], list[Standing]]:
    """The areas for these doors (unsaved, parents first), and where each door stands."""
    areas: list[Area] = []
    standings: list[Standing] = []
    _divide(community, doors, levels, on, areas, standings)
    return areas, standings


def spans_of(areas: list[Area]) -> Iterator[AreaSpan]:
    for area in areas:
        yield AreaSpan(
            area=area,
            code=area.code,
            level=area.level,
            name=area.name,
            parent=area.parent,
            from_on=area.valid_from,
        )


def _divide(
    parent: Area,
    doors: list[Door],
    levels: list[Level],
    on: date,
    areas: list[Area],
    standings: list[Standing],
) -> None:
    if not levels:
        standings.extend(Standing(door, parent) for door in doors)
        return
    level, rest = levels[0], levels[1:]
    named_in_full = all(other.key != "compound" for other in [*levels]) and parent.level != "compound"
    for number, group in enumerate(_groups(level.key, doors), start=1):
        code = f"{parent.code}{number:0{level.digits}d}"
        name = _name(level, number, group[0], full=named_in_full)
        area = Area(code=code, level=level.key, name=name, parent=parent, valid_from=on)
        areas.append(area)
        _divide(area, group, rest, on, areas, standings)


def _groups(level: str, doors: list[Door]) -> list[list[Door]]:
    keys: dict[str, Callable[[Door], Hashable]] = {
        "compound": lambda door: door.compound,
        "building": lambda door: (door.compound, door.building),
        "micro_grid": lambda door: (door.compound, door.building),
        "stairwell": lambda door: (door.compound, door.building, door.stairwell),
        "floor": lambda door: (door.compound, door.building, door.stairwell, door.floor),
        "group": lambda door: door.building,
    }
    if level in keys:
        ordered = sorted(doors, key=lambda door: _natural(door))
        return [list(group) for _, group in groupby(ordered, keys[level])]
    size = HOUSEHOLDS_A_GRID * (3 if level in {"sector", "area"} else 1)
    return _chunks(doors, size)


def _natural(door: Door) -> tuple[str, int, int, int, str]:
    return (
        door.compound,
        _digits(door.building),
        _digits(door.stairwell),
        _digits(door.floor),
        door.room.zfill(6),
    )


def _digits(text: str) -> int:
    return int("".join(sign for sign in text if sign.isdecimal()) or 0)


def _chunks(doors: list[Door], size: int) -> list[list[Door]]:
    """About `size` doors each; a building is never divided."""
    whole = [
        list(group) for _, group in groupby(sorted(doors, key=_natural), lambda d: (d.compound, d.building))
    ]
    chunks: list[list[Door]] = [[]]
    for building in whole:
        if chunks[-1] and len(chunks[-1]) + len(building) > size:
            chunks.append([])
        chunks[-1].extend(building)
    return chunks


def _name(level: Level, number: int, door: Door, *, full: bool) -> str:
    counted = NUMERALS[number - 1] if number <= len(NUMERALS) else str(number)
    match level.key:
        case "compound":
            return door.compound or f"第{counted}小区"
        case "building" | "micro_grid":
            return f"{door.compound if full else ''}{door.building}号楼" if door.building else f"{number}栋"
        case "stairwell":
            return f"{door.stairwell or number}单元"
        case "floor":
            return f"{door.floor}层"
        case "group":
            return door.building or f"{number}组"
        case _:
            return f"第{counted}{level.name.zh}"
