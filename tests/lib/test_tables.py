import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.headings import recognise
from linli.lib.tables import Layout, RowKind, find_layout, layout_key, row_kind

HEADINGS = ["序号", "楼栋号", "户主姓名", "人口", "电话", "身份证", "备注"]
DATA = [1.0, "3#1-101", "郭凤霞", 2.0, "13812346021", "231085197404120412", "独居"]
TITLE: list[object] = ["和平社区居民台账", None, None, None, None, None, None]


def test_it_finds_titles_headings_and_data() -> None:
    layout = find_layout([TITLE, ["填报单位：和平社区", None, None, "日期：2022年11月20日"], HEADINGS, DATA])
    assert layout.title_rows == (0, 1)
    assert layout.heading_rows == (2,)
    assert layout.headings == tuple(HEADINGS)
    assert layout.first_data_row == 3


def test_it_finds_headings_in_the_first_row() -> None:
    layout = find_layout([HEADINGS, DATA])
    assert (layout.title_rows, layout.heading_rows, layout.first_data_row) == ((), (0,), 1)


def test_it_skips_blank_rows_and_the_row_that_counts_the_columns() -> None:
    layout = find_layout([[None] * 7, TITLE, [], HEADINGS, [1, 2, 3, 4, 5, 6, 7], [None] * 7, DATA])
    assert (layout.title_rows, layout.heading_rows, layout.first_data_row) == ((1,), (3,), 6)


def test_it_joins_a_heading_of_two_rows_that_was_merged() -> None:
    rows: list[list[object]] = [
        TITLE,
        ["序号", "姓名", "住址", None, None, "紧急联系人", None],
        [None, None, "楼", "单元", "室", "姓名", "电话"],
        [1, "郭凤霞", "3", "1", "101", "谭永福", "13912341187"],
    ]
    merged = [((0, 0), (0, 6)), ((1, 0), (2, 0)), ((1, 1), (2, 1)), ((1, 2), (1, 4)), ((1, 5), (1, 6))]
    for ranges in (merged, []):
        layout = find_layout(rows, ranges)
        assert layout.title_rows == (0,)
        assert layout.heading_rows == (1, 2)
        assert layout.headings == (
            "序号",
            "姓名",
            "住址 / 楼",
            "住址 / 单元",
            "住址 / 室",
            "紧急联系人 / 姓名",
            "紧急联系人 / 电话",
        )
        assert layout.first_data_row == 3


def test_a_heading_of_two_rows_is_recognised_field_by_field() -> None:
    layout = find_layout(
        [
            ["序号", "户主姓名", "住址", "", "", "紧急联系人", ""],
            ["", "", "楼", "单元", "室", "姓名", "电话"],
        ]
    )
    assert [guess.field for guess in recognise(layout.headings)] == [
        "serial",
        "head_name",
        "building",
        "stairwell",
        "room",
        "emergency_name",
        "emergency_phone",
    ]


def test_merged_cells_that_were_already_spread_make_no_difference() -> None:
    rows = [
        ["和平社区居民台账"] * 5,
        ["序号", "姓名", "住址", "住址", "备注"],
        ["序号", "姓名", "楼", "单元", "备注"],
        [1, "郭凤霞", "3", "1", ""],
    ]
    layout = find_layout(rows)
    assert layout.heading_rows == (1, 2)
    assert layout.headings == ("序号", "姓名", "住址 / 楼", "住址 / 单元", "备注")


def test_a_first_row_of_data_without_numbers_is_not_taken_for_a_heading() -> None:
    layout = find_layout([["姓名", "性别", "备注"], ["郭凤霞", "女", "独居"], ["谭永福", "男", ""]])
    assert (layout.heading_rows, layout.first_data_row) == ((0,), 1)


def test_a_sheet_without_headings_begins_with_its_first_data() -> None:
    layout = find_layout([[], DATA, DATA])
    assert (layout.heading_rows, layout.headings, layout.first_data_row) == ((), (), 1)


def test_an_empty_sheet_has_no_data() -> None:
    assert find_layout([]) == Layout((), (), (), 0)
    assert find_layout([[None], [""]]).first_data_row == 0


LAYOUT = find_layout([HEADINGS, DATA])


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (DATA, RowKind.DATA),
        ([None, None, "郭凤霞"], RowKind.DATA),
        ([2, None, "郭凤霞", None, None, None, None], RowKind.DATA),
        ([3.0, "3号楼1单元201", "计红梅", 4], RowKind.DATA),
        ([None, "", " ", "\u3000"], RowKind.BLANK),
        ([], RowKind.BLANK),
        ([27.0, None, None, "", None], RowKind.BLANK),
        (["合计", None, None, 72.0], RowKind.TOTALS),
        (["合 计", None, None, 72.0], RowKind.TOTALS),
        ([None, "总计：", None, "72人"], RowKind.TOTALS),
        (["3号楼小计", None, None, 36.0], RowKind.TOTALS),
        (["合计72户"], RowKind.TOTALS),
        ([31, "合计", None, 72], RowKind.TOTALS),
        (HEADINGS, RowKind.REPEATED_HEADING),
        (["序 号", "楼栋号", "户主姓名", "人口", "电话", "身份证", "备注（必填）"], RowKind.REPEATED_HEADING),
        (["注：空置房也要填写。"], RowKind.NOTE),
        (["填表人：宋文书", None, None, "审核人：计红梅"], RowKind.NOTE),
        (["和平家园3号楼"] * 7, RowKind.NOTE),
        (["和平家园3号楼", None, None], RowKind.NOTE),
        ([1, 2, 3, 4, 5, 6, 7], RowKind.NOTE),
    ],
)
def test_it_tells_data_from_other_rows(row: list[object], kind: RowKind) -> None:
    assert row_kind(row, LAYOUT) is kind


def test_a_person_whose_name_holds_the_sign_for_sum_is_data() -> None:
    layout = find_layout([["姓名", "电话", "备注"], ["计小合", "13812346021", ""]])
    assert row_kind(["计小合", "13812346021", ""], layout) is RowKind.DATA


def test_the_key_of_a_layout_does_not_mind_how_headings_are_typed() -> None:
    typed_otherwise = ["序 号", "楼栋号", "户主姓名 ", "人口", "电话：", "身份证", "备注", "", ""]
    assert layout_key(HEADINGS) == layout_key(typed_otherwise)
    assert layout_key(HEADINGS) != layout_key([*HEADINGS[1:], HEADINGS[0]])
    assert layout_key(HEADINGS) != layout_key(HEADINGS[:-1])


words = st.sampled_from([*HEADINGS, "合计", "注：", 1.0])
cells = st.one_of(st.none(), st.text(max_size=8), st.floats(), words)


@given(st.lists(st.lists(cells, max_size=8), max_size=12))
def test_no_sheet_breaks_the_reading(rows: list[list[object]]) -> None:
    layout = find_layout(rows, [((0, 0), (1, 3)), ((2, 5), (9, 9))])
    assert all(row_kind(row, layout) in RowKind for row in rows)
