"""Figures as a workbook: a sheet for each group of measures."""

from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas.rules import short_name
from linli.dashboards import boards
from linli.dashboards.queries import Board
from linli.dashboards.reader import Reader
from linli.reports.workbooks import Heading, Kind, Mark, Sheet, Value, Workbook, write_workbook


def figures_workbook(found: Board, reader: Reader, *, by: str, at: datetime) -> Workbook:
    area = short_name(found.place.name)
    mark = Mark(who=by, at=at, where=area)
    sheets = [_sheet(found, reader, group, str(label)) for group, label in boards.GROUPS.items()]
    name = _("Figures of {area} {day}").format(area=area, day=found.day.isoformat())
    return Workbook(f"{name}.xlsx", write_workbook(sheets, mark))


def _sheet(found: Board, reader: Reader, group: str, label: str) -> Sheet:
    shown = boards.table(found, reader, group)
    columns = [Heading(f"{one.label} ({one.unit})", 14, Kind.NUMBER) for one in shown.columns]
    area = short_name(found.place.name)
    return Sheet(
        name=label,
        title=f"{area} {label} {found.day.isoformat()}",
        notes=[_how_complete(found)],
        headings=[Heading(_("Area"), 24), Heading(_("With a record"), 14), *columns],
        rows=[_row(row) for row in (*shown.rows, shown.total)],
    )


def _how_complete(found: Board) -> str:
    n, of = boards.counts_recorded(found)
    return _("The total covers {n} of {of}; what has no record is not counted as zero.").format(n=n, of=of)


def _row(row: boards.Row) -> list[Value]:
    """Without a record the word stands in every cell: an empty one would be read as zero."""
    if row.is_missing:
        return [row.name, row.note or row.word, *(row.word for _cell in row.cells)]
    return [row.name, row.note or row.word, *(_value(cell) for cell in row.cells)]


def _value(cell: boards.Cell) -> Value:
    return cell.number.text if cell.number.value is None else cell.number.value
