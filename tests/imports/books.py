"""Workbooks as communities keep them, made by code. All people are invented."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

Rows = Sequence[Sequence[Any]]

HEADINGS = ["序号", "楼栋号", "户主姓名", "人口", "电话", "身份证", "备注"]


def document(first17: str) -> str:
    """A valid number: its 17 digits with their check sign."""
    from linli.lib.documents import check_digit

    return first17 + check_digit(first17)


def xlsx(
    sheets: dict[str, Rows], *, merged: Iterable[tuple[str, str]] = (), hidden: Iterable[str] = ()
) -> bytes:
    """An .xlsx with these sheets; `merged` are (sheet, range) pairs."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for name, cells in merged:
        book[name].merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(rows: Rows, *, merged: Iterable[tuple[int, int, int, int]] = ()) -> bytes:
    """An old .xls; `merged` are (top, bottom, left, right), both ends within."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    ranges = list(merged)
    covered = {
        (r, c) for t, b, left, right in ranges for r in range(t, b + 1) for c in range(left, right + 1)
    }
    for top, bottom, left, right in ranges:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if (line, column) not in covered and cell not in ("", None):
                sheet.write(line, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rows: Rows, *, encoding: str = "utf-8", separator: str = ",", mark: bytes = b"") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return mark + stream.getvalue().encode(encoding)


def plain(*people: Sequence[Any], headings: Sequence[str] = ("姓名", "门牌", "电话")) -> bytes:
    """A sheet of people under three headings: name, door, telephone."""
    return xlsx({"Sheet1": [headings, *people]})


HEAD_ID = "231085197403020426"  # 柴丽娟 of the cast
BAD_CHECK = document("23108519550812261")[:-1] + (
    "7" if not document("23108519550812261").endswith("7") else "6"
)


def heping() -> bytes:
    """和平11月台账: titles, merged headings, three ways to write a door, spoiled numbers, a stranger, a total."""
    rows: list[list[Any]] = [
        ["和平社区居民台账（11月）", "", "", "", "", "", ""],
        ["填表人：宋", "", "", "", "", "单位：户、人", ""],
        HEADINGS,
        [1, "3#1-101", "郭凤霞", 2, "13800006021", "", "独居"],
        [2, "3#2-501", "柴丽娟", 4, "15100004108", HEAD_ID, ""],
        [3, "3号楼1单元201", "佟丽君", 4, "1.50E+10", "", "外出"],
        [4, "3#2-102", "苏明远", 3, "13800001111", document("23108519800101001"), ""],
        [6, "3#1-301", "阎桂香", 4, "13700005518", BAD_CHECK, "孙女1岁半"],
        ["", "", "", "", "", "", ""],
        [7, "3#1-302", "庞学文", "三", "13900002206", "", "预产期12月"],
        [8, "3#1-302", "庞学闻", 1, "13900002206", "", ""],
        [11, "3#1-501", "卞宝山", 3, "13200009163", "", "租房，8月来的"],
        [23, "沿河2#1-301", "苗德厚", 2, "18800003390", "", ""],
        ["合计", "", "", 23, "", "", ""],
    ]
    return xlsx(
        {"说明": [["填表说明"], ["请如实填写"]], "Sheet1 (2)": rows}, merged=[("Sheet1 (2)", "A1:G1")]
    )


def save(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
