"""Codes of areas: the 12-digit statistical code, and the prefix code that sorts an area under its parent.

The statistical code of a city ends in zeros (`230900000000`); its prefix code drops them (`2309`), so that
everything in an area begins with the area's own code. Below the community a playbook appends digits.
Digits are all a code is made of; compare codes as plain text ("C" collation).
"""

from dataclasses import dataclass
from typing import Literal

StatutoryLevel = Literal["province", "city", "county", "town", "community"]

LEVEL_BY_LENGTH: dict[int, StatutoryLevel] = {
    2: "province",
    4: "city",
    6: "county",
    9: "town",
    12: "community",
}
STATISTICAL_LENGTH = 12
COUNTY_DIGITS = 6

# ":" follows "9", so it ends the range of everything that begins with a prefix.
AFTER_DIGITS = ":"


class AreaCodeError(ValueError):
    """A code that cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an area is by its number. `verified` is false where no published text confirmed the range."""

    key: str
    zh: str
    en: str
    first: int
    last: int
    verified: bool = True


TOWN_KINDS = (
    Kind("subdistrict", "街道", "subdistrict", 1, 99),
    Kind("town", "镇", "town", 100, 199),
    Kind("township", "乡", "township", 200, 399),
    Kind("enterprise_area", "政企合一单位", "enterprise-run area", 400, 599),
)
COMMUNITY_KINDS = (
    Kind("residents_committee", "居民委员会", "residents' committee", 1, 199, verified=False),
    Kind("villagers_committee", "村民委员会", "villagers' committee", 200, 399, verified=False),
    Kind(
        "like_residents_committee", "类似居民委员会", "like a residents' committee", 400, 498, verified=False
    ),
    Kind(
        "like_villagers_committee", "类似村民委员会", "like a villagers' committee", 500, 598, verified=False
    ),
)


def prefix(code: str) -> str:
    """Return the significant digits of a statistical code; a prefix code comes back unchanged."""
    _check(code)
    if len(code) > STATISTICAL_LENGTH:
        return code
    # A group of zeros means "not divided further": town and community have three digits, city and county two.
    for length, width in ((12, 3), (9, 3), (6, 2), (4, 2)):
        if len(code) == length and not int(code[-width:]):
            code = code[:-width]
    if code == "00":
        raise AreaCodeError(
            "A code of zeros names no area. Give the code of a province, city, county or below."
        )
    return code


def statistical(code: str) -> str:
    """Return the 12-digit statistical code of a province, city, county, town or community."""
    significant = prefix(code)
    if len(significant) > STATISTICAL_LENGTH:
        raise AreaCodeError(
            f"{code} lies below the community: it has no statistical code. Use the code of its community."
        )
    return significant.ljust(STATISTICAL_LENGTH, "0")


def county_of(code: str) -> str:
    """Return the prefix of the county that an area lies in; above the county, the area itself.

    People are sent across the communities of a county, and lists are handed over within it.
    """
    return code[:COUNTY_DIGITS]


def statutory_level(code: str) -> StatutoryLevel | None:
    """Return the level that the law knows, or None below the community (there the playbook names levels)."""
    return LEVEL_BY_LENGTH.get(len(prefix(code)))


def parent_prefix(code: str) -> str | None:
    """Return the prefix of the statutory area above, or None for a province.

    A city without counties (Dongguan, 4419) has towns whose county digits are 00: their parent is the city.
    """
    significant = prefix(code)
    level = LEVEL_BY_LENGTH.get(len(significant))
    if level is None:
        raise AreaCodeError(
            f"{code} lies below the community: its parent depends on the city's levels. Ask the area tree."
        )
    shorter = [length for length in LEVEL_BY_LENGTH if length < len(significant)]
    return prefix(significant[: shorter[-1]]) if shorter else None


def range_end(code: str) -> str:
    """Return the end of the range: `prefix(code) <= c < range_end(code)` is everything within the area."""
    return prefix(code) + AFTER_DIGITS


def is_within(code: str, scope: str) -> bool:
    """Say whether an area is the scope itself or lies inside it."""
    return prefix(code).startswith(prefix(scope))


def next_code(parent: str, taken: set[str], digits: int) -> str:
    """Return a free code under a parent: the one after the highest taken, or a gap after the last.

    Give the codes of closed areas in `taken` too, or an old record will seem to belong to the new area.
    """
    if digits < 1:
        raise AreaCodeError(f"A level needs at least one digit, not {digits}. Correct the playbook.")
    start = prefix(parent)
    length = len(start) + digits
    numbers = {int(code[len(start) :]) for code in taken if len(code) == length and code.startswith(start)}
    # 0 is never given: in statistical codes it means "not divided".
    number = max(numbers, default=0) + 1
    last = 10**digits - 1
    if number > last:
        number = next((gap for gap in range(1, last) if gap not in numbers), 0)
    if not number:
        raise AreaCodeError(
            f"All {last} numbers under {parent} are taken. Divide the area, or give the level more digits."
        )
    return f"{start}{number:0{digits}d}"


def kind_of_town(code: str) -> Kind | None:
    """Return what a town-level area is by digits 7 to 9 of its code, or None outside the known ranges."""
    return _kind(code, 6, TOWN_KINDS)


def kind_of_community(code: str) -> Kind | None:
    """Return what a community is by digits 10 to 12. A division table's own word for it goes before this."""
    return _kind(code, 9, COMMUNITY_KINDS)


def _kind(code: str, start: int, kinds: tuple[Kind, ...]) -> Kind | None:
    group = prefix(code)[start : start + 3]
    return next((kind for kind in kinds if group and kind.first <= int(group) <= kind.last), None)


def _check(code: str) -> None:
    if not code.isascii() or not code.isdigit():
        raise AreaCodeError(f"An area code is made of digits only, not {code!r}. Correct it in the table.")
    if len(code) < STATISTICAL_LENGTH and len(code) not in LEVEL_BY_LENGTH:
        raise AreaCodeError(
            f"{code} has {len(code)} digits. A code has 2, 4, 6, 9 or 12 digits, below the community more."
        )
