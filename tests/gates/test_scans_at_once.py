"""Phones of several gates at the same moment: nothing is lost, and nobody waits for ever."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.gates import tallies
from linli.gates.actions.scans import take_from_gates
from linli.gates.choices import Done
from linli.gates.models import Finding, Gate, GatePass, GateScan, PassUse
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, settle
from tests.duty.test_posts_at_once import all_at_once
from tests.gates.conftest import HOUR, MakeGate, MakePass
from tests.gates.told import amended, fact_id, scan

pytestmark = [pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


@pytest.fixture
def issued(make_pass: MakePass, household: Household) -> GatePass:
    return make_pass(household)


def telling(*facts: FieldFact) -> Callable[[], object]:
    return lambda: take_from_gates(facts)


def test_the_numbers_of_a_gate_add_up(gate: Gate, keeper: User, make_gate: MakeGate) -> None:
    gates = [gate, make_gate(name="西门"), make_gate(name="南门")]
    batches = [
        telling(*(scan(100 * batch + n, gates[(batch + n) % 3], keeper, people=2) for n in range(30)))
        for batch in range(6)
    ]
    assert all_at_once(batches) == [{}] * 6
    told = tallies.numbers_by_gate([one.pk for one in gates], day=TODAY)
    assert sum(one[("gates.people", "")] for one in told.values()) == 360
    assert GateScan.everywhere.count() == 180


def test_who_goes_out_and_comes_in_in_one_moment_is_back(
    gate: Gate, keeper: User, make_gate: MakeGate, make_pass: MakePass, grid: Area
) -> None:
    west = make_gate(name="西门")
    passes = [make_pass(settle(grid, f"1-1-{100 + n}")) for n in range(12)]
    out = [scan(n, gate, keeper, NOW - HOUR, pass_id=one.pk) for n, one in enumerate(passes)]
    back = [scan(100 + n, west, keeper, pass_id=one.pk, direction="in") for n, one in enumerate(passes)]
    halves = [telling(*out[:6]), telling(*back[:6]), telling(*out[6:]), telling(*reversed(back[6:]))]
    assert all_at_once(halves) == [{}] * 4
    assert set(GateScan.everywhere.filter(direction="out").values_list("back_at", flat=True)) == {NOW}


def test_a_pass_used_at_two_gates_in_one_moment_is_found_once(
    gate: Gate, keeper: User, make_gate: MakeGate, issued: GatePass
) -> None:
    west = make_gate(name="西门")
    both = [
        telling(scan(1, gate, keeper, NOW - MINUTE, pass_id=issued.pk)),
        telling(scan(2, west, keeper, pass_id=issued.pk)),
    ]
    assert all_at_once(both) == [{}] * 2
    found = Finding.everywhere.get()
    assert (found.kind, found.scan_id, found.other_id) == ("used_twice", fact_id(2), fact_id(1))


def test_what_is_said_of_a_scan_in_the_moment_it_comes_is_not_lost(
    gate: Gate, keeper: User, issued: GatePass
) -> None:
    for n in range(5):
        both = [
            telling(scan(n, gate, keeper, NOW - n * MINUTE, pass_id=issued.pk)),
            telling(amended(100 + n, n, keeper, taken_back=True)),
        ]
        assert all_at_once(both) == [{}] * 2
    assert set(GateScan.everywhere.values_list("done", flat=True)) == {Done.TAKEN_BACK}
    assert not PassUse.objects.exists()
    told = tallies.numbers_by_gate([gate.pk], day=TODAY)[gate.pk]
    assert not any(told.values())
