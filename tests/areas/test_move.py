"""Moving an area, with all that lies and stands in it, under another parent."""

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from linli.areas.actions import close_area, found_area, move_area, rename_area
from linli.areas.models import Area
from linli.areas.past import area_by_code, area_on, children_on, path_on
from linli.areas.problems import (
    AlreadyThere,
    FutureDay,
    IntoItself,
    NameTaken,
    NotOpen,
    OtherCity,
    TooEarly,
    TreeChanged,
    WrongLevel,
)
from linli.areas.tallies import figures_by_child, figures_of
from linli.people.models import Appointment, User
from linli.registers.models import Household, Resident
from tests.areas.conftest import DAY, LAST_TUESDAY, count
from tests.areas.invariants import DAYS, check_sums, check_tree, picture
from tests.conftest import LONG_AGO, TODAY, join, place, settle

LIVING = "residents.living"


def living(code: str, day: date = TODAY) -> int:
    return figures_of(code, day=day)[LIVING]


def test_it_gives_the_area_and_all_within_it_a_new_code(
    community: Area, grid: Area, building: Area, other_town: Area
) -> None:
    move_area(community, to=other_town, on=TODAY, actor=None)
    codes = [Area.objects.get(pk=area.pk).code for area in (community, grid, building)]
    assert codes == ["231085101001", "231085101001001", "231085101001001003"]
    check_tree()


def test_households_people_and_duties_follow(
    household: Household, resident: Resident, clerk: User, community: Area, other_town: Area
) -> None:
    move_area(community, to=other_town, on=TODAY, actor=None)
    for row in (household, resident, clerk.appointments.get()):
        row.refresh_from_db()
        assert row.area_code.startswith("231085101001")
    assert Appointment.everywhere.get(user=clerk).area_id == community.pk


def test_last_tuesdays_report_is_unchanged(lived_in: None, community: Area, other_town: Area) -> None:
    days = [day for day in DAYS if day < TODAY]
    before = {day: picture(day) for day in days}
    move_area(community, to=other_town, on=TODAY, actor=None)
    assert {day: picture(day) for day in days} == before
    check_tree()
    check_sums()


def test_the_old_code_still_opens_the_past(lived_in: None, community: Area, other_town: Area) -> None:
    old, numbers = community.code, figures_of(community.code, day=LAST_TUESDAY)
    children = figures_by_child(old, [p.code for p in children_on(old, LAST_TUESDAY)], day=LAST_TUESDAY)
    move_area(community, to=other_town, on=TODAY, actor=None)
    assert figures_of(old, day=LAST_TUESDAY) == numbers
    places = children_on(old, LAST_TUESDAY)
    assert figures_by_child(old, [p.code for p in places], day=LAST_TUESDAY) == children
    assert [p.name for p in path_on(old, LAST_TUESDAY)] == ["穆棱市", "八面通镇", "和平社区居委会"]
    assert [p.name for p in path_on(old, TODAY)] == ["穆棱市", "穆棱镇", "和平社区居委会"]


def test_the_new_code_opens_the_past_too(lived_in: None, community: Area, other_town: Area) -> None:
    old = community.code
    move_area(community, to=other_town, on=TODAY, actor=None)
    then = area_on(community.code, LAST_TUESDAY)
    assert then is not None
    assert then.code == old
    assert area_by_code(old) == community


def test_figures_follow_from_its_day(lived_in: None, community: Area, town: Area, other_town: Area) -> None:
    of_community, of_town, of_other = (living(area.code) for area in (community, town, other_town))
    city = living("231085")
    move_area(community, to=other_town, on=TODAY, actor=None)
    assert living(community.code) == of_community
    assert living(town.code) == of_town - of_community
    assert living(other_town.code) == of_other + of_community
    assert living("231085") == city


def test_a_day_in_the_past_divides_the_figures_at_that_day(
    lived_in: None, community: Area, town: Area, other_town: Area
) -> None:
    old, before = community.code, picture(LAST_TUESDAY - DAY)
    monday = living(old, LAST_TUESDAY - DAY)
    move_area(community, to=other_town, on=LAST_TUESDAY, actor=None)
    assert picture(LAST_TUESDAY - DAY) == before
    assert (living(old, LAST_TUESDAY - DAY), living(old, LAST_TUESDAY), living(old, TODAY)) == (monday, 0, 0)
    assert living(community.code, LAST_TUESDAY) == monday
    assert living(community.code, TODAY) == monday + 1
    check_sums()


def test_a_grid_moves_between_communities_with_its_figures(
    lived_in: None, community: Area, other_community: Area, grid: Area
) -> None:
    of_grid, of_other = living(grid.code), living(other_community.code)
    move_area(grid, to=other_community, on=TODAY, actor=None)
    assert grid.code == "231085100005001"
    assert living(other_community.code) == of_grid + of_other
    check_tree()
    check_sums()


