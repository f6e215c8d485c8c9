"""Killed while episodes come into force: each has its team, its carers and its day once, whatever was under way."""

import subprocess
import sys
from datetime import timedelta

import pytest

from linli.care.models import Episode
from linli.core.models import Event
from linli.people.models import User
from linli.registers.models import Household
from tests.care.conftest import MakeEpisode, epidemic, make_episode  # noqa: F401 - fixtures
from tests.conftest import NOW, join
from tests.faults.conftest import ROUNDS, Machine, wait_until

# ruff: noqa: F811 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# The worker beside the test lives today, whenever that is.
LONG_BEFORE, LONG_AFTER = 6 * 365, 26 * 365
DRAIN = (
    "import django; django.setup()\n"
    "from linli.core.outbox import drain\n"
    "from linli.flows.table import REACTIONS\n"
    "while drain(REACTIONS, limit=10): pass\n"
)
WAITING = "SELECT count(*) FROM core_event WHERE handled_at IS NULL"
TEAM = "SELECT count(*) FROM duty_responsibility WHERE target_kind = 'episode'"


@pytest.fixture
def opened(households: list[Household], make_episode: MakeEpisode, doctor: User) -> list[Episode]:
    """Twenty of them at once; nothing has reacted to it yet."""
    made = []
    for number, home in enumerate(households[:20]):
        person = join(home, f"居民{number}", relation="head")
        from_on = (NOW - timedelta(days=LONG_BEFORE)).date()
        one = make_episode(person, from_on=from_on, days=LONG_AFTER)
        Event.objects.create(name="care.episode_opened", payload={"episode": str(one.pk)}, at=NOW)
        made.append(one)
    return made


def worker(machine: Machine) -> "subprocess.Popen[bytes]":
    return machine.start([sys.executable, "-c", DRAIN])


def test_the_worker_is_killed_while_teams_are_named(opened: list[Episode], machine: Machine) -> None:
    for _round in range(ROUNDS):
        before = machine.number(WAITING)
        running = worker(machine)
        wait_until(
            lambda before=before, running=running: (
                running.poll() is not None or machine.number(WAITING) != before
            )
        )
        machine.kill(running)
    assert worker(machine).wait() == 0
    assert machine.number(WAITING) == 0
    assert machine.number("SELECT count(*) FROM duty_episodeinforce") == len(opened)
    # A grid worker and a physician for each; nobody twice, and care knows the same people.
    once = "SELECT count(*) FROM (SELECT DISTINCT other_id, slot FROM duty_responsibility WHERE target_kind = 'episode')"
    assert machine.number(TEAM) == machine.number(once) == 2 * len(opened)
    assert machine.number("SELECT count(*) FROM care_carer") == 2 * len(opened)
    per_episode = machine.rows("SELECT count(*) FROM care_caretask GROUP BY episode_id")
    assert len(per_episode) == len(opened)
    assert len(set(per_episode)) == 1
