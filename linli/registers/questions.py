"""What somebody may mean who types into the search box. Pure: no database, no viewer."""

import re
from dataclasses import dataclass
from enum import StrEnum

from linli.lib.documents import read_document
from linli.lib.doors import Door, door_label, read_door
from linli.lib.names import pinyin_of
from linli.lib.phones import read_phone
from linli.lib.texts import squeeze

LONGEST = 60
_LETTERS = re.compile(r"[a-z' ]+", re.IGNORECASE)
_DIGITS = re.compile(r"\d+", re.ASCII)
_PHONE = re.compile(r"\+?[\d\s\-()]+", re.ASCII)
_CODE = re.compile(r"[A-Z]{0,3}\d{5,18}[\dA-Z]?", re.ASCII)
_HAN = re.compile(r"[\u3007\u3400-\u9fff·]")


class Kind(StrEnum):
    DOCUMENT = "document"
    PHONE = "phone"  # the whole number
    PHONE_END = "phone_end"  # its last digits, four at least
    DOOR = "door"
    NAME = "name"
    SOUND = "sound"  # another name that is read the same
    BEGINNING = "beginning"
    PART = "part"  # anywhere in the name: a given name alone
    PINYIN = "pinyin"
    PINYIN_BEGINNING = "pinyin_beginning"
    PINYIN_PART = "pinyin_part"
    INITIALS = "initials"
    INITIALS_BEGINNING = "initials_beginning"


@dataclass(frozen=True, slots=True)
class Question:
    """One meaning: a kind, its text in the form in which the register keeps it, and a door where it is one."""

    kind: Kind
    text: str
    door: Door | None = None


def questions_in(typed: str) -> list[Question]:
    """Everything that `typed` may mean, the likeliest first. Empty where it is too short to mean anything."""
    text = squeeze(typed)[:LONGEST]
    if not text:
        return []
    if _LETTERS.fullmatch(typed.strip()):
        return _letters(re.sub(r"[' ]", "", typed).lower())
    if _PHONE.fullmatch(text):
        return [*_numbers(re.sub(r"\D", "", text), text), *_doors(typed)]
    if _CODE.fullmatch(text.upper()):
        return [*_documents(text), *_doors(typed)]
    found = _doors(typed)
    if _HAN.search(text) and not _DIGITS.search(text):
        found = [*_names(text), *found]
    return found


def _letters(text: str) -> list[Question]:
    if len(text) < 2:
        return []
    initials = (
        [Question(Kind.INITIALS, text), Question(Kind.INITIALS_BEGINNING, text)] if len(text) <= 4 else []
    )
    pinyin = [Kind.PINYIN, Kind.PINYIN_BEGINNING, Kind.PINYIN_PART]
    return [*initials, *(Question(kind, text) for kind in pinyin)]


def _names(text: str) -> list[Question]:
    found = [Question(Kind.NAME, text), Question(Kind.BEGINNING, text), Question(Kind.PART, text)]
    if len(text) > 1:
        found.insert(1, Question(Kind.SOUND, pinyin_of(text)[0]))
    return found


def _numbers(digits: str, text: str) -> list[Question]:
    if len(digits) >= 15:
        return _documents(text)
    found = []
    phone = read_phone(text)
    if phone.is_usable and len(digits) >= 7:
        found.append(Question(Kind.PHONE, phone.number))
    if 4 <= len(digits) < 11 and _DIGITS.fullmatch(text):
        found.append(Question(Kind.PHONE_END, digits))
    return found


def _documents(text: str) -> list[Question]:
    """By the number as documents are kept, and as it was typed: an unverified one was kept so."""
    return [
        Question(Kind.DOCUMENT, number)
        for number in dict.fromkeys((read_document(text).number, text))
        if number
    ]


def _doors(typed: str) -> list[Question]:
    door = read_door(typed)
    if door.problem or not door.room:
        return []
    if len(door.room) > 6 or (len(door.room) < 3 and not (door.building or door.compound)):
        return []
    return [Question(Kind.DOOR, door_label(door), door)]