def test_communities_with_a_record_are_counted_where_they_are(
    building: Area, grid: Area, community: Area, other_community: Area, town: Area
) -> None:
    join(settle(building, "3-1-101"), "邻居")
    count(building)
    move_area(grid, to=other_community, on=TODAY, actor=None)
    assert figures_of(community.code, day=TODAY).communities_recorded == 0
    assert figures_of(other_community.code, day=TODAY).communities_recorded == 1
    assert figures_of(town.code, day=TODAY).communities_recorded == 1


def test_counting_again_after_a_move_changes_nothing(
    lived_in: None, community: Area, other_town: Area
) -> None:
    move_area(community, to=other_town, on=TODAY, actor=None)
    before = picture(TODAY)
    count(community)
    assert picture(TODAY) == before


def test_moving_back_gives_a_third_code(community: Area, grid: Area, town: Area, other_town: Area) -> None:
    move_area(community, to=other_town, on=TODAY, actor=None)
    move_area(community, to=town, on=TODAY, actor=None)
    assert community.code == "231085100007"
    check_tree()


def test_a_village_keeps_a_villages_number(village: Area, far_community: Area, other_town: Area) -> None:
    move_area(village, to=other_town, on=TODAY, actor=None)
    assert village.code == "231085101200"


def test_what_was_closed_within_moves_along_without_a_new_past(
    community: Area, other_grid: Area, other_town: Area
) -> None:
    close_area(other_grid, on=LAST_TUESDAY, actor=None)
    move_area(community, to=other_town, on=TODAY, actor=None)
    other_grid.refresh_from_db()
    assert other_grid.code.startswith(community.code)
    assert [span.code for span in other_grid.spans.all()] == ["231085100006002"]
    check_tree()


def test_a_code_is_never_given_to_a_second_area(community: Area, grid: Area, other_community: Area) -> None:
    old = grid.code
    move_area(grid, to=other_community, on=TODAY, actor=None)
    new = found_area(community, level="grid", name="第一网格", on=TODAY, actor=None)
    assert new.code not in (old, grid.code)
    check_tree()


def test_it_refuses_what_makes_no_sense(
    city: Area, town: Area, community: Area, grid: Area, building: Area, other_town: Area, village: Area
) -> None:
    refused = [
        (community, town, TODAY, AlreadyThere),
        (community, grid, TODAY, IntoItself),
        (community, city, TODAY, WrongLevel),
        (grid, village, TODAY, WrongLevel),
        (building, community, TODAY, WrongLevel),
        (community, other_town, TODAY + DAY, FutureDay),
        (community, other_town, LONG_AGO - DAY, TooEarly),
    ]
    for area, to, on, problem in refused:
        with pytest.raises(problem):
            move_area(area, to=to, on=on, actor=None)
    check_tree()


def test_it_refuses_a_day_before_a_change_of_anything_within(
    community: Area, grid: Area, other_town: Area
) -> None:
    rename_area(grid, name="东网格", on=LAST_TUESDAY, actor=None)
    with pytest.raises(TooEarly) as refused:
        move_area(community, to=other_town, on=LAST_TUESDAY - DAY, actor=None)
    assert "东网格" in str(refused.value)


def test_it_refuses_a_day_before_the_new_parent_stood_there(grid: Area, town: Area, other_town: Area) -> None:
    new = found_area(other_town, level="community", name="新社区", on=LAST_TUESDAY, actor=None)
    with pytest.raises(TooEarly):
        move_area(grid, to=new, on=LAST_TUESDAY - DAY, actor=None)


def test_it_refuses_a_name_that_is_taken_there(grid: Area, other_community: Area) -> None:
    place("231085100005001", "grid", "1网格", other_community)
    with pytest.raises(NameTaken):
        move_area(grid, to=other_community, on=TODAY, actor=None)


def test_it_refuses_a_closed_parent_and_another_city(
    grid: Area, community: Area, other_grid: Area, other_community: Area, building: Area
) -> None:
    elsewhere = place("530827", "county", "孟连县", None, playbook="menglian")
    town = place("530827101", "town", "娜允镇", elsewhere)
    with pytest.raises(OtherCity):
        move_area(community, to=town, on=TODAY, actor=None)
    close_area(other_grid, on=TODAY, actor=None)
    with pytest.raises(NotOpen):
        move_area(building, to=other_grid, on=TODAY, actor=None)


def test_it_refuses_when_the_area_was_moved_meanwhile(
    community: Area, grid: Area, other_community: Area, other_town: Area
) -> None:
    stale = Area.objects.get(pk=grid.pk)
    move_area(community, to=other_town, on=TODAY, actor=None)
    with pytest.raises(TreeChanged):
        move_area(stale, to=other_community, on=TODAY, actor=None)


def test_its_queries_do_not_grow_with_what_lies_within(
    community: Area, grid: Area, town: Area, other_town: Area
) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as few:
        move_area(community, to=other_town, on=TODAY, actor=None)
    for number in range(40):
        area = place(f"{community.code}{number + 100}", "grid", f"甲{number}", community)
        settle(area, "1-1-101")
    count(community)
    with CaptureQueriesContext(connection) as many:
        move_area(community, to=town, on=TODAY, actor=None)
    assert len(many) <= len(few) + 6
