"""`linli gates`."""

import json

import pytest
from typer.testing import CliRunner

from linli.cli.app import app
from linli.gates.actions.findings import settle_finding
from linli.gates.actions.scans import take_from_gates
from linli.gates.models import Finding, Gate, GateScan
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.gates.conftest import DAY, gate, keeper, make_gate  # noqa: F401 - fixtures
from tests.gates.told import scan

pytestmark = pytest.mark.django_db


def test_it_deletes_logs_whose_term_is_over_and_says_how_many(gate: Gate, keeper: User) -> None:  # noqa: F811
    take_from_gates([scan(1, gate, keeper, NOW - 40 * DAY), scan(2, gate, keeper)])
    found = CliRunner().invoke(app, ["gates", "purge", "--json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout) == {"purged": [{"county": "231085", "days": 14, "scans": 1}]}
    assert GateScan.everywhere.count() == 1
    again = CliRunner().invoke(app, ["gates", "purge", "--json"])
    assert json.loads(again.stdout) == {"purged": []}


def test_it_lists_what_does_not_fit_together_and_names_no_household(
    gate: Gate,  # noqa: F811
    keeper: User,  # noqa: F811
    household: Household,
) -> None:
    """Let out although the gate said stop."""
    out = {"shown": "door", "household": household.pk}
    take_from_gates([scan(1, gate, keeper, NOW - DAY, verdict="stop", reason="gates.used", **out)])
    found = CliRunner().invoke(app, ["gates", "findings", "--area", gate.area_code, "--json"])
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert [(one["kind"], one["gate"], one["other"]) for one in told] == [
        ("let_through_against", "和平家园东门", None)
    ]
    table = CliRunner().invoke(app, ["gates", "findings", "--area", gate.area_code])
    assert "和平家园东门" in table.stdout
    assert household.door not in found.stdout + table.stdout
    finding = Finding.everywhere.get()
    settle_finding(finding, actor=keeper, note="问过了", now=NOW)
    again = CliRunner().invoke(app, ["gates", "findings", "--area", gate.area_code, "--json"])
    assert json.loads(again.stdout) == []


def test_an_area_that_is_not_there_is_refused(gate: Gate) -> None:  # noqa: F811
    found = CliRunner().invoke(app, ["gates", "findings", "--area", "990000"])
    assert found.exit_code == 1
    assert "990000" in found.stderr
