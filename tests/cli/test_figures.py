"""`linli figures`: facts that scripts stand on."""

import json
from typing import Any

from django.db import transaction
from typer.testing import CliRunner

from linli.areas.models import Area, Tally
from linli.areas.tallies import recount
from linli.cli.app import app
from linli.registers.models import Household, Resident
from tests.conftest import TODAY, join

runner = CliRunner()


def run(*words: str) -> Any:
    done = runner.invoke(app, ["figures", *words])
    assert done.exit_code == 0, done.output
    return done


def facts(*words: str) -> dict[str, Any]:
    return json.loads(run(*words, "--json").stdout)


def count(area: Area) -> None:
    with transaction.atomic():
        recount([area.code], day=TODAY)


def test_it_prints_every_measure_of_an_area(household: Household, community: Area) -> None:
    count(community)
    found = facts("--area", community.code)
    assert (found["code"], found["name"], found["level"]) == (community.code, "和平社区居委会", "community")
    assert found["path"] == ["穆棱市", "八面通镇", "和平社区居委会"]
    assert found["figures"]["residents.living"] == 3
    assert found["figures"]["needs.dialysis"] == 0
    assert found["day"] == "2026-11-20"


def test_it_takes_a_statistical_code(household: Household, community: Area, city: Area) -> None:
    count(community)
    assert facts("--area", "231085000000")["code"] == "231085"


def test_the_children_add_up_and_one_without_a_record_is_not_zero(
    household: Household, community: Area, other_community: Area, town: Area
) -> None:
    count(community)
    found = facts("--area", town.code, "--children", "--measure", "residents.living")
    assert [(child["code"], child["figures"]) for child in found["children"]] == [
        (other_community.code, None),
        (community.code, {"residents.living": 3}),
    ]
    assert found["figures"] == {"residents.living": 3}
    assert found["recorded"] == {"n": 1, "of": 2}
    assert found["in_none_of_them"] is None


def test_a_past_day_is_told_as_it_was(household: Household, community: Area) -> None:
    count(community)
    assert facts("--area", community.code, "--day", "2026-11-19")["figures"] is None


def test_it_counts_everything_anew(household: Household, community: Area, city: Area) -> None:
    Tally.objects.all().delete()
    join(household, "冯念")
    assert facts("--recount") == {"recounted": 1}
    assert facts("--area", city.code)["figures"]["residents.registered"] == 4


def test_it_counts_anew_and_shows_in_one_go(household: Household, community: Area) -> None:
    found = facts("--recount", "--area", community.code)
    assert found["figures"]["residents.registered"] == 3


def test_without_json_it_prints_a_table(
    household: Household, elder: Resident, community: Area, town: Area
) -> None:
    count(community)
    assert "residents.living" in run("--area", community.code).stdout
    assert "和平社区居委会" in run("--area", town.code, "--children").stdout


def test_it_refuses_what_it_cannot_use(community: Area) -> None:
    for words, said in (
        ([], "--area"),
        (["--area", "abc"], "digits"),
        (["--area", "999999"], ""),
        (["--area", community.code, "--measure", "residents.happy"], "residents.living"),
        (["--area", community.code, "--day", "2026-13-01"], "2026-13-01"),
        (["--area", community.code, "--day", "2027-01-01"], "2027-01-01"),
    ):
        done = runner.invoke(app, ["figures", *words])
        assert done.exit_code == 1, words
        assert said in done.output
        assert "Traceback" not in done.output
        assert done.stdout == ""
