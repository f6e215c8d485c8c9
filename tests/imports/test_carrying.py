"""Blank cells: what a household's second row takes from the first."""

from linli.imports.fields import Column
from linli.imports.rules.carrying import Carrier

ONE_CELL = [Column(0, "楼栋号", "door"), Column(1, "姓名", "name"), Column(2, "户主", "head_name")]
COLUMNS = [
    Column(0, "小区", "compound"), Column(1, "楼", "building"), Column(2, "单元", "stairwell"), Column(3, "室", "room"),
    Column(4, "姓名", "name"),
]  # fmt: skip


def fill(columns, *rows, merged=()):
    carrier = Carrier(columns, merged)
    return [carrier.fill(n, list(row)) for n, row in enumerate(rows)]


def test_a_row_without_a_door_belongs_to_the_door_above():
    first, second = fill(ONE_CELL, ["3-2-501", "柴丽娟", ""], ["", "冯树森", ""])
    assert second.texts[0] == "3-2-501"
    assert (second.from_row, second.sure) == (1, True)
    assert first.from_row == 0


def test_another_head_without_a_door_is_doubtful():
    _, second = fill(ONE_CELL, ["3-2-501", "柴丽娟", "柴丽娟"], ["", "佟丽君", "佟丽君"])
    assert not second.sure


def test_after_a_blank_row_no_door_is_lent():
    carrier = Carrier(ONE_CELL)
    carrier.fill(0, ["3-2-501", "柴丽娟", ""])
    carrier.interrupted()
    assert carrier.fill(2, ["", "佟丽君", ""]).texts[0] == ""


def test_a_room_alone_keeps_the_building_of_the_rows_above():
    _, second = fill(COLUMNS, ["和平家园", "3号楼", "1", "101", "郭凤霞"], ["", "", "", "102", "谭永福"])
    assert second.texts[:4] == ["和平家园", "3号楼", "1", "102"]
    assert second.from_row == 0


def test_a_new_building_keeps_no_stairwell_and_room_of_the_last():
    _, second = fill(COLUMNS, ["和平家园", "3号楼", "1", "101", "郭凤霞"], ["", "4号楼", "", "201", "谭永福"])
    assert second.texts[:4] == ["和平家园", "4号楼", "", "201"]


def test_upper_parts_that_are_repeated_do_not_hide_that_the_door_is_the_same():
    _, second = fill(
        COLUMNS, ["和平家园", "3号楼", "1", "101", "郭凤霞"], ["和平家园", "3号楼", "", "", "郭小妹"]
    )
    assert second.texts[:4] == ["和平家园", "3号楼", "1", "101"]


def test_merged_cells_are_certain():
    rows = [["3-2-501", "柴丽娟", "柴丽娟"], ["", "冯树森", ""], ["", "冯雨桐", ""]]
    *_, last = fill(ONE_CELL, *rows, merged=[((0, 0), (2, 0)), ((0, 2), (2, 2))])
    assert last.is_merged
    assert (last.texts[0], last.texts[2], last.from_row) == ("3-2-501", "柴丽娟", 1)


def test_ditto_marks_take_the_cell_above():
    _, second = fill(ONE_CELL, ["3-2-501", "柴丽娟", ""], ["同上", "冯树森", ""])
    assert second.texts[0] == "3-2-501"


def test_a_line_that_names_a_building_holds_for_the_rows_below():
    carrier = Carrier([Column(0, "门牌", "door"), Column(1, "姓名", "name")])
    carrier.group("3号楼1单元")
    assert carrier.fill(1, ["101", "郭凤霞"]).group == "3号楼1单元"


def test_the_first_row_without_a_door_gets_none():
    (first,) = fill(ONE_CELL, ["", "柴丽娟", ""])
    assert (first.texts[0], first.from_row) == ("", 0)
