"""Reading the area tree as it is today; `past` reads the tree of any other day."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Q

from linli.areas.levels import level_labels, levels_for, playbook_of
from linli.areas.models import Area
from linli.areas.past import (
    Place,
    area_by_code,
    area_on,
    child_counts,
    children_on,
    events_of,
    path_on,
    places,
    successors_of,
    tree_on,
)
from linli.areas.rules import looks_like_code, name_key, place_name
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.texts import squeeze

BETWEEN = " › "
Named = Area | Place


def ancestors_of(area: Area) -> list[Area]:
    """From the top down, without the area itself: every ancestor's code is a prefix of its code."""
    prefixes = [area.code[:length] for length in range(1, len(area.code))]
    return list(Area.objects.filter(code__in=prefixes).order_by("code"))


def children_of(area: Area) -> list[tuple[Area, int]]:
    """The open areas directly within, in code order, each with how many lie directly within it."""
    open_children = Q(children__valid_until=None)
    counted = (
        Area.objects.current().filter(parent=area).annotate(count=Count("children", filter=open_children))
    )
    return [(child, vars(child)["count"]) for child in counted.order_by("code")]


def community_of(code: str) -> Area | None:
    """The community that this code is, or lies in; None for what lies above the communities."""
    if len(code) < COMMUNITY_DIGITS:
        return None
    return Area.objects.filter(code=code[:COMMUNITY_DIGITS]).first()


def find_child(parent: Area, level: str, name: str) -> Area | None:
    """The open place of this level and name directly under `parent`; 3栋 finds 3号楼."""
    key = name_key(place_name(level, name))
    siblings = Area.objects.current().filter(parent=parent, level=level).order_by("code")
    return next((area for area in siblings if name_key(area.name) == key), None)


# ---- paths -------------------------------------------------------------------------------------
def paths_of(areas: Iterable[Named], *, below: str = "") -> dict[str, list[str]]:
    """The names from the top (or from below the area `below`) down to each area, by its code; one query for all."""
    codes = [area.code for area in areas]
    prefixes = {code[:length] for code in codes for length in range(len(below) + 1, len(code) + 1)}
    names = dict(Area.objects.filter(code__in=prefixes).values_list("code", "name")) if prefixes else {}
    names |= {area.code: area.name for area in areas}
    return {
        code: [
            names[code[:length]] for length in range(len(below) + 1, len(code) + 1) if code[:length] in names
        ]
        for code in codes
    }


def path_text(names: Sequence[str]) -> str:
    return BETWEEN.join(names)


def full_name(area: Named, *, below: str = "") -> str:
    """`八面通镇 › 和平社区居委会`: the name with all above it that lies within `below`."""
    return path_text(paths_of([area], below=below)[area.code])


def ambiguous_names(areas: Iterable[Named], *, scope: Scope | None = None) -> set[UUID]:
    """Which of these areas share their name with another open area (of the scope): they need their path shown.

    和平社区居委会 and 和平村委会 share a name: people say 和平 of both.
    """
    listed = list(areas)
    starts = Q()
    for bare in {bare_name(area) for area in listed}:
        starts |= Q(name__startswith=bare)
    if not starts:
        return set()
    everywhere = Area.objects.current() if scope is None else Area.objects.current().within(scope)
    named = Counter(bare_name(area) for area in everywhere.filter(starts).only("name"))
    return {area.id for area in listed if named[bare_name(area)] > 1}


def bare_name(area: Named) -> str:
    """The name without any word for what the place is: 和平 for 和平社区 and for 和平村."""
    short = area.short
    for ending in ("居委会", "社区", "街道", "村"):
        if short.endswith(ending) and len(short) > len(ending):
            return short.removesuffix(ending)
    return short


def names_with_paths(
    areas: Sequence[Named], *, scope: Scope | None = None, below: str = ""
) -> Mapping[UUID, str]:
    """What to call each area in a list: its name, with its path wherever the name could be another's."""
    doubtful = ambiguous_names(areas, scope=scope)
    paths = paths_of([area for area in areas if area.id in doubtful], below=below)
    return {area.id: path_text(paths[area.code]) if area.id in doubtful else area.name for area in areas}


# ---- finding -----------------------------------------------------------------------------------
def search_areas(text: str, scope: Scope, *, limit: int = 30) -> list[Area]:
    """Open areas within the scope by part of the name, by pinyin or initials, or by code; the higher ones first."""
    plain = squeeze(text)
    if not plain:
        return []
    found = Q(name__contains=plain)
    if plain.isascii():
        lower = plain.lower()
        found |= Q(pinyin__startswith=lower) | Q(initials__startswith=lower)
    if plain.isdigit():
        found |= Q(code__startswith=_code_start(plain))
    rows = Area.objects.current().within(scope).filter(found).select_related("parent")
    hits = list(rows.order_by("code")[: limit * 4])
    return sorted(hits, key=lambda area: (area.name != plain, len(area.code), area.code))[:limit]


def _code_start(digits: str) -> str:
    """The prefix code for a whole statistical code; what has been typed of one stays as it is."""
    if not looks_like_code(digits):
        return digits
    try:
        return prefix(digits)
    except AreaCodeError:
        return digits


__all__ = [
    "Place",
    "ambiguous_names",
    "ancestors_of",
    "area_by_code",
    "area_on",
    "child_counts",
    "children_of",
    "children_on",
    "community_of",
    "events_of",
    "find_child",
    "full_name",
    "level_labels",
    "levels_for",
    "names_with_paths",
    "path_on",
    "paths_of",
    "places",
    "playbook_of",
    "search_areas",
    "successors_of",
    "tree_on",
]
