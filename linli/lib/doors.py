"""Doors as people write them: compound, building, stairwell, floor and room out of one cell."""

import re
from datetime import date
from enum import StrEnum

import msgspec

from linli.lib.cells import text_of
from linli.lib.door_words import (
    ADMIN_PREFIX,
    BARE,
    BRACKETS,
    BUILDING_TAIL,
    DATE_LIKE,
    FLOOR_AND_ROOM,
    FLOOR_TAIL,
    NAMED_BARE,
    NUMERALS_AT_END,
    NUMERALS_BEFORE_UNIT,
    ROOM_TAIL,
    STAIRWELL_TAIL,
    TOWN_PREFIX,
    VILLAGE_PREFIX,
    WORDED,
)
from linli.lib.texts import numerals_to_digits, read_numeral, squeeze


class DoorProblem(StrEnum):
    NO_ROOM = "no_room"
    NO_NUMBER = "no_number"
    BECAME_DATE = "became_date"


class Door(msgspec.Struct, frozen=True):
    """Where a household lives. Numbers are text ("A", "3", "501-1"); what is not said is empty.

    In villages and rows of low houses `building` is the group or row with its word ("3组", "平房"). `rest` is
    what belongs to no door: the names of areas before it, and remarks after it.
    """

    compound: str = ""
    building: str = ""
    stairwell: str = ""
    floor: int | None = None
    room: str = ""
    problem: DoorProblem | None = None
    rest: str = ""


_DASHES = re.compile(r"[-—–−~_]+|(?<=[\dA-Z])[./\\、,，](?=[\dA-Z])")
_DIGITS = re.compile(r"\d+")


def read_door(cell: object, *, has_building: bool = False) -> Door:
    """Read a door. With `has_building` the building stands elsewhere: 2-301 is a stairwell and a room."""
    written = text_of(cell)
    if isinstance(cell, date) or DATE_LIKE.fullmatch(written):
        return Door(problem=DoorProblem.BECAME_DATE, rest=written)
    text, remark = _without_brackets(squeeze(written).upper())
    text = _with_digits(_DASHES.sub("-", text)).strip("-")
    if not text:
        return Door(rest=remark)
    if BARE.fullmatch(text):
        return _read_bare(text.split("-"), has_building, remark)
    before, text = _split_areas(text)
    if found := NAMED_BARE.fullmatch(text):
        door = _read_bare(found["bare"].split("-"), has_building, _join(before, found["rest"], remark))
        return msgspec.structs.replace(door, compound=found["compound"])
    return _read_worded(text, before, remark)


def read_parts(
    *,
    compound: object = None,
    building: object = None,
    building_stairwell: object = None,
    stairwell: object = None,
    floor: object = None,
    room: object = None,
    door: object = None,
) -> Door:
    """Read a door out of separate columns; any may be missing, and any may hold more than it says."""
    upper = _read_building(building_stairwell) if text_of(building_stairwell) else _read_building(building)
    lower = read_door(door if text_of(door) else room, has_building=bool(upper.building))
    stated_floor = read_numeral_or_digits(FLOOR_TAIL.sub("", squeeze(text_of(floor))))
    found_stairwell = STAIRWELL_TAIL.sub("", _with_digits(squeeze(text_of(stairwell)).upper()))
    room_found = _full_room(lower.room or upper.room, stated_floor)
    merged = Door(
        compound=lower.compound or upper.compound or text_of(compound),
        building=lower.building or upper.building,
        stairwell=lower.stairwell or found_stairwell or upper.stairwell,
        floor=lower.floor or stated_floor or floor_of(room_found),
        room=room_found,
        rest=" ".join(filter(None, (upper.rest, lower.rest))),
    )
    return msgspec.structs.replace(merged, problem=_problem(merged, lower.problem or upper.problem))


def read_numeral_or_digits(text: str) -> int | None:
    return int(text) if text.isdecimal() else read_numeral(text)


def floor_of(room: str) -> int | None:
    """Return the floor a room number tells: 501 is on 5, 1202 on 12; short numbers tell none."""
    found = re.match(r"[A-Z]?(\d{3,5})(?!\d)", room)
    return int(found[1][:-2]) or None if found else None


def door_label(door: Door) -> str:
    """Return the short form, 3-2-501; a house without a number goes by the name of its compound."""
    last = door.room or (f"{door.floor}层" if door.floor else "")
    return "-".join(filter(None, (door.building, door.stairwell, last))) or door.compound


