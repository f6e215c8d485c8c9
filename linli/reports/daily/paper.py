"""The report as tables of plain text: what the workbook, the Word document and the sheet of paper have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.past import path_on
from linli.core import moments
from linli.lib.periods import SHANGHAI
from linli.reports.daily import pages
from linli.reports.daily.fields import Field
from linli.reports.daily.reader import Cell, Reader
from linli.reports.daily.rules import Standing
from linli.reports.daily.sheet import Daily
from linli.reports.workbooks import Mark, Value


@dataclass(frozen=True)
class Column:
    text: str
    width: float = 10
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """`numbered`: the columns hold counts, right-aligned. Every cell has its word; none is left empty to be read as zero."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()


@dataclass(frozen=True)
class Paper:
    title: str
    notes: Sequence[str]
    tables: Sequence[Table]
    signatures: Sequence[str]
    mark: Mark
    name: str  # of the file, without its ending


def paper_of(found: Daily, reader: Reader) -> Paper:
    """Everything that the page shows, in the same words and numbers."""
    tables = [_figures(found, reader), _areas(found, reader), _origins(found), _amendments(found, reader)]
    area = found.place.short
    return Paper(
        title=_("Daily report of {area}, {day}").format(area=area, day=moments.day(found.day, found.now)),
        notes=notes_of(found),
        tables=[one for one in tables if one.rows],
        signatures=signatures_of(found),
        mark=_mark(found, reader),
        name=_("Daily report {area} {day}").format(area=area, day=found.day.isoformat()),
    )


def _mark(found: Daily, reader: Reader) -> Mark:
    where = " › ".join(one.short for one in path_on(found.place, found.day)) or found.place.short
    number = found.kept.report.number if found.kept else ""
    return Mark(who=reader.viewer.shown_name, at=found.now, where=where, why=_("daily report"), number=number)


def notes_of(found: Daily) -> list[str]:
    """As of when, how complete, how it stands."""
    at = timezone.localtime(found.figures_at, SHANGHAI)
    notes = [_("Figures as of {at}.").format(at=f"{at:%Y-%m-%d %H:%M}")]
    if found.reporting:
        covers = pages.covers(found)
        notes.append(
            _("The total covers {n}; what was not reported is not counted as zero.").format(n=covers)
        )
    if found.standing is not None:
        notes.append(_("State: {state}.").format(state=state_of(found)))
    if found.kept is not None and found.kept.report.remark:
        notes.append(_("Remark: {text}").format(text=found.kept.report.remark))
    return notes


def state_of(found: Daily) -> str:
    said = [pages.word_of(found.standing or Standing.WAITING)]
    if found.is_late:
        said.append(_("(late)"))
    if found.is_frozen:
        said.append(_("figures frozen"))
    return " · ".join(said)


def signatures_of(found: Daily) -> list[str]:
    report = found.kept.report if found.kept else None
    handed = f"{report.submitted_name} {_stamp(report.submitted_at)}" if report and report.is_in else ""
    signed = f"{report.signed_name} {_stamp(report.signed_at)}" if report and report.signed_at else ""
    return [_("Handed in: {who}").format(who=handed), _("Signed: {who}").format(who=signed)]


def _stamp(at: datetime | None) -> str:
    return f"{timezone.localtime(at, SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def _figures(found: Daily, reader: Reader) -> Table:
    columns = (
        Column(_("Group"), 18),
        Column(_("Figure"), 18),
        Column(_("Unit"), 8),
        Column(_("Today") if found.is_today else moments.day(found.day, found.now), 12, is_number=True),
        Column(_("The day before"), 12, is_number=True),
        Column(_("Difference"), 12),
        Column(_("Corrected since"), 14, is_number=True),
    )
    lines = pages.lines(found, reader)
    rows: list[list[Value]] = [
        [
            one.group, one.field.name, str(one.field.unit), value_of(one.cell),
            _plain(one.yesterday), one.difference, _plain(one.now),
        ]
        for one in lines
    ]  # fmt: skip
    return Table(_("All figures"), columns, rows)


def _plain(text: str) -> Value:
    """The number behind a text, where it is one."""
    bare = text.replace(",", "")
    return int(bare) if bare.isascii() and bare.isdigit() else text


def value_of(cell: Cell) -> Value:
    """The count, or the word that stands for it."""
    if cell.is_missing:
        return _("not filled in") if cell.field.is_by_hand else _("not counted")
    return cell.text if cell.value is None else cell.value


def in_table(found: Daily) -> list[Field]:
    """The columns of the table by area. What is filled in by hand is filled in for a whole community."""
    return [one for one in found.fields if one.in_table and (found.adds_up or not one.is_by_hand)]


def _areas(found: Daily, reader: Reader) -> Table:
    fields = in_table(found)
    heads = [Column(_heading(one), 9, is_number=True) for one in fields]
    columns = [Column(_("Area"), 16), Column(_("State"), 12), *heads, Column(_("Reported at, by"), 18)]
    rows: list[list[Value]] = []
    nothing = _("not reported")
    for group in pages.groups(found, reader, fields, None):
        for row in group.rows:
            # A missing report has its word in every cell: an empty one would be read as zero.
            figures = [nothing] * len(fields) if row.is_missing else [value_of(cell) for cell in row.cells]
            rows.append([row.name, row.word, *figures, row.said])
    cells = reader.cells(found.place, found.own.figures, fields)
    total: list[Value] = [
        _("Total"),
        pages.covers(found) if found.reporting else "",
        *map(value_of, cells),
        "",
    ]
    return Table(_("By area"), columns, rows, total if rows else ())


def _heading(one: Field) -> str:
    return f"{one.name} ({one.unit})"


def _origins(found: Daily) -> Table:
    columns = (
        Column(_("From"), 24),
        Column(_("Today"), 10, is_number=True),
        Column(_("In all"), 10, is_number=True),
    )
    rows: list[list[Value]] = [
        [one.place or _("not known"), one.today, one.total] for one in found.own.origins
    ]
    return Table(_("Arrivals by place of origin"), columns, rows)


def _amendments(found: Daily, reader: Reader) -> Table:
    columns = (
        Column(_("Figure"), 26),
        Column(_("Reported"), 10, is_number=True),
        Column(_("Corrected"), 10, is_number=True),
        Column(_("Since"), 16),
        Column(_("Why"), 40),
        Column(_("By"), 12),
    )
    rows: list[list[Value]] = [
        [one.label, _plain(one.old), _plain(one.new), _stamp(one.since), one.why, one.who]
        for one in pages.amendments(found, reader)
    ]
    return Table(_("Corrections after the figures were frozen"), columns, rows)
