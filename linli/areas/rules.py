"""How areas are named and numbered: plain values in, plain values out."""

import re
from collections.abc import Collection

from pypinyin import lazy_pinyin

from linli.lib.area_codes import (
    COMMUNITY_KINDS,
    LEVEL_BY_LENGTH,
    TOWN_KINDS,
    AreaCodeError,
    Kind,
    kind_of_community,
    kind_of_town,
)
from linli.lib.texts import numerals_to_digits, squeeze, tidy

NAME_LENGTH = 80

# How many digits a statutory level adds to the code of the level above it.
STATUTORY_DIGITS = {"city": 2, "county": 2, "town": 3, "community": 3}
# Under which levels a statutory level stands. A city without counties has its towns directly under it.
STATUTORY_UNDER: dict[str, tuple[str, ...]] = {
    "city": ("province",),
    "county": ("city", "province"),
    "town": ("county", "city"),
    "community": ("town",),
}

_HAN = "㐀-鿿"
_GAP = re.compile(rf"\s+(?=[{_HAN}（）()])|(?<=[{_HAN}（）()])\s+")


def clean_name(text: str) -> str:
    """Tidy the name of a place: narrow digits, no invisible signs, no spaces beside Chinese characters."""
    return _GAP.sub("", tidy(text))


# What offices write after the number of a building, a stairwell, a grid or a villagers' group.
_COUNTED = re.compile(
    r"(?:第|no\.?)?0*([0-9]+|[a-z])(?:号楼|号栋|号幢|栋|幢|座|#楼|#|楼|号单元|单元|门|号网格|网格|号微网格|微网格"
    r"|村民小组|小组|组|片区|片|号|层)?"
)
_COMPOUND = re.compile(r"(.{2,})小区")


def name_key(name: str) -> str:
    """What two names of one place have in common: 3号楼, 3栋, ３＃ and 三号楼 are one building of a compound.

    Compare only names of one level under one parent.
    """
    plain = numerals_to_digits(squeeze(name)).casefold()
    if counted := _COUNTED.fullmatch(plain):
        return counted[1]
    compound = _COMPOUND.fullmatch(plain)
    return compound[1] if compound else plain


_NUMBER = re.compile(r"0*([0-9]+)")
_NUMBERED_AS = {
    "building": "{n}号楼",
    "stairwell": "{n}单元",
    "floor": "{n}层",
    "grid": "第{n}网格",
    "micro_grid": "第{n}微网格",
    "group": "{n}组",
}


def place_name(level: str, text: str) -> str:
    """The name to keep for what a cell or a form says; a bare number gets the word of its level: 3 -> 3号楼."""
    name = clean_name(text)
    number = _NUMBER.fullmatch(name)
    return _NUMBERED_AS.get(level, "{n}").format(n=number[1]) if number else name


_COMMITTEE = re.compile(r"(.*社区)居(?:民委员会?|委会?)")
_VILLAGE = re.compile(r"(.+?)村?村(?:民委员会?|委会?)")


def short_name(name: str) -> str:
    """The place without the word for its committee: 和平社区居委会 -> 和平社区, 清和村委会 -> 清和村."""
    if committee := _COMMITTEE.fullmatch(name):
        return committee[1]
    village = _VILLAGE.fullmatch(name)
    return f"{village[1]}村" if village else name


def spell(name: str) -> tuple[str, str]:
    """The name in pinyin and its initials, by words: 长兴 is changxing."""
    syllables = [part.lower() for part in lazy_pinyin(squeeze(name)) if part.strip()]
    initials = "".join(part if part.isdigit() else part[0] for part in syllables)
    return "".join(syllables)[:160], initials[:40]


def is_village(code: str, kind: str) -> bool:
    """True for a community that is a village: the source's own word decides, then the number."""
    if kind:
        return "村" in kind
    found = kind_of_community(code)
    return found is not None and "villagers" in found.key


def number_range(code: str, kind: str = "") -> tuple[int, int]:
    """From which to which number an area like this one is counted: a village keeps a village's number."""
    if len(code) == 9 and (found := kind_of_town(code) or _by_word(TOWN_KINDS, kind)):
        return found.first, found.last
    if len(code) == 12 and (found := kind_of_community(code)):
        return found.first, found.last
    return 1, 999


def range_of_kind(level: str, kind: str) -> tuple[int, int]:
    """The numbers for a new town or community of this kind; communities where the word is not known."""
    if level == "town":
        found = _by_word(TOWN_KINDS, kind)
        return (found.first, found.last) if found else (1, 999)
    if level == "community":
        villages = next(k for k in COMMUNITY_KINDS if k.key == "villagers_committee")
        residents = next(k for k in COMMUNITY_KINDS if k.key == "residents_committee")
        chosen = villages if "村" in kind else residents
        return chosen.first, chosen.last
    return 1, 99


def _by_word(kinds: Collection[Kind], word: str) -> Kind | None:
    return next((kind for kind in kinds if kind.zh == word), None)


def next_number(taken: Collection[int], *, first: int, last: int) -> int | None:
    """The number after the highest taken one of the range, or a gap when the highest is the last; None when full."""
    within = {number for number in taken if first <= number <= last}
    number = max(within, default=first - 1) + 1
    if number <= last:
        return number
    return next((gap for gap in range(first, last) if gap not in within), None)


def numbers_under(parent: str, codes: Collection[str], digits: int) -> set[int]:
    """The numbers that codes directly under `parent` carry."""
    length = len(parent) + digits
    return {
        int(code[len(parent) : length]) for code in codes if len(code) == length and code.startswith(parent)
    }


def looks_like_code(text: str) -> bool:
    """True for a prefix code or a statistical code, by its digits."""
    return text.isascii() and text.isdigit() and (len(text) in LEVEL_BY_LENGTH or len(text) > 12)


__all__ = [
    "NAME_LENGTH",
    "STATUTORY_DIGITS",
    "STATUTORY_UNDER",
    "AreaCodeError",
    "clean_name",
    "is_village",
    "looks_like_code",
    "name_key",
    "next_number",
    "number_range",
    "numbers_under",
    "place_name",
    "range_of_kind",
    "short_name",
    "spell",
]
