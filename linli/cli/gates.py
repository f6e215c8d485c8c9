"""Commands of `linli gates`: their logs."""

from typing import Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli.output import JsonOption, print_json, refusals, say
from linli.cli.prepare import prepare
from linli.gates.actions.purge import purge_logs

app = typer.Typer(no_args_is_help=True)


@app.callback()
def gates() -> None:
    """Gates and their logs."""


@app.command()
def purge(json: JsonOption = False) -> None:
    """Delete gate logs that are older than their playbook allows, without waiting for the night. Figures stay."""
    prepare()
    with refusals():
        done = purge_logs(now=timezone.now())
    found: list[dict[str, Any]] = [
        {"county": term.county, "days": term.days, **dict(sorted(counts.items()))}
        for term, counts in done.items()
    ]
    if json:
        print_json({"purged": found})
        return
    for one in found:
        say(
            _("{county}: {scans} scans older than {days} days deleted").format(
                county=one["county"], scans=one.get("scans", 0), days=one["days"]
            )
        )
    if not found:
        say(_("No gate logs are older than their term."))
