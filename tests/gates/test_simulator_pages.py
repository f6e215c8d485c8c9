"""What a gate would say, and why; nothing is recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from linli.gates.models import Gate, GateScan, PassUse
from linli.gates.rules import RULES
from linli.gates.simulating import Asked, Who, simulate, who_is
from linli.gates.views.simulator import RULE_NAMES
from linli.lib.playbook.gates import ERRAND_NAMES
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.gates.conftest import HOUR, MakeGate, MakePass
from tests.gates.test_gate_list import grant, restrict

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def used(gate: Gate, home: Household, pass_id: Any, ago: timedelta) -> None:
    """Out and in again."""
    for way, at in (("out", NOW - ago), ("in", NOW - ago + HOUR / 2)):
        PassUse.objects.create(
            pk=uuid4(), pass_id=pass_id, household_id=home.pk, gate_id=gate.pk, direction=way, at=at
        )


def ask(browser: Client, gate: Gate, **query: Any) -> str:
    answer = browser.get("/gates/simulator/", {"gate": str(gate.pk), **query})
    return str(answer.content.decode())


def test_every_rule_has_its_words() -> None:
    assert [one.__name__.strip("_") for one in RULES] == list(RULE_NAMES)


def test_a_fresh_pass_passes_and_a_used_one_stops(
    gate: Gate, household: Household, make_pass: MakePass
) -> None:
    made = make_pass(household)
    assert simulate(gate, Who(made, household), Asked(NOW)).decision.code == "gates.ok"
    used(gate, household, made.pk, 2 * HOUR)
    found = simulate(gate, Who(made, household), Asked(NOW))
    assert (found.decision.says, found.decision.code) == ("stop", "gates.used")
    assert [one.name for one in found.rules if one.decides] == ["quota"]


def test_a_duty_without_households_asks_for_none(
    gate: Gate, household: Household, make_pass: MakePass, leader: User, sign_in: SignIn
) -> None:
    made = make_pass(household)
    assert "3-2-501" in ask(sign_in(leader), gate, who="")  # the form's own example
    for who in (made.slip, "3-2-501"):
        page = ask(sign_in(leader), gate, who=who)
        assert "这里没有这个证号、门牌或车牌" in page
        assert "<dt>门牌</dt>" not in page


def test_an_errand_passes_and_an_old_list_asks(gate: Gate, household: Household, make_pass: MakePass) -> None:
    made = make_pass(household)
    used(gate, household, made.pk, 2 * HOUR)
    urgent = simulate(gate, Who(made, household), Asked(NOW, errand="emergency"))
    assert urgent.decision.says == "pass"
    old = simulate(gate, Who(made, household), Asked(NOW, list_minutes=240))
    assert (old.decision.says, old.softened) == ("ask", True)


@pytest.mark.usefixtures("no_playbook")
def test_without_a_playbook_every_errand_can_be_tried_and_granted(
    gate: Gate, household: Household, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    shown = [ask(browser, gate), browser.get(f"/gates/passes/of/{household.pk}/errand/").content.decode()]
    for page in shown:
        assert all(name.zh in page for name in ERRAND_NAMES.values())


def test_who_stays_in_and_who_was_granted_an_errand(
    gate: Gate, household: Household, make_pass: MakePass, leader: User
) -> None:
    made = make_pass(household)
    restrict(household, leader)
    assert simulate(gate, Who(made, household), Asked(NOW)).decision.code == "gates.stays_in"
    grant(household)
    assert simulate(gate, Who(made, household), Asked(NOW)).decision.code == "gates.granted"


def test_somebody_is_found_by_door_and_code(
    household: Household, make_pass: MakePass, clerk: User, viewer: Any
) -> None:
    made, scope = make_pass(household), viewer(clerk).scope
    assert who_is(scope, "3-2-501") == Who(made, household)
    assert who_is(scope, made.slip) == Who(made, household)
    assert who_is(scope, "") == Who()
    assert who_is(scope, "9-9-999") is None


def test_the_page_says_what_why_and_by_which_rule(
    gate: Gate, household: Household, make_pass: MakePass, clerk: User, sign_in: SignIn
) -> None:
    made = make_pass(household)
    used(gate, household, made.pk, 2 * HOUR)
    page = ask(sign_in(clerk), gate, who="3-2-501", at="2026-11-20T10:12")
    assert "08:12" in page
    assert "和平家园东门" in page
    assert "gates.used" in page
    assert "柴丽娟" not in page
    assert (GateScan.everywhere.count(), PassUse.objects.count()) == (0, 2)


def test_led_from_a_gate_nothing_is_answered_yet(gate: Gate, clerk: User, sign_in: SignIn) -> None:
    page = ask(sign_in(clerk), gate)
    assert "gates." not in page.split("<main", 1)[1]


def test_nobody_is_called_so(gate: Gate, clerk: User, sign_in: SignIn) -> None:
    answer = sign_in(clerk).get("/gates/simulator/", {"gate": str(gate.pk), "who": "9-9-999"})
    assert answer.status_code == 422


def test_a_door_of_elsewhere_is_not_found(
    make_gate: MakeGate, other_community: Any, household: Household, other_clerk: User, sign_in: SignIn
) -> None:
    gate = make_gate(other_community)
    answer = sign_in(other_clerk).get("/gates/simulator/", {"gate": str(gate.pk), "who": "3-2-501"})
    assert answer.status_code == 422
