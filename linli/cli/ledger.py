"""`linli ledger`: the ledgers as workbooks."""

import os
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.cli.figures import area_by_code
from linli.cli.output import JsonOption, print_json, print_table, progress, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of
from linli.reports.actions import AtTheMachine, take_ledger
from linli.reports.choices import TakenAs
from linli.reports.ledgers import LEDGERS, Ledger, ledger_named
from linli.reports.models import Export
from linli.reports.queries import Chosen
from linli.reports.sheets import workbook_of

app = typer.Typer(no_args_is_help=True)

# What the command line shows without an account: everything that an office's list has, numbers masked.
WITHOUT_ACCOUNT = frozenset(
    {
        C.HOUSEHOLDS_READ,
        C.NAMES,
        C.CONTACT_MASKED,
        C.DOCUMENT_MASKED,
        C.NEEDS,
        C.LEDGERS_READ,
        C.LEDGERS_EXPORT,
        C.PEOPLE_READ,
        C.DUTY_READ,
        C.VOLUNTEERS_WRITE,
    }
)


@app.command("list")
def list_ledgers(json: JsonOption = False) -> None:
    """The ledgers that there are."""
    if json:
        print_json([_described(one) for one in LEDGERS.values()])
    else:
        rows = [[one.key, one.name.zh, one.name.en, one.meaning.en] for one in LEDGERS.values()]
        print_table(["", "", "", ""], [list(row) for row in rows])


def _described(ledger: Ledger) -> dict[str, object]:
    return {
        "key": ledger.key,
        "name": {"zh": ledger.name.zh, "en": ledger.name.en},
        "columns": [{"key": c.key, "zh": c.heading.zh, "en": c.heading.en} for c in ledger.columns],
    }


@app.command()
def export(
    name: Annotated[
        str, typer.Argument(help="The ledger: residents (小区居民) or special_groups (特殊群体).")
    ],
    area: Annotated[str, typer.Option(help="Code of the area, such as 231085100006.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The workbook to write.")],
    username: Annotated[
        str, typer.Option("--as", help="Act as this account: its area, what its duty shows, its cap.")
    ] = "",
    reason: Annotated[str, typer.Option(help="What the list is for; needed with --as.")] = "",
    whole_numbers: Annotated[
        bool, typer.Option("--whole-numbers", help="Numbers in full, for an account that may open them.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Write a ledger as a workbook. It is marked, and the taking is kept in the trail."""
    prepare()
    with refusals():
        ledger, place = ledger_named(name), area_by_code(area)
        _refuse_bad_target(output)
        viewer, machine = _whoever(username, place)
        taken = take_ledger(
            ledger,
            actor=viewer,
            area=place,
            chosen=Chosen(),
            taken_as=TakenAs.WORKBOOK,
            reason=reason or (machine.reason if machine else ""),
            whole_numbers=whole_numbers,
            at_once=True,
            machine=machine,
        )
        _write(output, taken, viewer)
    facts = {
        "file": str(output),
        "ledger": ledger.key,
        "area": place.code,
        "rows": taken.rows,
        "number": taken.number,
    }
    if json:
        print_json(facts)
    else:
        say(f"{output}: {taken.rows:,}")


def _refuse_bad_target(output: Path) -> None:
    if output.is_dir() or not output.parent.is_dir():
        refuse(
            _("{output} cannot be written: give a file name in a folder that exists.").format(output=output)
        )


def _whoever(username: str, place: Area) -> tuple[Viewer, AtTheMachine | None]:
    if not username:
        who = AtTheMachine()
        return Viewer(User(name=who.shown_name), None, can=WITHOUT_ACCOUNT), who
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        refuse(_("There is no account {username}.").format(username=username))
    viewer = viewer_of(user, day=local_day(timezone.now()))
    if not viewer.scope.covers(place.code):
        raise NotFound()
    return viewer, None


def _write(output: Path, taken: Export, viewer: Viewer) -> None:
    with progress(taken.ledger) as advance:
        made = workbook_of(taken, viewer, lambda done: advance(done, taken.rows))
    unfinished = output.with_name(f"{output.name}.new")
    # Readable by its owner only: it holds people.
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as handle:
        handle.write(made.content)
    unfinished.replace(output)
