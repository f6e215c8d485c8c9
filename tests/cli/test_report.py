"""`linli report daily`: facts that scripts stand on, and files."""

import json
from pathlib import Path
from typing import Any

import openpyxl
from django.db import transaction
from typer.testing import CliRunner

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.cli.app import app
from linli.core.models import AccessEntry
from linli.people.models import User
from linli.people.viewer import viewer_of
from linli.registers.models import Household
from linli.reports.daily.actions import submit_report
from tests.conftest import TODAY

runner = CliRunner()


def run(*words: str) -> Any:
    return runner.invoke(app, ["report", "daily", *words])


def count(area: Area) -> None:
    with transaction.atomic():
        recount([area.code], day=TODAY)


def test_it_says_who_has_reported_and_leaves_out_who_has_not(
    household: Household, community: Area, other_community: Area, town: Area, clerk: User
) -> None:
    count(community)
    submit_report(community, on=TODAY, actor=viewer_of(clerk, day=TODAY), is_nil=True)
    done = run("--area", town.code, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    states = {one["code"]: (one["state"], one["late"]) for one in found["areas"]}
    assert states == {community.code: ("nil", True), other_community.code: ("missing", False)}
    assert [one["figures"] is None for one in found["areas"]] == [True, False]
    assert found["covers"] == {"n": 1, "of": 2}
    assert found["figures"]["households.lived_in"] == 1
    assert found["figures"]["by_hand.disinfected"] is None
    assert set(found["late_list"]) == {community.code, other_community.code}


def test_it_writes_a_workbook_and_the_taking_is_kept(
    household: Household, community: Area, tmp_path: Path
) -> None:
    count(community)
    target = tmp_path / "日报.xlsx"
    done = run("--area", community.code, "-o", str(target))
    assert done.exit_code == 0, done.output
    assert (
        "全部数字" in openpyxl.load_workbook(target).sheetnames
        or "All figures" in openpyxl.load_workbook(target).sheetnames
    )
    assert AccessEntry.objects.get().what == "export"


def test_it_prints_a_table(household: Household, community: Area) -> None:
    count(community)
    done = run("--area", community.code)
    assert done.exit_code == 0, done.output


def test_it_refuses_what_cannot_be(community: Area, tmp_path: Path) -> None:
    assert run("--area", "9999").exit_code == 1
    assert run("--area", community.code, "--on", "2027-01-01").exit_code == 1
    assert run("--area", community.code, "-o", str(tmp_path / "x.txt")).exit_code == 1
    assert run("--area", community.code, "-o", str(tmp_path / "no" / "x.pdf")).exit_code == 1
