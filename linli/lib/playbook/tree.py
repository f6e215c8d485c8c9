"""The city, and the levels of its area tree below the community."""

from collections.abc import Iterator
from itertools import combinations
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from linli.lib.area_codes import STATISTICAL_LENGTH, AreaCodeError, statutory_level
from linli.lib.playbook.base import Account, Described, Name, Part, Range, form
from linli.lib.playbook.paths import Path
from linli.lib.playbook.problems import Finding, guess, wrong

STATUTORY_LEVELS = ("province", "city", "county", "town", "community")
# A village is a community by its code; a city may give it levels of its own.
ROOTS = ("community", "village")

# The longest code that a table column takes.
CODE_LENGTH = 40

LevelKey = Annotated[
    str,
    form(
        r"^[a-z][a-z0-9_]*$",
        zh="小写英文字母、数字和 _，字母开头，例如 micro_grid",
        en="small letters, digits and _, a letter first, such as micro_grid",
    ),
]


class City(Part, frozen=True, kw_only=True):
    """Whose playbook this is, and which one it builds on."""

    code: str
    name: Name
    source: str
    extends: str = ""
    account: Account = {}


class Level(Described, frozen=True, kw_only=True):
    """A level below the community. Its areas have `digits` digits after their parent's code.

    `under` names the levels, or `community` or `village`, that it may stand under. `place` says that
    households may stand in it directly; `households` how many one area of it should have.
    """

    key: LevelKey
    name: Name
    digits: Annotated[int, Meta(ge=1, le=6)]
    under: tuple[str, ...] = ()
    place: bool = False
    households: Range | None = None


def placed(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Fill in where a level stands that does not say it: under the one above; the first under the roots."""
    above: tuple[str, ...] = ROOTS
    found = []
    for level in levels:
        found.append(level if level.under else replace(level, under=above))
        above = (level.key,)
    return tuple(found)


def check_city(city: City) -> Iterator[Finding]:
    try:
        level = statutory_level(city.code)
    except AreaCodeError:
        yield wrong(("city", "code"), "city.code", code=city.code)
        return
    if level not in ("city", "county"):
        yield wrong(("city", "code"), "city.level", code=city.code)


def check_levels(levels: tuple[Level, ...]) -> Iterator[Finding]:
    if not levels:
        yield wrong(("level",), "level.none")
    elif not any(level.place for level in levels):
        yield wrong(("level",), "level.no_place")
    levels = placed(levels)
    lengths = dict.fromkeys(ROOTS, STATISTICAL_LENGTH)
    for level in levels:
        yield from _check_level(level, ("level", f"[{level.key}]"), lengths)
        lengths[level.key] = _longest(level, lengths)
    yield from _check_siblings(levels)


def _check_level(level: Level, path: Path, above: dict[str, int]) -> Iterator[Finding]:
    if level.key in (*STATUTORY_LEVELS, *ROOTS, "household"):
        yield wrong((*path, "key"), "level.reserved", key=level.key)
    if level.households and level.households.is_empty:
        yield wrong((*path, "households"), "min_max", min=level.households.min, max=level.households.max)
    for parent in level.under:
        if parent not in above:
            yield wrong(
                (*path, "under"),
                "level.under",
                key=parent,
                guess=guess(parent, above),
                choices=", ".join(above),
            )
    if (length := _longest(level, above)) > CODE_LENGTH:
        yield wrong((*path, "digits"), "level.long", key=level.key, length=length, most=CODE_LENGTH)


def _longest(level: Level, above: dict[str, int]) -> int:
    """Return the length of the longest code at a level."""
    return max((above.get(parent, 0) for parent in level.under), default=0) + level.digits


def _check_siblings(levels: tuple[Level, ...]) -> Iterator[Finding]:
    """Siblings need equally many digits: with 01 beside 011, the second would lie within the first."""
    for one, other in combinations(levels, 2):
        common = [parent for parent in one.under if parent in other.under]
        if common and one.digits != other.digits:
            digits = {"one_digits": one.digits, "other_digits": other.digits}
            names = {"one": one.key, "other": other.key, "parent": common[0]}
            yield wrong(("level", f"[{other.key}]", "digits"), "level.digits", **digits, **names)
