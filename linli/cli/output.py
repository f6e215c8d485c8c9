"""How commands speak: facts on stdout (as JSON where asked), progress and refusals on stderr, status 0 for success."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from linli.core.problems import Problem

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print facts as JSON, for scripts.")]
Advance = Callable[[int, int], None]  # (done, of)


def print_json(facts: Any) -> None:
    """One JSON document on stdout; dates and ids as text, Chinese as it is."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(headings: list[str], rows: list[list[Any]], *, title: str = "") -> None:
    table = Table(title=title or None, box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        # A narrow terminal breaks lines; it must not cut the end of a code or a password off.
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*["" if cell is None else str(cell) for cell in row])
    out.print(table)


def say(sentence: str) -> None:
    """A line for the person at the terminal; scripts read stdout and never see it."""
    err.print(sentence, markup=False)


def refuse(problem: Problem | str) -> NoReturn:
    """Say what is wrong and what to do next, and end with status 1."""
    err.print(str(problem), style="red", markup=False)
    raise typer.Exit(1)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a `Problem` raised inside into its sentence and status 1."""
    try:
        yield
    except Problem as problem:
        refuse(problem)


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """A bar on stderr; call the yielded function with (done, of)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=False) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
