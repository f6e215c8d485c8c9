"""The rows behind a number, as far as the reader's duty shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet

from linli.areas.measures import Measure
from linli.areas.scopes import Scope
from linli.areas.tallies import figures_of
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.rows import HouseholdRow, household_rows, with_families
from linli.registers.shown import ShownHousehold, ShownResident, shown_household, shown_resident

COUNTED = 10_000

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A household, or one person of it."""

    household: Household | HouseholdRow
    home: ShownHousehold | None = None
    person: ShownResident | None = None


def rows_behind(measure: Measure, scope: Scope, day: date) -> QuerySet[Model]:
    """The rows that the number counts, place by place. Every index begins with the area."""
    rows: QuerySet[Model] = measure.counts.objects.within(scope).filter(measure.where(day))  # type: ignore[attr-defined]
    then = {
        Household: ("compound", "door_sort", "pk"),
        Resident: ("pinyin", "pk"),
        SupportNeed: ("code", "pk"),
    }
    return rows.order_by("area_code", *then[measure.counts])  # type: ignore[index]


def count_behind(measure: Measure, area_code: str, day: date) -> int:
    """How many rows there are. Very many are not counted again: the number that was clicked says it."""
    n = rows_behind(measure, Scope((area_code,)), day).order_by()[: COUNTED + 1].count()
    return n if n <= COUNTED else max(n, figures_of(area_code, day=day)[measure.key])


def shown_rows(
    rows: Iterable[Model], measure: Measure, viewer: Viewer, scope: Scope, day: date
) -> list[ShownRow]:
    """One page of rows, in a fixed number of queries."""
    keys = [row.pk for row in rows]
    if measure.counts is Household:
        rows_of = household_rows(Household.objects.within(scope).filter(pk__in=keys))
        homes = {home.pk: home for home in with_families(rows_of)}
        return [
            ShownRow(home, home=shown_household(home, viewer, day=day)) for home in _in_order(homes, keys)
        ]
    people = _people(scope)
    if measure.counts is SupportNeed:
        keys = [row.resident_id for row in rows if isinstance(row, SupportNeed)]
    found = people.filter(pk__in=keys).in_bulk()
    return [
        ShownRow(one.household, person=shown_resident(one, viewer, day=day)) for one in _in_order(found, keys)
    ]


def _people(scope: Scope) -> QuerySet[Resident]:
    needs = SupportNeed.objects.within(scope).filter(ended_on=None).order_by("code")
    return (
        Resident.objects.within(scope)
        .select_related("household")
        .prefetch_related(Prefetch("needs", needs, to_attr="open_needs"))
    )


def _in_order(found: dict[Any, M], keys: Iterable[Any]) -> Iterable[M]:
    return (found[key] for key in keys if key in found)
