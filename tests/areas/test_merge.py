"""Making one area of several."""

import pytest

from linli.areas.actions import close_area, found_area, merge_areas, move_area
from linli.areas.models import Area, AreaLineage
from linli.areas.past import area_on, children_on, events_of, successors_of
from linli.areas.problems import (
    NameTaken,
    NotAlike,
    NothingToMerge,
    NotOpen,
    TooEarly,
)
from linli.areas.tallies import figures_by_child, figures_of
from linli.core.models import Revision
from linli.imports.models import ColumnMapping
from linli.people.models import User
from linli.registers.models import Household
from tests.areas.conftest import DAY, LAST_TUESDAY, count
from tests.areas.invariants import DAYS, check_sums, check_tree, picture
from tests.conftest import TODAY, join, place, settle

LIVING = "residents.living"


def living(code: str) -> int:
    return figures_of(code, day=TODAY)[LIVING]


def test_one_takes_the_other_in(
    lived_in: None, community: Area, other_community: Area, grid: Area, household: Household
) -> None:
    count(community)
    together = living(community.code) + living(other_community.code)
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    assert living(other_community.code) == together
    assert Area.objects.get(pk=community.pk).valid_until == TODAY
    assert Area.objects.get(pk=grid.pk).parent_id == other_community.pk
    household.refresh_from_db()
    assert household.area_code.startswith(other_community.code)
    check_tree()
    check_sums()


def test_two_become_a_third_with_a_code_of_its_own(
    lived_in: None, community: Area, other_community: Area, town: Area
) -> None:
    of_town = living(town.code)
    new = merge_areas([community, other_community], name="和平沿河社区居委会", on=TODAY, actor=None)
    assert (new.code, new.level, new.kind) == ("231085100007", "community", "居委会(社区)")
    assert living(new.code) == 8
    assert living(town.code) == of_town
    check_tree()
    check_sums()


def test_the_new_one_may_have_the_name_of_one_that_goes(community: Area, other_community: Area) -> None:
    new = merge_areas([community, other_community], name="和平社区居委会", on=TODAY, actor=None)
    assert new.name == "和平社区居委会"
    assert [p.code for p in children_on("231085100", TODAY)] == [new.code]


def test_last_tuesdays_report_is_unchanged(
    lived_in: None, community: Area, other_community: Area, village: Area
) -> None:
    days = [day for day in DAYS if day < TODAY]
    before = {day: picture(day) for day in days}
    merge_areas([community, village], into=other_community, on=TODAY, actor=None)
    assert {day: picture(day) for day in days} == before


def test_the_old_code_opens_the_past_and_leads_to_the_heir(
    lived_in: None, community: Area, other_community: Area
) -> None:
    old, numbers = community.code, figures_of(community.code, day=LAST_TUESDAY)
    shares = figures_by_child(old, [p.code for p in children_on(old, LAST_TUESDAY)], day=LAST_TUESDAY)
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    community.refresh_from_db()
    assert figures_of(old, day=LAST_TUESDAY) == numbers
    assert figures_by_child(old, [p.code for p in children_on(old, LAST_TUESDAY)], day=LAST_TUESDAY) == shares
    assert area_on(old, LAST_TUESDAY).name == "和平社区居委会"
    assert area_on(old, TODAY) is None
    assert figures_of(old, day=TODAY)[LIVING] == 0
    assert successors_of(community) == [other_community]


def test_a_day_in_the_past_adds_the_figures_up_from_that_day(
    lived_in: None, community: Area, other_community: Area
) -> None:
    before = picture(LAST_TUESDAY - DAY)
    merge_areas([community], into=other_community, on=LAST_TUESDAY, actor=None)
    assert picture(LAST_TUESDAY - DAY) == before
    assert figures_of(other_community.code, day=LAST_TUESDAY)[LIVING] == 7
    assert living(other_community.code) == 8
    check_tree()
    check_sums()


def test_places_of_one_name_stay_apart(
    community: Area, grid: Area, building: Area, other_community: Area
) -> None:
    place("231085100005001", "grid", "第一网格", other_community)
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    names = [place.name for place in children_on(other_community, TODAY)]
    assert names == ["第一网格", "第一网格（和平社区）"]
    assert area_on(grid, TODAY - DAY).name == "第一网格"
    check_tree()


def test_doors_of_one_number_stay_apart_and_the_change_is_kept(village: Area, town: Area) -> None:
    other = place("231085100201", "community", "清和村委会", town, "村委会")
    for area in (village, other):
        join(settle(area, "1-1-12", compound=""), "邻居")
    join(settle(other, "1-1-13", compound=""), "邻居")
    count(village, other)
    merge_areas([other], into=village, on=TODAY, actor=None)
    doors = (
        Household.everywhere.filter(area=village)
        .order_by("door", "part")
        .values_list("door", "part", "version")
    )
    assert list(doors) == [("1-1-12", "", 1), ("1-1-12", "清和村", 2), ("1-1-13", "", 1)]
    revision = Revision.objects.get()
    assert (revision.before, revision.after) == ({"part": ""}, {"part": "清和村"})
    assert living(village.code) == 3
    check_sums()


