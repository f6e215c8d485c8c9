"""Who fits a post, which limit a shift would break, and how long somebody stood. No Django, no clock, no database.

A shift belongs to the day, and to the week from Monday to Sunday, in China on which it begins: a night over midnight
is one night of one day. Hours of a week, nights of a week, days in a row and rest are counted from shifts alone, so
that the roster, the page where somebody claims and the alarm afterwards come to the same answer.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from linli.lib.periods import SHANGHAI, local_day
from linli.lib.playbook.duty import Limits

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT_BEGINS, NIGHT_LASTS = time(22), 8 * HOUR
NIGHT_AT_LEAST = 3 * HOUR  # so much of a shift between 22:00 and 06:00 makes it a night

EARLY = 2 * HOUR  # so long before its start somebody may check in for a shift
GRACE = timedelta(minutes=10)  # after that, who is not there is late
LATEST_OUT = 12 * HOUR  # so long after the end a check-out is still taken for a shift
OVERTIME = 2 * HOUR  # what a check-out may add to a shift without the lead's word


class Shift(NamedTuple):
    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def day(self) -> date:
        return local_day(self.starts_at)

    @property
    def week(self) -> date:
        """The Monday of the week that it counts in."""
        return monday_of(self.day)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def overlap(one: Shift, other: Shift) -> bool:
    """One may begin in the minute in which the other ends."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def is_night(shift: Shift) -> bool:
    first = local_day(shift.starts_at) - DAY
    nights = (first + DAY * n for n in range((local_day(shift.ends_at) - first).days + 1))
    return sum((_in_night(shift, day) for day in nights), timedelta()) >= NIGHT_AT_LEAST


def _in_night(shift: Shift, day: date) -> timedelta:
    begins = datetime.combine(day, NIGHT_BEGINS, tzinfo=SHANGHAI)
    shared = min(shift.ends_at, begins + NIGHT_LASTS) - max(shift.starts_at, begins)
    return max(shared, timedelta())


# ---- limits ---------------------------------------------------------------------------------------------------------
class Limit(StrEnum):
    OVERLAP = "overlap"  # two places at one time: nobody can
    REST = "rest"
    WEEK = "week"
    NIGHTS = "nights"
    DAYS = "days"
    DAYS_SOON = "days_soon"  # allowed still: the playbook wants it said


@dataclass(frozen=True)
class Broken:
    """A limit that a list of shifts breaks: what came out, and what the playbook allows."""

    limit: Limit
    found: float
    allowed: float

    @property
    def stops(self) -> bool:
        return self.limit != Limit.DAYS_SOON


def broken_by(shift: Shift, others: Iterable[Shift], limits: Limits | None) -> list[Broken]:
    """What adding a shift to those that somebody stands already would break, the worst first."""
    there = list(others)
    if any(overlap(shift, one) for one in there):
        return [Broken(Limit.OVERLAP, 1, 0)]
    if limits is None:
        return []
    found = [_rest(shift, there, limits), _week(shift, there, limits), _nights(shift, there, limits)]
    return [one for one in (*found, _days(shift, there, limits)) if one]


def broken_in(shifts: Sequence[Shift], limits: Limits | None) -> list[Broken]:
    """The limits that shifts break among themselves, each once with its worst figure: the alarm afterwards."""
    worst: dict[Limit, Broken] = {}
    for number, shift in enumerate(shifts):
        for one in broken_by(shift, [*shifts[:number], *shifts[number + 1 :]], limits):
            before = worst.get(one.limit)
            if before is None or _worse(one, before):
                worst[one.limit] = one
    if Limit.DAYS in worst:
        worst.pop(Limit.DAYS_SOON, None)
    return [worst[limit] for limit in Limit if limit in worst]


def _worse(one: Broken, other: Broken) -> bool:
    return one.found < other.found if one.limit == Limit.REST else one.found > other.found


