"""Counting days: an anchor is day 0, a day ends at its 24:00, and spans have both ends in them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from linli.lib.periods import day_bounds


def starts_at(day: date) -> datetime:
    """The first moment of a day in China."""
    return day_bounds(day)[0]


def ends_at(day: date) -> datetime:
    """The 24:00 of a day in China, which is the next day's 00:00."""
    return day_bounds(day)[1]


def day_after(anchor: date, number: int) -> date:
    """The day that has this number where the anchor is day 0."""
    return anchor + timedelta(days=number)


def number_of(day: date, anchor: date) -> int:
    """The number of a day where the anchor is day 0; negative before it."""
    return (day - anchor).days


def span(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last, both in it; none where the last comes before the first."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
