"""When trips are due, how they stand, on which days gates let somebody out."""

from datetime import date, datetime, time, timedelta

import pytest

from linli.care.choices import TripKind, TripState
from linli.care.rules_trips import (
    Rhythm,
    Standing,
    comes_on,
    days_out,
    last_day,
    may_become,
    moments_of,
    refill_due,
    standing,
)
from linli.lib.periods import SHANGHAI
from tests.conftest import NOW, TODAY

MON_WED_FRI = Rhythm(time(7), date(2026, 11, 2), (1, 3, 5))


def test_it_comes_on_its_weekdays() -> None:
    found = moments_of(MON_WED_FRI, TODAY, 14)  # a Friday
    assert [one.day for one in found] == [20, 23, 25, 27, 30, 2]
    assert all(one.hour == 7 for one in found)


def test_it_comes_every_so_many_days() -> None:
    rhythm = Rhythm(time(9), date(2026, 11, 1), every_days=21)
    assert comes_on(rhythm, date(2026, 11, 22))
    assert not comes_on(rhythm, date(2026, 11, 21))


def test_it_does_not_come_before_or_after_its_days() -> None:
    rhythm = Rhythm(time(9), date(2026, 11, 20), (5,), until_on=date(2026, 11, 27))
    assert [one.day for one in moments_of(rhythm, date(2026, 11, 1), 40)] == [20, 27]


def test_a_rhythm_without_days_never_comes() -> None:
    assert moments_of(Rhythm(time(9), TODAY), TODAY, 14) == []


def test_medicine_lasts_until_midnight() -> None:
    due = refill_due(TODAY)
    assert due == datetime(2026, 11, 21, 0, 0, tzinfo=SHANGHAI)
    assert last_day(due) == TODAY


@pytest.mark.parametrize(
    ("state", "hours", "expected"),
    [
        (TripState.PLANNED, -1, Standing.LATE),
        (TripState.ARRANGED, 0, Standing.LATE),
        (TripState.PLANNED, 5, Standing.SOON),
        (TripState.PLANNED, 30, Standing.AHEAD),
        (TripState.ARRANGED, 5, Standing.READY),
        (TripState.UNDER_WAY, -1, Standing.UNDER_WAY),
        (TripState.DONE, -1, Standing.DONE),
        (TripState.NOT_DONE, -1, Standing.NOT_DONE),
    ],
)
def test_it_says_how_a_trip_stands(state: TripState, hours: int, expected: Standing) -> None:
    assert standing(state, NOW + timedelta(hours=hours), at=NOW) == expected


def test_what_is_cancelled_stays_so_and_what_is_done_may_be_corrected() -> None:
    assert not any(may_become(TripState.CANCELLED, after) for after in TripState)
    assert may_become(TripState.DONE, TripState.NOT_DONE)
    assert not may_become(TripState.DONE, TripState.ARRANGED)


def test_labour_does_not_keep_to_a_day() -> None:
    due = datetime(2026, 12, 1, 8, tzinfo=SHANGHAI)
    assert days_out(TripKind.LABOUR, due, None, None) == (date(2026, 11, 10), date(2026, 12, 16))


def test_a_trip_over_midnight_is_let_out_on_both_days() -> None:
    due = datetime(2026, 11, 21, 0, 30, tzinfo=SHANGHAI)
    leave, back = due - timedelta(hours=1), due + timedelta(hours=5)
    assert days_out(TripKind.DIALYSIS, due, leave, back) == (date(2026, 11, 20), date(2026, 11, 22))
