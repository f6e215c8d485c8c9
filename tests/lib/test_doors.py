from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.doors import Door, DoorProblem, door_label, door_sort, floor_of, read_door, read_parts


@pytest.mark.parametrize(
    "written",
    [
        "3号楼2单元501",
        "3号楼2单元501室",
        "３号楼２单元５０１",
        " 3 号楼 2 单元 501 ",
        "三号楼二单元501",
        "三号楼二单元五零一",
        "三栋二单元501室",
        "3#楼2单元501",
        "3#2单元501",
        "3＃2-501",
        "3#2-501",
        "3#-2-501",
        "3#楼2-501",
        "3号楼2-501",
        "3号楼-2-501",
        "3号楼2门501",
        "3号楼2梯501",
        "3号楼2号门501",
        "3号2单元501",
        "3楼2单元501",
        "3栋2单元501",
        "3幢2单元501户",
        "3-2-501",
        "3—2—501",
        "3.2.501",
        "3/2/501",
        "3、2、501",
        "3-2-5-1",
        "3号楼2单元5楼501",
        "3号楼2单元5层501室",
        "3号楼2单元5楼1号",
    ],
)
def test_it_reads_one_door_however_it_is_written(written: str) -> None:
    assert read_door(written) == Door(building="3", stairwell="2", floor=5, room="501")


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("12-2-301", Door("", "12", "2", 3, "301")),
        ("3#1-101", Door("", "3", "1", 1, "101")),
        ("3栋501", Door("", "3", "", 5, "501")),
        ("3号楼501", Door("", "3", "", 5, "501")),
        ("3号501室", Door("", "3", "", 5, "501")),
        ("3-501", Door("", "3", "", 5, "501")),
        ("5幢2楼203", Door("", "5", "", 2, "203")),
        ("A座1202", Door("", "A", "", 12, "1202")),
        ("A-1202", Door("", "A", "", 12, "1202")),
        ("b座3单元1202", Door("", "B", "3", 12, "1202")),
        ("2单元301", Door("", "", "2", 3, "301")),
        ("东单元301", Door("", "", "东", 3, "301")),
        ("301", Door("", "", "", 3, "301")),
        ("301室", Door("", "", "", 3, "301")),
        ("501A", Door("", "", "", 5, "501A")),
        ("3号楼2单元501-1", Door("", "3", "2", 5, "501-1")),
        ("甲3号楼2单元501", Door("", "甲3", "2", 5, "501")),
        ("3甲号楼2单元501", Door("", "3甲", "2", 5, "501")),
        ("3-1号楼2单元501", Door("", "3-1", "2", 5, "501")),
        ("3号楼2单元5楼东", Door("", "3", "2", 5, "5东")),
        ("3号楼2单元东户", Door("", "3", "2", None, "东")),
        ("3楼502", Door("", "3", "", 5, "502")),
        ("3楼301", Door("", "", "", 3, "301")),
        ("12", Door("", "", "", None, "12")),
        ("和平家园3号楼2单元501室", Door("和平家园", "3", "2", 5, "501")),
        ("和平家园3#2-501", Door("和平家园", "3", "2", 5, "501")),
        ("和平家园3-2-501", Door("和平家园", "3", "2", 5, "501")),
        ("和平家园 3-501室", Door("和平家园", "3", "", 5, "501")),
        ("阳光城二期3-2-501", Door("阳光城二期", "3", "2", 5, "501")),
        ("阳光城2期3-2-501", Door("阳光城2期", "3", "2", 5, "501")),
        ("建设街12-3号", Door("建设街", "", "", None, "12-3")),
        ("公园路88弄12号301室", Door("公园路88弄", "12", "", 3, "301")),
        ("御景华庭B区12栋3单元1801", Door("御景华庭B区", "12", "3", 18, "1801")),
        ("3号楼2-5-1", Door("", "3", "2", 5, "501")),
        ("3号楼负一层5号", Door("", "3", "", -1, "5")),
        ("沿河2#1-301", Door("沿河", "2", "1", 3, "301")),
        ("和平小区A座1202", Door("和平小区", "A", "", 12, "1202")),
        ("胜利路15号院3号", Door("胜利路15号院", "", "", None, "3")),
        ("胜利路15号院3号楼2单元501", Door("胜利路15号院", "3", "2", 5, "501")),
        ("胜利路15号3号楼2单元501", Door("胜利路15号", "3", "2", 5, "501")),
        ("胜利路12号", Door("胜利路", "", "", None, "12")),
        ("八一路12号楼2单元501", Door("八一路", "12", "2", 5, "501")),
        ("三组12号", Door("", "3组", "", None, "12")),
        ("平房12号", Door("", "平房", "", None, "12")),
        ("平房3排5号", Door("", "平房3排", "", None, "5")),
        ("车库12", Door("", "车库", "", None, "12")),
        ("粮库家属楼3单元501", Door("粮库家属楼", "", "3", 5, "501")),
    ],
)
def test_it_takes_each_way_of_naming_a_door_apart(written: str, door: Door) -> None:
    assert read_door(written) == door


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("新民村三组12号", Door("", "3组", "", None, "12", rest="新民村")),
        ("八面通镇新民村3组12号", Door("", "3组", "", None, "12", rest="八面通镇新民村")),
        (
            "穆棱市八面通镇和平社区和平家园3号楼2单元501",
            Door("和平家园", "3", "2", 5, "501", rest="穆棱市八面通镇和平社区"),
        ),
        ("和平社区和平家园3-2-501", Door("和平家园", "3", "2", 5, "501", rest="和平社区")),
        ("3号楼2单元501、502", Door("", "3", "2", 5, "501", rest="502")),
        ("3-2-501、502", Door("", "3", "2", 5, "501", rest="502")),
        ("3-2-501西屋", Door("", "3", "2", 5, "501", rest="西屋")),
        ("和平社区和平家园3号楼2单元501", Door("和平家园", "3", "2", 5, "501", rest="和平社区")),
        ("3号楼2单元501（租户）", Door("", "3", "2", 5, "501", rest="租户")),
        ("3号楼2单元501东屋", Door("", "3", "2", 5, "501", rest="东屋")),
        ("幸福新村3号楼2单元501", Door("幸福新村", "3", "2", 5, "501")),
        ("城市花园3号楼2单元501", Door("城市花园", "3", "2", 5, "501")),
        ("东方水乡家园3号楼501", Door("东方水乡家园", "3", "", 5, "501")),
    ],
)
def test_it_keeps_apart_what_belongs_to_no_door(written: str, door: Door) -> None:
    assert read_door(written) == door


