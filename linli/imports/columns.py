"""How a sheet is laid out and what each of its columns is matched with: guessed, remembered, or chosen by a person."""

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec

from linli.imports import problems
from linli.imports.fields import (
    BUILDINGS,
    CHOICES,
    DOORS,
    PEOPLE,
    STANDS_AT,
    Column,
    also_known,
    name_of,
    twice,
)
from linli.imports.workbooks import Book, Cells, Sheet, column_letter
from linli.lib.cells import text_of
from linli.lib.doors import read_door
from linli.lib.headings import IGNORE, NOT_KEPT, Why, normalise, recognise
from linli.lib.tables import Layout, RowKind, find_layout, layout_key, row_kind

LOOK_AT_ROWS = 80
MOST_COLUMNS = 120
UNSURE = frozenset((Why.SIMILAR, Why.UNKNOWN, Why.TAKEN))
# By what a sheet is taken for the one with the residents.
_TELLING = {
    "name": 4,
    "head_name": 3,
    "door": 3,
    "room": 2,
    "building": 2,
    "phone": 1,
    "document": 2,
    "relation": 1,
}


class Plan(msgspec.Struct):
    """Which rows head the sheet, where its data begin, and what its columns are matched with. Rows count from 0."""

    heading_rows: tuple[int, ...]
    first_row: int
    columns: list[Column]
    key: str
    merged: int = 0

    def column(self, index: int) -> Column | None:
        return next((column for column in self.columns if column.index == index), None)

    @property
    def headings(self) -> tuple[str, ...]:
        width = max((column.index for column in self.columns), default=-1) + 1
        found = {column.index: column.heading for column in self.columns}
        return tuple(found.get(index, "") for index in range(width))

    def layout(self) -> Layout:
        """What `lib.tables` needs to tell rows of data from others."""
        words = {normalise(part) for c in self.columns for part in c.heading.split(" / ") if part}
        serial = next((column.index for column in self.columns if column.field == "serial"), None)
        return Layout((), self.heading_rows, self.headings, self.first_row, frozenset(words), serial)


class Glance(msgspec.Struct):
    """What a sheet of the file is, for choosing one. `score` says how much it looks like a list of residents."""

    name: str
    rows: int
    score: int
    hidden: bool = False
    headings: str = ""


def glance(book: Book) -> list[Glance]:
    """Look at every sheet of the file."""
    return [_glance_at(book.sheet(name)) for name in book.names]


def _glance_at(sheet: Sheet) -> Glance:
    plan = guess(sheet)
    used = [column for column in plan.columns if column.is_used]
    score = sum(_TELLING.get(column.field, 0) for column in used) * 100 + min(sheet.height, 99)
    if sheet.hidden or not used:
        score = score // 100
    headings = "、".join(column.heading.rpartition(" / ")[2] for column in used[:6])
    return Glance(sheet.name, sheet.height, score, sheet.hidden, headings[:80])


def best_of(sheets: Sequence[Glance]) -> str:
    """The sheet that looks most like a list of residents; the first one with rows where none does."""
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise problems.NoSheetWithRows()
    return max(filled, key=lambda sheet: sheet.score).name


def guess(sheet: Sheet, remembered: Mapping[str, str] | None = None) -> Plan:
    """Find the headings and match each column: as it was matched before, else as its heading and content suggest."""
    rows = list(islice(sheet.rows, LOOK_AT_ROWS))
    layout = find_layout(rows, sheet.merged)
    headings = layout.headings[:MOST_COLUMNS]
    plan = Plan(
        layout.heading_rows,
        layout.first_data_row,
        [Column(index, text) for index, text in enumerate(headings)],
        layout_key(headings),
        len(sheet.merged),
    )
    plan.columns = [
        column for column in plan.columns if column.heading or _has_cells(rows, plan, column.index)
    ]
    _match(plan, headings)
    data = [row for row in rows[plan.first_row :] if row_kind(row, layout) is RowKind.DATA]
    _look_inside(plan, data)
    if remembered:
        _remember(plan, remembered)
    return plan


def _has_cells(rows: Sequence[Cells], plan: Plan, index: int) -> bool:
    return any(index < len(row) and text_of(row[index]) for row in rows[plan.first_row :])


def _match(plan: Plan, headings: Sequence[str]) -> None:
    guesses = recognise(headings)
    taken = {found.field for found in guesses}
    for column in plan.columns:
        found = guesses[column.index]
        column.field, column.sure = found.field or "", found.why not in UNSURE
        column.rule = found.reason if found.field == NOT_KEPT else ""
        more = also_known(column.heading)
        if more and more not in taken and found.field in (None, IGNORE):
            column.field, column.sure = more, True
        if found.why is Why.TAKEN and found.reason in ("notes", "support_needs", "vehicle", "phone"):
            column.field, column.sure = found.reason, True


def _look_inside(plan: Plan, data: Sequence[Cells]) -> None:
    """A column headed 楼栋号 that holds whole doors (3#1-101) is the door, where no other column is."""
    fields = {column.field for column in plan.columns}
    if fields & DOORS:
        return
    for column in plan.columns:
        if column.field in BUILDINGS and _holds_doors(data, column.index):
            column.field = "door"
            return


def _holds_doors(data: Sequence[Cells], index: int) -> bool:
    texts = [text for row in data if index < len(row) and (text := text_of(row[index]))]
    doors = [door for text in texts if (door := read_door(text)).room and door.building]
    return len(doors) * 2 > len(texts)


def _remember(plan: Plan, fields: Mapping[str, str]) -> None:
    for column in plan.columns:
        if column.field != NOT_KEPT and (field := fields.get(column.heading)) in (*CHOICES, ""):
            column.field, column.sure, column.remembered = field or "", True, True


def choose(plan: Plan, fields: Mapping[int, str]) -> None:
    """Take a person's choice for some columns. What is never kept cannot be chosen; others are checked as a whole."""
    for column in plan.columns:
        if column.field == NOT_KEPT or column.index not in fields:
            continue
        column.field, column.sure = fields[column.index], True
    check(plan)


def check(plan: Plan) -> None:
    """Refuse a matching by which no row could be used."""
    used = [column.field for column in plan.columns]
    if double := twice(used):
        one, other = [column_letter(c.index) for c in plan.columns if c.field == double][:2]
        raise problems.FieldTwice(one=one, other=other, field=name_of(double, "zh"))
    if not set(PEOPLE) & set(used):
        raise problems.NoPersonColumn()
    if not STANDS_AT & set(used):
        raise problems.NoDoorColumn()


def find_column(plan: Plan, text: str) -> Column:
    """A column by its letter or by its heading."""
    wanted = normalise(text)
    for column in plan.columns:
        if text.upper() == column_letter(column.index) or normalise(column.heading) == wanted:
            return column
    for column in plan.columns:
        if normalise(column.heading.rpartition(" / ")[2]) == wanted:
            return column
    raise problems.NoSuchColumn(column=text, columns="、".join(c.heading for c in plan.columns))


def plan_from(kept: dict[str, object]) -> Plan:
    """The plan as a batch keeps it."""
    return msgspec.convert(kept, Plan)


def plain(value: object) -> dict[str, object]:
    return msgspec.to_builtins(value)  # type: ignore[no-any-return]
