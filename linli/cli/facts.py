"""Commands of `linli facts`: what phones have sent, and what became of it."""

from typing import Annotated
from uuid import UUID

import typer
from django.utils.translation import gettext as _

from linli.cli.output import JsonOption, print_json, print_table, refusals, say
from linli.cli.prepare import prepare
from linli.intake.actions import derive_facts, replay_facts
from linli.intake.queries import count_facts, count_reasons

app = typer.Typer(no_args_is_help=True)

STATES = ("kept", "derived", "quarantined", "total")
UNREADABLE = "unreadable"


@app.command()
def count(json: JsonOption = False) -> None:
    """How many facts of each kind wait (kept), have become rows (derived), or are in quarantine, and why."""
    prepare()
    kinds = {
        row.kind or UNREADABLE: {state: getattr(row, state) for state in STATES} for row in count_facts()
    }
    reasons = [
        {"kind": kind or UNREADABLE, "reason": reason, "count": n} for kind, reason, n in count_reasons()
    ]
    totals = {state: sum(row[state] for row in kinds.values()) for state in STATES}
    if json:
        print_json({**totals, "kinds": kinds, "quarantine": reasons})
        return
    rows = [[kind, *(row[state] for state in STATES)] for kind, row in kinds.items()]
    print_table(["kind", *STATES], [*rows, ["", *totals.values()]])
    if reasons:
        print_table(["in quarantine", "why", "facts"], [list(row.values()) for row in reasons])


@app.command()
def derive(json: JsonOption = False) -> None:
    """Turn the facts that wait into rows now, without waiting for the job."""
    prepare()
    with refusals():
        done = derive_facts()
    if json:
        print_json({"derived": done.derived, "quarantined": done.quarantined})
    else:
        say(_("used: {used}, in quarantine: {kept}").format(used=done.derived, kept=done.quarantined))


@app.command()
def replay(
    ids: Annotated[
        list[UUID] | None, typer.Argument(metavar="[ID]...", help="Ids of facts; all by default.")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Only those with this reason, such as rounds.outside_duty.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Only those of this kind, such as daily_answer.")] = "",
    json: JsonOption = False,
) -> None:
    """Use facts from quarantine again: after an update, a new role, or a correction of the register."""
    prepare()
    with refusals():
        count = replay_facts(actor=None, ids=ids or None, reason=reason, kind=kind)
        done = derive_facts()
    if json:
        print_json({"replayed": count, "derived": done.derived, "quarantined": done.quarantined})
    else:
        say(
            _("tried again: {n}, used: {used}, in quarantine: {kept}").format(
                n=count, used=done.derived, kept=done.quarantined
            )
        )
