"""The list with its outcomes, to go back to whoever sent it. Numbers stay masked: the sender has them."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.people.titles import area_paths
from linli.rounds.models import Check, CheckList

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# What a spreadsheet program may take for the beginning of a formula once somebody edits the cell.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (7, 12, 16, 34, 18, 24, 12, 17, 40)


def result_workbook(taken: CheckList, rows: Iterable[Check], *, by: str, at: datetime) -> bytes:
    """Every row in the sender's order, also those that could not be checked. Whose copy it is stands on it."""
    out, listed = BytesIO(), list(rows)
    paths = area_paths({row.area_code for row in listed}, below=taken.area_code)
    with xlsxwriter.Workbook(out, TEXT_ONLY) as book:
        sheet = book.add_worksheet(_("Outcomes"))
        bold = book.add_format({"bold": True, "bottom": 1})
        guarded = book.add_format({"quote_prefix": True})
        mark = _("Copy of {name}, {time}").format(name=by, time=f"{timezone.localtime(at):%Y-%m-%d %H:%M}")
        sheet.write_string(0, 0, f"{taken.title}　{mark}")
        for column, (heading, width) in enumerate(zip(_headings(), WIDTHS, strict=True)):
            sheet.write_string(1, column, heading, bold)
            sheet.set_column(column, column, width)
        for line, row in enumerate(listed, start=2):
            for column, text in enumerate(_cells(row, paths.get(row.area_code, ""))):
                sheet.write_string(line, column, text, guarded if text[:1] in FORMULA_SIGNS else None)
        sheet.freeze_panes(2, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.set_header("&C" + mark.replace("&", "&&"))  # an ampersand begins an order there
    return out.getvalue()


def _headings() -> tuple[str, ...]:
    return (
        _("Row"), _("Name"), _("Telephone"), pgettext("round", "Place"), _("Outcome"), _("Checked in"), _("Checked by"),
        pgettext("round", "When"), pgettext("round", "Remark"),
    )  # fmt: skip


def _cells(row: Check, place: str) -> tuple[str, ...]:
    outcome = str(row.get_outcome_display()) if row.outcome else str(row.get_trouble_display() or _("open"))
    told = f"{timezone.localtime(row.told_at):%Y-%m-%d %H:%M}" if row.told_at else ""
    who = str(row.told_by) if row.told_by else ""
    return (str(row.number), row.name, row.masked_phone, row.place, outcome, place, who, told, row.note)
