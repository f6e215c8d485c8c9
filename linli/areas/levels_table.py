"""Reading a workbook of places: one row for each lowest place, one column for each level above it.

The columns are found by the words of the playbook's levels and by what offices call them. Nothing here touches
the database.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from linli.areas.division_table import TableError, read_text
from linli.areas.problems import Finding, SheetRefused
from linli.lib.cells import text_of
from linli.lib.playbook import Playbook
from linli.lib.texts import squeeze

HEADING_WITHIN = 15  # rows from the top
MOST_ROWS = 20_000
COMMUNITY = "community"

# What offices write above a column, beside the playbook's own words.
WORDS: Mapping[str, tuple[str, ...]] = {
    COMMUNITY: (
        "社区",
        "村",
        "村委会",
        "居委会",
        "社区村",
        "村社区",
        "村居",
        "社区（村）",
        "村（社区）",
        "行政村",
        "社区居委会",
    ),
    "sector": ("片区", "片"),
    "grid": ("网格",),
    "micro_grid": ("微网格",),
    "compound": ("小区", "住宅小区", "院落"),
    "low_rise_area": ("平房片区", "平房区", "平房", "单体楼"),
    "building": ("楼栋", "楼", "栋", "幢", "楼宇", "楼栋号", "楼号", "栋号", "幢号", "楼幢"),
    "stairwell": ("单元", "楼道", "单元号", "门洞", "梯"),
    "floor": ("楼层", "层"),
    "alley": ("胡同", "巷", "巷道"),
    "group": ("村民小组", "小组", "组", "屯", "自然屯", "村组"),
}
_AFFIXES = re.compile(r"^(?:所属|所在|对应)|(?:名称|编号|序号|号码|名|号)$")
_BRACKETS = re.compile(r"[（(].*?[)）]")
_TOTALS = re.compile(r"(?:合计|总计|小计|共计|本页合计).*")


@dataclass(frozen=True)
class Column:
    index: int
    level: str
    heading: str


@dataclass(frozen=True)
class Line:
    """One row of the sheet: its number as the clerk sees it, and what stands under each level's column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class LevelsTable:
    """What was found in the workbook. The columns stand in the order of the levels, from the top."""

    source: str
    sheet: str
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    lines: tuple[Line, ...]

    def facts(self) -> dict[str, object]:
        """As plain JSON, for keeping between preview and confirmation."""
        return {
            "source": self.source,
            "sheet": self.sheet,
            "columns": [[c.index, c.level, c.heading] for c in self.columns],
            "ignored": list(self.ignored),
            "lines": [[line.number, *line.cells] for line in self.lines],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, object]) -> "LevelsTable":
        given: Mapping[str, list[list[object]]] = facts  # type: ignore[assignment]
        return cls(
            source=str(facts["source"]),
            sheet=str(facts["sheet"]),
            columns=tuple(Column(int(str(i)), str(level), str(text)) for i, level, text in given["columns"]),
            ignored=tuple(str(one) for one in given["ignored"]),
            lines=tuple(
                Line(int(str(n)), tuple(str(cell) for cell in cells)) for n, *cells in given["lines"]
            ),
        )


def read_levels(content: bytes, *, name: str, playbook: Playbook) -> LevelsTable:
    """The places that a workbook (.xlsx, .xls) or CSV file lists, or a refusal that says what to do."""
    words = heading_words(playbook)
    sheets = list(_sheets(content, name))
    for title, rows in sheets:
        if found := _find_heading(rows, words):
            return _table(name, title, rows, *found)
    known = "、".join(level.name.zh for level in playbook.levels)
    sentence = _("No sheet has a row of headings such as {words}. Name the columns after the levels.")
    raise SheetRefused([Finding(0, sentence.format(words=known))], source=name)


def heading_words(playbook: Playbook) -> dict[str, str]:
    """Every word that may stand above a column, and its level."""
    words = dict.fromkeys(WORDS[COMMUNITY], COMMUNITY)
    for level in playbook.levels:
        own = (level.name.zh, level.name.en.lower(), level.key, level.key.replace("_", " "))
        words |= {_plain(word): level.key for word in (*WORDS.get(level.key, ()), *own)}
    return words


def _plain(heading: str) -> str:
    return squeeze(_BRACKETS.sub("", heading)).lower()


def _level_of(heading: str, words: Mapping[str, str]) -> str:
    plain = _plain(heading)
    return words.get(plain) or words.get(_AFFIXES.sub("", _AFFIXES.sub("", plain))) or ""


def _sheets(content: bytes, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    if name.lower().endswith((".csv", ".txt")):
        try:
            text = read_text(content)
        except TableError as error:
            raise SheetRefused([error.finding], source=name) from None
        first = text.split("\n", 1)[0]
        lines = csv.reader(text.splitlines(), delimiter=max(",\t;", key=first.count))
        yield name, [[text_of(cell) for cell in line] for line in lines]
        return
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        sentence = _("The workbook has a password. Save it without one and choose it again.")
        raise SheetRefused([Finding(0, sentence)], source=name) from None
    except (CalamineError, OSError, ValueError):
        sentence = _("The file is no workbook. Save it as .xlsx or .csv and choose it again.")
        raise SheetRefused([Finding(0, sentence)], source=name) from None
    for title in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(title)
        rows = [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        _spread(rows, sheet.merged_cell_ranges or ())
        yield title, rows


def _spread(rows: list[list[str]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What is written in a merged cell holds for every row that it covers; across columns it is only a title."""
    for (top, left), (bottom, right) in merged:
        if left == right and bottom < len(rows):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def _find_heading(rows: Sequence[Sequence[str]], words: Mapping[str, str]) -> tuple[int, list[Column]] | None:
    """The first row in which a level is named and more than a title stands."""
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        columns: dict[str, Column] = {}
        for index, cell in enumerate(row):
            if level := _level_of(cell, words):
                columns.setdefault(level, Column(index, level, cell))
        below_community = [level for level in columns if level != COMMUNITY]
        if below_community and not any(len(cell) > 20 for cell in row):
            order = list(dict.fromkeys(words.values()))
            return number, sorted(columns.values(), key=lambda column: order.index(column.level))
    return None


def _table(
    name: str, title: str, rows: Sequence[Sequence[str]], heading: int, columns: list[Column]
) -> LevelsTable:
    used = {column.index for column in columns}
    ignored = tuple(cell for index, cell in enumerate(rows[heading]) if cell and index not in used)
    lines = tuple(_lines(rows, heading, columns))
    if not lines:
        raise SheetRefused(
            [Finding(0, _("The sheet {title} has no rows below its headings.").format(title=title))],
            source=name,
        )
    if len(lines) > MOST_ROWS:
        sentence = _("The sheet has {count} rows; at most {limit} are read at once. Divide it by community.")
        raise SheetRefused([Finding(0, sentence.format(count=len(lines), limit=MOST_ROWS))], source=name)
    return LevelsTable(name, title, tuple(columns), ignored, lines)


def _lines(rows: Sequence[Sequence[str]], heading: int, columns: Sequence[Column]) -> Iterator[Line]:
    """The rows that list a place: not empty ones, repeated headings or totals."""
    for number, row in enumerate(rows[heading + 1 :], start=heading + 2):
        cells = tuple(row[c.index] if c.index < len(row) else "" for c in columns)
        repeated = all(cell in ("", column.heading) for cell, column in zip(cells, columns, strict=True))
        if any(cells) and not repeated and not any(_TOTALS.fullmatch(cell) for cell in row):
            yield Line(number, cells)