@pytest.mark.parametrize(
    ("written", "problem", "label"),
    [
        ("3号楼2单元", DoorProblem.NO_ROOM, "3-2"),
        ("3-2", DoorProblem.NO_ROOM, "3-2"),
        ("3号楼", DoorProblem.NO_ROOM, "3"),
        ("和平家园3号楼", DoorProblem.NO_ROOM, "3"),
        ("3号楼2单元5楼", DoorProblem.NO_ROOM, "3-2-5层"),
        ("和平家园", DoorProblem.NO_NUMBER, "和平家园"),
        ("胜利路15号院", DoorProblem.NO_NUMBER, "胜利路15号院"),
        ("2012-02-03", DoorProblem.BECAME_DATE, ""),
        ("3月2日", DoorProblem.BECAME_DATE, ""),
    ],
)
def test_an_unfinished_door_says_what_is_missing(written: str, problem: DoorProblem, label: str) -> None:
    door = read_door(written)
    assert (door.problem, door_label(door)) == (problem, label)


@pytest.mark.parametrize("cell", [datetime(2022, 3, 2), date(2022, 3, 2)])
def test_a_door_that_a_spreadsheet_made_a_date_is_named(cell: object) -> None:
    assert read_door(cell).problem is DoorProblem.BECAME_DATE


def test_no_door_is_no_problem() -> None:
    assert read_door(None) == read_door("  ") == Door()


def test_a_room_kept_as_a_number_is_read() -> None:
    assert read_door(501.0) == Door(floor=5, room="501")


