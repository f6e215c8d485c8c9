"""Writing workbooks: row by row, so that memory does not grow, and marked on the sheet and on every printed page."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
HEADER_LIMIT = 255  # characters of a page header, by the format
ROWS_BETWEEN_MARKS = 40
MOST_MARKS = 60
# What a spreadsheet program may take for the beginning of a formula once somebody edits the cell.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# The sheet must not write anything but text, whatever a cell looks like.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Value = str | int | float | date | None


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    width: float = 12
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Mark:
    """Who took the list, when, of where, what for, and the number under which that is kept."""

    who: str
    at: datetime
    where: str
    why: str = ""
    number: str = ""

    @property
    def line(self) -> str:
        why = _("For: {why}").format(why=self.why) if self.why else ""
        number = _("No. {number}").format(number=self.number) if self.number else ""
        return " · ".join(part for part in (self.who, self._time, self.where, why, number) if part)

    @property
    def short(self) -> str:
        return f"{self.who} {self._time} {self.number}".strip()

    @property
    def _time(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    title: str
    notes: Sequence[str]
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A finished file."""

    name: str
    content: bytes

    def as_response(self) -> HttpResponse:
        # RFC 5987: the name in Chinese, and plain letters for whatever cannot read it.
        named = f"attachment; filename=linli.xlsx; filename*=UTF-8''{quote(self.name)}"
        headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
        return HttpResponse(self.content, content_type=XLSX, headers=headers)


def write_workbook(sheets: Sequence[Sheet], mark: Mark) -> bytes:
    """The file's bytes. Its scratch files lie under `LINLI_HOME` and are gone afterwards."""
    with scratch() as folder:
        path = folder / "book.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(folder), **TEXT_ONLY}) as book:
            book.set_properties({"title": sheets[0].title, "author": mark.who, "comments": mark.line})
            formats = _formats(book)
            for sheet in sheets:
                _write_sheet(book, sheet, mark, formats)
        return path.read_bytes()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for unfinished files that only this process can read."""
    parent = Path(settings.HOME) / "tmp"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as name:
        yield Path(name)


def _formats(book: Any) -> dict[str, Any]:
    text = {"num_format": "@", "valign": "top", "text_wrap": True, "border": 1, "border_color": "#B9C1C9"}
    heading = {"bold": True, "bg_color": "#E9ECEF", "border": 1, "text_wrap": True, "valign": "vcenter"}
    return {
        Kind.TEXT: book.add_format(text),
        Kind.DATE: book.add_format(text),
        Kind.NUMBER: book.add_format({**text, "num_format": "#,##0"}),
        # Shown as typed, and kept as text when somebody edits the cell.
        "guarded": book.add_format({**text, "quote_prefix": True}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"font_color": "#455260"}),
        "heading": book.add_format(heading),
    }


def _write_sheet(book: Any, sheet: Sheet, mark: Mark, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    _lay_out(page, sheet, mark)
    page.write_string(0, 0, sheet.title, formats["title"])
    notes = [mark.line, *sheet.notes]
    for at, note in enumerate(notes, start=1):
        page.write_string(at, 0, note, formats["note"])
    first = len(notes) + 1
    for column, heading in enumerate(sheet.headings):
        page.write_string(first, column, heading.text, formats["heading"])
    page.repeat_rows(first)
    page.freeze_panes(first + 1, 0)
    last = first
    for last, values in enumerate(sheet.rows, start=first + 1):
        _write_row(page, last, sheet.headings, values, formats)
    page.autofilter(first, 0, max(last, first), max(len(sheet.headings) - 1, 0))
    _lay_marks(page, mark, last)


def _lay_out(page: Any, sheet: Sheet, mark: Mark) -> None:
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    for column, heading in enumerate(sheet.headings):
        page.set_column(column, column, heading.width)
    # Pushed down from the head of the page into its middle: it stands behind the rows on paper.
    page.set_header(_code(f"&C{chr(10) * 9}&36&KE3E7EA", mark.short))
    page.set_footer(_code("&L&8", mark.line, "&R&8&P / &N"))


def _code(before: str, text: str, after: str = "") -> str:
    """A page header's code; `&` in the text is doubled, and what would be too long is cut."""
    room = HEADER_LIMIT - len(before) - len(after)
    return f"{before}{text.replace('&', '&&')[:room]}{after}"


def _write_row(
    page: Any, at: int, headings: Sequence[Heading], values: Sequence[Value], formats: dict[str, Any]
) -> None:
    for column, (heading, value) in enumerate(zip(headings, values, strict=True)):
        if isinstance(value, int | float) and heading.kind == Kind.NUMBER:
            page.write_number(at, column, value, formats[Kind.NUMBER])
        elif value is None or value == "":
            page.write_blank(at, column, None, formats[Kind.TEXT])
        else:
            text = value.isoformat() if isinstance(value, date) else str(value)
            guarded = text.startswith(FORMULA_SIGNS)
            page.write_string(at, column, text, formats["guarded" if guarded else Kind.TEXT])


def _lay_marks(page: Any, mark: Mark, last: int) -> None:
    """The mark over the rows on the screen, every so many of them."""
    look = {
        "width": 520,
        "height": 40,
        "fill": {"none": True},
        "line": {"none": True},
        "font": {"size": 20, "color": "#D6DBE0"},
        "object_position": 2,
    }
    for row in range(8, max(last, 9), ROWS_BETWEEN_MARKS)[:MOST_MARKS]:
        page.insert_textbox(row, 1, mark.short, look)
