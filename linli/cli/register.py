"""`linli register`: a workbook in, taken back, gone on with; the list of imports."""

import gc
import json as json_text
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.problems import NoSuchArea
from linli.cli.output import JsonOption, print_json, print_table, progress, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.cli.register_find import find
from linli.core.problems import CATALOGUE, NotFound
from linli.imports import actions, columns, problems
from linli.imports.checking import check_batch
from linli.imports.choices import BatchState, Outcome, RowState
from linli.imports.fields import CHOICES
from linli.imports.models import Batch, Row
from linli.imports.plans import Contents, unseal
from linli.imports.queries import writable
from linli.imports.results import reason_of
from linli.imports.undoing import undo_batch
from linli.imports.workbooks import column_letter
from linli.imports.writing import write_batch
from linli.lib.area_codes import AreaCodeError, prefix

app = typer.Typer(no_args_is_help=True)
app.command("find")(find)

AreaOption = Annotated[str, typer.Option(help="The code of the area, such as 231085100006.")]
IdArgument = Annotated[str, typer.Argument(help="The id of the import.")]

MOST_SHOWN = 40
TELLING = (Outcome.QUESTION, Outcome.REFUSED)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The workbook: .xlsx, .xls or .csv.")],
    area: AreaOption,
    sheet: Annotated[
        str, typer.Option(help="The sheet; the one that looks most like a list of residents if not given.")
    ] = "",
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="Match a column, as C=name; as often as needed.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check; write nothing and keep nothing.")
    ] = False,
    presets: Annotated[
        bool, typer.Option("--presets", help="Give every question the answer that is proposed.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read a workbook of residents in: check each row, match it, write what is new or changed."""
    prepare()
    with refusals(), _without_collecting():
        place = _area(area)
        content = _read(file)
        batch = actions.take_workbook(content, file.name, area=place, actor=None)
        if sheet:
            batch = actions.choose_sheet(batch, sheet, actor=None)
        if map_:
            batch = actions.match_columns(batch, _chosen(batch, map_), remember=False, actor=None)
        batch, checking = _timed(lambda: _check(batch, content))
        writing = 0.0
        if presets:
            actions.take_presets(batch, actor=None)
        if not dry_run and writable(batch)["all"]:
            batch, writing = _timed(lambda: _write(batch))
        batch.refresh_from_db()
        took = {"checking": round(checking, 1), "writing": round(writing, 1)}
        _report(batch, json=json, dry_run=dry_run, seconds=took)
        if dry_run:
            actions.discard(batch, actor=None)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(_("{file} cannot be read: {why}.").format(file=file, why=error.strerror))


def _chosen(batch: Batch, pairs: list[str]) -> dict[int, str]:
    """`C=name` or `户主姓名=head_name`; the field by its key or by its name."""
    plan = columns.plan_from(batch.layout)
    names = {name: key for key, field in CHOICES.items() for name in (key, field.zh, field.en)}
    chosen: dict[int, str] = {}
    for pair in pairs:
        column, _sign, field = pair.rpartition("=")
        if field not in names:
            raise problems.NoSuchField(field=field, fields=", ".join(CHOICES))
        chosen[columns.find_column(plan, column).index] = names[field]
    return chosen


def _check(batch: Batch, content: bytes) -> Batch:
    claim = actions.start_check(batch, actor=None)
    with progress(_("Checking")) as advance:
        check_batch(batch.pk, claim, content=content, advance=advance)
    return _ended(batch)


def _write(batch: Batch) -> Batch:
    claim = actions.start_writing(batch, actor=None)
    with progress(_("Writing")) as advance:
        write_batch(batch.pk, claim, advance=advance)
    return _ended(batch)


def _ended(batch: Batch) -> Batch:
    """The batch after its job; a job that failed is a refusal with its reason."""
    batch.refresh_from_db()
    if batch.state == BatchState.FAILED:
        kind = CATALOGUE.get(str(batch.failure.get("code")), NotFound)
        raise kind(**batch.failure.get("data", {}))
    return batch


# ---- what is printed -------------------------------------------------------------------------------
def _timed(job: Callable[[], Batch]) -> tuple[Batch, float]:
    begun = time.perf_counter()
    return job(), time.perf_counter() - begun


def _report(batch: Batch, *, json: bool, dry_run: bool, seconds: dict[str, float] | None = None) -> None:
    facts = _facts(batch) | {"dry_run": dry_run} | ({"seconds": seconds} if seconds else {})
    if json:
        _print_rows(facts, batch)
        return
    print_table([_("Outcome"), _("Rows")], [[Outcome(o).label, n] for o, n in facts["totals"].items()])
    told = [[row["row"], row["label"], row["reason"]] for row in _told(batch, only=TELLING, limit=MOST_SHOWN)]
    if told:
        print_table([_("Row"), _("Outcome"), _("Reason")], told)
    if dry_run:
        say(_("Nothing was written."))
    elif facts["written"]:
        say(
            _("{n} rows are written. To take them back: linli register undo {id}").format(
                n=facts["written"], id=batch.pk
            )
        )


def _facts(batch: Batch) -> dict[str, Any]:
    plan = columns.plan_from(batch.layout)
    matched = [
        {"column": column_letter(c.index), "heading": c.heading, "field": c.field or None}
        for c in plan.columns
    ]
    return {
        "id": str(batch.pk),
        "file": batch.file_name,
        "sheet": batch.sheet,
        "area": batch.area_code,
        "state": batch.state,
        "totals": {outcome: batch.count(outcome) for outcome in Outcome.values},
        "written": Row.objects.filter(batch=batch, state=RowState.WRITTEN).count(),
        "new_places": len([one for one in batch.remarks.get("places", []) if one["path"]]),
        "columns": matched,
    }


def _print_rows(facts: dict[str, Any], batch: Batch) -> None:
    """One JSON document, its rows written as they are read: there may be hundreds of thousands."""
    head = json_text.dumps(facts, ensure_ascii=False, indent=2)
    sys.stdout.write(head.removesuffix("\n}") + ',\n  "rows": [')
    comma, encode = "", msgspec.json.Encoder().encode
    for row in _told(batch):
        sys.stdout.write(f"{comma}\n    {encode(row).decode()}")
        comma = ","
    sys.stdout.write("\n  ]\n}\n")


def _told(batch: Batch, *, only: tuple[str, ...] = (), limit: int = 0) -> Iterator[dict[str, Any]]:
    places = [" ".join(name for _level, name in one["path"]) for one in batch.remarks.get("places", [])]
    rows = Row.objects.filter(batch=batch).order_by("number")
    rows = rows.filter(outcome__in=only) if only else rows
    labels = {outcome.value: str(outcome.label) for outcome in Outcome}
    for row in rows[:limit] if limit else rows.iterator(chunk_size=2000):
        contents = unseal(row.sealed) if row.sealed else Contents()
        yield {
            "row": row.number,
            "outcome": row.outcome,
            "label": labels[row.outcome],
            "reason": reason_of(row, contents, places),
            "question": row.question or None,
        }


# ---- back, on, and the list ------------------------------------------------------------------------
@app.command()
def undo(batch_id: IdArgument, json: JsonOption = False) -> None:
    """Take back what an import has written. What somebody has changed since is left, and listed."""
    prepare()
    with refusals():
        batch = _batch(batch_id)
        claim = actions.start_undo(batch, actor=None)
        with progress(_("Taking back")) as advance:
            undo_batch(batch.pk, claim, advance=advance)
        batch = _ended(batch)
        left = list(
            Row.objects.filter(batch=batch, state=RowState.LEFT)
            .order_by("number")
            .values_list("number", flat=True)
        )
        undone = Row.objects.filter(batch=batch, state=RowState.UNDONE).count()
        if json:
            print_json({"id": str(batch.pk), "state": batch.state, "undone": undone, "left": left})
            return
        say(_("{n} rows are taken back.").format(n=undone))
        if left:
            say(_("Changed since, and left as they are: rows {rows}").format(rows=", ".join(map(str, left))))


@app.command()
def resume(batch_id: IdArgument, json: JsonOption = False) -> None:
    """Go on with an import whose job has died: what was written stays written, nothing is written twice."""
    prepare()
    with refusals():
        batch = _batch(batch_id)
        claim = actions.take_over(batch, now=timezone.now())
        if claim is None:
            raise (
                problems.BatchBusy()
                if batch.is_working
                else problems.WrongState(state=batch.get_state_display())
            )
        run = {
            BatchState.CHECKING: check_batch,
            BatchState.WRITING: write_batch,
            BatchState.UNDOING: undo_batch,
        }
        with progress(batch.get_state_display()) as advance:
            run[BatchState(batch.state)](batch.pk, claim, advance=advance)  # type: ignore[operator]
        _report(_ended(batch), json=json, dry_run=False)


@app.command()
def imports(area: AreaOption, json: JsonOption = False) -> None:
    """The imports of an area, the newest first."""
    prepare()
    with refusals():
        batches = Batch.objects.within(_area(area).code).order_by("-at")
        found = list(batches)
    if json:
        print_json([_listed(one) for one in found])
        return
    headings = ["id", _("Workbook"), _("State"), _("New"), _("Changed")]
    print_table(
        headings,
        [
            [one.pk, one.file_name, one.get_state_display(), one.count("new"), one.count("changed")]
            for one in found
        ],
    )


def _listed(batch: Batch) -> dict[str, Any]:
    return {
        "id": str(batch.pk),
        "file": batch.file_name,
        "area": batch.area_code,
        "state": batch.state,
        "at": batch.at,
        "by": batch.by_name,
        "totals": {outcome: batch.count(outcome) for outcome in Outcome.values},
    }


def _area(code: str) -> Area:
    try:
        found = Area.objects.current().filter(code=prefix(code)).first()
    except AreaCodeError:
        found = None
    if found is None:
        raise NoSuchArea(given=code)
    return found


def _batch(text: str) -> Batch:
    try:
        found = Batch.everywhere.select_related("area").filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise problems.NoSuchImport(id=text)
    return found


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Reading a large sheet makes millions of objects and no circles; looking for them takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
