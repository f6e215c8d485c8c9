"""What of gates goes further than the rules in force."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace as replace_fields

from linli.gates.lint import (
    Code,
    GateStood,
    Hint,
    Issued,
    TurnedBack,
    of_compounds,
    of_gate,
    of_passes,
    of_refusals,
    worst_first,
)
from linli.lib.playbook import load_playbook
from linli.lib.playbook.gates import Gates
from tests.conftest import TODAY

RULES = load_playbook("muling").gates
GATE = GateStood(
    uuid4(), "东门", "compound", "231085100006", TODAY + timedelta(days=3), "和平家园", "第 12 号通告", "县指挥部",
    RULES.procedures[0].key,
)  # fmt: skip
# One person, each second day, two hours; who is late loses a turn.
RULE = replace_fields(RULES.passes[0], people=1, every_days=2, times=1, max_hours=2, forfeits=1)
RULES = replace_fields(RULES, passes=(RULE, *RULES.passes[1:]))
PASSES = Issued(
    "231085100006", RULE.key, 40, RULE.people, RULE.every_days, RULE.times, RULE.max_hours, RULE.forfeits
)


def codes(hints: object) -> list[Code]:
    return [one.code for one in hints]  # type: ignore[attr-defined]


def gate_hints(**changed: object) -> list[Code]:
    return codes(of_gate(replace(GATE, **changed), RULES, today=TODAY))  # type: ignore[arg-type]


def test_a_gate_with_its_basis_and_its_end_ahead_is_in_order() -> None:
    assert gate_hints() == []


def test_a_gate_stands_until_the_day_before_its_end() -> None:
    assert gate_hints(until_on=TODAY + timedelta(days=1)) == []
    assert gate_hints(until_on=TODAY) == [Code.PAST_END]


@pytest.mark.parametrize("missing", ["basis", "decided_by"])
def test_a_gate_without_a_basis_or_without_who_decided_is_named(missing: str) -> None:
    assert gate_hints(**{missing: "  "}) == [Code.NO_BASIS]


def test_a_procedure_that_the_playbook_lacks_is_to_know_and_no_wrong() -> None:
    hints = list(of_gate(replace(GATE, procedure="strip-search"), RULES, today=TODAY))
    assert codes(hints) == [Code.PROCEDURE_UNKNOWN]
    assert hints[0].is_to_know


# ---- refusals ----------------------------------------------------------------------------------------------------
def refused(ground: str, kind: str = "compound", **more: object) -> list[Code]:
    turned = TurnedBack(replace(GATE, kind=kind), ground, 3, **more)  # type: ignore[arg-type]
    return codes(of_refusals(turned, RULES))


def test_a_ground_of_the_playbook_at_its_kind_of_gate_is_in_order() -> None:
    assert refused("turns_used") == []
    assert refused("traffic", "city_road") == []


def test_a_ground_at_a_gate_that_it_is_not_meant_for_is_named() -> None:
    assert refused("traffic") == [Code.GROUND_ELSEWHERE]


def test_a_ground_that_nobody_decided_is_named_whether_chosen_or_written() -> None:
    assert refused("no_booster") == [Code.GROUND_UNKNOWN]
    assert refused("", words=True) == [Code.GROUND_UNKNOWN]


def test_the_gates_own_stop_is_a_ground_and_silence_is_none() -> None:
    assert refused("", by_gate=True) == []
    assert refused("") == [Code.NO_GROUND]


# ---- passes ------------------------------------------------------------------------------------------------------
def pass_hints(**changed: object) -> list[Hint]:
    return list(of_passes(replace(PASSES, **changed), RULES))  # type: ignore[arg-type]


def test_passes_as_the_rule_has_them_are_in_order() -> None:
    assert pass_hints() == []


def test_more_than_the_rule_allows_is_nobodys_harm() -> None:
    generous = {"people": RULE.people + 1, "times": 0, "max_hours": 0, "forfeits": 0}
    assert pass_hints(**generous) == []


def test_fewer_turns_are_compared_by_how_often_one_gets_out() -> None:
    assert pass_hints(times=RULE.times * 2, every_days=RULE.every_days * 2) == []
    hints = pass_hints(every_days=RULE.every_days + 1)
    assert codes(hints) == [Code.PASS_STRICTER]
    assert hints[0].data["stricter"]["every_days"] == (RULE.every_days + 1, RULE.every_days)


def test_an_hour_less_and_a_turn_more_that_is_lost_are_named() -> None:
    assert pass_hints(max_hours=1)[0].data["stricter"] == {"max_hours": (1, 2)}
    assert pass_hints(forfeits=2)[0].data["stricter"] == {"forfeits": (2, 1)}


def test_any_limit_is_stricter_than_none() -> None:
    free = replace_fields(RULE, times=0, max_hours=0)
    rules = replace_fields(RULES, passes=(free,))
    (hint,) = of_passes(replace(PASSES, max_hours=2), rules)
    assert set(hint.data["stricter"]) == {"times", "every_days", "max_hours"}


def test_a_rule_that_the_playbook_lacks_is_named_and_an_empty_playbook_says_nothing() -> None:
    assert codes(pass_hints(rule="stay-at-home")) == [Code.PASS_RULE_UNKNOWN]
    assert list(of_passes(replace(PASSES, rule="x"), Gates())) == []


# ---- compounds -----------------------------------------------------------------------------------------------------
def test_two_gates_of_one_compound_are_to_know() -> None:
    west = replace(GATE, id=uuid4(), name="西门")
    hints = list(of_compounds([GATE, west, replace(west, compound="滨河小区")]))
    assert codes(hints) == [Code.MANY_GATES]
    assert (hints[0].data["names"], hints[0].is_to_know) == (["东门", "西门"], True)


def test_two_roads_into_a_city_are_as_they_should_be() -> None:
    road = replace(GATE, kind="city_road")
    assert list(of_compounds([road, replace(road, id=uuid4())])) == []


def test_what_is_wrong_comes_before_what_is_only_to_know() -> None:
    mixed = [Hint(Code.MANY_GATES, "1"), Hint(Code.NO_GROUND, "1"), Hint(Code.PAST_END, "2")]
    assert codes(worst_first(mixed)) == [Code.PAST_END, Code.NO_GROUND, Code.MANY_GATES]
