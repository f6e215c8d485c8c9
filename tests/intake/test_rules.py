"""When a fact happened, by a phone's clock and by ours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.intake.rules import LONGEST_REST, OLDEST, happened_at, is_far_off, rest_after

RECEIVED = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("made_at", "clock_error", "expected"),
    [
        (RECEIVED - HOUR, None, RECEIVED - HOUR),
        (RECEIVED - HOUR, 200, RECEIVED - HOUR),  # a little off: the phone's word
        (RECEIVED + HOUR, 7200, RECEIVED - HOUR),
        (RECEIVED - 3 * HOUR, -7200, RECEIVED - HOUR),
        (RECEIVED + timedelta(minutes=4), None, RECEIVED),  # nothing is told before it happens
        (RECEIVED + HOUR, None, RECEIVED),
        (RECEIVED - OLDEST - HOUR, None, RECEIVED),
        (datetime(1970, 1, 1, tzinfo=UTC), None, RECEIVED),
        (datetime(1970, 1, 1, 1, tzinfo=UTC), -int((RECEIVED - datetime(1970, 1, 1, 2, tzinfo=UTC)).total_seconds()),
         RECEIVED - HOUR),
    ],
)  # fmt: skip
def test_it_guesses_when_it_was(made_at: datetime, clock_error: int | None, expected: datetime) -> None:
    assert happened_at(made_at, RECEIVED, clock_error) == expected


def test_five_minutes_are_not_far_off() -> None:
    assert [is_far_off(one) for one in (None, 0, 300, -300, 301, -301)] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


@given(st.datetimes(timezones=st.just(UTC)), st.none() | st.integers(-2_000_000_000, 2_000_000_000))
def test_whatever_the_clock_says_it_is_within_sixty_days_before_we_received_it(
    made_at: datetime, clock_error: int | None
) -> None:
    assert RECEIVED - OLDEST <= happened_at(made_at, RECEIVED, clock_error) <= RECEIVED


@pytest.mark.parametrize(
    ("wall", "processor", "expected"),
    [
        (0.3, 0.3, 0.0),  # it had a processor to itself
        (0.3, 0.4, 0.0),  # clocks are not that exact
        (0.75, 0.25, 0.5),  # it queued for half a second
        (60.0, 0.25, LONGEST_REST),
    ],
)
def test_a_batch_that_had_to_queue_rests_for_as_long(wall: float, processor: float, expected: float) -> None:
    assert rest_after(wall, processor) == pytest.approx(expected)
