"""Tallies: counted when rows change, added up to the areas above, kept for every past day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from linli.areas.choices import Grain
from linli.areas.models import Area, Tally
from linli.areas.problems import TreeChanged
from linli.areas.tallies import (
    Figures,
    add_up,
    figures_at,
    figures_by_child,
    figures_of,
    figures_over,
    recount,
    recount_stale,
)
from linli.lib.periods import SHANGHAI
from linli.registers.choices import Occupancy, Presence
from linli.registers.models import Household, Resident
from tests.conftest import LONG_AGO, TODAY, join, place, settle

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
LIVING = "residents.living"


def count(*areas: Area, day: date = TODAY) -> None:
    with transaction.atomic():
        recount([area.code for area in areas], day=day)


def living(area: Area | str, day: date = TODAY) -> int:
    return figures_of(area if isinstance(area, str) else area.code, day=day)[LIVING]


def test_it_counts_a_community_and_every_area_above_it(
    household: Household, community: Area, town: Area, city: Area
) -> None:
    count(community)
    assert [living(a) for a in (community, town, city)] == [3, 3, 3]


def test_it_sums_places_for_an_area_below_the_community(
    household: Household, elder: Resident, building: Area, grid: Area, other_grid: Area, community: Area
) -> None:
    count(community)
    assert [living(a) for a in (building, grid, other_grid)] == [4, 4, 0]


def test_the_children_add_up_to_their_parent(
    household: Household, stranger_resident: Resident, community: Area, other_community: Area, town: Area
) -> None:
    count(community, other_community)
    children = figures_by_child(town.code, [community.code, other_community.code], day=TODAY)
    whole = figures_of(town.code, day=TODAY)
    assert {code: one[LIVING] for code, one in children.items()} == {
        community.code: 3,
        other_community.code: 1,
    }
    assert all(sum(one[key] for one in children.values()) == n for key, n in whole.numbers.items())


def test_a_recount_of_one_place_leaves_the_other_places_as_they_were(
    household: Household, building: Area, other_grid: Area, community: Area, city: Area
) -> None:
    join(settle(other_grid, "9-1-101"), "毛小满")
    count(community)
    join(household, "冯念")
    count(building)
    assert [living(a) for a in (building, other_grid, community, city)] == [4, 1, 5, 5]


def test_a_recount_of_a_place_and_its_community_counts_once(
    household: Household, building: Area, community: Area
) -> None:
    count(building, community)
    assert living(community) == 3


def test_counting_again_changes_nothing(household: Household, community: Area) -> None:
    count(community)
    before = list(Tally.objects.order_by("pk").values())
    count(community)
    assert list(Tally.objects.order_by("pk").values()) == before


def test_a_past_day_stays_as_it_was(
    household: Household, community: Area, town: Area, building: Area
) -> None:
    count(community, day=YESTERDAY)
    Resident.everywhere.filter(name="冯雨桐").update(presence=Presence.AWAY)
    count(community)
    for area in (building, community, town):
        assert (living(area, YESTERDAY), living(area)) == (3, 2)


def test_two_changes_on_one_day_leave_one_tally_of_that_day(household: Household, community: Area) -> None:
    count(community)
    join(household, "冯念")
    count(community)
    rows = Tally.objects.filter(grain=Grain.AREA, code=community.code)
    assert [(t.numbers[LIVING], t.from_on, t.until_on) for t in rows] == [(4, TODAY, None)]


def test_what_has_gone_is_zero_from_that_day_on(household: Household, community: Area, city: Area) -> None:
    count(community, day=YESTERDAY)
    Resident.everywhere.all().delete()
    Household.everywhere.all().delete()
    count(community)
    assert figures_of(community.code, day=TODAY) == Figures(community.code, TODAY, {})
    assert figures_of(city.code, day=TODAY).communities_recorded == 0
    assert (living(city, YESTERDAY), living(city)) == (3, 0)


def test_before_the_first_count_there_is_no_record(household: Household, community: Area) -> None:
    count(community)
    assert not figures_of(community.code, day=YESTERDAY).has_record
    assert figures_of(community.code, day=TODAY).has_record


def test_it_says_how_many_communities_have_a_record(
    household: Household, community: Area, other_community: Area, town: Area, city: Area
) -> None:
    count(community, other_community)
    assert figures_of(city.code, day=TODAY).communities_recorded == 1
    settle(other_community, "1-1-101")
    count(other_community)
    assert figures_of(town.code, day=TODAY).communities_recorded == 2


def test_a_vacant_dwelling_is_a_record_too(vacant: Household, community: Area) -> None:
    count(community)
    assert figures_of(community.code, day=TODAY).communities_recorded == 1


def test_rows_that_moved_to_another_code_are_counted_there(
    household: Household, community: Area, other_community: Area, city: Area
) -> None:
    count(community, day=YESTERDAY)
    for model in (Household, Resident):
        model.everywhere.update(area=other_community, area_code=other_community.code)
    count(community, other_community)
    assert [living(a) for a in (community, other_community, city)] == [0, 3, 3]
    assert [living(a, YESTERDAY) for a in (community, other_community, city)] == [3, 0, 3]


def test_it_refuses_to_count_under_a_code_that_no_area_has_any_more(
    household: Household, community: Area
) -> None:
    Area.objects.filter(pk=community.pk).update(code="231085100007")
    with pytest.raises(TreeChanged), transaction.atomic():
        recount(["231085100006"], day=TODAY)


def test_the_line_over_days_breaks_where_nothing_was_counted(
    household: Household, community: Area, building: Area
) -> None:
    count(community, day=YESTERDAY)
    join(household, "冯念")
    count(community)
    days = [TODAY - timedelta(days=2), YESTERDAY, TODAY]
    for area in (community, building):
        line = [one and one[LIVING] for one in figures_over(area.code, days)]
        assert line == [None, 3, 4]


def test_it_refuses_to_count_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        recount(["231085100006"], day=TODAY)


# ---- the calendar ------------------------------------------------------------------------------
def test_age_bands_move_with_the_calendar(household: Household, community: Area) -> None:
    join(household, "冯周岁", birth_on=date(2023, 11, 21))  # three years old tomorrow
    count(community)
    start_of_tomorrow = datetime(2026, 11, 21, tzinfo=SHANGHAI)
    assert recount_stale(TOMORROW, since=start_of_tomorrow) == 1
    bands = [figures_of(community.code, day=day)["ages.under_three"] for day in (TODAY, TOMORROW)]
    assert bands == [1, 0]


def test_the_daily_count_finds_nothing_left_when_run_again(
    household: Household, community: Area, other_community: Area
) -> None:
    start = datetime(2026, 11, 20, tzinfo=SHANGHAI)
    assert recount_stale(TODAY, since=start) == 2
    assert recount_stale(TODAY, since=start) == 0


def test_a_count_of_one_place_does_not_make_the_community_fresh(
    household: Household, building: Area, community: Area
) -> None:
    count(building)
    assert recount_stale(TODAY, since=datetime(2026, 11, 20, tzinfo=SHANGHAI)) == 1


# ---- adding up ---------------------------------------------------------------------------------
def test_adding_up_mends_a_wrong_total(household: Household, community: Area, city: Area) -> None:
    count(community)
    Tally.objects.filter(grain=Grain.AREA, code=city.code).update(numbers={LIVING: 99, "old.measure": 4})
    add_up(day=TODAY)
    assert figures_of(city.code, day=TODAY).numbers == figures_of(community.code, day=TODAY).numbers


def test_adding_up_serves_a_tree_that_has_grown_upwards(
    household: Household, community: Area, city: Area
) -> None:
    count(community)
    above = place("2310", "city", "牡丹江市", None)
    assert living(above) == 0
    add_up(day=TODAY)
    assert living(above) == 3
    join(household, "冯念")
    count(community)
    assert living(above) == 4


def test_adding_up_what_is_right_writes_nothing(household: Household, community: Area) -> None:
    count(community)
    before = list(Tally.objects.order_by("pk").values())
    add_up(day=TODAY)
    assert list(Tally.objects.order_by("pk").values()) == before


# ---- a constant number of queries ----------------------------------------------------------------
def test_reading_many_areas_takes_no_more_queries_than_one(
    town: Area, community: Area, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    others = [place(f"2310851003{n:02}", "community", f"第{n}村", town) for n in range(10, 40)]
    for area in others:
        settle(area, "1-1-101", Occupancy.VACANT)
    count(*others, day=YESTERDAY)
    for day in (TODAY, YESTERDAY, LONG_AGO):
        with django_assert_max_num_queries(2):
            figures_at([area.code for area in others], day=day)


def test_places_of_a_community_are_asked_for_by_the_community(
    community: Area, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    grids = [place(f"{community.code}9{n:02}", "grid", f"第{n}网格", community) for n in range(10, 40)]
    for area in grids[:7]:
        settle(area, "1-1-101", Occupancy.VACANT)
    count(*grids, day=YESTERDAY)
    codes = [area.code for area in grids]
    alone = {code: figures_of(code, day=TODAY) for code in codes}
    with django_assert_num_queries(1) as asked:
        assert figures_at(codes, day=TODAY) == alone
    assert sum(one["households.dwellings"] for one in alone.values()) == 7
    assert asked[0]["sql"].count(str(community.code)) <= 2
