"""`linli gates`."""

import json

import pytest
from typer.testing import CliRunner

from linli.cli.app import app
from linli.gates.actions.scans import take_from_gates
from linli.gates.models import Gate, GateScan
from linli.people.models import User
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
