"""Cut-offs, nil returns, jumps, sums and corrections of the daily report, without a database."""

from datetime import date, datetime, timedelta

import pytest

from linli.lib.periods import SHANGHAI
from linli.reports.daily.rules import (
    Difference,
    Standing,
    amended,
    at_clock,
    compared,
    differences,
    has_jumped,
    is_late,
    speaks_against_nil,
    standing,
    summed,
)

DAY = date(2026, 11, 20)
TEN = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)


def test_a_clock_is_an_instant_of_the_day_and_midnight_its_end() -> None:
    assert at_clock(DAY, "10:00") == TEN
    assert at_clock(DAY, "24:00") == datetime(2026, 11, 21, 0, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("state", "is_nil", "now", "expected"),
    [
        ("", False, TEN - SECOND, Standing.WAITING),
        ("", False, TEN, Standing.MISSING),
        ("due", False, TEN, Standing.MISSING),
        ("submitted", False, TEN, Standing.REPORTED),
        ("submitted", True, TEN, Standing.NIL),
        ("signed", True, TEN, Standing.NIL),
        ("signed", False, TEN, Standing.SIGNED),
        ("returned", False, TEN, Standing.RETURNED),
    ],
)
def test_a_nil_return_is_in_and_a_missing_one_is_not(
    state: str, is_nil: bool, now: datetime, expected: Standing
) -> None:
    assert standing(state, is_nil=is_nil, cut_off=TEN, now=now) == expected


def test_only_what_somebody_reported_is_in() -> None:
    assert {one for one in Standing if one.is_in} == {Standing.REPORTED, Standing.NIL, Standing.SIGNED}


def test_without_a_cut_off_nothing_is_missing() -> None:
    assert standing("", is_nil=False, cut_off=None, now=TEN) == Standing.WAITING


def test_it_is_late_after_the_second_of_the_cut_off() -> None:
    assert not is_late(TEN, TEN)
    assert is_late(TEN + SECOND, TEN)
    assert not is_late(None, TEN)


def test_a_nil_return_with_an_arrival_is_untrue() -> None:
    numbers = {"arrivals.today": 1, "rounds.answered": 300, "rounds.changed": 0}
    assert speaks_against_nil(numbers, ["arrivals.today", "rounds.changed"]) == ["arrivals.today"]


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [(6, 1, True), (5, 1, False), (12, 6, False), (9, 0, True), (None, 1, False), (6, None, False)],
)
def test_a_jump_is_asked_about(now: int | None, before: int | None, asked: bool) -> None:
    assert has_jumped(now, before) is asked


def test_a_field_that_nobody_filled_in_is_not_zero_in_the_sum() -> None:
    assert summed([{"a": 1}, {"a": 2, "b": 0}]) == {"a": 3, "b": 0}
    assert "c" not in summed([{"a": 1}])


def test_the_difference_compares_the_same_areas_only() -> None:
    parts = [({"a": 5}, {"a": 3}), ({"a": 100}, None), ({"a": 4, "b": 1}, {"a": 4})]
    assert compared(parts) == {"a": 2}


def test_amendments_are_laid_over_and_the_frozen_figures_stay() -> None:
    frozen = {"a": 5, "b": 2}
    assert amended(frozen, [Difference("a", 5, 6), Difference("a", 6, 7), Difference("b", 2, None)]) == {
        "a": 7
    }
    assert frozen == {"a": 5, "b": 2}


def test_what_changed_since_is_named_with_both_numbers() -> None:
    assert differences({"a": 5, "b": 2}, {"a": 5, "b": 3, "c": 0}, ["a", "b", "c"]) == [
        Difference("b", 2, 3),
        Difference("c", None, 0),
    ]
