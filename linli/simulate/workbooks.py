"""Workbooks as communities keep them: titles, merged headings, doors in one cell, numbers spoiled by the program."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from linli.simulate.layout import Door
from linli.simulate.people import Family, Person

RELATIONS = {"head": "户主", "spouse": "配偶", "son": "子", "daughter": "女", "parent": "父母"}
NEEDS = {
    "elder_alone": "独居", "elder_empty_nest": "空巢", "chronic_medicine": "高血压长期吃药", "disabled_care": "卧床",
    "dementia": "失智", "dialysis": "透析每周3次", "oncology": "化疗", "pregnant": "预产期明年3月", "infant": "3岁以下",
    "mental": "精神障碍", "minimum_living": "低保", "no_smartphone": "老人机",
}  # fmt: skip

Home = tuple[Door, Family]


@dataclass(frozen=True)
class Style:
    """How one clerk keeps the book; `mess` is the share of cells that are spoiled."""

    name: str
    headings: tuple[str, ...]
    row: Callable[["Style", Random, int, Door, Family, Person, bool], list[Any]]
    mess: float = 0.02
    two_row_heading: bool = False


def _door_in_one_cell(rng: Random, door: Door) -> str:
    if not door.stairwell:
        return f"{door.building}{door.room}号"
    forms = (
        f"{door.building}号楼{door.stairwell}单元{door.room}",
        f"{door.building}-{door.stairwell}-{door.room}",
        f"{door.building}#{door.stairwell}-{door.room}",
        f"{door.building}号楼 {door.stairwell}单元 {door.room}室",
    )
    return rng.choices(forms, [6, 3, 1, 1])[0]


def _birth(rng: Random, day: date) -> Any:
    forms = (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日",
             f"{day:%Y%m%d}", (day - date(1899, 12, 30)).days)  # fmt: skip
    return rng.choices(forms, [6, 3, 1, 1, 1])[0]


def _document(rng: Random, number: str, mess: float) -> Any:
    if not number or rng.random() > mess:
        return number
    return rng.choice([
        float(number[:17] + "0") if number[:17].isdigit() else number,  # stored as a number: the end is lost
        number[:-1] + ("1" if number[-1] != "1" else "2"),  # mistyped
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.lower(),
        number[:17],
    ])  # fmt: skip


def _phone(rng: Random, number: str, mess: float) -> Any:
    if not number or rng.random() > mess * 2:
        return number
    return rng.choice([
        f"{number[:3]}-{number[3:7]}-{number[7:]}", f"{number} ", float(number), "1.54E+10", number.translate(WIDE),
    ])  # fmt: skip


def _name(rng: Random, name: str, mess: float) -> str:
    return f"{name[0]} {name[1]}" if len(name) == 2 and rng.random() < mess * 4 else name


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _notes(person: Person) -> str:
    return "、".join(NEEDS[code] for code in person.needs if code in NEEDS)


def _one_cell_row(
    style: Style, rng: Random, n: int, door: Door, family: Family, person: Person, first: bool
) -> list[Any]:
    return [
        n,
        _door_in_one_cell(rng, door) if first else "",
        _name(rng, person.name, style.mess),
        RELATIONS[person.relation],
        "女" if person.sex == "female" else "男",
        _birth(rng, person.birth_on),
        _document(rng, person.document, style.mess),
        _phone(rng, person.phone, style.mess),
        {"owner": "自住", "rented": "租住"}[family.occupancy] if first else "",
        f"外出{person.away_place}" if person.presence == "away" else "",
        _notes(person),
    ]


def _column_row(
    style: Style, rng: Random, n: int, door: Door, family: Family, person: Person, first: bool
) -> list[Any]:
    return [
        n,
        door.compound,
        f"{door.building}号楼" if door.building.isdigit() else door.building,
        f"{door.stairwell}单元" if door.stairwell else "",
        door.room,
        family.people[0].name,
        _name(rng, person.name, style.mess),
        RELATIONS[person.relation],
        "女" if person.sex == "female" else "男",
        rng.choice(["汉族", "汉族", "汉", "满族"]),
        _document(rng, person.document, style.mess),
        _birth(rng, person.birth_on),
        _phone(rng, person.phone, style.mess),
        "否" if person.presence == "away" else "是",
        _notes(person),
    ]


STYLES = (
    Style(
        "一格门牌",
        ("序号", "楼栋号", "姓名", "与户主关系", "性别", "出生年月", "身份证号", "联系电话", "人户状态", "是否外出", "备注"),
        _one_cell_row,
    ),
    Style(
        "分列",
        ("序号", "小区", "楼栋", "单元", "门牌号", "户主姓名", "姓名", "与户主关系", "性别", "民族", "身份证号码", "出生日期",
         "手机号码", "是否在住", "特殊情况"),
        _column_row,
        two_row_heading=True,
    ),
)  # fmt: skip


def rows_of(style: Style, rng: Random, homes: Iterable[Home]) -> Iterator[list[Any]]:
    """One row a person; a blank row or a subtotal slips in now and then."""
    n = 0
    for door, family in homes:
        for person in family.people:
            n += 1
            yield style.row(style, rng, n, door, family, person, person is family.people[0])
        if rng.random() < style.mess / 4:
            yield [""] * len(style.headings)


def write_workbook(
    path: Path, homes: Iterable[Home], *, title: str, style: Style, rng: Random, totals: bool = True
) -> int:
    """Write an .xlsx, or a GB18030 .csv, in that clerk's manner; return how many people are in it."""
    if path.suffix == ".csv":
        return _write_csv(path, homes, title=title, style=style, rng=rng)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        bold = book.add_format({"bold": True, "align": "center"})
        sheet.merge_range(0, 0, 0, len(style.headings) - 1, title, bold)
        first = _write_headings(sheet, style, bold)
        count = line = 0
        for line, row in enumerate(rows_of(style, rng, homes), start=first):
            sheet.write_row(line, 0, row)
            count += any(cell != "" for cell in row)
        if totals:
            sheet.write_row(line + 1, 0, ["合计", "", count])
    return count


def _write_headings(sheet: Any, style: Style, bold: Any) -> int:
    """Headings below the title; in some books a group heading stands above several. Returns the first data row."""
    if not style.two_row_heading:
        sheet.write_row(1, 0, style.headings, bold)
        return 2
    sheet.merge_range(1, 1, 1, 4, "住址", bold)
    sheet.merge_range(1, 5, 1, len(style.headings) - 1, "人员信息", bold)
    sheet.write_row(2, 0, style.headings, bold)
    return 3


def _write_csv(path: Path, homes: Iterable[Home], *, title: str, style: Style, rng: Random) -> int:
    with path.open("w", encoding="gb18030", errors="replace", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([title])
        writer.writerow(style.headings)
        count = 0
        for row in rows_of(style, rng, homes):
            writer.writerow(row)
            count += any(cell != "" for cell in row)
    return count
