"""Commands of `linli paper`: does the signature on a PDF hold, and the certificate with which others can ask that."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from linli.cli.output import JsonOption, print_json, refuse, say
from linli.cli.prepare import prepare
from linli.core.papers import certificate, signature_of

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The PDF.", exists=True, dir_okay=False)],
    json: JsonOption = False,
) -> None:
    """Say whether a PDF was signed here and is as it was. Ends with 1 where it is not."""
    prepare()
    found = signature_of(file.read_bytes())
    if json:
        signed = {"by": found.by, "at": found.at, "ours": found.ours, "whole": found.whole} if found else None
        print_json({"signed": signed, "holds": bool(found and found.holds)})
    if found is None:
        refuse(_("{file} has no signature.").format(file=file.name))
    if not found.ours:
        refuse(_("{file} was signed by {by}, not by this city.").format(file=file.name, by=found.by or "?"))
    if not found.whole:
        refuse(_("{file} was changed after it was signed.").format(file=file.name))
    if not json:
        say(_("{file} was signed by {by} and is as it was.").format(file=file.name, by=found.by))


@app.command(name="certificate")
def show_certificate() -> None:
    """Print the certificate for those who want to check papers of this city."""
    prepare()
    typer.echo(certificate(), nl=False)
