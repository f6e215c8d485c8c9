"""When an episode is due, what it still lacks, and how far its end may move. Pure: no clock, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from linli.lib.periods import day_bounds, local_day

MOMENT = timedelta(microseconds=1)
# By one signature. Set for Linli: the rules forbid prolonging at will, and name no number.
MOST_DAYS_LONGER = timedelta(days=7)


class Due(StrEnum):
    """When an episode ends, seen from now."""

    OVERDUE = "overdue"  # its end has passed, and nobody has decided
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"


class Lack(StrEnum):
    """What is missing before a release by days and tests."""

    DAYS = "days"  # the last day has not come
    NOT_TAKEN = "not_taken"
    NO_RESULT = "no_result"
    POSITIVE = "positive"
    POOL_SUSPECT = "pool_suspect"
    AGAIN = "again"  # no usable result


@dataclass(frozen=True)
class TestSeen:
    """A test that the plan asks for before the release."""

    on: date
    taken: bool
    result: str  # a `care.choices.TestResult`
    again: bool = False  # alone, in place of one that told nothing: not one more of the plan's
    again_asked: bool = False  # one in its place is on the list


# What tells nothing of this one person.
TELLS_NOTHING = ("pool_suspect", "invalid")


@dataclass(frozen=True)
class Lacking:
    what: Lack
    on: date


def last_day(until_at: datetime) -> date:
    """The day at whose 24:00 it ends; of an end within a day, that day."""
    return local_day(until_at - MOMENT)


def due(until_at: datetime, now: datetime) -> Due:
    if until_at <= now:
        return Due.OVERDUE
    days = (last_day(until_at) - local_day(now)).days
    return Due.TODAY if days <= 0 else Due.TOMORROW if days == 1 else Due.LATER


def window(which: Due, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Ends after the first moment up to and with the second: the same question for a query."""
    today_over = day_bounds(local_day(now))[1]
    tomorrow_over = day_bounds(local_day(today_over))[1]
    return {
        Due.OVERDUE: (None, now),
        Due.TODAY: (now, today_over),
        Due.TOMORROW: (max(now, today_over), tomorrow_over),
        Due.LATER: (tomorrow_over, None),
    }[which]


def day_of(from_at: datetime, until_at: datetime, now: datetime) -> tuple[int, int]:
    """`(4, 7)`: day 4 of 7. Never beyond the last, never before the first."""
    first, last = local_day(from_at), last_day(until_at)
    total = max(1, (last - first).days + 1)
    return min(total, max(1, (local_day(now) - first).days + 1)), total


def lacking(
    until_at: datetime, tests: Iterable[TestSeen], now: datetime, *, needed: int = 0
) -> tuple[Lacking, ...]:
    """What stands against a release by days and tests. A test that was never planned is missing too: `needed`."""
    ahead = due(until_at, now) in (Due.TOMORROW, Due.LATER)
    found = [Lacking(Lack.DAYS, last_day(until_at))] if ahead else []
    seen = list(tests)
    planned = sum(not one.again for one in seen)
    found += [Lacking(lack, one.on) for one in seen if (lack := _lack_of(one)) is not None]
    found += [Lacking(Lack.NOT_TAKEN, last_day(until_at))] * max(0, needed - planned)
    return tuple(found)


def _lack_of(test: TestSeen) -> Lack | None:
    """A result that tells nothing is answered for by the test alone that was made of it."""
    if test.result == "negative" or (test.again_asked and test.result in TELLS_NOTHING):
        return None
    by_result = {"positive": Lack.POSITIVE, "pool_suspect": Lack.POOL_SUSPECT, "invalid": Lack.AGAIN}
    return by_result.get(test.result, Lack.NO_RESULT if test.taken else Lack.NOT_TAKEN)


def holds_back(lacks: Iterable[Lacking], until_at: datetime, now: datetime) -> bool:
    """Whether a release by days and tests must wait. Beyond the end nothing holds anybody: who was late with a test is
    not the person."""
    return now < until_at and any(True for _one in lacks)


class Longer(StrEnum):
    """What a later end needs."""

    NOT_LATER = "not_later"
    TOO_FAR = "too_far"
    AGREED = "agreed"  # within what the edition gives: another person of the offices
    MEDICAL = "medical"  # beyond it: a physician, and oversight is told


def longer(until_at: datetime, asked: datetime, allowed_until: datetime | None) -> Longer:
    if asked <= until_at:
        return Longer.NOT_LATER
    if asked - until_at > MOST_DAYS_LONGER:
        return Longer.TOO_FAR
    within = allowed_until is not None and asked <= allowed_until
    return Longer.AGREED if within else Longer.MEDICAL


def transfer_held(results: Iterable[tuple[datetime, str]], *, symptomatic: bool) -> bool:
    """A suspicious pool says nothing of one person: the transfer waits for a test alone, unless there are symptoms.

    `results`: what each test said, and when.
    """
    known = sorted(results)
    return bool(known) and known[-1][1] == "pool_suspect" and not symptomatic
