"""Counting the days of an incident, and what it must stand on."""

from datetime import date

import pytest

from linli.incidents import retention
from linli.incidents.retention import Kept, purges
from linli.incidents.rules import day_number, missing_grounds, purge_day


def test_the_day_it_is_opened_is_its_first() -> None:
    assert day_number(date(2026, 11, 9), date(2026, 11, 9)) == 1
    assert day_number(date(2026, 11, 9), date(2026, 11, 20)) == 12


@pytest.mark.parametrize(
    ("grounds", "missing"),
    [
        ({"purpose": "a", "basis": "b", "approved_by": "c"}, []),
        ({"purpose": " ", "basis": "b", "approved_by": "c"}, ["purpose"]),
        ({"basis": "b"}, ["purpose", "approved_by"]),
        ({}, ["purpose", "basis", "approved_by"]),
    ],
)
def test_it_names_the_grounds_that_are_missing(grounds: dict[str, str], missing: list[str]) -> None:
    assert missing_grounds(**grounds) == missing


def test_what_is_kept_for_a_day_is_gone_on_the_day_after() -> None:
    assert purge_day(date(2026, 11, 20), 1) == date(2026, 11, 22)


def test_it_says_what_is_gone_when_the_soonest_first() -> None:
    planned = purges(closed_on=date(2026, 11, 20), days=28)
    days = [purge.on for purge in planned if purge.on]
    assert days == sorted(days)
    assert {purge.kept.key: purge.on for purge in planned}.items() >= {
        "incident.records": date(2026, 12, 19), "care.health": date(2026, 12, 21),
        "incident.trail": date(2029, 11, 20), "incident.figures": None,
    }.items()  # fmt: skip
    assert planned[-1].on is None


def test_a_kind_of_record_is_declared_once() -> None:
    kept = Kept("test.gate_log", "gate log", "for questions", days=14)
    try:
        retention.declare(kept, kept)
        with pytest.raises(ValueError, match="declared twice"):
            retention.declare(Kept("test.gate_log", "gate log", "for ever", days=99))
    finally:
        retention._kept.pop("test.gate_log")
