"""Where rows stand in the tree, and which household their door means."""

import pytest

from linli.areas.models import Area
from linli.imports import actions
from linli.registers.models import Household, Resident
from tests.conftest import join, place, settle
from tests.imports.books import plain
from tests.imports.conftest import contents_of, row_of, said_of

pytestmark = pytest.mark.django_db


def home_of(name: str) -> Household:
    return Resident.everywhere.get(name=name).household


def test_a_door_stands_in_its_building(check, write, building):
    write(check(plain(["苏明远", "3-2-102", ""])))
    assert home_of("苏明远").area_code == building.code


def test_a_door_stands_in_its_stairwell_where_the_tree_has_them(check, write, building):
    stairwell = place(f"{building.code}02", "stairwell", "2单元", building)
    write(check(plain(["苏明远", "3-2-102", ""])))
    assert home_of("苏明远").area_id == stairwell.pk


def test_a_stairwell_that_the_building_lacks_is_founded(check, write, building):
    place(f"{building.code}01", "stairwell", "1单元", building)
    batch = write(check(plain(["苏明远", "3-2-102", ""])))
    assert home_of("苏明远").area.name == "2单元"
    assert home_of("苏明远").area.parent_id == building.pk
    assert batch.remarks["places"][0]["path"] == [["stairwell", "2单元"]]


def test_a_building_that_the_only_grid_lacks_is_founded_there(check, write, grid):
    batch = check(plain(["苏明远", "12-1-101", ""], ["苏小雨", "12-1-102", ""]))
    assert "new_place" in said_of(batch, 2)
    assert not Area.objects.filter(level="building").exists()
    write(batch)
    stands = home_of("苏明远").area
    assert (stands.level, stands.parent.name, stands.parent.parent_id) == ("stairwell", "12号楼", grid.pk)
    assert Area.objects.filter(level="building").count() == 1


def test_between_two_grids_the_household_stays_in_the_community(check, write, grid, other_grid, community):
    write(check(plain(["苏明远", "12-1-101", ""])))
    assert home_of("苏明远").area_id == community.pk
    assert home_of("苏明远").building == "12"


def test_the_grid_of_the_row_decides(check, write, grid, other_grid):
    write(check(plain(["苏明远", "12-1-101", "2网格"], headings=("姓名", "住址", "网格"))))
    assert home_of("苏明远").area.code.startswith(other_grid.code)


def test_a_new_door_is_written_under_the_compound_of_its_neighbours(check, write, resident):
    write(check(plain(["苏明远", "3-2-102", ""])))
    assert home_of("苏明远").compound == "和平家园"


def test_a_door_without_its_compound_finds_the_household(check, resident):
    batch = check(plain(["柴丽娟", "3-2-501", "15100004108"]))
    assert row_of(batch, 2).outcome == "same"


def test_a_door_of_two_compounds_is_asked_about(check, clerk, write, building, grid):
    settle(building, "3-1-101", compound="和平家园")
    other = place(f"{grid.code}009", "building", "馨苑3号楼", grid)
    settle(other, "3-1-101", compound="馨苑")
    batch = check(plain(["苏明远", "3-1-101", ""]))
    ask = contents_of(batch, 2).asks[0]
    assert ask.code == "building"
    assert sorted(ask.data["homes"]) == ["和平家园 3-1-101", "馨苑 3-1-101"]
    actions.answer_question(batch, 2, "building", str(ask.data["homes"].index("馨苑 3-1-101")), actor=clerk)
    write(batch)
    assert home_of("苏明远").compound == "馨苑"


def test_who_is_known_there_answers_which_compound(check, building, grid):
    join(settle(building, "3-1-101", compound="和平家园"), "郭凤霞", phone="13800006021")
    settle(place(f"{grid.code}009", "building", "馨苑3号楼", grid), "3-1-101", compound="馨苑")
    assert row_of(check(plain(["郭凤霞", "3-1-101", "13800006021"])), 2).outcome == "same"


def test_the_same_door_written_without_its_stairwell_is_no_move(check, resident):
    batch = check(plain(["柴丽娟", "3-501", "15100004108"]))
    assert row_of(batch, 2).outcome == "same"


@pytest.mark.parametrize("door", ["沿河2#1-301", "穆棱市八面通镇沿河社区2号楼1单元301"])
def test_a_door_of_another_community_is_refused(check, other_community, door):
    batch = check(plain(["苗德厚", door, ""]))
    assert said_of(batch, 2) == ["other_community"]
    assert contents_of(batch, 2).said[0].data["code"] == other_community.code


def test_the_own_community_in_an_address_does_no_harm(check, write, building):
    write(check(plain(["苏明远", "穆棱市八面通镇和平社区3号楼1单元301", ""])))
    assert home_of("苏明远").area_id == building.pk


def test_a_column_with_the_community_is_believed(check, other_community):
    headings = ("姓名", "门牌", "社区")
    batch = check(plain(["甲某某", "3-1-101", "和平"], ["苏明远", "3-1-102", "和平社区"], ["苗德厚", "2-1-301", "沿河社区"],
                        ["林海", "2-1-302", "幸福社区"], headings=headings))  # fmt: skip
    assert row_of(batch, 3).outcome == "new"
    assert said_of(batch, 4) == ["other_community"]
    assert said_of(batch, 5) == ["unknown_community"]


def test_above_the_communities_each_row_goes_to_its_own(check, write, town, community, other_community):
    rows = (["苏明远", "3-1-101", "和平社区"], ["苗德厚", "2-1-301", "沿河"])
    write(check(plain(*rows, headings=("姓名", "门牌", "社区")), area=town))
    assert home_of("苏明远").area_code.startswith(community.code)
    assert home_of("苗德厚").area_code.startswith(other_community.code)


def test_above_the_communities_a_row_must_say_which(check, town, community, other_community):
    assert said_of(check(plain(["林海", "1-1-101", ""]), area=town), 2) == ["which_community"]


def test_a_village_group_is_founded_from_the_door(check, write, town):
    village = place("231085100201", "community", "清和村委会", town, "村委会")
    write(check(plain(["关长河", "3组12号", ""]), area=village))
    assert (home_of("关长河").area.level, home_of("关长河").area.name) == ("group", "3组")


def test_more_new_buildings_than_numbers_are_not_founded(check, write, grid, monkeypatch):
    monkeypatch.setattr("linli.imports.placing.Places.room_under", lambda self, area, level: 1)
    batch = write(check(plain(["苏明远", "12-1-101", ""], ["苏小雨", "13-1-102", ""])))
    assert batch.state == "written"
    assert home_of("苏明远").area_id == grid.pk