def door_sort(label: str) -> str:
    """Return a key that sorts labels as people count: 3-1-101, 3-2-101, 12-1-101."""
    return _DIGITS.sub(lambda digits: digits.group().zfill(5), numerals_to_digits(label))


def _without_brackets(text: str) -> tuple[str, str]:
    remarks = BRACKETS.findall(text)
    return (BRACKETS.sub("", text), " ".join(remarks)) if remarks else (text, "")


def _with_digits(text: str) -> str:
    text = NUMERALS_BEFORE_UNIT.sub(lambda run: numerals_to_digits(run.group()), text)
    return NUMERALS_AT_END.sub(lambda run: numerals_to_digits(run.group()), text)


def _read_bare(parts: list[str], has_building: bool, remark: str) -> Door:
    """Read numbers alone: room; building and room; building, stairwell, room; with the floor apart."""
    building = stairwell = room = ""
    floor = None
    match parts:
        case [room]:
            pass
        case [first, second] if len(second) < 3 and not has_building:
            building, stairwell = first, second
        case [first, room]:
            building, stairwell = ("", first) if has_building else (first, "")
        case [building, stairwell, room]:
            pass
        case [building, stairwell, room, other] if len(room) > 2:
            remark = _join(other, remark)
        case [building, stairwell, level, room]:
            floor = read_numeral_or_digits(level)
            room = _full_room(room, floor)
    return _door(Door(building=building, stairwell=stairwell, floor=floor, room=room, rest=remark))


def _read_worded(text: str, before: str, remark: str) -> Door:
    found = WORDED.fullmatch(text)
    if not found:
        return Door(compound=text, problem=DoorProblem.NO_NUMBER, rest=_join(before, remark))
    part = found.groupdict("")
    building = part["group"] + part["row"] + part["building"]
    floor, room = _stated_floor(part["floor"]), part["room"]
    if part["stairwell_bare"] and (low := FLOOR_AND_ROOM.fullmatch(room)):
        floor, room = int(low[1]), low[2]
    told = floor_of(room)
    if floor and told and told != floor and not building:
        # 3楼502 is room 502 of building 3: nobody on the third floor has that number.
        building, floor = str(floor), told
    return _door(
        Door(
            compound=part["compound"].strip("-"),
            building=building,
            stairwell=part["stairwell"] or part["stairwell_bare"],
            floor=floor,
            room=_full_room(room, floor),
            rest=_join(before, part["more"].strip("-"), part["rest"].strip("-"), remark),
        )
    )


def _stated_floor(text: str) -> int | None:
    if not text:
        return None
    return -int(text[1:]) if text.startswith("负") else int(text)


def _split_areas(text: str) -> tuple[str, str]:
    """Take the names of areas off the front; a town's only after a city's, for compounds are named so too."""
    start = 0
    while found := (TOWN_PREFIX if start else ADMIN_PREFIX).match(text, start):
        start = found.end()
    if found := VILLAGE_PREFIX.match(text, start):
        start = found.end()
    return (text[:start], text[start:]) if start < len(text) else ("", text)


def _full_room(room: str, floor: int | None) -> str:
    if floor is None or floor < 1 or not room:
        return room
    if room.isdecimal():
        return f"{floor}{int(room):02}" if len(room) < 3 else room
    return f"{floor}{room}" if not room[0].isascii() else room


def _door(door: Door) -> Door:
    floor = door.floor if door.floor is not None else floor_of(door.room)
    return msgspec.structs.replace(door, floor=floor, problem=_problem(door, None))


def _problem(door: Door, before: DoorProblem | None) -> DoorProblem | None:
    if before is DoorProblem.BECAME_DATE:
        return before
    if door.room:
        return None
    if door.building or door.stairwell or door.floor:
        return DoorProblem.NO_ROOM
    return DoorProblem.NO_NUMBER if door.compound else None


def _join(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _read_building(cell: object) -> Door:
    """Read a cell that is known to name a building, and perhaps its stairwell."""
    text = _with_digits(squeeze(text_of(cell)).upper())
    if bare := BUILDING_TAIL.fullmatch(text):
        return Door(building=bare["building"])
    door = read_door(text)
    if door.building or door.stairwell or not door.room:
        return door
    return msgspec.structs.replace(door, building=ROOM_TAIL.sub("", door.room), room="", floor=None)
