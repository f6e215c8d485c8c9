"""`linli check` and the demo: what an engineer meets first."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from linli.areas.models import Area
from linli.cli.app import app
from linli.core.crypto import forget_keyring
from linli.duty.models import Claim, Responsibility, Volunteer
from linli.people.models import Appointment, User
from linli.registers.models import Household, Resident
from linli.rounds.models import HouseholdDay

runner = CliRunner()


@pytest.mark.django_db
def test_it_finds_everything_in_place() -> None:
    done = runner.invoke(app, ["check", "--json"])
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert facts["good"]
    assert {"settings", "database", "keys", "playbook muling"} <= {f["what"] for f in facts["findings"]}


@pytest.fixture
def own_home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A folder with keys of its own, which no test after this one meets."""
    settings.HOME = tmp_path
    forget_keyring()
    yield
    forget_keyring()


@pytest.mark.django_db(transaction=True)
def test_it_makes_a_demo_city_with_an_account_for_each_role(own_home: None) -> None:
    done = runner.invoke(app, ["demo", "--residents", "600", "--no-serve"])
    assert done.exit_code == 0, done.output
    assert Area.objects.filter(code__startswith="231085").count() > 236
    assert 300 < Resident.everywhere.count() < 900
    assert User.objects.filter(username="clerk").exists()
    assert Appointment.everywhere.values("role").distinct().count() > 15
    assert HouseholdDay.everywhere.filter(answered=True).exists()
    assert Claim.everywhere.filter(state="present").exists()
    assert Volunteer.everywhere.exists()
    assert Responsibility.everywhere.exists()
    assert "clerk" in done.stdout
    again = runner.invoke(app, ["demo", "--residents", "600", "--no-serve"])
    assert again.exit_code == 0
    assert again.stdout.split("Password")[1] == done.stdout.split("Password")[1]


@pytest.mark.django_db
def test_it_fills_the_register_of_a_city() -> None:
    first = runner.invoke(app, ["simulate", "--residents", "300", "--seed", "5", "--json"])
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["residents"] == Resident.everywhere.count() > 0
    assert Household.everywhere.filter(occupancy="vacant").exists()


@pytest.mark.django_db
def test_it_says_which_cities_it_can_make() -> None:
    done = runner.invoke(app, ["simulate", "--city", "linfen", "--residents", "10"])
    assert done.exit_code == 1
    assert "muling" in done.output
