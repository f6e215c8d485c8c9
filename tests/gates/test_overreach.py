"""Gates that ask more than the rules in force come into the one list that oversight reads, and leave it when mended."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.gates.actions.overreach import lint_gates
from linli.gates.models import Gate
from linli.gates.playbook import gates_in_force
from linli.incidents.models import Overreach
from linli.people.models import User
from tests.conftest import NOW, TODAY
from tests.gates.conftest import MakeGate

DAY = timedelta(days=1)


@pytest.fixture
def in_order(gate: Gate) -> Gate:
    """The east gate, with a procedure that the city's playbook has."""
    Gate.everywhere.update(procedure=gates_in_force(gate.area).procedures[0].key)
    gate.refresh_from_db()
    return gate


def kept(gate: Gate) -> list[tuple[str, str]]:
    rows = Overreach.everywhere.filter(about="gate", about_id=gate.pk, gone_at=None).order_by("code")
    return list(rows.values_list("prohibition", "code"))


def test_a_gate_in_order_is_not_in_the_list(in_order: Gate) -> None:
    assert lint_gates(at=NOW) == 0
    assert kept(in_order) == []


def test_a_gate_past_its_end_is_kept_once_and_gone_with_its_mending(in_order: Gate) -> None:
    Gate.everywhere.update(until_on=TODAY)
    assert lint_gates(at=NOW) == 1
    assert lint_gates(at=NOW + timedelta(hours=1)) == 0
    assert kept(in_order) == [("checkpoints", "gates.past_end")]
    Gate.everywhere.update(until_on=TODAY + 3 * DAY)
    lint_gates(at=NOW + DAY)
    assert kept(in_order) == []
    assert Overreach.everywhere.get().gone_at == NOW + DAY


def test_a_gate_that_is_taken_down_leaves_the_list(in_order: Gate) -> None:
    Gate.everywhere.update(basis="")
    lint_gates(at=NOW)
    assert kept(in_order) == [("checkpoints", "gates.no_basis")]
    Gate.everywhere.update(closed_at=NOW)
    lint_gates(at=NOW)
    assert kept(in_order) == []


def test_what_is_only_to_know_is_no_overreach(gate: Gate, make_gate: MakeGate) -> None:
    Gate.everywhere.update(procedure="strip-search", compound="和平家园")
    make_gate(name="西门", procedure="strip-search", compound="和平家园")
    assert lint_gates(at=NOW) == 0


def test_oversight_reads_it_the_clerk_opens_the_gate_and_other_places_do_neither(
    in_order: Gate, auditor: User, clerk: User, other_clerk: User, client: Client
) -> None:
    Gate.everywhere.update(until_on=TODAY)
    lint_gates(at=NOW)
    found = Overreach.everywhere.get()
    client.force_login(auditor)
    assert f"/incidents/overreach/{found.pk}/" in client.get("/incidents/overreach/").content.decode()
    assert client.get(f"/incidents/overreach/{found.pk}/").status_code == 200
    client.force_login(clerk)
    assert f"/gates/{in_order.pk}/" in client.get(f"/incidents/overreach/{found.pk}/").content.decode()
    client.force_login(other_clerk)
    assert client.get(f"/incidents/overreach/{found.pk}/").status_code == 404
