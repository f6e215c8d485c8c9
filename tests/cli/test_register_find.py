"""`linli register find`: facts for scripts, a table for people, never a whole number."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from linli.areas.models import Area
from linli.cli.app import app
from linli.registers.models import Household, Resident

runner = CliRunner()


def run(*words: str) -> Any:
    return runner.invoke(app, ["register", "find", *words])


def facts(*words: str) -> list[dict[str, Any]]:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["found"]
    return found


def test_it_finds_a_person_and_says_why(resident: Resident, community: Area) -> None:
    (group,) = facts("clj", "--area", community.code)
    assert (group["kind"], group["why"], group["more"]) == ("initials", "拼音首字母相同", False)
    (person,) = group["people"]
    assert (person["name"], person["door"], person["phone"], person["document"]) == (
        "柴丽娟", "3-2-501", "151****4108", "231085********0426")  # fmt: skip
    assert (person["resident"], person["household"]) == (str(resident.pk), str(resident.household_id))
    assert person["path"] == "穆棱市 › 八面通镇 › 和平社区 › 第一网格 › 3号楼"


def test_it_finds_a_door(household: Household, community: Area) -> None:
    (group,) = facts("3号楼2单元501", "--area", f"{community.code}")
    assert [home["door"] for home in group["households"]] == ["3-2-501"]


def test_it_prints_a_table_without_whole_numbers(resident: Resident, community: Area) -> None:
    done = run("15100004108", "--area", community.code)
    assert done.exit_code == 0
    assert "柴丽娟" in done.stdout
    assert "151****4108" in done.stdout
    assert "15100004108" not in done.stdout


def test_it_stays_in_the_area(resident: Resident, other_community: Area) -> None:
    assert facts("柴丽娟", "--area", other_community.code) == []


def test_finding_nobody_is_no_failure_and_is_said_beside_the_facts(community: Area) -> None:
    done = run("欧阳无名", "--area", community.code)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "没有这样的人" in done.stderr


@pytest.mark.parametrize("code", ["999999", "nonsense", ""])
def test_an_area_that_is_not_there_is_refused(community: Area, code: str) -> None:
    done = run("柴丽娟", "--area", code)
    assert done.exit_code == 1
    assert done.stdout == ""
