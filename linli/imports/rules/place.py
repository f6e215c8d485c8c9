"""Where a row's household lives: the door out of one cell or out of several columns."""

from functools import lru_cache

from linli.imports.rules import words
from linli.imports.rules.carrying import Carried
from linli.imports.rules.cells import Cells
from linli.imports.rules.reading import Doubt, Reading, Refusal, Remark, Said
from linli.lib.doors import Door, DoorProblem, read_door, read_parts

_COLUMNS = ("compound", "building", "building_stairwell", "stairwell", "floor", "room", "door")
_LOWEST_FIRST = ("door", "room", "building_stairwell", "building")
# A sheet repeats each door once a member; reading one costs more than anything else in the row.
_SEEN = 4096


def read_place_into(reading: Reading, cells: Cells, carried: Carried) -> None:
    reading.community = cells.text("community")
    reading.area = cells.text("area")
    parts = tuple([cells.text(field) for field in _COLUMNS])
    reading.door = door = _read(parts, carried.group)
    reading.door_column = next((i for field in _LOWEST_FIRST if (i := cells.index(field)) >= 0), -1)
    if not any(parts):
        reading.door_is_missing = True
    elif door.problem is DoorProblem.BECAME_DATE:
        _refuse(reading, Refusal.DOOR_BECAME_DATE, door.rest)
    elif door.problem or not (door.room or door.building):
        _refuse(reading, Refusal.NO_ROOM, " ".join(filter(None, parts)))
    if carried.from_row:
        reading.carried_from = carried.from_row
        if not carried.sure or (not carried.is_merged and reading.person.get("relation") == "head"):
            # A head of household under another one, without a door of their own.
            reading.doubts.append(Said(Doubt.DOOR_BLANK, reading.door_column, {"row": carried.from_row}))
    if door.rest:
        _read_rest(reading, door.rest)


def _refuse(reading: Reading, why: Refusal, text: str) -> None:
    reading.door_is_missing = True
    reading.door_refusal = Said(why, reading.door_column, {"text": text[:60]})


def _read_rest(reading: Reading, rest: str) -> None:
    """A word behind the door, 3-2-501（出租）, says something of the household."""
    if "occupancy" not in reading.household and (kind := words.occupancy_in_notes(rest)):
        reading.household["occupancy"] = kind
        data = {"field": "occupancy", "text": rest[:40], "value": kind}
        reading.remarks.append(Said(Remark.READ_AS, reading.door_column, data))


@lru_cache(maxsize=_SEEN)
def _read(parts: tuple[str, ...], group: str) -> Door:
    compound, building, both, stairwell, floor, room, door = parts
    if not any(parts):
        return Door()
    if group and not (building or both) and not read_door(door).building:
        both = group
    if door and not any(parts[:-1]) and not both:
        return read_door(door)
    return read_parts(
        compound=compound,
        building=building,
        building_stairwell=both,
        stairwell=stairwell,
        floor=floor,
        room=room,
        door=door,
    )
