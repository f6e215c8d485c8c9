"""Closing an area in which nothing stands any more."""

import pytest

from linli.areas.actions import close_area, found_area
from linli.areas.models import Area, AreaSpan
from linli.areas.past import area_on, children_on, successors_of
from linli.areas.problems import NotOpen, StillInUse, TooEarly
from linli.registers.choices import Presence
from linli.registers.models import Household, Resident
from tests.areas.conftest import DAY, LAST_TUESDAY, count
from tests.areas.invariants import check_tree
from tests.conftest import TODAY, join, settle


def test_it_is_gone_from_its_day_and_there_before(community: Area, grid: Area, other_grid: Area) -> None:
    close_area(other_grid, on=LAST_TUESDAY, actor=None)
    assert [p.name for p in children_on(community, TODAY)] == ["第一网格"]
    assert [p.name for p in children_on(community, LAST_TUESDAY - DAY)] == ["第一网格", "第二网格"]
    assert successors_of(Area.objects.get(pk=other_grid.pk)) == []
    check_tree()


def test_its_number_is_never_given_again(community: Area, other_grid: Area) -> None:
    close_area(other_grid, on=TODAY, actor=None)
    new = found_area(community, level="grid", name="第二网格", on=TODAY, actor=None)
    assert new.code == "231085100006003"


def test_one_founded_by_mistake_may_be_closed_on_the_same_day(community: Area) -> None:
    new = found_area(community, level="grid", name="第五网格", on=TODAY, actor=None)
    close_area(new, on=TODAY, actor=None)
    assert area_on(new, TODAY) is None
    assert AreaSpan.objects.filter(area=new).count() == 1
    check_tree()


def test_it_refuses_while_places_lie_in_it(grid: Area, building: Area) -> None:
    with pytest.raises(StillInUse):
        close_area(grid, on=TODAY, actor=None)


def test_it_refuses_while_households_stand_in_it(household: Household, building: Area) -> None:
    with pytest.raises(StillInUse) as refused:
        close_area(building, on=TODAY, actor=None)
    assert "3号楼" in str(refused.value)
    assert Area.objects.get(pk=building.pk).is_open


def test_closed_households_do_not_hold_it(household: Household, building: Area, community: Area) -> None:
    Household.everywhere.update(closed_on=TODAY)
    Resident.everywhere.update(presence=Presence.MOVED_OUT)
    close_area(building, on=TODAY, actor=None)
    assert not Area.objects.get(pk=building.pk).is_open


def test_it_refuses_a_day_on_which_something_still_stood_there(other_grid: Area) -> None:
    home = settle(other_grid, "1-1-101")
    person = join(home, "邻居")
    count(other_grid, day=LAST_TUESDAY)
    Household.everywhere.filter(pk=home.pk).update(closed_on=TODAY)
    Resident.everywhere.filter(pk=person.pk).update(presence=Presence.MOVED_OUT)
    count(other_grid, day=TODAY)
    with pytest.raises(TooEarly):
        close_area(other_grid, on=LAST_TUESDAY, actor=None)
    close_area(other_grid, on=TODAY, actor=None)


def test_it_refuses_the_second_time(other_grid: Area) -> None:
    close_area(other_grid, on=TODAY, actor=None)
    with pytest.raises(NotOpen):
        close_area(other_grid, on=TODAY, actor=None)
