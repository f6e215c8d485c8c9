"""`linli report`: the daily report of an area, on the terminal, as JSON, or as a file."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone, translation

from linli.cli.figures import area_by_code
from linli.cli.output import JsonOption, print_json, print_table, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.core import moments
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.reports.actions import AtTheMachine
from linli.reports.choices import TakenAs
from linli.reports.daily.access import day_from
from linli.reports.daily.actions import take_report
from linli.reports.daily.files import MAKERS
from linli.reports.daily.pages import covers
from linli.reports.daily.paper import paper_of
from linli.reports.daily.problems import NotThisDay
from linli.reports.daily.reader import Reader
from linli.reports.daily.sheet import Daily, daily_of

app = typer.Typer(no_args_is_help=True)

# Whoever works at the machine sees the figures whole: nobody's record is among them.
AT_THE_MACHINE = frozenset({C.FIGURES_READ, C.ROWS_BEHIND_FIGURES, C.HOUSEHOLDS_READ, C.NEEDS})


@app.callback()
def report() -> None:
    """Reports of an area."""


@app.command()
def daily(
    area: Annotated[str, typer.Option(help="Code of the area, such as 231085100.")],
    on: Annotated[str, typer.Option(help="A past day, such as 2026-11-19.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write a file instead: .xlsx, .docx or .pdf.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """The daily report: its figures beside yesterday's, who has reported, who has not, what was corrected."""
    prepare()
    with refusals():
        now = timezone.now()
        found = daily_of(area_by_code(area), day_from(on, today=local_day(now)), now)
        if found is None:
            raise NotThisDay(day=moments.day(day_from(on, today=local_day(now))))
        if output is not None:
            _write(found, output)
        if json:
            print_json(facts_of(found) | ({"file": str(output)} if output else {}))
        elif output is None:
            _print(found)
        else:
            say(str(output))


def facts_of(found: Daily) -> dict[str, Any]:
    """What a script needs. A figure that nobody counted or filled in is null, and not 0."""
    report = found.kept.report if found.kept else None
    return {
        "area": found.place.code,
        "name": found.place.name,
        "on": found.day,
        "state": found.standing.value if found.standing else None,
        "late": found.is_late,
        "nil": bool(report and report.is_nil),
        "cut_off": found.cut_off,
        "figures_at": found.figures_at,
        "frozen_at": report.frozen_at if report else None,
        "submitted": {"by": report.submitted_name, "at": report.submitted_at}
        if report and report.is_in
        else None,
        "signed": {"by": report.signed_name, "at": report.signed_at} if report and report.signed_at else None,
        "figures": _numbers(found, found.own.figures),
        "now": _numbers(found, found.later.figures),
        "yesterday": _numbers(found, found.yesterday) if found.yesterday else None,
        "in_the_records": found.known or None,
        "amended": [{"field": one.field, "old": one.old, "new": one.new} for one in found.amended],
        "covers": {"n": len(found.reporting) - len(found.lacking), "of": len(found.reporting)},
        "areas": [_part(found, one) for one in found.parts],
        "late_list": [one.place.code for one in found.late],
        "origins": [{"from": one.place, "today": one.today, "total": one.total} for one in found.own.origins],
    }


def _numbers(found: Daily, numbers: Any) -> dict[str, int | None]:
    return {one.key: numbers.get(one.key) for one in found.fields}


def _part(found: Daily, part: Any) -> dict[str, Any]:
    return {
        "code": part.place.code,
        "name": part.place.name,
        "state": part.standing.value if part.standing else None,
        "late": part.is_late,
        "figures": _numbers(found, part.numbers) if part.numbers is not None else None,
    }


def _print(found: Daily) -> None:
    reader = Reader(_viewer(), found.day, local_day(found.now))
    paper = paper_of(found, reader)
    for note in paper.notes:
        say(note)
    figures = paper.tables[0]
    rows = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in figures.rows]
    print_table([one.text for one in figures.columns], rows, title=paper.title)
    if found.reporting:
        say(covers(found))


def _write(found: Daily, output: Path) -> None:
    kind = output.suffix.lstrip(".").casefold()
    if kind not in MAKERS:
        refuse(f"{output} cannot be written: give a name that ends in .xlsx, .docx or .pdf.")
    if output.is_dir() or not output.parent.is_dir():
        refuse(f"{output} cannot be written: give a file name in a folder that exists.")
    who = AtTheMachine()
    take_report(found.area, on=found.day, actor=who, as_what=TakenAs.WORKBOOK)
    paper = paper_of(found, Reader(_viewer(), found.day, local_day(found.now)))
    made = MAKERS[kind](paper, translation.get_language() or "zh-hans")
    unfinished = output.with_name(f"{output.name}.new")
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as handle:
        handle.write(made.content)
    unfinished.replace(output)


def _viewer() -> Viewer:
    return Viewer(User(name=AtTheMachine().shown_name), None, can=AT_THE_MACHINE)
