"""The register's list: the households asked for, a page at a time, in a time that does not grow with the city.

The order is that of the walk: place, compound, door. In a community the rows are simply looked through. In a
larger area one thing can be asked for at a time, and the tallies say in which places its rows stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from linli.areas.scopes import Scope
from linli.areas.tallies import Figures
from linli.people.viewer import Viewer
from linli.registers.choices import Occupancy, Presence, Relation
from linli.registers.models import Contact, Household, Resident, SupportNeed
from linli.registers.positions import stretch_of
from linli.registers.rows import household_rows, with_families
from linli.registers.shown import ShownHousehold, shown_household
from linli.registers.wanted import ANY, Wanted, number_in
from linli.registers.words import walk_word

PER_PAGE = 30
REACH = 10_000  # the farthest row that pages lead to; further on, people filter or go to a smaller area
SMALL = 4_000  # dwellings that may be looked through one by one
RARE = 3_000  # people with one need who may be looked up one by one

GONE = [Presence.MOVED_OUT, Presence.DECEASED]
ORDER = ("area_code", "compound", "door_sort", "id")


# ---- conditions ------------------------------------------------------------------------------------
def matching(households: QuerySet[Household], wanted: Wanted) -> QuerySet[Household]:
    """The households asked for, in no order. Presence is asked as "not gone": no index lures the planner away."""
    asked = {name: v for name, v in wanted.filters.items() if name in ("compound", "building", "occupancy")}
    rows = households.filter(closed_on=None, **asked)
    members = Resident.everywhere.filter(household=OuterRef("pk"), merged_into=None).exclude(
        presence__in=GONE
    )
    if wanted.need:
        needs = SupportNeed.everywhere.filter(resident=OuterRef("pk"), ended_on=None)
        needs = needs if wanted.need == ANY else needs.filter(code=wanted.need)
        rows = rows.filter(Exists(members.filter(Exists(needs))))
    if wanted.presence:
        rows = rows.filter(Exists(members.exclude(presence=Presence.LIVING)))
    if wanted.phone:
        rows = rows.exclude(occupancy__in=[Occupancy.VACANT, Occupancy.OTHER_USE])
        rows = rows.filter(~Exists(members.exclude(phone_tail="")))
        rows = rows.filter(~Exists(Contact.everywhere.filter(household=OuterRef("pk"))))
    return rows


def _ordered(rows: QuerySet[Household], sort: str) -> QuerySet[Any, tuple[UUID]]:
    if sort.endswith("door"):
        columns = [f"-{name}" for name in ORDER] if sort.startswith("-") else ORDER
        return rows.order_by(*columns).values_list("id")
    if sort.endswith("visit"):
        by = F("last_visited_on")
        order = by.asc(nulls_first=True) if sort == "visit" else by.desc(nulls_last=True)
        return rows.order_by(order, *ORDER).values_list("id")
    heads = Resident.everywhere.filter(household=OuterRef("pk"), relation=Relation.HEAD, merged_into=None)
    heads = heads.exclude(presence__in=GONE).order_by("pk")
    order = F("head").asc(nulls_last=True) if sort == "head" else F("head").desc(nulls_last=True)
    rows = rows.annotate(head=Subquery(heads.values("pinyin")[:1]))
    return rows.order_by(order, *ORDER).values_list("id")


# ---- pages of ids ----------------------------------------------------------------------------------
class Doors(Paginator):  # type: ignore[type-arg]
    """Pages of household ids. The number of rows comes from a tally, a count, or is not known: then it is None."""

    def __init__(self, scope: Scope, wanted: Wanted, figures: Figures) -> None:
        super().__init__((), PER_PAGE)
        self.scope = scope
        self.is_small = figures["households.dwellings"] <= SMALL
        if not self.is_small:
            wanted = one_thing(wanted)
        self.number = number_in(wanted, figures)
        if wanted.sort and not self.can_sort:
            wanted = replace(wanted, sort="-door" if wanted.sort == "-door" else "door")
        self.wanted = wanted
        self.people = figures[f"needs.{wanted.need}"] if wanted.need not in ("", ANY) else 0

    @property
    def can_sort(self) -> bool:
        """Sorting by anything but the door sorts all rows, so it is offered where they are few."""
        return self.is_small or (self.number is not None and self.number <= SMALL)

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        """At least so many; exactly, if `is_exact`."""
        if self.number is not None:
            return self.number
        if self.is_small:
            return self._rows.count()
        return len(self._rare) if self._is_rare else PER_PAGE

    @property
    def is_exact(self) -> bool:
        return self.number is not None or self.is_small or self._is_rare

    @cached_property
    def num_pages(self) -> int:  # type: ignore[override]
        if not self.is_exact:
            return REACH // PER_PAGE
        return max(1, -(-min(self.count, REACH) // PER_PAGE))

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        offset = (number - 1) * PER_PAGE
        ids = self._ids(offset)
        return Page(ids[:PER_PAGE], number, self)

    def has_more_than(self, page: Page[Any]) -> bool:
        return page.number < self.num_pages and (self.is_exact or len(page.object_list) == PER_PAGE)

    # What is looked through: all of a small area, the places of the page in a large one, or people with a rare need.
    @cached_property
    def _rows(self) -> QuerySet[Household]:
        return matching(Household.objects.within(self.scope), self.wanted)

    @property
    def _is_rare(self) -> bool:
        return not self.is_small and 0 < self.people <= RARE

    @cached_property
    def _rare(self) -> list[UUID]:
        needs = SupportNeed.objects.within(self.scope).filter(code=self.wanted.need, ended_on=None)
        here = needs.filter(resident__merged_into=None).exclude(resident__presence__in=GONE)
        found = set(here.values_list("resident__household_id", flat=True))
        rows = Household.objects.within(self.scope).filter(pk__in=found, closed_on=None)
        return [row[0] for row in _ordered(rows, self.wanted.sort)]

    def _ids(self, offset: int) -> list[UUID]:
        if self.number == 0 or (not self.is_small and self.wanted.need not in ("", ANY) and not self.people):
            return []
        if self._is_rare:
            return self._rare[offset : offset + PER_PAGE]
        rows, skip = self._rows, offset
        if not self.is_small and self.number is not None and self.wanted.walks and self.wanted.filters:
            stretch = stretch_of(self.scope, self.wanted, offset=offset, rows=PER_PAGE)
            rows, skip = rows.filter(area_code__in=stretch.places), stretch.skip
        return [row[0] for row in _ordered(rows, self.wanted.sort)[skip : skip + PER_PAGE]]


def one_thing(wanted: Wanted) -> Wanted:
    """In a large area one thing can be asked for at a time: the last filter that a tally or an index knows."""
    names = [name for name in wanted.filters if name not in ("compound", "building")]
    return wanted.only(*names[:1])


# ---- the rows of a page ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Group:
    """The households behind one stairwell's door, with how many the list has there in all."""

    compound: str
    building: str
    stairwell: str
    area_name: str
    number: int
    households: tuple[ShownHousehold, ...]

    @property
    def words(self) -> str:
        return walk_word(self.compound, self.building, self.stairwell, self.area_name)


