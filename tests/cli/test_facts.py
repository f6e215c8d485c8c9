"""`linli facts`: counting, deriving, replaying."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from linli.cli.app import app
from linli.intake.actions import enrol_device
from linli.intake.models import Fact
from linli.people.models import Appointment, User
from linli.registers.models import Household
from linli.rounds.models import ContactEntry
from tests.conftest import LONG_AGO, NOW, TODAY
from tests.intake.conftest import fact_id

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    result = CliRunner().invoke(app, ["facts", *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def facts(grid_worker: User, household: Household) -> None:
    """Three answers of one household, and something that nobody could read."""
    device = enrol_device(actor=None, user=grid_worker).device
    body = json.dumps({"household": str(household.pk), "same": True})
    for number, kind in enumerate(["daily_answer", "daily_answer", "daily_answer", ""]):
        bad = {} if kind else {"quarantined_at": NOW, "reason": "intake.unreadable"}
        Fact.objects.create(
            pk=fact_id(number),
            device=device,
            user=grid_worker,
            kind=kind,
            made_at=NOW,
            received_at=NOW,
            body=body,
            **bad,
        )


def states(kept: int, derived: int, quarantined: int) -> dict[str, int]:
    return {
        "kept": kept,
        "derived": derived,
        "quarantined": quarantined,
        "total": kept + derived + quarantined,
    }


def test_counting_shows_each_kind_by_state(facts: None) -> None:
    told = run("count")
    assert told["kinds"] == {"unreadable": states(0, 0, 1), "daily_answer": states(3, 0, 0)}
    assert {key: told[key] for key in states(0, 0, 0)} == states(3, 0, 1)
    assert told["quarantine"] == [{"kind": "unreadable", "reason": "intake.unreadable", "count": 1}]


def test_deriving_turns_what_waits_into_rows(facts: None) -> None:
    assert run("derive") == {"derived": 3, "quarantined": 0}
    assert run("derive") == {"derived": 0, "quarantined": 0}
    assert ContactEntry.everywhere.count() == 3


def test_replaying_uses_again_what_can_be_used_by_now(facts: None) -> None:
    Appointment.everywhere.update(until_on=TODAY)
    assert run("derive") == {"derived": 0, "quarantined": 3}
    Appointment.everywhere.update(from_on=LONG_AGO, until_on=None)
    assert run("replay", "--kind", "visit")["replayed"] == 0
    assert run("replay", str(fact_id(0)))["derived"] == 1
    assert run("replay", "--reason", "rounds.outside_duty") == {"replayed": 2, "derived": 2, "quarantined": 0}


def test_without_json_it_prints_tables(facts: None) -> None:
    result = CliRunner().invoke(app, ["facts", "count"])
    assert result.exit_code == 0
    assert "daily_answer" in result.stdout
