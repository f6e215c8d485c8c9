"""Sharing a list out over grids. Pure: the same list goes the same way every time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.lib.area_codes import is_within

COMMUNITY_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A row to be checked. Rows with one `household` stay together; `goes_to` is a place that is known or named."""

    number: int
    household: str = ""
    goes_to: str = ""


def spread(items: Iterable[Item], targets: Sequence[str]) -> dict[int, str]:
    """Where each row goes, by its number.

    What is known to stand somewhere goes there first: to the target that holds the place, else to the least laden
    target within it, else to its community. The rest goes to whichever has the least so far, the largest
    households first; among equals, to the first code. So rows that stand alone differ by one at most.
    """
    codes = sorted(set(targets))
    if not codes:
        raise ValueError("There is nowhere to go.")
    load: Counter[str] = Counter(dict.fromkeys(codes, 0))
    groups = _households(items)
    going: dict[int, str] = {}
    for group in [*_bound(groups), *_free(groups)]:
        code = _place(group, codes, load)
        load[code] += len(group)
        going.update(dict.fromkeys((item.number for item in group), code))
    return going


Group = Sequence[Item]


def _households(items: Iterable[Item]) -> list[Group]:
    found: defaultdict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda one: one.number):
        found[(item.household, 0) if item.household else ("", item.number)].append(item)
    return list(found.values())


def _bound(groups: Sequence[Group]) -> list[Group]:
    return sorted((one for one in groups if _goes_to(one)), key=_largest_first)


def _free(groups: Sequence[Group]) -> list[Group]:
    return sorted((one for one in groups if not _goes_to(one)), key=_largest_first)


def _largest_first(group: Group) -> tuple[int, int]:
    return -len(group), group[0].number


def _goes_to(group: Group) -> str:
    """The most exact place that somebody of the household is known to be at."""
    return max((item.goes_to for item in group), key=lambda code: (len(code), code))


def _place(group: Group, codes: Sequence[str], load: Mapping[str, int]) -> str:
    wanted = _goes_to(group)
    if not wanted:
        return min(codes, key=lambda code: (load[code], code))
    holding = [code for code in codes if is_within(wanted, code)]
    if holding:
        return max(holding, key=len)
    inside = [code for code in codes if is_within(code, wanted)]
    return min(inside, key=lambda code: (load[code], code)) if inside else wanted[:COMMUNITY_DIGITS]
