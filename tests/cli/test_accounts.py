"""`linli createuser` and `linli appoint`."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from linli.areas.models import Area
from linli.cli.app import app
from linli.core.models import AuditEntry
from linli.people.models import User

runner = CliRunner()


def createuser(area: Area, *words: str, status: int = 0, stdin: str | None = None, **asked: str) -> Any:
    values = {"username": "boss", "name": "管理员", "role": "administrator"} | asked
    command = ["createuser", values["username"], "--name", values["name"], "--role", values["role"]]
    done = runner.invoke(app, [*command, "--area", area.code, *words], input=stdin)
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done


def test_it_makes_the_first_administrator_and_shows_the_password(city: Area) -> None:
    facts = json.loads(createuser(city, "--json").stdout)
    user = User.objects.get(username="boss")
    assert user.check_password(facts["password"])
    assert user.must_change_password
    assert (facts["role"], facts["area"], facts["until"]) == ("administrator", "231085", None)
    assert AuditEntry.objects.filter(actor=None).count() == 2


def test_a_terminal_shows_the_whole_password(city: Area) -> None:
    done = createuser(city)
    user = User.objects.get(username="boss")
    assert any(user.check_password(word) for word in done.stdout.split())


def test_it_reads_the_password_from_standard_input(city: Area) -> None:
    done = createuser(city, "--password-stdin", "--json", stdin="lilac-harbour-31\n")
    user = User.objects.get(username="boss")
    assert user.check_password("lilac-harbour-31")
    assert not user.must_change_password
    assert "password" not in json.loads(done.stdout)


def test_it_asks_for_the_password(city: Area) -> None:
    createuser(city, "--prompt", stdin="lilac-harbour-31\nlilac-harbour-31\n")
    assert User.objects.get().check_password("lilac-harbour-31")


def test_it_takes_the_statistical_code_and_a_last_day(city: Area) -> None:
    done = runner.invoke(
        app, ["createuser", "a1", "--name", "甲", "--role", "planner", "--area", "231085000000",
              "--until", "2027-06-30", "--json"],
    )  # fmt: skip
    assert json.loads(done.stdout)["until"] == "2027-06-30"
    assert str(User.objects.get().appointments.get().until_on) == "2027-07-01"


@pytest.mark.parametrize(
    ("words", "asked", "said"),
    [
        ([], {"role": "emperor"}, "emperor"),
        ([], {"role": "grid_worker"}, "穆棱市"),
        (["--until", "tomorrow"], {}, "2027-06-30"),
        (["--until", "2020-01-01"], {}, ""),
        (["--password-stdin", "--prompt"], {}, "--prompt"),
        (["--area", "999999"], {}, "999999"),
        (["--area", "12ab"], {}, "12ab"),
    ],
)
def test_a_refusal_says_what_to_do(city: Area, words: list[str], asked: dict[str, str], said: str) -> None:
    done = createuser(city, *words, status=1, **asked)
    assert said in done.stderr
    assert done.stdout == ""
    assert not User.objects.exists()


@pytest.mark.parametrize("stdin", ["short\n", "\n", ""])
def test_it_refuses_a_weak_or_missing_password(city: Area, stdin: str) -> None:
    createuser(city, "--password-stdin", status=1, stdin=stdin)
    assert not User.objects.exists()


def test_it_refuses_a_name_that_is_taken(city: Area, administrator: User) -> None:
    createuser(city, status=1, username="ADMIN")
    assert User.objects.count() == 1


def test_it_gives_an_account_another_role(city: Area, leader: User) -> None:
    done = runner.invoke(app, ["appoint", "JI", "--role", "privacy_officer", "--area", city.code, "--json"])
    assert json.loads(done.stdout)["role"] == "privacy_officer"
    assert leader.appointments.count() == 2


def test_it_gives_nobody_a_role_who_is_not_there(city: Area) -> None:
    done = runner.invoke(app, ["appoint", "nobody", "--role", "planner", "--area", city.code])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "createuser nobody" in done.stderr