def households_on(page: Page[Any], scope: Scope, viewer: Viewer, *, day: date) -> list[ShownHousehold]:
    """The rows of one page, with their people, in the page's order."""
    ids = list(page.object_list)
    rows = household_rows(Household.objects.within(scope).filter(pk__in=ids))
    found = {one.pk: one for one in with_families(rows)}
    return [shown_household(found[pk], viewer, day=day) for pk in ids if pk in found]


STAIRWELL = ("area_code", "compound", "building", "stairwell")


def in_stairwells(
    households: list[ShownHousehold], scope: Scope, wanted: Wanted, names: Mapping[str, str]
) -> list[Group]:
    """The page's rows as one walks them, a group a stairwell, with each group's number in the whole list."""
    places = {one.area_code for one in households}
    rows = matching(Household.objects.within(scope).filter(area_code__in=places), wanted)
    counted = rows.order_by().values(*STAIRWELL).annotate(n=Count("pk")) if places else []
    numbers = {tuple(row[name] for name in STAIRWELL): row["n"] for row in counted}
    groups: dict[tuple[str, ...], list[ShownHousehold]] = {}
    for one in households:
        groups.setdefault(tuple(getattr(one, name) for name in STAIRWELL), []).append(one)
    return [
        Group(key[1], key[2], key[3], names.get(key[0], ""), numbers.get(key, len(rows_)), tuple(rows_))
        for key, rows_ in groups.items()
    ]
