"""`linli figures`: the numbers of an area, and of the areas below it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.measures import Measure, all_measures
from linli.areas.models import Area
from linli.areas.queries import ancestors_of
from linli.areas.tallies import Figures, add_up, recount_stale
from linli.cli.output import JsonOption, print_json, print_table, progress, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.core.problems import NotFound
from linli.dashboards.access import day_from, place_for
from linli.dashboards.boards import counts_recorded
from linli.dashboards.queries import Board, board_of
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.periods import local_day

app = typer.Typer()


@app.command()
def figures(
    area: Annotated[str, typer.Option(help="Code of the area, such as 231085 or 231085000000.")] = "",
    children: Annotated[bool, typer.Option("--children", help="The areas directly below it too.")] = False,
    day: Annotated[str, typer.Option(help="A past day, such as 2026-11-13; names and numbers of then.")] = "",
    measure: Annotated[list[str] | None, typer.Option(help="Only this measure; may be repeated.")] = None,
    recount: Annotated[
        bool, typer.Option("--recount", help="Count every community anew from the records.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """The numbers of an area: households, residents, ages, support needs, how complete the record is."""
    prepare()
    today = local_day(timezone.now())
    with refusals():
        if recount:
            _recount(today, json=json and not area)
        if area:
            _show(
                area_by_code(area),
                day_from(day, today=today),
                _measures(measure or []),
                children=children,
                json=json,
            )
        elif not recount:
            refuse(_("Give the code of an area: --area 231085. linli areas tree shows the codes."))


def area_by_code(code: str) -> Area:
    """An area by its prefix code or its 12-digit statistical code."""
    try:
        found = Area.objects.filter(code=prefix(code)).first()
    except AreaCodeError as error:
        refuse(str(error))
    if found is None:
        raise NotFound(area=code)
    return found


def _measures(keys: Sequence[str]) -> list[Measure]:
    known = {one.key: one for one in all_measures()}
    for key in keys:
        if key not in known:
            refuse(
                _("There is no measure {key}. There are: {known}.").format(
                    key=key, known=", ".join(sorted(known))
                )
            )
    return [known[key] for key in keys] or list(known.values())


def _recount(today: date, *, json: bool) -> None:
    with progress("Counting") as advance:
        counted = recount_stale(today, since=_now(), advance=advance)
    add_up(day=today)
    if json:
        print_json({"recounted": counted})
    else:
        say(_("{n} communities counted.").format(n=f"{counted:,}"))


def _now() -> datetime:
    return timezone.now()


def _show(area: Area, day: date, measures: Sequence[Measure], *, children: bool, json: bool) -> None:
    found = board_of(place_for(area, day), day)
    if json:
        print_json(_facts(area, found, measures, children=children))
    elif children:
        _print_children(found, measures)
    else:
        _print_one(found, measures)


def _facts(area: Area, found: Board, measures: Sequence[Measure], *, children: bool) -> dict[str, Any]:
    n, of = counts_recorded(found)
    place = found.place
    facts: dict[str, Any] = {
        "code": place.code,
        "name": place.name,
        "level": place.level,
        "path": [*(one.name for one in ancestors_of(area)), place.name],
        "day": found.day,
        "recorded": {"n": n, "of": of},
        "figures": _numbers(found.whole, measures),
    }
    if children:
        facts["children"] = [
            {
                "code": child.code,
                "name": child.name,
                "level": child.level,
                "figures": _numbers(found.of(child), measures),
            }
            for child in found.children
        ]
        facts["in_none_of_them"] = _numbers(found.rest, measures)
    return facts


def _numbers(figures: Figures, measures: Sequence[Measure]) -> dict[str, int] | None:
    """None where nothing was ever recorded: that is not zero."""
    return {one.key: figures[one.key] for one in measures} if figures.has_record else None


def _print_one(found: Board, measures: Sequence[Measure]) -> None:
    if not found.whole.has_record:
        say(_("{area}: no record on {day}.").format(area=found.place.name, day=found.day))
        return
    n, of = counts_recorded(found)
    rows = [[one.label, f"{found.whole[one.key]:,}", one.unit, one.key] for one in measures]
    print_table(["", "", "", ""], rows, title=f"{found.place.name} {found.day} ({n:,} / {of:,})")


IN_A_ROW = ("households.dwellings", "households.lived_in", "residents.registered", "residents.living")


def _print_children(found: Board, measures: Sequence[Measure]) -> None:
    """Few enough columns for a terminal, unless measures were named."""
    shown = measures if len(measures) < len(all_measures()) else [m for m in measures if m.key in IN_A_ROW]
    rows = [[child.code, child.name, *_cells(found.of(child), shown)] for child in found.children]
    total = [found.place.code, found.place.name, *_cells(found.whole, shown)]
    print_table(
        ["", "", *(str(one.label) for one in shown)], [*rows, total], title=f"{found.place.name} {found.day}"
    )


def _cells(figures: Figures, measures: Sequence[Measure]) -> list[str]:
    if not figures.has_record:
        return ["no record", *("" for _one in measures[1:])]
    return [f"{figures[one.key]:,}" for one in measures]
