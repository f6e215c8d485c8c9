"""`linli ledger`: workbooks at the command line, marked and kept in the trail like any other."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from linli.areas.models import Area
from linli.cli.app import app
from linli.core.models import AccessEntry
from linli.people.models import User
from linli.registers.models import Household, Resident
from linli.reports import rules
from linli.reports.choices import ExportState
from linli.reports.models import Export

runner = CliRunner()


def export(*words: str, status: int = 0) -> Any:
    done = runner.invoke(app, ["ledger", "export", *words])
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done


def cells(path: Path) -> set[object]:
    return {cell for row in openpyxl.load_workbook(path).worksheets[0].values for cell in row}


def test_it_writes_the_ledger_with_masked_numbers(
    household: Household, community: Area, tmp_path: Path
) -> None:
    path = tmp_path / "residents.xlsx"
    facts = json.loads(export("residents", "--area", community.code, "-o", str(path), "--json").stdout)
    assert (facts["rows"], facts["ledger"], facts["area"]) == (3, "residents", community.code)
    assert {"柴丽娟", "151****4108", "与户主关系"} <= cells(path)
    assert "231085197403020426" not in cells(path)
    assert path.stat().st_mode & 0o077 == 0


def test_the_trail_says_that_it_was_taken_at_the_machine(
    household: Household, city: Area, tmp_path: Path
) -> None:
    export("小区居民", "--area", "231085000000", "-o", str(tmp_path / "a.xlsx"))
    look = AccessEntry.objects.get()
    assert (look.actor_id, look.actor_name, look.rows) == (None, "命令行", 3)


def test_it_acts_as_an_account_with_its_reason(
    household: Household, elder: Resident, community: Area, clerk: User, tmp_path: Path
) -> None:
    path = tmp_path / "special.xlsx"
    words = ("special_groups", "--area", community.code, "-o", str(path), "--as", "song")
    export(*words, "--reason", "降温前逐户问")
    look = AccessEntry.objects.get()
    assert (look.actor_id, look.reason) == (clerk.pk, "降温前逐户问")
    assert "郭凤霞" in cells(path)


def test_an_account_gives_whole_numbers_only_where_its_duty_opens_them(
    household: Household, community: Area, clerk: User, township_officer: User, tmp_path: Path
) -> None:
    path = tmp_path / "whole.xlsx"
    words = ("residents", "--area", community.code, "-o", str(path), "--reason", "核对", "--whole-numbers")
    export(*words, "--as", "zhen", status=1)
    export(*words, status=1)
    assert not path.exists()
    export(*words, "--as", "song")
    assert "231085197403020426" in cells(path)


def test_a_large_list_does_not_wait_for_a_worker(
    household: Household, community: Area, clerk: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.reports.actions.ROWS_WHILE_WAITING", 1)
    path = tmp_path / "large.xlsx"
    export("residents", "--area", community.code, "-o", str(path), "--as", "song", "--reason", "核对")
    assert Export.everywhere.get().state == ExportState.HANDED_OVER


def test_it_refuses_what_it_cannot_use(
    household: Household,
    community: Area,
    clerk: User,
    other_clerk: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = str(tmp_path / "no.xlsx")
    here = ("--area", community.code, "-o", path)
    assert "residents" in export("党员", *here, status=1).output
    export("residents", "--area", "12", "-o", path, status=1)
    export("residents", *here, "--as", "nobody", status=1)
    export("residents", *here, "--as", "miao", "--reason", "好奇", status=1)
    export("residents", *here, "--as", "song", status=1)
    export("special_groups", *here, status=1)  # nobody has a need
    export("residents", "--area", community.code, "-o", str(tmp_path / "none" / "no.xlsx"), status=1)
    monkeypatch.setattr(rules, "ROWS_AT_THE_MACHINE", 2)
    assert "2" in export("residents", *here, status=1).output
    assert not Path(path).exists()
    assert not AccessEntry.objects.exists()


def test_it_lists_the_ledgers() -> None:
    found = json.loads(runner.invoke(app, ["ledger", "list", "--json"]).stdout)
    assert [one["key"] for one in found] == [
        "members", "special_groups", "residents", "risk_people", "volunteers",
    ]  # fmt: skip
    assert "特殊群体" in runner.invoke(app, ["ledger", "list"]).stdout
