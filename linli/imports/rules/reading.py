"""What one row of the sheet says, field by field, with what is odd about it."""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from linli.lib.doors import Door

NO_DOOR = Door()


class Doubt(StrEnum):
    """What a person must decide before the row can be written."""

    PHONE = "phone"  # the number cannot be kept
    DOCUMENT = "document"  # the number cannot be kept
    DOOR_BLANK = "door_blank"  # no door, although this is no member of the household above
    BUILDING = "building"  # two buildings have this number
    PERSON = "person"  # may be somebody the register, or the sheet, has already
    MOVED = "moved"  # the register has this person behind another door
    NAME = "name"  # the same person under another name
    HEAD = "head"  # the door has another head of household
    VACANT = "vacant"  # said to be vacant, but people live there
    CHANGED = "changed"  # the register was changed after the check


class Refusal(StrEnum):
    """Why a row cannot be used at all."""

    NO_NAME = "no_name"
    NOT_A_NAME = "not_a_name"
    NAME_MASKED = "name_masked"
    SEVERAL_NAMES = "several_names"
    NO_DOOR = "no_door"
    NO_ROOM = "no_room"
    DOOR_BECAME_DATE = "door_became_date"
    OTHER_COMMUNITY = "other_community"
    WHICH_COMMUNITY = "which_community"
    UNKNOWN_COMMUNITY = "unknown_community"
    HELD_BACK = "held_back"  # by the answer to a question


class Skip(StrEnum):
    """Why a row is no data."""

    BLANK = "blank"
    TOTAL = "total"
    HEADING = "heading"
    NOTE = "note"
    GROUP = "group"  # a building's name above its rows
    REPEATED = "repeated"  # says nothing that another row of the sheet has not said


class Remark(StrEnum):
    """What was done with a cell, for the owner of the sheet to know."""

    READ_AS = "read_as"
    UNREADABLE = "unreadable"
    OLD_DOCUMENT = "old_document"
    DOCUMENT_MASKED = "document_masked"
    DOCUMENT_WORDS = "document_words"
    COUNTY_UNKNOWN = "county_unknown"
    PHONE_MASKED = "phone_masked"
    PHONE_OTHERS = "phone_others"
    BIRTH_FROM_DOCUMENT = "birth_from_document"
    SEX_FROM_DOCUMENT = "sex_from_document"
    NEED_IN_NOTES = "need_in_notes"
    NEW_PLACE = "new_place"
    KEPT_AT = "kept_at"
    CARRIED = "carried"


class Said(msgspec.Struct, omit_defaults=True):
    """A code with the column that it is about (-1: the whole row) and what the sentence needs."""

    code: str
    column: int = -1
    data: dict[str, Any] = {}


class Need(msgspec.Struct, omit_defaults=True):
    """A support need: from a column of its own it is sure; found in a remark it waits to be looked at."""

    code: str
    confirmed: bool = True
    details: str = ""
    hospital: str = ""
    next_visit_on: date | None = None
    medicine: str = ""
    medicine_until: date | None = None


class Contact(msgspec.Struct, omit_defaults=True):
    name: str
    phone: str
    relation: str = ""


class Reading(msgspec.Struct, omit_defaults=True):
    """One row. `person` and `household` hold only what the sheet says, under the register's own names.

    `is_dwelling`: an empty dwelling without people.
    """

    number: int
    skip: Skip | None = None
    refusal: Said | None = None
    name: str = ""
    is_dwelling: bool = False
    community: str = ""
    area: str = ""
    door: Door = NO_DOOR
    door_column: int = -1
    door_is_missing: bool = False
    door_refusal: Said | None = None  # counts only where the person cannot be found without a door
    carried_from: int = 0
    person: dict[str, Any] = {}
    household: dict[str, Any] = {}
    needs: list[Need] = []
    contact: Contact | None = None
    plates: list[str] = []
    remarks: list[Said] = []
    doubts: list[Said] = []
    other_phones: list[str] = []
