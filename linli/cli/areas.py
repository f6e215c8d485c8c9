"""`linli areas`: a city's division table in, the levels below it, its outlines, and the tree out."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db.models import Q
from django.utils import timezone

from linli.areas import summaries
from linli.areas.actions import (
    Divisions,
    LevelsPlan,
    import_divisions,
    import_levels,
    keep_shapes,
    plan_levels,
)
from linli.areas.levels import level_labels, need_playbook
from linli.areas.levels_table import read_levels
from linli.areas.models import Area
from linli.areas.past import Place, area_by_code, area_on, places, tree_on
from linli.areas.problems import FileUnread, NoSuchArea, NoSuchDay, NotThereThen
from linli.cli.output import JsonOption, out, print_json, refusals, say
from linli.cli.prepare import prepare
from linli.lib.area_codes import STATISTICAL_LENGTH
from linli.lib.periods import local_day

app = typer.Typer(no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="The file.")]
DayOption = Annotated[
    str, typer.Option(help="From which day it holds, such as 2026-11-13; today if not given.")
]


@app.command("import")
def import_(
    file: FileArgument,
    playbook: Annotated[
        str, typer.Option(help="The city's playbook; found by the city's code if not given.")
    ] = "",
    source: Annotated[str, typer.Option(help="Where the table is from, and of which year.")] = "",
    on: DayOption = "",
    rename: Annotated[
        bool, typer.Option("--rename", help="Take over names that differ in the table.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read a division table in: code, name, level, parent_code, kind. Read in again it adds what is new."""
    prepare()
    with refusals():
        result = import_divisions(
            file, source=source or file.name, on=_day(on), actor=None, playbook=playbook, rename=rename
        )
        if json:
            print_json(_division_facts(result))
        for sentence in [] if json else summaries.of_divisions(result):
            out.print(sentence, markup=False)


def _division_facts(result: Divisions) -> dict[str, Any]:
    return {
        "code": result.root.code,
        "name": result.root.name,
        "playbook": result.playbook,
        "added": len(result.added),
        "unchanged": result.unchanged,
        "differing": [one.facts() for one in result.differing],
        "missing": [{"code": area.code, "name": area.name} for area in result.missing],
        "gone": [{"code": code, "name": name, "code_now": now or None} for code, name, now in result.gone],
    }


@app.command()
def levels(
    file: FileArgument,
    area: Annotated[str, typer.Option(help="The community, or an area above or below one.")],
    on: DayOption = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be founded.")] = False,
    json: JsonOption = False,
) -> None:
    """Read the levels below the community in from a workbook: one row for each lowest place."""
    prepare()
    with refusals():
        root = _area(area)
        table = read_levels(_content(file), name=file.name, playbook=need_playbook(root))
        day = _day(on)
        plan = plan_levels(root, table, on=day) if dry_run else import_levels(root, table, on=day, actor=None)
        if json:
            print_json(_plan_facts(plan, written=not dry_run))
            return
        for finding in plan.findings:
            say(summaries.of_row(finding.line, finding.sentence))
        out.print(summaries.of_plan(plan, labels=dict(level_labels(need_playbook(root)))), markup=False)


def _plan_facts(plan: LevelsPlan, *, written: bool) -> dict[str, Any]:
    return {
        "code": plan.root.code,
        "name": plan.root.name,
        "written": written,
        "new": dict(plan.new),
        "rows": [
            {"row": row.line.number, "outcome": row.outcome.value, "place": list(row.names), "reason": row.reason or None}
            for row in plan.rows
        ],
    }  # fmt: skip


@app.command()
def tree(
    code: Annotated[str, typer.Argument(help="Code of the area at the top; all cities if not given.")] = "",
    depth: Annotated[int | None, typer.Option(min=0, help="How many levels below it.")] = None,
    day: Annotated[str, typer.Option(help="A past day, such as 2026-11-13; names and codes of then.")] = "",
    json: JsonOption = False,
) -> None:
    """Show the tree: code, name, level and path of each area, today or on a past day."""
    prepare()
    with refusals():
        on = _day(day)
        tops = [_place(code, on)] if code else _tops(on)
        nodes = [_node(top, on, depth) for top in tops]
        if json:
            print_json(nodes[0] if code else nodes)
        for node in [] if json else nodes:
            _print(node, 0)


def _tops(day: date) -> list[Place]:
    there = tree_on(day)
    ids = {place.id for place in there}
    return [place for place in there if place.parent_id not in ids]


def _node(top: Place, day: date, depth: int | None) -> dict[str, Any]:
    """The top with what lies in it, as nested facts; read in two queries."""
    above = places(_codes_above(top.code), day)
    inside = tree_on(day, top.code)
    nodes: dict[object, dict[str, Any]] = {}
    level_of: dict[object, int] = {}
    for place in inside:
        parent = nodes.get(place.parent_id)
        level_of[place.id] = 0 if place.id == top.id else level_of.get(place.parent_id, -1) + 1
        if place.id != top.id and (parent is None or (depth is not None and level_of[place.id] > depth)):
            continue
        path = [*parent["path"], place.name] if parent else [*(one.name for one in above), place.name]
        nodes[place.id] = _facts(place, path)
        if parent:
            parent["children"].append(nodes[place.id])
    return nodes[top.id]


def _facts(place: Place, path: Sequence[str]) -> dict[str, Any]:
    statistical = place.code.ljust(STATISTICAL_LENGTH, "0") if len(place.code) <= STATISTICAL_LENGTH else None
    return {
        "code": place.code,
        "statistical_code": statistical,
        "name": place.name,
        "level": place.level,
        "kind": place.kind,
        "path": list(path),
        "children": [],
    }


def _codes_above(code: str) -> Q:
    return Q(code__in=[code[:length] for length in range(2, len(code))])


def _print(node: dict[str, Any], indent: int) -> None:
    out.print(f"{'  ' * indent}{node['code']}  {node['name']}  {node['kind'] or node['level']}", markup=False)
    for child in node["children"]:
        _print(child, indent + 1)


@app.command()
def shapes(file: FileArgument, json: JsonOption = False) -> None:
    """Read outlines in: a GeoJSON FeatureCollection in WGS84 whose features carry `code` (or a clear `name`)."""
    prepare()
    with refusals():
        areas = keep_shapes(_content(file), source=file.name, actor=None)
        if json:
            print_json([{"code": area.code, "name": area.name} for area in areas])
        else:
            out.print(summaries.of_shapes(len(areas)), markup=False)


def _day(text: str) -> date:
    today = local_day(timezone.now())
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise NoSuchDay(given=text, today=today) from None
    if day > today:
        raise NoSuchDay(given=text, today=today)
    return day


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileUnread(source=file, why=error.strerror) from None


def _area(code: str) -> Area:
    found = area_by_code(code)
    if found is None:
        raise NoSuchArea(given=code)
    return found


def _place(code: str, day: date) -> Place:
    found = area_on(code, day)
    if found is None:
        raise NotThereThen(area=_area(code).name, day=day)
    return found
