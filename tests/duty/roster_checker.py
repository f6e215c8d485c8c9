"""Judges a roster by itself: no knowledge of how it was found, and none of the solver's rules.

It takes what was wanted, who can come and the limits, and lists everything that is wrong with the lines.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

CHINA = timezone(timedelta(hours=8))


def wrong_with(
    demands: Sequence[Any],
    workers: Sequence[Any],
    limits: Any,
    lines: Iterable[Any],
    *,
    fixed: Iterable[Any] = (),
) -> list[str]:
    """Complaints, empty for a good roster. A line that was fixed by hand may overrule availability and zone."""
    wanted, crowd = {one.key: one for one in demands}, {one.key: one for one in workers}
    given = [tuple(line) for line in lines]
    by_hand = {tuple(line) for line in fixed}
    found = [f"{line} twice" for line in set(given) if given.count(line) > 1]
    found += [f"{line} was fixed and is gone" for line in by_hand - set(given)]
    stood: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for key, name in given:
        demand, worker = wanted[key], crowd[name]
        count[key] += 1
        stood[name].append(_china(demand.shift))
        if not set(demand.qualifications) <= set(worker.qualifications):
            found.append(f"{name} is not qualified for {key}")
        if (key, name) in by_hand:
            continue
        if demand.zone not in worker.zones:
            found.append(f"{name} cannot go to {demand.zone}")
        found += [f"{name} cannot at {moment}" for moment in _minutes_not_free(demand, worker)]
    found += [f"{key} has {n} people" for key, n in count.items() if n > wanted[key].headcount]
    for name, shifts in stood.items():
        every = sorted([*shifts, *(_china(one) for one in crowd[name].stands)])
        found += [f"{name}: {complaint}" for complaint in _broken(every, limits)]
    return found


def _china(shift: Any) -> tuple[datetime, datetime]:
    return shift.starts_at.astimezone(CHINA), shift.ends_at.astimezone(CHINA)


def _minutes_not_free(demand: Any, worker: Any) -> Iterator[datetime]:
    """Quarters of an hour of a shift in which somebody did not say that they can."""
    at, ends = _china(demand.shift)
    while at < ends:
        free = any(one.starts_at <= at < one.ends_at for one in worker.available)
        if not free or any(one.starts_at <= at < one.ends_at for one in worker.away):
            yield at
            return
        at += timedelta(minutes=15)


def _broken(shifts: list[tuple[datetime, datetime]], limits: Any) -> Iterator[str]:
    days = [begins.date() for begins, _ in shifts]
    if len(days) != len(set(days)):
        yield "two shifts on a day"
    for (begins, ends), (next_begins, _) in pairwise(shifts):
        if (next_begins - ends).total_seconds() < limits.rest_hours * 3600:
            yield f"no rest before {next_begins}"
        if _night_hours(begins, ends) >= 3 and next_begins.date() <= ends.date() and next_begins.hour < 12:
            yield f"in the morning of {next_begins} after a night"
    weeks: dict[tuple[int, int], list[tuple[datetime, datetime]]] = defaultdict(list)
    for begins, ends in shifts:
        weeks[begins.isocalendar()[:2]].append((begins, ends))
    for week, these in weeks.items():
        if sum((ends - begins).total_seconds() for begins, ends in these) > limits.hours_a_week * 3600:
            yield f"too many hours in week {week}"
        if sum(_night_hours(*one) >= 3 for one in these) > limits.nights:
            yield f"too many nights in week {week}"
    if _longest_row(set(days)) > limits.days_in_a_row:
        yield "too many days in a row"


def _night_hours(begins: datetime, ends: datetime) -> float:
    """Hours between ten in the evening and six in the morning, counted in steps of a quarter."""
    count, at = 0, begins
    while at < ends:
        count += at.hour >= 22 or at.hour < 6
        at += timedelta(minutes=15)
    return count / 4


def _longest_row(days: set[date]) -> int:
    longest = 0
    for day in days:
        length = 1
        while day - timedelta(days=length) in days:
            length += 1
        longest = max(longest, length)
    return longest