def _rest(shift: Shift, there: list[Shift], limits: Limits) -> Broken | None:
    gaps = [shift.starts_at - one.ends_at for one in there if one.ends_at <= shift.starts_at]
    gaps += [one.starts_at - shift.ends_at for one in there if one.starts_at >= shift.ends_at]
    least = min(gaps, default=limits.rest_hours * HOUR)
    return Broken(Limit.REST, least / HOUR, limits.rest_hours) if least < limits.rest_hours * HOUR else None


def _week(shift: Shift, there: list[Shift], limits: Limits) -> Broken | None:
    hours = hours_of_week([*there, shift], shift.week)
    return Broken(Limit.WEEK, hours, limits.hours_a_week) if hours > limits.hours_a_week else None


def hours_of_week(shifts: Iterable[Shift], monday: date) -> float:
    return sum((one.length for one in shifts if one.week == monday), timedelta()) / HOUR


def _nights(shift: Shift, there: list[Shift], limits: Limits) -> Broken | None:
    if not is_night(shift):
        return None
    n = 1 + sum(is_night(one) for one in there if one.week == shift.week)
    return Broken(Limit.NIGHTS, n, limits.nights) if n > limits.nights else None


def _days(shift: Shift, there: list[Shift], limits: Limits) -> Broken | None:
    n, days = days_in_a_row(shift.day, (one.day for one in there)), limits.consecutive_days
    if n > days.stop:
        return Broken(Limit.DAYS, n, days.stop)
    return Broken(Limit.DAYS_SOON, n, days.warn) if n >= days.warn else None


def days_in_a_row(day: date, others: Iterable[date]) -> int:
    """How many days without a free one there are around a day, itself among them."""
    worked = {*others, day}
    first, last = day, day
    while first - DAY in worked:
        first -= DAY
    while last + DAY in worked:
        last += DAY
    return (last - first).days + 1


# ---- who fits -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Person:
    """What decides whether a post is for somebody."""

    qualifications: frozenset[str] = frozenset()
    is_fit: bool = True
    shifts: tuple[Shift, ...] = ()
    away: tuple[Shift, ...] = ()  # when they have said that they cannot


@dataclass(frozen=True)
class Wanted:
    """What a post asks for."""

    shift: Shift
    qualifications: Collection[str] = ()
    is_open: bool = True
    free: int = 1


class Unfit(StrEnum):
    CLOSED = "closed"
    OVER = "over"
    FULL = "full"
    NOT_FIT = "not_fit"
    QUALIFICATION = "qualification"
    AWAY = "away"
    LIMIT = "limit"


@dataclass(frozen=True)
class Fit:
    """`unfit` says why it is not for them; `broken` the limits, those that only warn among them."""

    unfit: tuple[Unfit, ...] = ()
    broken: tuple[Broken, ...] = ()
    missing: tuple[str, ...] = field(default=())  # qualifications

    @property
    def fits(self) -> bool:
        return not self.unfit


def fit_of(person: Person, wanted: Wanted, limits: Limits | None, now: datetime) -> Fit:
    broken = broken_by(wanted.shift, person.shifts, limits)
    missing = tuple(sorted(set(wanted.qualifications) - person.qualifications))
    reasons = {
        Unfit.CLOSED: not wanted.is_open,
        Unfit.OVER: wanted.shift.ends_at <= now,
        Unfit.FULL: wanted.free < 1,
        Unfit.NOT_FIT: not person.is_fit,
        Unfit.QUALIFICATION: bool(missing),
        Unfit.AWAY: any(overlap(wanted.shift, one) for one in person.away),
        Unfit.LIMIT: any(one.stops for one in broken),
    }
    return Fit(tuple(one for one, holds in reasons.items() if holds), tuple(broken), missing)


def nearness(area_code: str, own: str) -> int:
    """How many digits two places share: the more, the nearer. 0 is another province."""
    shared = (a == b for a, b in zip(area_code, own, strict=False))
    return next((n for n, same in enumerate(shared) if not same), min(len(area_code), len(own)))


