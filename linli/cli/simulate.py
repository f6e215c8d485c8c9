"""`linli simulate`: a made-up city, or made-up workbooks, of any size."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

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
    days: Annotated[
        int,
        typer.Option(
            min=0, max=60, help="Play the daily round of so many days through the intake, today last."
        ),
    ] = 0,
    json: JsonOption = False,
) -> None:
    """Fill the register with invented people, or write them as messy workbooks to try the import with."""
    from linli.simulate import demo as making

    prepare()
    today = local_day(timezone.now())
    with refusals():
        if workbooks is not None:
            paths = making.workbooks_of(city, workbooks, residents=residents, seed=seed, today=today)
            facts: dict[str, Any] = {"city": city, "residents": residents, "seed": seed}
            facts["workbooks"] = [str(path) for path in paths]
        else:
            with progress(f"{city}: {residents:,}") as advance:
                made = making.simulate_city(
                    city, residents=residents, seed=seed, today=today, advance=advance
                )
            facts = {"city": city, "residents": made, "seed": seed}
            if days:
                facts |= play(city, days=days, seed=seed)
    if json:
        print_json(facts)
    else:
        say(", ".join(f"{key}: {value}" for key, value in facts.items()))


def play(city: str, *, days: int, seed: int) -> dict[str, Any]:
    """Play the daily round of a city that is there, and this week's duty and a day at the gates; returns what became of the facts."""
    from linli.simulate.care import play_care
    from linli.simulate.demo import communities_of, main_community
    from linli.simulate.duty import play_duty
    from linli.simulate.gates import play_gates
    from linli.simulate.patrols import play_patrols
    from linli.simulate.rounds import play_rounds

    now = timezone.now()
    communities = communities_of(city)
    with progress(_("Daily round, days")) as advance:
        played = play_rounds(
            communities, days=days, seed=seed, now=now, today=local_day(now), advance=advance
        )
    duty = play_duty(main_community(communities), communities, seed=seed, now=now, today=local_day(now))
    gates = play_gates(main_community(communities), communities, seed=seed, now=now, today=local_day(now))
    play_patrols(main_community(communities), seed=seed, now=now)
    care = play_care(main_community(communities), seed=seed, now=now, today=local_day(now))
    return {**asdict(played), "duty": asdict(duty), "gates": asdict(gates), "care": asdict(care)}
