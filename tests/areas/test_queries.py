"""Reading the tree."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.actions import close_area, import_divisions, move_area, rename_area
from linli.areas.models import Area
from linli.areas.past import area_on, children_on, tree_on
from linli.areas.queries import (
    ambiguous_names,
    ancestors_of,
    area_by_code,
    children_of,
    community_of,
    find_child,
    full_name,
    levels_for,
    names_with_paths,
    paths_of,
    search_areas,
)
from linli.areas.scopes import Scope
from tests.areas.conftest import LAST_TUESDAY
from tests.areas.test_import_divisions import FOLDER, SINCE
from tests.conftest import TODAY, place


@pytest.fixture
def qitaihe(db: None) -> Area:
    return import_divisions(FOLDER / "division_230900.csv", source="x", on=SINCE, actor=None).root


def test_ancestors_stand_from_the_top_down(building: Area) -> None:
    assert [a.name for a in ancestors_of(building)] == ["穆棱市", "八面通镇", "和平社区居委会", "第一网格"]


def test_children_come_with_how_many_lie_in_them(
    community: Area, grid: Area, other_grid: Area, building: Area
) -> None:
    close_area(other_grid, on=TODAY, actor=None)
    assert children_of(community) == [(grid, 1)]


def test_full_names_tell_equal_names_apart(qitaihe: Area) -> None:
    nan = Area.objects.filter(name__startswith="南庄").order_by("code")
    names = {full_name(area) for area in nan}
    assert len(names) == len(nan)


def test_a_name_that_could_be_anothers_needs_its_path(
    town: Area, community: Area, other_community: Area, village: Area
) -> None:
    assert ambiguous_names([community, other_community, village]) == {community.pk, village.pk}
    names = names_with_paths([community, other_community], below="231085")
    assert names == {community.pk: "八面通镇 › 和平社区居委会", other_community.pk: "沿河社区居委会"}


def test_a_name_is_clear_when_the_other_lies_out_of_sight(community: Area, far_community: Area) -> None:
    place("231085101200", "community", "和平村委会", far_community.parent, "村委会")
    assert ambiguous_names([community], scope=Scope(("231085100",))) == set()
    assert ambiguous_names([community], scope=Scope(("231085",))) == {community.pk}


def test_paths_of_many_take_one_query(qitaihe: Area) -> None:
    areas = list(Area.objects.filter(level="community"))
    with CaptureQueriesContext(connection) as queries:
        paths = paths_of(areas)
    assert len(queries) == 1
    assert paths["230902031001"] == ["七台河市", "新兴区", "兴安街道", "兴民社区居委会"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("和平社区", "231085100006"),
        ("heping", "231085100006"),
        ("hpsq", "231085100006"),
        ("231085100006", "231085100006"),
        ("2310851000", "231085100005"),
        ("231085100000", "231085100"),
        ("bamiantong", "231085100"),
        ("沿 河", "231085100005"),
        ("3号", "231085100006001003"),
    ],
)
def test_it_finds_areas_by_name_pinyin_and_code(
    text: str, first: str, building: Area, other_community: Area
) -> None:
    assert search_areas(text, Scope(("231085",)))[0].code == first


def test_it_finds_nothing_outside_the_scope(community: Area, other_community: Area) -> None:
    assert search_areas("沿河", Scope((community.code,))) == []
    assert search_areas("", Scope(("231085",))) == []
    assert search_areas("和平", Scope()) == []


def test_it_finds_the_new_name_and_not_what_was_closed(community: Area, other_grid: Area) -> None:
    rename_area(community, name="曙光社区", on=TODAY, actor=None)
    close_area(other_grid, on=TODAY, actor=None)
    assert [a.code for a in search_areas("shuguang", Scope(("231085",)))] == [community.code]
    assert search_areas("第二网格", Scope(("231085",))) == []


def test_the_community_of_a_code(community: Area, building: Area, town: Area) -> None:
    assert community_of(building.code) == community
    assert community_of(town.code) is None


def test_a_place_is_found_however_it_is_written(grid: Area, building: Area) -> None:
    assert find_child(grid, "building", "三栋") == building
    assert find_child(grid, "alley", "3号楼") is None


def test_levels_for(community: Area, village: Area, grid: Area, building: Area, town: Area) -> None:
    found = {
        area.name: [level.key for level in levels_for(area)]
        for area in (community, village, grid, building, town)
    }
    assert found == {
        "和平社区居委会": ["grid"],
        "和平村委会": ["group"],
        "第一网格": ["building", "alley"],
        "3号楼": ["stairwell"],
        "八面通镇": [],
    }


# ---- other days --------------------------------------------------------------------------------
def test_the_tree_of_a_day_stands_in_code_order(
    community: Area, grid: Area, building: Area, other_town: Area
) -> None:
    move_area(community, to=other_town, on=TODAY, actor=None)
    assert [p.code for p in tree_on(TODAY)] == [
        "231085",
        "231085100",
        "231085101",
        "231085101001",
        "231085101001001",
        "231085101001001003",
    ]
    assert [p.code for p in tree_on(LAST_TUESDAY, "231085100")][1:2] == ["231085100006"]


@pytest.mark.parametrize("code", ["231085100006", "231085101001", "999999", "x", "12345", ""])
def test_any_code_may_be_asked_for(code: str, community: Area, other_town: Area) -> None:
    move_area(community, to=other_town, on=TODAY, actor=None)
    known = code.startswith("23")
    assert (area_on(code, TODAY) is not None) == known
    assert (area_by_code(code) is not None) == known


def test_a_whole_statistical_code_will_do(town: Area, community: Area) -> None:
    assert area_on("231085100000", TODAY).name == "八面通镇"
    assert [p.code for p in children_on("231085100000", TODAY)] == [community.code]


def test_queries_do_not_grow_with_the_tree(qitaihe: Area) -> None:
    few: list[Any] = []
    for code in ("230902031", "2309"):
        with CaptureQueriesContext(connection) as queries:
            children_on(code, TODAY)
            tree_on(TODAY, code)
            names_with_paths(list(Area.objects.within(code)))
        few.append(len(queries))
    assert few[0] == few[1]
