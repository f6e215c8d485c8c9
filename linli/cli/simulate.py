"""`linli simulate`: a made-up city, or made-up workbooks, of any size."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from linli.cli.output import JsonOption, print_json, progress, refusals, say
from linli.cli.prepare import prepare
from linli.lib.periods import local_day

app = typer.Typer()


@app.command()
def simulate(
    city: Annotated[str, typer.Option(help="Playbook of the city, such as muling.")] = "muling",
    residents: Annotated[int, typer.Option(min=1, help="How many residents to make up.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same city.")] = 1,
    workbooks: Annotated[
        Path | None, typer.Option(help="Write workbooks into this folder instead of the register.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Fill the register with invented people, or write them as messy workbooks to try the import with."""
    from linli.simulate import demo as making

    prepare()
    today = local_day(timezone.now())
    with refusals():
        if workbooks is not None:
            paths = making.workbooks_of(city, workbooks, residents=residents, seed=seed, today=today)
            facts = {"city": city, "residents": residents, "seed": seed, "workbooks": [str(p) for p in paths]}
        else:
            with progress(f"{city}: {residents:,}") as advance:
                made = making.simulate_city(
                    city, residents=residents, seed=seed, today=today, advance=advance
                )
            facts = {"city": city, "residents": made, "seed": seed}
    if json:
        print_json(facts)
    else:
        say(", ".join(f"{key}: {value}" for key, value in facts.items()))
