"""When places move or merge, the figures of the day go along; those of the days before stay."""

from datetime import date, timedelta

import pytest
from django.db import connection

from linli.areas.actions import merge_areas, move_area
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.registers.models import Household
from linli.rounds.actions import take_contacts
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.rounds.tallies import day_figures
from tests.conftest import TODAY
from tests.rounds.conftest import MORNING, Told

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def answered(code: str) -> list[int]:
    return [day_figures(code, day=day)["rounds.answered"] for day in (YESTERDAY, TODAY)]


@pytest.fixture
def _two_days(same: Told) -> None:
    """The household answered yesterday and today."""
    take_contacts([same(1), same(2, at=MORNING - timedelta(days=1))])


@pytest.mark.usefixtures("_two_days")
def test_a_building_that_moves_to_another_grid_takes_its_day_along(
    building: Area, grid: Area, other_grid: Area, community: Area
) -> None:
    before = building.code
    moved = move_area(building, to=other_grid, on=TODAY, actor=None)
    drain(REACTIONS)
    assert (answered(grid.code), answered(other_grid.code)) == ([1, 0], [0, 1])
    assert (answered(before), answered(moved.code)) == ([1, 0], [0, 1])
    assert answered(community.code) == [1, 1]


@pytest.mark.usefixtures("_two_days")
def test_communities_that_become_one_have_one_figure(
    community: Area, other_community: Area, town: Area
) -> None:
    code = community.code
    merged = merge_areas([community], into=other_community, on=TODAY, actor=None)
    drain(REACTIONS)
    assert (answered(code), answered(merged.code)) == ([1, 0], [0, 1])
    assert answered(town.code) == [1, 1]


@pytest.mark.usefixtures("_two_days")
def test_what_was_told_on_any_day_is_found_where_the_place_stands_now(
    building: Area, other_grid: Area, community: Area, other_community: Area
) -> None:
    moved = move_area(building, to=other_grid, on=TODAY, actor=None)
    assert _codes() == {(YESTERDAY, moved.code), (TODAY, moved.code)}
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    building.refresh_from_db()
    assert _codes() == {(YESTERDAY, building.code), (TODAY, building.code)}


def test_what_stood_in_an_area_itself_goes_to_the_one_it_becomes_on_every_day(
    same: Told, household: Household, grid: Area, other_grid: Area
) -> None:
    household.place_in(grid)
    household.save(update_fields=["area", "area_code"])
    take_contacts([same(1), same(2, at=MORNING - timedelta(days=1))])
    merged = merge_areas([grid], into=other_grid, on=TODAY, actor=None)
    assert _codes() == {(YESTERDAY, merged.code), (TODAY, merged.code)}
    assert set(ContactEntry.everywhere.values_list("area", flat=True)) == {merged.pk}


def _codes() -> set[tuple[date, str]]:
    days = set(HouseholdDay.everywhere.values_list("on", "area_code"))
    assert days == set(ContactEntry.everywhere.values_list("on", "area_code"))
    return days


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table as a whole.")
@pytest.mark.parametrize("model", [ContactEntry, HouseholdDay])
def test_a_day_of_several_areas_is_found_without_the_other_days(
    model: type[ContactEntry] | type[HouseholdDay], grid: Area, other_grid: Area
) -> None:
    rows = model.objects.within(Scope.of([grid.code, other_grid.code])).order_by()
    for some in (rows.filter(on=TODAY), rows.filter(on__in=[YESTERDAY, TODAY])):
        assert some.explain().count("(on=? AND area_code>? AND area_code<?)") == 2
