"""`linli duty`: facts that scripts stand on."""

import json
from typing import Any

from typer.testing import CliRunner

from linli.areas.models import Area
from linli.cli.app import app
from linli.duty.actions.giving import Term
from linli.duty.actions.responsibilities import give_responsibility
from linli.duty.choices import TargetKind
from linli.duty.targets import Target, seat_of
from linli.lib.playbook import load_playbook
from linli.people.models import User
from tests.conftest import TODAY

runner = CliRunner()


def run(*words: str) -> Any:
    return runner.invoke(app, ["duty", *words])


def test_it_says_who_answers_and_what_is_missing(building: Area, warden: User) -> None:
    seat = seat_of(load_playbook("muling"), "head-for-building", "building_warden")
    assert seat is not None
    give_responsibility(seat, Target(TargetKind.AREA, building), warden, term=Term(TODAY), actor=None)
    done = run("who", building.code, "--json")
    assert done.exit_code == 0, done.output
    answers = json.loads(done.stdout)["answers"]
    assert [(one["target"], one["name"], one["missing"]) for one in answers] == [
        ("3号楼", "佘建业", 0),
        ("第一网格", "", 1),
        ("八面通镇", "", 1),
    ]


def test_it_counts_the_gaps_of_each_child(community: Area, grid: Area, building: Area) -> None:
    done = run("gaps", community.code, "--json")
    assert done.exit_code == 0, done.output
    found = {one["pattern"]: one for one in json.loads(done.stdout)["patterns"]}
    assert (found["head-for-building"]["targets"], found["head-for-building"]["short"]) == (1, 1)
    assert found["head-for-building"]["children"] == {grid.code: 1}


def test_a_code_that_is_no_area_is_refused(community: Area) -> None:
    assert run("gaps", "999999").exit_code != 0
