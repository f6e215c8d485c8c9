"""When places move or merge, the figures of the day go along; those of the days before stay."""

from datetime import timedelta

import pytest

from linli.areas.actions import merge_areas, move_area
from linli.areas.models import Area
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.rounds.actions import take_contacts
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
