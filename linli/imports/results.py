"""The result as a workbook: the rows that could not be used or wait for an answer, as they came, with the reason."""

import io
import re
from collections.abc import Iterable
from datetime import datetime

import xlsxwriter
from django.utils.translation import gettext

from linli.core.moments import moment
from linli.imports import columns, wording
from linli.imports.choices import Outcome, RowState
from linli.imports.models import Batch, Row
from linli.imports.plans import Contents, unseal
from linli.imports.shown import Shower
from linli.lib.headings import NOT_KEPT

PROBLEMS = (Outcome.QUESTION, Outcome.REFUSED)
# A cell that begins so would be run as a formula by the next program that opens the file.
_FORMULA = re.compile(r"[=@\t\r]|[+\-][^\d\s]")
_WIDEST = 60


def problem_workbook(batch: Batch, *, every_row: bool, who: str, now: datetime) -> bytes:
    """The rows with outcome and reason beside their own cells. Numbers stand in full: the file goes back to its owner."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": batch.file_name, "author": who})
        _Sheet(book, batch, who, now).fill(_rows(batch, every_row))
    return stream.getvalue()


def _rows(batch: Batch, every_row: bool) -> Iterable[Row]:
    rows = Row.objects.filter(batch=batch).order_by("number")
    return (rows if every_row else rows.filter(outcome__in=PROBLEMS)).iterator(chunk_size=2000)


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, batch: Batch, who: str, now: datetime) -> None:
        self.sheet = book.add_worksheet(gettext("Rows to look at")[:31])
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.said = book.add_format({"text_wrap": True, "valign": "top"})
        self.small = book.add_format({"font_color": "#455260"})
        plan = columns.plan_from(batch.layout)
        self.columns = [column for column in plan.columns if column.field != NOT_KEPT]
        self.shower = Shower(batch)
        title = gettext("{file}, sheet {sheet}. Taken by {who}, {at}. For this office only.").format(
            file=batch.file_name, sheet=batch.sheet, who=who or "—", at=moment(now)
        )
        self.sheet.write_string(0, 0, title, self.small)

    def fill(self, rows: Iterable[Row]) -> None:
        headings = [
            gettext("Row"),
            *(column.heading.rpartition(" / ")[2] for column in self.columns),
            gettext("Outcome"),
            gettext("Reason"),
        ]
        for index, heading in enumerate(headings):
            self.sheet.write_string(1, index, heading, self.bold)
        self.sheet.freeze_panes(2, 1)
        self.sheet.set_column(1, len(self.columns), 14)
        self.sheet.set_column(len(self.columns) + 2, len(self.columns) + 2, _WIDEST)
        self.sheet.repeat_rows(1)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        for line, row in enumerate(rows, start=2):
            self._write(line, row)

    def _write(self, line: int, row: Row) -> None:
        contents = unseal(row.sealed) if row.sealed else Contents()
        self.sheet.write_number(line, 0, row.number)
        for index, column in enumerate(self.columns, start=1):
            text = contents.cells[column.index] if column.index < len(contents.cells) else ""
            if text:
                self.sheet.write_string(line, index, safe(text), self.text)
        end = len(self.columns) + 1
        self.sheet.write_string(line, end, str(Outcome(row.outcome).label), self.said)
        self.sheet.write_string(line, end + 1, reason_of(row, contents, self.shower.places), self.said)


def reason_of(row: Row, contents: Contents, places: list[str] | None = None) -> str:
    """Why the row is what it is, in one line: what is asked, else what was done."""
    if row.question:
        asked = [wording.ask(one) for one in contents.open_asks(row.answers)]
        return " ".join(asked)
    said = [sentence for one in contents.said if (sentence := wording.say(one, places))]
    if row.state == RowState.LEFT:
        said.insert(0, gettext("Changed since, so it was left as it is."))
    return gettext("; ").join(said)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
