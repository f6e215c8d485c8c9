"""Commands of `linli`: simulate."""

import typer

app = typer.Typer(no_args_is_help=True)