# ---- hours ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stood:
    """When somebody came to a shift and left it; a lead's correction stands above what the phone said."""

    shift: Shift
    came_at: datetime | None = None
    left_at: datetime | None = None
    mended_in_at: datetime | None = None
    mended_out_at: datetime | None = None


def time_stood(stood: Stood) -> timedelta:
    """What counts of a shift. Coming early adds nothing, staying longer two hours at most; without a check-out nothing
    counts before the lead has said when they left. What the lead said counts as it is."""
    came, left = stood.mended_in_at or stood.came_at, stood.mended_out_at or stood.left_at
    if came is None or left is None:
        return timedelta()
    if stood.mended_in_at is None:
        came = max(came, stood.shift.starts_at)
    if stood.mended_out_at is None:
        left = min(left, stood.shift.ends_at + OVERTIME)
    return max(left - came, timedelta())


def shift_of(stood: Stood) -> Shift | None:
    """The shift as the limits count it: as it was stood where both checks are known, else as it was planned."""
    came, left = stood.mended_in_at or stood.came_at, stood.mended_out_at or stood.left_at
    if came is None or left is None:
        return stood.shift
    if stood.mended_in_at is None:
        came = max(came, stood.shift.starts_at)
    return Shift(came, left) if left > came else None


def lacks_a_check(stood: Stood, now: datetime) -> bool:
    """The shift is long over and one of the two checks is missing: the lead has to mend it."""
    came, left = stood.mended_in_at or stood.came_at, stood.mended_out_at or stood.left_at
    return now > stood.shift.ends_at + OVERTIME and (came is None or left is None)


class Presence(StrEnum):
    AHEAD = "ahead"
    LATE = "late"
    HERE = "here"
    GONE = "gone"


def presence(stood: Stood, now: datetime) -> Presence:
    """How somebody stands to their shift at a moment."""
    if stood.mended_out_at or stood.left_at:
        return Presence.GONE
    if stood.mended_in_at or stood.came_at:
        return Presence.HERE
    return Presence.LATE if now > stood.shift.starts_at + GRACE else Presence.AHEAD


def shift_for(at: datetime, shifts: Iterable[Shift]) -> Shift | None:
    """The shift that a check at a place is for: the one that runs, else the next that begins soon."""
    near = [one for one in shifts if one.starts_at - EARLY <= at < one.ends_at]
    return min(near, key=lambda one: (one.starts_at > at, abs(at - one.starts_at)), default=None)


def left_from(at: datetime, stoods: Sequence[Stood]) -> int | None:
    """Which of somebody's shifts at a place a check-out is for, by its number: one that they came to and have not left
    first, then the one whose end is nearest. Phones tell late, and not in order: a check-in may still come."""
    near = [
        (not _is_open(one, at), abs(at - one.shift.ends_at), number)
        for number, one in enumerate(stoods)
        if one.shift.starts_at - EARLY <= at <= one.shift.ends_at + LATEST_OUT
    ]
    return min(near)[2] if near else None


def _is_open(stood: Stood, at: datetime) -> bool:
    return stood.came_at is not None and stood.left_at is None and stood.came_at <= at


# ---- series ---------------------------------------------------------------------------------------------------------
def series(first: date, last: date, hours: Sequence[tuple[time, time]]) -> list[Shift]:
    """The same shifts on every day from the first to the last; one that ends at or before its start ends tomorrow."""
    days = (first + DAY * n for n in range((last - first).days + 1))
    return [shift_on(day, begins, ends) for day in days for begins, ends in hours]


def shift_on(day: date, begins: time, ends: time) -> Shift:
    until = day if ends > begins else day + DAY
    return Shift(
        datetime.combine(day, begins, tzinfo=SHANGHAI), datetime.combine(until, ends, tzinfo=SHANGHAI)
    )
