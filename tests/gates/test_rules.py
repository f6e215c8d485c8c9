"""What a gate says: every case of the file, and what holds for every set of facts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.gates.rules import READ, Facts, PassSeen, Says, decide, is_stale, quota_of
from linli.lib.passes import Reading
from linli.lib.periods import local_day
from linli.lib.playbook.gates import MUST_PASS
from tests.gates.rule_cases import CASES, READINGS, answer_of, as_json, facts, facts_of, moments, passes

many = settings(max_examples=250, deadline=None)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_gate_answers_as_the_case_says(case: dict[str, Any]) -> None:
    assert as_json(decide(facts_of(case))) == answer_of(case)


def test_there_are_enough_cases_and_each_says_why() -> None:
    assert len(CASES) >= 120
    whys = [case["why"] for case in CASES]
    assert len(set(whys)) == len(whys)
    assert all(why.endswith((".", "?")) for why in whys)


def test_each_rule_and_each_answer_has_a_case() -> None:
    told = {case["answer"]["code"] for case in CASES}
    assert told == {
        "gates." + name
        for name in [
            "ok",
            "closed",
            "come_along",
            "comes_in",
            "expired",
            "fever",
            "forfeited",
            "forged",
            "granted",
            "leaves",
            "maybe_used",
            "must_pass",
            "no_pass",
            "not_a_pass",
            "not_yet",
            "other_city",
            "other_gate",
            "replaced",
            "revoked",
            "stays_in",
            "still_out",
            "too_many",
            "truncated",
            "unknown_key",
            "unreadable",
            "used",
            "visit_over",
            "withdrawn_key",
        ]
    }


def test_the_readings_are_those_of_a_pass_and_none() -> None:
    assert set(READINGS) == {*get_args(Reading), "none"}


@many
@given(facts)
def test_every_set_of_facts_has_an_answer(one: Facts) -> None:
    decision = decide(one)
    assert decision.says in Says
    assert decision.code.startswith("gates.")


@many
@given(facts, st.sampled_from(sorted(MUST_PASS)))
def test_what_must_pass_always_passes(one: Facts, errand: str) -> None:
    assert decide(replace(one, errand=errand)).says == Says.PASS
    assert decide(replace(one, granted=errand, direction="out")).says == Says.PASS


@many
@given(facts)
def test_nobody_is_stopped_on_the_way_in(one: Facts) -> None:
    assert decide(replace(one, direction="in")).says != Says.STOP


@many
@given(facts)
def test_a_visitor_is_not_kept_inside(one: Facts) -> None:
    assume(one.seen is not None and one.reading == READ)
    assert one.seen
    assert decide(replace(one, seen=replace(one.seen, kind="visitor"))).says != Says.STOP


@many
@given(facts)
def test_an_old_list_stops_nobody(one: Facts) -> None:
    decision = decide(one)
    assert not (is_stale(one) and decision.by_list and decision.says == Says.STOP)


@many
@given(facts)
def test_an_older_list_never_makes_an_answer_harder_than_ask(one: Facts) -> None:
    fresh, old = decide(replace(one, list_minutes=0)), decide(replace(one, list_minutes=None))
    if old.says == Says.STOP:
        assert fresh.says == Says.STOP


@many
@given(facts)
def test_who_lives_here_comes_home_with_any_pass_of_this_gate(one: Facts) -> None:
    assume(one.seen is not None and one.reading == READ and one.temperature is None)
    assert one.seen
    home = replace(one.seen, kind="household", area=one.gate.area, people=max(one.people, 1))
    assert decide(replace(one, seen=home, direction="in")).says == Says.PASS


@many
@given(facts)
def test_a_fever_is_never_a_reason_to_stop(one: Facts) -> None:
    gate = replace(one.gate, fever_at=37.3)
    assert decide(replace(one, gate=gate, temperature=39.0)).says != Says.STOP


@many
@given(passes, moments)
def test_a_turn_that_is_told_to_come_back_is_there_on_that_day(seen: PassSeen, at: datetime) -> None:
    """And not a day before."""
    seen = replace(seen, times=seen.times or 1, uses=tuple(use for use in seen.uses if use.at <= at))
    quota = quota_of(seen, at)
    if quota.left:
        return
    assert quota.next_on
    wait = quota.next_on - local_day(at)
    assert wait > timedelta(0)
    assert quota_of(seen, at + wait).left > 0
    assert quota_of(seen, at + wait - timedelta(days=1)).left == 0


@many
@given(passes, facts)
def test_one_more_use_never_gives_a_turn(seen: Any, one: Facts) -> None:
    assume(seen.times and seen.uses)
    assert quota_of(seen, one.at).left <= quota_of(replace(seen, uses=seen.uses[1:]), one.at).left
