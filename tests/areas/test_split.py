"""Dividing an area by the places that lie in it."""

import pytest

from linli.areas.actions import Part, split_area
from linli.areas.models import Area
from linli.areas.past import children_on, successors_of
from linli.areas.problems import DividedTwice, NameTaken, NotDivided, NothingToDivide
from linli.areas.tallies import figures_of
from linli.people.models import User
from linli.registers.models import Household
from tests.areas.conftest import DAY, LAST_TUESDAY, count
from tests.areas.invariants import DAYS, check_sums, check_tree, picture
from tests.conftest import TODAY, join, settle

LIVING = "residents.living"


def living(area: Area) -> int:
    return figures_of(area.code, day=TODAY)[LIVING]


def test_an_area_goes_on_without_what_the_new_one_takes(
    lived_in: None, community: Area, grid: Area, other_grid: Area
) -> None:
    shares = living(grid), living(other_grid)
    [new] = split_area(
        community, parts=[Part("新和平社区", (other_grid,))], goes_on=True, on=TODAY, actor=None
    )
    assert (new.code, new.kind) == ("231085100007", "居委会(社区)")
    assert (living(community), living(new)) == shares
    assert Area.objects.get(pk=community.pk).is_open
    check_tree()
    check_sums()


def test_an_area_is_divided_up_and_closed(
    lived_in: None, community: Area, grid: Area, other_grid: Area
) -> None:
    parts = [Part("东和平社区", (grid,)), Part("西和平社区", (other_grid,))]
    east, west = split_area(community, parts=parts, on=TODAY, actor=None)
    assert (living(east), living(west)) == (2, 3)
    assert [p.name for p in children_on("231085100", TODAY)][1:] == ["东和平社区", "西和平社区", "和平村委会"]
    community.refresh_from_db()
    assert successors_of(community) == [east, west]
    check_tree()
    check_sums()


def test_last_tuesdays_report_is_unchanged(
    lived_in: None, community: Area, grid: Area, other_grid: Area
) -> None:
    days = [day for day in DAYS if day < TODAY]
    before = {day: picture(day) for day in days}
    split_area(
        community, parts=[Part("东社区", (grid,)), Part("西社区", (other_grid,))], on=TODAY, actor=None
    )
    assert {day: picture(day) for day in days} == before


def test_a_day_in_the_past_divides_the_figures_from_that_day(
    lived_in: None, community: Area, grid: Area, other_grid: Area
) -> None:
    parts = [Part("东社区", (grid,)), Part("西社区", (other_grid,))]
    east, west = split_area(community, parts=parts, on=LAST_TUESDAY, actor=None)
    assert [figures_of(a.code, day=LAST_TUESDAY)[LIVING] for a in (east, west)] == [2, 2]
    assert figures_of(community.code, day=LAST_TUESDAY - DAY)[LIVING] == 4
    assert figures_of(community.code, day=LAST_TUESDAY)[LIVING] == 0
    check_sums()


def test_one_part_may_keep_the_name(community: Area, grid: Area, other_grid: Area) -> None:
    parts = [Part("和平社区居委会", (grid,)), Part("和平二社区居委会", (other_grid,))]
    first, _second = split_area(community, parts=parts, on=TODAY, actor=None)
    assert first.name == community.name


def test_what_stood_directly_in_the_area_goes_to_the_first_part(
    community: Area, grid: Area, other_grid: Area, clerk: User
) -> None:
    household = settle(community, "1-1-101")
    join(household, "邻居")
    count(community)
    parts = [Part("东社区", (grid,)), Part("西社区", (other_grid,))]
    east, _west = split_area(community, parts=parts, on=TODAY, actor=None)
    assert Household.everywhere.get(pk=household.pk).area == east
    assert clerk.appointments.get().area == east
    assert living(east) == 1
    check_tree()
    check_sums()


def test_it_refuses_what_makes_no_sense(
    community: Area, other_community: Area, grid: Area, other_grid: Area, building: Area
) -> None:
    def split(*parts: Part, goes_on: bool = False) -> None:
        split_area(community, parts=parts, goes_on=goes_on, on=TODAY, actor=None)

    east, west = Part("东社区", (grid,)), Part("西社区", (other_grid,))
    with pytest.raises(NothingToDivide):
        split(east)
    with pytest.raises(NothingToDivide):
        split(east, Part("西社区", ()))
    with pytest.raises(NothingToDivide):
        split(Part("新社区", (grid, other_grid)), goes_on=True)
    with pytest.raises(DividedTwice):
        split(east, Part("西社区", (grid, other_grid)))
    with pytest.raises(DividedTwice):
        split(east, Part("西社区", (building, other_grid)))
    with pytest.raises(NameTaken):
        split(east, Part("沿河社区居委会", (other_grid,)))
    with pytest.raises(NameTaken):
        split(east, Part("东社区", (other_grid,)))
    check_tree()
    split(east, west)


def test_it_names_what_was_forgotten(community: Area, grid: Area, other_grid: Area, building: Area) -> None:
    from tests.conftest import place

    third = place("231085100006003", "grid", "第三网格", community)
    with pytest.raises(NotDivided) as refused:
        split_area(community, parts=[Part("东", (grid,)), Part("西", (third,))], on=TODAY, actor=None)
    assert "第二网格" in str(refused.value)
