"""The levels below the community from a workbook."""

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlwt
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.actions import import_levels, plan_levels
from linli.areas.actions.workbook import Outcome
from linli.areas.levels_table import LevelsTable, read_levels
from linli.areas.models import Area
from linli.areas.problems import SheetRefused
from linli.lib.playbook import load_playbook
from tests.areas.invariants import check_tree
from tests.conftest import TODAY

Rows = list[list[Any]]
HEADINGS = ["网格", "楼栋", "单元"]


def workbook(*rows: list[Any], merge: str = "", title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, name: str = "地方.xlsx", playbook: str = "muling") -> LevelsTable:
    return read_levels(content, name=name, playbook=load_playbook(playbook))


def outcomes(root: Area, *rows: list[Any]) -> list[str]:
    plan = plan_levels(root, read(workbook(*rows)), on=TODAY)
    return [row.outcome.value for row in plan.rows]


def test_it_says_what_would_be_founded_and_founds_nothing(
    community: Area, grid: Area, building: Area
) -> None:
    table = read(workbook(HEADINGS, ["第一网格", 3, 1], ["第一网格", "4号楼", "1单元"], ["二网格", "1", "1"]))
    plan = plan_levels(community, table, on=TODAY)
    assert dict(plan.new) == {"stairwell": 3, "building": 2, "grid": 1}
    assert [row.names for row in plan.rows] == [
        ("第一网格", "3号楼", "1单元"),
        ("第一网格", "4号楼", "1单元"),
        ("二网格", "1号楼", "1单元"),
    ]
    assert Area.objects.filter(level="stairwell").count() == 0


def test_it_founds_what_is_missing_and_nothing_the_second_time(community: Area, grid: Area) -> None:
    table = read(workbook(HEADINGS, ["第一网格", 3, 1], ["第一网格", 3, 2], ["第一网格", 4, 1]))
    assert import_levels(community, table, on=TODAY, actor=None).new_places == 5
    again = import_levels(community, table, on=TODAY, actor=None)
    assert (again.new_places, again.count(Outcome.KNOWN)) == (0, 3)
    assert Area.objects.filter(parent=grid).count() == 2
    check_tree()


def test_headings_are_found_below_a_title_and_by_other_words(community: Area) -> None:
    table = read(
        workbook(
            ["和平社区网格化管理花名册，二〇二六年十一月制表"],
            [],
            ["序号", "所属网格", "楼栋号", "单元号", "备注"],
            [1, "一网格", "3", "1", "x"],
            ["合计", "", 1, "", ""],
        )
    )
    assert [column.level for column in table.columns] == ["grid", "building", "stairwell"]
    assert table.ignored == ("序号", "备注")
    assert [(line.number, line.cells) for line in table.lines] == [(4, ("一网格", "3", "1"))]


def test_merged_cells_hold_for_every_row_they_cover(community: Area) -> None:
    table = read(workbook(HEADINGS, ["一网格", 3, 1], ["", 3, 2], ["", 4, 1], merge="A2:A4"))
    assert [line.cells[0] for line in table.lines] == ["一网格"] * 3


def test_an_empty_cell_left_of_a_filled_one_means_as_above(community: Area) -> None:
    plan = plan_levels(
        community, read(workbook(HEADINGS, ["一网格", 3, 1], ["", "", 2], ["", 4, 1])), on=TODAY
    )
    assert [row.names for row in plan.rows][1:] == [
        ("一网格", "3号楼", "2单元"),
        ("一网格", "4号楼", "1单元"),
    ]


def test_a_row_that_cannot_be_used_holds_nothing_back(community: Area) -> None:
    table = read(workbook(HEADINGS, ["", "3", "1"], ["一网格", "3", ""], ["长" * 90, "1", ""]))
    plan = import_levels(community, table, on=TODAY, actor=None)
    assert [row.outcome for row in plan.rows] == [Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED]
    assert [finding.line for finding in plan.findings] == [2, 4]
    assert "网格" in plan.findings[0].sentence
    assert Area.objects.filter(level="building").count() == 1


