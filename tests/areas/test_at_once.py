"""Somebody writes into an area while it moves: nothing is left behind under the old code."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from linli.areas.actions import found_area, move_area
from linli.areas.models import Area
from linli.areas.problems import TreeChanged
from linli.areas.tallies import figures_of, recount
from linli.registers.models import Household
from tests.areas.invariants import check_sums, check_tree
from tests.conftest import TODAY, join, settle

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _two_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


def start(work: Callable[[], object], found: list[Any]) -> threading.Thread:
    def run() -> None:
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 - handed to the test
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_household_that_is_being_written_moves_along(
    grid: Area, building: Area, other_community: Area
) -> None:
    written, may_commit = threading.Event(), threading.Event()
    found: list[Any] = []

    def write() -> None:
        with transaction.atomic():
            join(settle(building, "3-2-501"), "邻居")
            recount([building.code], day=TODAY)
            written.set()
            may_commit.wait(60)

    writer = start(write, found)
    assert written.wait(60)
    mover = start(
        lambda: move_area(Area.objects.get(pk=grid.pk), to=other_community, on=TODAY, actor=None), found
    )
    mover.join(0.7)
    assert mover.is_alive(), "the move waits for what is being written"
    may_commit.set()
    writer.join(120)
    mover.join(120)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert Household.everywhere.get().area_code.startswith(other_community.code)
    assert figures_of(other_community.code, day=TODAY)["residents.living"] == 1
    check_tree()
    check_sums()


def test_who_has_read_the_old_code_is_told_to_repeat(
    grid: Area, building: Area, other_community: Area
) -> None:
    stale = Area.objects.get(pk=building.pk)
    move_area(grid, to=other_community, on=TODAY, actor=None)

    @transaction.atomic
    def write() -> None:
        join(settle(stale, "3-2-501"), "邻居")
        recount([stale.code], day=TODAY)

    with pytest.raises(TreeChanged):
        write()
    assert not Household.everywhere.exists()


def test_two_who_found_the_same_place_at_once_get_one(community: Area) -> None:
    found: list[Any] = []
    both = [
        start(
            lambda: found_area(
                Area.objects.get(pk=community.pk), level="grid", name="第一网格", on=TODAY, actor=None
            ),
            found,
        )
        for _ in range(2)
    ]
    for thread in both:
        thread.join(120)
    assert [area.code for area in found] == [f"{community.code}001"] * 2
    assert Area.objects.filter(parent=community).count() == 1


def test_two_moves_at_once_leave_the_tree_whole(
    grid: Area, other_grid: Area, building: Area, other_community: Area
) -> None:
    found: list[Any] = []
    moves = [
        start(
            lambda: move_area(Area.objects.get(pk=grid.pk), to=other_community, on=TODAY, actor=None), found
        ),
        start(
            lambda: move_area(Area.objects.get(pk=building.pk), to=other_grid, on=TODAY, actor=None), found
        ),
    ]
    for thread in moves:
        thread.join(15)
    assert all(isinstance(one, Area | TreeChanged) for one in found), found
    check_tree()
