"""Killed while gates ask: every scan that was answered is there once, and no pass was let through twice."""

from collections import Counter
from collections.abc import Iterator

import pytest

from linli.areas.models import Area
from linli.gates.codes import code_of
from linli.gates.models import Gate, GatePass
from linli.intake.actions import NewDevice, enrol_device
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.faults.conftest import ROUNDS, Machine, wait_until
from tests.faults.gates import Gates
from tests.faults.test_kill import ids_of
from tests.gates.conftest import (  # noqa: F401 - fixtures
    DAY,
    MakePass,
    gate,
    keeper,
    key,
    make_gate,
    make_pass,
)

# ruff: noqa: F811 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
PASSES = 60 * ROUNDS
# The intake beside the test lives today, whenever that is.
BEGINS, ENDS = NOW - 6 * 365 * DAY, NOW + 20 * 365 * DAY


@pytest.fixture
def device(keeper: User) -> NewDevice:
    return enrol_device(actor=None, user=keeper)


@pytest.fixture
def codes(make_pass: MakePass, building: Area, households: list[Household], gate: Gate) -> list[str]:
    """Passes of workers, whose turns are their own, each once a day; and a gate that stands for years."""
    Gate.everywhere.filter(pk=gate.pk).update(from_on=BEGINS.date(), until_on=ENDS.date())
    for _one in range(PASSES):
        make_pass(area=building, kind="worker", valid_from=BEGINS, valid_until=ENDS)
    return [code_of(one) for one in GatePass.everywhere.select_related("key")]


@pytest.fixture
def gates(codes: list[str], gate: Gate, machine: Machine, device: NewDevice) -> Iterator[Gates]:
    # After the codes: the machine's database is a copy of the test's as it was when the machine was made.
    made = Gates(machine.port, device.token, str(gate.pk), codes, made_at=NOW.isoformat())
    yield made
    made.up.set()


def test_the_intake_is_killed_while_gates_ask(gates: Gates, machine: Machine) -> None:
    intake = machine.start_intake()
    gates.start()
    for number in range(ROUNDS):
        enough = len(gates.sent) * (number + 0.5) / (ROUNDS + 1)
        wait_until(lambda enough=enough: len(gates.answers) > enough or gates.others)
        machine.kill(intake)
        gates.up.clear()
        answered = set(gates.answers)
        assert answered <= ids_of(machine)
        intake = machine.start_intake()
        gates.up.set()
    wait_until(lambda: gates.is_done() or gates.others)
    gates.join()
    assert gates.others == []
    assert ids_of(machine) == gates.sent
    assert machine.number("SELECT count(*) FROM intake_fact") == len(gates.sent)
    # Each pass was shown at two gates: one let it through, and one use is written.
    assert Counter(gates.let_through()) == dict.fromkeys(gates.pass_of.values(), 1)
    assert machine.number("SELECT count(*) FROM gates_passuse") == PASSES
    assert machine.number("SELECT count(DISTINCT pass_id) FROM gates_passuse") == PASSES