def test_two_numbers_are_stairwell_and_room_when_the_building_stands_elsewhere() -> None:
    assert read_door("2-301", has_building=True) == Door(stairwell="2", floor=3, room="301")


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        ({"building": "3", "stairwell": 2.0, "room": 501.0}, "3-2-501"),
        ({"building": "3号楼", "stairwell": "2单元", "room": "501室"}, "3-2-501"),
        ({"building": "三号楼", "stairwell": "二单元", "floor": "五层", "room": "1"}, "3-2-501"),
        ({"building": "3#", "room": "2-501"}, "3-2-501"),
        ({"building": 3.0, "door": "2单元501"}, "3-2-501"),
        ({"building": "3", "room": "3-2-501"}, "3-2-501"),
        ({"building_stairwell": "3号楼2单元", "room": "501"}, "3-2-501"),
        ({"building_stairwell": "3-2", "room": "501"}, "3-2-501"),
        ({"building": "A座", "room": "1202"}, "A-1202"),
        ({"door": "3号楼2单元501"}, "3-2-501"),
        ({"building": "3#1-101"}, "3-1-101"),
        ({"building": "3号楼1单元201"}, "3-1-201"),
        ({"building": "平房", "room": "12号"}, "平房-12"),
        ({"building": "3组", "room": "12号"}, "3组-12"),
        ({}, ""),
    ],
)
def test_it_joins_separate_columns(columns: dict[str, object], label: str) -> None:
    assert door_label(read_parts(**columns)) == label


def test_a_compound_column_and_a_name_in_the_door_do_not_quarrel() -> None:
    assert read_parts(compound="和平家园", building="3", room="501").compound == "和平家园"
    assert read_parts(compound="和平社区", door="沿河2#1-301").compound == "沿河"
    assert read_parts(building="和平家园3号楼", room="501").compound == "和平家园"


def test_separate_columns_without_a_room_say_so() -> None:
    assert read_parts(building="3", stairwell="2").problem is DoorProblem.NO_ROOM
    assert read_parts(building="3", room=datetime(2022, 2, 3)).problem is DoorProblem.BECAME_DATE


numbers = st.integers(1, 99).map(str)
rooms = st.builds(lambda floor, room: f"{floor}{room:02}", st.integers(1, 40), st.integers(1, 30))


@given(
    numbers,
    numbers,
    rooms,
    st.sampled_from(
        ["{}号楼{}单元{}", "{}#{}-{}", "{}-{}-{}", "{}栋{}单元{}室", "和平家园{}幢{}单元{}", "和平{}-{}-{}"]
    ),
)
def test_every_door_comes_back_from_each_way_of_writing_it(
    building: str, stairwell: str, room: str, form: str
) -> None:
    door = read_door(form.format(building, stairwell, room))
    assert (door.building, door.stairwell, door.room, door.problem) == (building, stairwell, room, None)
    assert door.floor == int(room[:-2])


@given(numbers, numbers, rooms)
def test_a_label_reads_back_as_its_door(building: str, stairwell: str, room: str) -> None:
    door = Door(building=building, stairwell=stairwell, floor=floor_of(room), room=room)
    assert read_door(door_label(door)) == door


@given(st.one_of(st.text(), st.text("三3号楼-栋2单元501室A组村平房#东（）路 ", max_size=20), st.floats()))
def test_no_cell_breaks_the_reading(cell: object) -> None:
    door = read_door(cell)
    assert door.room or door.problem or not (door.building or door.stairwell or door.compound)


def test_labels_sort_as_people_count() -> None:
    labels = ["12-1-101", "3-2-101", "3-1-1101", "3-1-101", "3-10-101", "3-1-101A", "A-101"]
    assert sorted(labels, key=door_sort) == [
        "3-1-101",
        "3-1-101A",
        "3-1-1101",
        "3-2-101",
        "3-10-101",
        "12-1-101",
        "A-101",
    ]
    assert door_sort("三组-12") < door_sort("十组-2")


@pytest.mark.parametrize(
    ("room", "floor"),
    [("501", 5), ("1202", 12), ("12", None), ("A1202", 12), ("501-1", 5), ("东", None), ("", None)],
)
def test_a_room_number_tells_its_floor(room: str, floor: int | None) -> None:
    assert floor_of(room) == floor