def test_several_doors_of_one_number_all_get_a_part_of_their_own(town: Area, village: Area) -> None:
    others = [
        place(f"23108510020{n}", "community", "清和村委会" if n == 1 else "清和村民委员会", town, "村委会")
        for n in (1, 2)
    ]
    for area in (village, *others):
        settle(area, "1-1-12", compound="")
    merge_areas(others, into=village, on=TODAY, actor=None)
    parts = Household.everywhere.order_by("part").values_list("part", flat=True)
    assert list(parts) == ["", "清和村", "清和村2"]


def test_closed_households_need_not_be_told_apart(village: Area, town: Area) -> None:
    other = place("231085100201", "community", "清和村委会", town, "村委会")
    settle(village, "1-1-12", compound="")
    Household.everywhere.filter(pk=settle(other, "1-1-12", compound="").pk).update(closed_on=LAST_TUESDAY)
    merge_areas([other], into=village, on=TODAY, actor=None)
    assert set(Household.everywhere.values_list("area", "part")) == {(village.pk, "")}


def test_what_nothing_can_tell_apart_stays_with_the_area_that_went(
    community: Area, other_community: Area
) -> None:
    for area in (community, other_community):
        ColumnMapping.everywhere.create(area=area, area_code=area.code, layout_key="k")
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    assert ColumnMapping.everywhere.filter(area=community).count() == 1
    check_tree()


def test_duties_of_the_area_that_went_go_on_in_the_heir(
    clerk: User, community: Area, other_community: Area
) -> None:
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    assert clerk.appointments.get().area == other_community


def test_grids_of_two_communities_become_one(
    lived_in: None, grid: Area, community: Area, other_community: Area
) -> None:
    there = place("231085100005001", "grid", "第一网格", other_community)
    before = living(community.code), living(other_community.code), living(grid.code)
    merge_areas([grid], into=there, on=TODAY, actor=None)
    after = living(community.code), living(other_community.code), living(there.code)
    assert after == (before[0] - before[2], before[1] + before[2], before[2])
    check_tree()
    check_sums()


def test_towns_become_one(lived_in: None, town: Area, other_town: Area, city: Area) -> None:
    before = living(city.code)
    merge_areas([other_town], into=town, on=TODAY, actor=None)
    assert living(town.code) == living(city.code) == before
    check_tree()
    check_sums()


def test_merging_again_into_a_third_leads_on(
    community: Area, other_community: Area, far_community: Area
) -> None:
    merge_areas([community], into=other_community, on=LAST_TUESDAY, actor=None)
    merge_areas([other_community], into=far_community, on=TODAY, actor=None)
    community.refresh_from_db()
    assert successors_of(community) == [far_community]
    assert [e.change.kind for e in events_of(community)] == ["merged"]
    assert AreaLineage.objects.get(old=community).new_code == "231085100005"


def test_a_closed_place_of_the_area_that_went_stays_in_reach(
    community: Area, other_grid: Area, other_community: Area
) -> None:
    household = settle(other_grid, "1-1-101")
    Household.everywhere.filter(pk=household.pk).update(closed_on=LAST_TUESDAY)
    close_area(other_grid, on=TODAY, actor=None)
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    assert Household.objects.within(other_community.code).filter(pk=household.pk).exists()
    check_tree()


def test_it_refuses_what_makes_no_sense(
    community: Area, other_community: Area, grid: Area, village: Area
) -> None:
    with pytest.raises(NothingToMerge):
        merge_areas([community], name="新社区", on=TODAY, actor=None)
    with pytest.raises(NothingToMerge):
        merge_areas([community], into=community, on=TODAY, actor=None)
    with pytest.raises(NotAlike):
        merge_areas([community, grid], name="新社区", on=TODAY, actor=None)
    with pytest.raises(NameTaken):
        merge_areas([community, other_community], name="和平村委会", on=TODAY, actor=None)
    check_tree()


def test_it_refuses_a_day_before_the_heir_was_there(community: Area, town: Area) -> None:
    new = found_area(town, level="community", name="新社区", on=LAST_TUESDAY, actor=None)
    with pytest.raises(TooEarly):
        merge_areas([community], into=new, on=LAST_TUESDAY - DAY, actor=None)


def test_it_refuses_an_heir_that_was_closed(other_grid: Area, grid: Area) -> None:
    close_area(other_grid, on=TODAY, actor=None)
    with pytest.raises(NotOpen):
        merge_areas([grid], into=other_grid, on=TODAY, actor=None)
    with pytest.raises(NotOpen):
        merge_areas([other_grid], into=grid, on=TODAY, actor=None)


def test_a_move_after_a_merge_keeps_both_pasts(
    lived_in: None, community: Area, other_community: Area, other_town: Area
) -> None:
    tuesday = picture(LAST_TUESDAY)
    merge_areas([community], into=other_community, on=TODAY - DAY, actor=None)
    yesterday = picture(TODAY - DAY)
    other_community.refresh_from_db()
    move_area(other_community, to=other_town, on=TODAY, actor=None)
    assert picture(LAST_TUESDAY) == tuesday
    assert picture(TODAY - DAY) == yesterday
    check_tree()
    check_sums()
