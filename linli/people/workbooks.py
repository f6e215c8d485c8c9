"""The trail as a workbook."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.people.trail import Line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5000
WIDTHS = (17, 14, 60, 30, 26)


def trail_workbook(lines: Sequence[Line], *, taken_by: str, area: str) -> bytes:
    """Return the lines as a workbook. Whose copy it is stands on the sheet and on every printed page."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Who did what"))
    bold = book.add_format({"bold": True, "bottom": 1})
    now = timezone.localtime()
    mark = _("Copy of {name}, {time}, {area}").format(name=taken_by, time=f"{now:%Y-%m-%d %H:%M}", area=area)
    sheet.write_string(0, 0, mark)
    for column, (heading, width) in enumerate(zip(_headings(), WIDTHS, strict=True)):
        sheet.write_string(1, column, heading, bold)
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines, start=2):
        entry = line.entry
        when = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"
        for column, text in enumerate((when, entry.actor_name, line.text, line.place, _action_of(line))):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_header(f"&C{_escaped(mark)}")
    sheet.set_footer("&R&P / &N")
    book.close()
    return out.getvalue()


def _headings() -> tuple[str, ...]:
    when, who, where = pgettext("trail", "When"), pgettext("trail", "Who"), pgettext("trail", "Where")
    return (when, who, _("What was done"), where, pgettext("trail", "Action"))


def _action_of(line: Line) -> str:
    return str(getattr(line.entry, "action", ""))


def _escaped(text: str) -> str:
    """In a header of a sheet an ampersand begins an order."""
    return text.replace("&", "&&")
