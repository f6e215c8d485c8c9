"""`linli edition`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from linli.areas.models import Area
from linli.cli.app import app
from linli.incidents.overreach import tell_overreach
from linli.people.models import User

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(app, ["edition", *words])
    return found.exit_code, found.stdout, found.stderr


def test_it_lists_the_editions_and_which_one_holds_in_an_area(community: Area) -> None:
    code, out, _ = run("list", "--area", community.code, "--json")
    assert code == 0
    found = json.loads(out)
    assert [one["key"] for one in found if one["in_force"]] == ["category_b"]
    assert len(found) == 5
    assert run("list", "--area", "999999")[0] == 1


def test_it_shows_one_edition_or_says_which_there_are() -> None:
    code, out, _ = run("show", "ten_measures", "--json")
    assert code == 0
    assert json.loads(out)["key"] == "ten_measures"
    assert run("show", "ten_measures")[0] == 0
    code, _, said = run("show", "no_such")
    assert code == 1
    assert "ninth_edition" in said


def test_it_works_out_a_plan_with_its_reasons() -> None:
    words = ("plan", "ninth_edition", "spill_mid", "--day-0", "2022-08-03", "--came", "2022-08-06")
    code, out, _ = run(*words, "--json")
    assert code == 0
    made = json.loads(out)
    assert (made["phases"][0]["last_on"], made["until_at"]) == ("2022-08-10", "2022-08-11T00:00:00+08:00")
    assert run(*words)[0] == 0
    code, _, said = run("plan", "ninth_edition", "no_such", "--day-0", "2022-08-03")
    assert code == 1
    assert "spill_mid" in said


def test_it_checks_an_edition_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('key = "x"\n', encoding="utf-8")
    code, _, said = run("check", str(file))
    assert code == 1
    assert "number" in said


def test_it_lists_what_goes_beyond_the_rules_and_names_nobody(community: Area, warden: User) -> None:
    tell_overreach(actor=warden, prohibition="checkpoints", note="多了一道岗")
    code, out, _ = run("overreach", "--area", community.code, "--json")
    assert code == 0
    assert [(one["code"], one["prohibition"]) for one in json.loads(out)] == [("told", "checkpoints")]
    assert "佘建业" not in out
    assert str(warden.pk) not in out
