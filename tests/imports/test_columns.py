"""How a sheet is laid out, and what its columns are matched with."""

import pytest

from linli.imports import actions, columns, problems
from linli.imports.models import ColumnMapping
from linli.imports.workbooks import open_book
from tests.imports.books import plain, xlsx

PERSON = ["1", "和平家园", "3号楼", "2", "501", "柴丽娟", "汉族", "15100004108"]


def plan_of(*rows, merged=()):
    book = open_book(xlsx({"a": rows}, merged=[("a", one) for one in merged]), "a.xlsx")
    return columns.guess(book.sheet("a"))


def fields(plan):
    return [column.field for column in plan.columns]


def test_it_reads_two_rows_of_headings_with_merged_cells():
    plan = plan_of(
        ["和平社区台账"],
        ["序号", "住址", "", "", "", "姓名", "民族", "电话"],
        ["", "小区", "楼栋", "单元", "门牌号", "", "", ""],
        PERSON,
        merged=["A1:H1", "B2:E2"],
    )
    assert plan.heading_rows == (1, 2)
    assert plan.first_row == 3
    assert fields(plan) == [
        "serial",
        "compound",
        "building",
        "stairwell",
        "room",
        "name",
        "not_kept",
        "phone",
    ]


def test_a_building_column_that_holds_doors_is_the_door():
    assert fields(plan_of(["楼栋号", "户主姓名"], ["3#1-101", "郭凤霞"], ["3#1-102", "谭永福"])) == [
        "door",
        "head_name",
    ]


def test_a_building_column_stays_one_beside_a_room():
    assert fields(plan_of(["楼栋号", "室", "姓名"], ["3", "101", "郭凤霞"])) == ["building", "room", "name"]


def test_it_knows_columns_that_only_an_import_needs():
    assert fields(plan_of(["姓名", "门牌", "所属社区", "是否外出", "房东", "房东电话"], ["a", "3-1-101", "和平", "否", "", ""])) == [
        "name", "room", "community", "is_away", "landlord_name", "landlord_phone",
    ]  # fmt: skip


def test_it_chooses_the_sheet_that_looks_like_a_list_of_residents():
    book = open_book(
        xlsx({"封面": [["和平社区"]], "台账": [["姓名", "门牌"], ["郭凤霞", "3-1-101"]], "旧": [["姓名", "门牌"], ["x", "1-1-1"]]},
             hidden=["旧"]), "a.xlsx",
    )  # fmt: skip
    assert columns.best_of(columns.glance(book)) == "台账"


def test_it_refuses_a_book_of_empty_sheets():
    book = open_book(xlsx({"a": [], "b": []}), "a.xlsx")
    with pytest.raises(problems.NoSheetWithRows):
        columns.best_of(columns.glance(book))


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ({0: "ignore"}, problems.NoPersonColumn),
        ({1: "ignore"}, problems.NoDoorColumn),
        ({2: "name"}, problems.FieldTwice),
    ],
)
def test_it_refuses_a_matching_that_leads_nowhere(chosen, refusal):
    plan = plan_of(["姓名", "门牌", "电话"], ["郭凤霞", "3-1-101", ""])
    with pytest.raises(refusal):
        columns.choose(plan, chosen)


def test_what_is_never_kept_cannot_be_chosen():
    plan = plan_of(["姓名", "门牌", "民族"], ["郭凤霞", "3-1-101", "汉"])
    columns.choose(plan, {2: "notes"})
    assert fields(plan)[2] == "not_kept"


def test_a_column_is_found_by_letter_or_heading():
    plan = plan_of(["姓名", "门牌"], ["郭凤霞", "3-1-101"])
    assert columns.find_column(plan, "b").index == columns.find_column(plan, "门 牌").index == 1
    with pytest.raises(problems.NoSuchColumn):
        columns.find_column(plan, "身高")


SHEET = plain(["郭凤霞", "3-1-101", "13800006021"], headings=("姓名", "住哪", "找谁"))


@pytest.mark.django_db
def test_a_matching_is_remembered_for_the_same_headings_in_the_same_area(
    community, clerk, other_community, other_clerk
):
    batch = actions.take_workbook(SHEET, "a.xlsx", area=community, actor=clerk)
    actions.match_columns(batch, {1: "door", 2: "phone"}, actor=clerk)
    again = actions.take_workbook(SHEET, "b.xlsx", area=community, actor=clerk)
    elsewhere = actions.take_workbook(SHEET, "b.xlsx", area=other_community, actor=other_clerk)
    assert [c["field"] for c in again.layout["columns"]] == ["name", "door", "phone"]
    assert [c["field"] for c in elsewhere.layout["columns"]] != ["name", "door", "phone"]


@pytest.mark.django_db
def test_a_matching_that_is_not_to_be_remembered_is_not(community, clerk):
    batch = actions.take_workbook(SHEET, "a.xlsx", area=community, actor=clerk)
    actions.match_columns(batch, {1: "door"}, remember=False, actor=clerk)
    assert not ColumnMapping.everywhere.exists()


@pytest.mark.django_db
def test_another_sheet_of_the_file_can_be_chosen(community, clerk):
    content = xlsx(
        {
            "一": [["姓名", "门牌"], ["郭凤霞", "3-1-101"]],
            "二": [["姓名", "地址"], ["谭永福", "3-1-102"], ["x", "y"]],
        }
    )
    batch = actions.take_workbook(content, "a.xlsx", area=community, actor=clerk)
    assert actions.choose_sheet(batch, "一", actor=clerk).sheet == "一"
    with pytest.raises(problems.NoSuchSheet):
        actions.choose_sheet(batch, "三", actor=clerk)


@pytest.mark.django_db
def test_a_sheet_without_headings_is_refused_and_nothing_is_kept(community, clerk):
    with pytest.raises(problems.NoHeadings):
        actions.take_workbook(xlsx({"a": [["3", "4"], ["5", "6"]]}), "a.xlsx", area=community, actor=clerk)