def test_a_refused_row_founds_no_part_of_its_path(community: Area, village: Area) -> None:
    assert outcomes(village, HEADINGS, ["一网格", "3", "1"]) == ["refused"]
    plan = plan_levels(village, read(workbook(["网格", "楼栋", "组"], ["一网格", "3", ""])), on=TODAY)
    assert not plan.new


def test_a_town_reads_a_sheet_of_several_communities(
    town: Area, community: Area, other_community: Area, village: Area
) -> None:
    rows = [
        ["社区", "网格", "村民小组"],
        ["和平社区", "一网格", ""],
        ["沿河", "一网格", ""],
        ["和平村", "", "1"],
    ]
    plan = import_levels(town, read(workbook(*rows)), on=TODAY, actor=None)
    assert [row.names[0] for row in plan.rows] == ["和平社区居委会", "沿河社区居委会", "和平村委会"]
    assert Area.objects.get(parent=village).name == "1组"
    check_tree()


def test_a_community_is_refused_when_it_is_not_here_or_not_clear(
    town: Area, community: Area, village: Area, other_town: Area
) -> None:
    assert (
        outcomes(town, ["社区", "网格"], ["光荣", "一网格"], ["和平", "一网格"], ["", "一网格"])
        == ["refused"] * 3
    )
    assert outcomes(community, ["社区", "网格"], ["和平村", "一网格"], ["和平社区", "一网格"]) == [
        "refused",
        "new",
    ]


def test_a_community_may_be_named_by_its_code(town: Area, community: Area) -> None:
    assert outcomes(town, ["社区", "网格"], ["231085100006", "一网格"], [231085100006, "二网格"]) == [
        "new",
        "new",
    ]


def test_each_city_reads_its_own_levels(db: None) -> None:
    table = read(workbook(["片区", "网格"], ["东片区", "1"]), playbook="menglian")
    assert [column.level for column in table.columns] == ["sector", "grid"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_it_reads_csv(encoding: str, community: Area) -> None:
    content = "网格,楼栋,单元\n一网格,3,1\n".encode(encoding)
    assert read(content, name="地方.csv").lines[0].cells == ("一网格", "3", "1")


def test_it_reads_the_old_format(community: Area) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("地方")
    for number, row in enumerate([HEADINGS, ["一网格", 3, 1]]):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    out = BytesIO()
    book.save(out)
    assert read(out.getvalue(), name="地方.xls").lines[0].cells == ("一网格", "3", "1")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "空.xlsx"),
        (b"PK\x03\x04nonsense", "坏.xlsx"),
        (b"\x89PNG\r\n", "图.png"),
        (workbook(["姓名", "电话"], ["甲", "1"]), "名单.xlsx"),
        (workbook(HEADINGS), "无行.xlsx"),
        (b"", "空.csv"),
    ],
)
def test_what_is_no_such_workbook_is_refused(content: bytes, name: str, db: None) -> None:
    with pytest.raises(SheetRefused) as refused:
        read(content, name=name)
    assert refused.value.findings


def test_the_table_survives_being_kept_as_text(community: Area) -> None:
    table = read(workbook(HEADINGS, ["一网格", 3, 1]))
    assert LevelsTable.from_facts(json.loads(json.dumps(table.facts()))) == table


def test_the_questions_asked_do_not_grow_with_the_rows(community: Area) -> None:
    rows = [[f"{g}网格", b, s] for g in range(1, 11) for b in range(1, 51) for s in range(1, 5)]
    with CaptureQueriesContext(connection) as queries:
        plan = import_levels(community, read(workbook(HEADINGS, *rows)), on=TODAY, actor=None)
    assert plan.new_places == 10 + 500 + 2000
    # SQLite takes few values a statement, so only the insertions grow.
    assert sum(query["sql"].startswith("SELECT") for query in queries) < 25
