from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.periods import (
    SHANGHAI,
    Term,
    age_on,
    born_between,
    day_bounds,
    local_day,
)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
births = st.dates(min_value=date(1880, 1, 1), max_value=date(2090, 12, 31))


def test_the_day_turns_at_midnight_in_shanghai() -> None:
    assert local_day(datetime(2022, 11, 20, 15, 59, tzinfo=UTC)) == date(2022, 11, 20)
    assert local_day(datetime(2022, 11, 20, 16, 0, tzinfo=UTC)) == date(2022, 11, 21)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2022, 11, 20))


@given(days)
def test_a_day_holds_its_first_instant_and_not_its_last_bound(day: date) -> None:
    start, end = day_bounds(day)
    assert local_day(start) == day
    assert local_day(end) == day + timedelta(days=1)
    assert start.tzinfo is SHANGHAI


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 3, 31), False),
        (date(2022, 4, 1), True),
        (date(2022, 4, 30), True),
        (date(2022, 5, 1), False),
    ],
)
def test_a_term_covers_both_its_ends(day: date, expected: bool) -> None:
    assert Term(date(2022, 4, 1), date(2022, 4, 30)).covers(day) is expected


def test_a_term_without_an_end_still_runs() -> None:
    assert Term(date(2022, 4, 1)).covers(date(2099, 1, 1))


def test_a_term_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Term(date(2022, 4, 2), date(2022, 4, 1))


def test_terms_that_share_a_day_overlap() -> None:
    april = Term(date(2022, 4, 1), date(2022, 4, 30))
    assert april.overlaps(Term(date(2022, 4, 30)))
    assert Term(date(2022, 4, 30)).overlaps(april)
    assert not april.overlaps(Term(date(2022, 5, 1)))
    assert not Term(date(2022, 5, 1)).overlaps(april)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1974, 4, 12), date(2022, 4, 11), 47),
        (date(1974, 4, 12), date(2022, 4, 12), 48),
        (date(2000, 2, 29), date(2022, 2, 28), 21),
        (date(2000, 2, 29), date(2022, 3, 1), 22),
        (date(2022, 1, 1), date(2022, 1, 1), 0),
    ],
)
def test_an_age_is_in_full_years(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@given(births, days, st.integers(0, 100), st.integers(0, 20))
def test_the_birth_dates_of_an_age_band_are_exactly_those_of_that_age(
    birth: date, day: date, min_age: int, width: int
) -> None:
    earliest, latest = born_between(day, min_age, min_age + width)
    assert earliest is not None
    assert (earliest <= birth <= latest) == (min_age <= age_on(birth, day) <= min_age + width)


def test_an_age_band_without_a_top_has_no_earliest_birth() -> None:
    assert born_between(date(2022, 11, 20), 60) == (None, date(1962, 11, 20))
