"""How figures are shown: what is hidden for being small, what tiles are called, which grey they get."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from linli.areas.showing import SMALL, TOWN_DIGITS, Number, hides_small, number

TILE_CHARACTERS = 3
STEPS = 3


_COMMITTEE = re.compile(r"(?:社区)?(?:居民委员会|居委会)$|社区$")
_VILLAGE = re.compile(r"村?(?:村民委员会|村委会|村)$")
_STATION = re.compile(r"(?:经营所|林场|作业所)$")  # what communities of a forestry bureau are called after
_OTHER = re.compile(r"(?:街道办事处|街道|镇|乡|网格|村民小组)$")
_LAST_PART = re.compile(r"[0-9A-Za-z]+[^0-9A-Za-z]{0,2}$")  # 1号楼, B座


def tile_labels(names: Sequence[str]) -> list[str]:
    """Names without what they all end in, at most three characters; a village that shares a name keeps 村.

    Of a longer name that ends in a number, that part is left: 1号楼 of 水岸名都1号楼.
    """
    stems = [_stem(name) for name in names]
    shared = {stem for stem, n in Counter(stems).items() if n > 1}
    labels = [_label(name, stem, stem in shared) for name, stem in zip(names, stems, strict=True)]
    alike = {label for label, n in Counter(labels).items() if n > 1}
    return [_last_part(name) if label in alike else label for name, label in zip(names, labels, strict=True)]


def _stem(name: str) -> str:
    for ending in (_COMMITTEE, _VILLAGE, _OTHER):
        bare = ending.sub("", name)
        if bare and bare != name:
            return _STATION.sub("", bare) or bare
    return name


def _label(name: str, stem: str, shared: bool) -> str:
    is_village = "村" in name.removeprefix(stem)
    if is_village and (shared or len(stem) == 1):
        return f"{stem[: TILE_CHARACTERS - 1]}村"
    return _last_part(name) if len(stem) > TILE_CHARACTERS else stem


def _last_part(name: str) -> str:
    found = _LAST_PART.search(name)
    return found.group()[-TILE_CHARACTERS - 1 :] if found else name[:TILE_CHARACTERS]


def step_limits(values: Iterable[int]) -> tuple[int, ...]:
    """The counts from which the second and the third grey begin: a third of the different counts in each."""
    distinct = sorted({value for value in values if value})
    limits = {distinct[len(distinct) * at // STEPS] for at in range(1, STEPS)} if distinct else set()
    return tuple(sorted(limits - set(distinct[:1])))


def step_of(value: int, limits: Sequence[int]) -> int:
    """0 is white: nothing there. 1 to 3 get darker."""
    return 1 + sum(value >= limit for limit in limits) if value else 0


__all__ = [
    "SMALL",
    "TOWN_DIGITS",
    "Number",
    "hides_small",
    "number",
    "step_limits",
    "step_of",
    "tile_labels",
]
