"""Who should answer for which household: the nearest who has room, the load shared out evenly.

Each person has a price, a distance that is added to every way to them: too many homes raise it, too few lower it.
The prices alone settle most homes, and bound what any other solution could save. What they leave open, homes between
two persons of nearly the same price, is a small programme that HiGHS solves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Why = Literal["no_place", "nobody", "nobody_near", "group_too_big"]


@dataclass(frozen=True, slots=True)
class Home:
    """A household with its place in metres. Homes of one `group` (a family, a door) stay together."""

    key: str
    x: float | None
    y: float | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may answer for households, and has some already. `lowest` is aimed at, `most` is kept."""

    key: str
    x: float | None
    y: float | None
    has: int = 0
    lowest: int = 5
    most: int = 10

    @property
    def room(self) -> int:
        return max(self.most - self.has, 0)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A home for which nobody was found, and why."""

    home: str
    why: Why


@dataclass(slots=True)
class Matched:
    pairs: list[tuple[str, str]] = field(default_factory=list)  # (home, person)
    left_out: list[LeftOut] = field(default_factory=list)
    too_few: dict[str, int] = field(default_factory=dict)  # person: so many homes short of their lowest
    metres: float = 0.0  # mean way
    gap: float | None = (
        None  # at most this share of the ways could be saved; None where there are too few or too many homes
    )
    missing_room: int = 0  # homes more than all persons together have room for
    missing_homes: int = 0  # homes fewer than the lowest numbers of all persons together


def match_households(
    homes: Iterable[Home], people: Iterable[Person], *, metres_a_home: float = 20.0
) -> Matched:
    """Give each home to a person. One home more at a person weighs as much as `metres_a_home` of way."""
    crowd = [one for one in people if one.room and one.x is not None and one.y is not None]
    matched = Matched()
    units = _units(homes, crowd, matched)
    count = sum(map(len, units))
    matched.missing_room = max(count - sum(one.room for one in crowd), 0)
    matched.missing_homes = max(sum(max(one.lowest - one.has, 0) for one in crowd) - count, 0)
    if units:
        _fill(matched, units, crowd, metres_a_home)
    got = Counter(person for _, person in matched.pairs)
    short = {one.key: one.lowest - one.has - got[one.key] for one in crowd}
    matched.too_few = {key: number for key, number in short.items() if number > 0}
    if matched.too_few or matched.left_out:
        matched.gap = None
    return matched


def _units(homes: Iterable[Home], crowd: Sequence[Person], matched: Matched) -> list[list[Home]]:
    """Homes as they are given away: one by one, or a group at once. What nobody can take is left out here."""
    most = max((one.room for one in crowd), default=0)
    groups: dict[tuple[str, str], list[Home]] = defaultdict(list)
    for home in homes:
        if home.x is None or home.y is None:
            matched.left_out.append(LeftOut(home.key, "no_place"))
        elif not crowd:
            matched.left_out.append(LeftOut(home.key, "nobody"))
        else:
            groups[("group", home.group) if home.group else ("home", home.key)].append(home)
    for members in groups.values():
        if len(members) > most:
            matched.left_out += [LeftOut(home.key, "group_too_big") for home in members]
    return [members for members in groups.values() if len(members) <= most]


def _fill(matched: Matched, units: list[list[Home]], crowd: list[Person], slope: float) -> None:
    from linli.duty.matching_prices import Market  # brings numpy and scipy: only where they are used

    market = Market(
        homes=[_middle(unit) for unit in units],
        weights=[len(unit) for unit in units],
        people=[(one.x or 0.0, one.y or 0.0) for one in crowd],
        slots=[_slots(one, slope) for one in crowd],
    )
    settled = market.settle()
    metres = 0.0
    matched.gap = settled.gap
    for unit, chosen, way in zip(units, settled.chosen, settled.ways, strict=True):
        if chosen is None:
            matched.left_out += [LeftOut(home.key, "nobody_near") for home in unit]
        else:
            matched.pairs += [(home.key, crowd[chosen].key) for home in unit]
            metres += way * len(unit)
    matched.metres = metres / max(len(matched.pairs), 1)


def _middle(unit: list[Home]) -> tuple[float, float]:
    if len(unit) == 1:
        return unit[0].x or 0.0, unit[0].y or 0.0
    return sum(home.x or 0.0 for home in unit) / len(unit), sum(home.y or 0.0 for home in unit) / len(unit)


def _slots(one: Person, slope: float) -> list[float | None]:
    """What each further home of a person costs: nothing is dearer than to leave one of the first (`None`) empty."""
    lowest = max(one.lowest - one.has, 0)
    return [None if n < lowest else slope * (one.has + n + 1 - one.lowest) for n in range(one.room)]
