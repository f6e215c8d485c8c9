"""To which round of a patrol a check belongs, and when a round is due. No Django, no clock, no database.

Phones tell late and in any order: what is found here does not depend on the order in which it arrives.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_CAUGHT_UP = 60  # rounds that nobody walked, noted at once after the server stood still


@dataclass(frozen=True, slots=True)
class Walk:
    """One round: `over_at` is the first moment that does not belong to it any more."""

    key: Hashable
    began_at: datetime
    over_at: datetime
    done: frozenset[Hashable] = frozenset()
    last_at: datetime | None = None  # of its checks; nothing: nobody has walked it

    def holds(self, at: datetime) -> bool:
        return self.began_at <= at < self.over_at


@dataclass(frozen=True, slots=True)
class Joined:
    """The round of a check. `begins_at`: when the round began, now that this check is known."""

    walk: Walk | None
    begins_at: datetime
    again: bool = False
    obsolete: tuple[Hashable, ...] = ()  # rounds that nobody walked, and that were not due after all


def join(
    walks: Iterable[Walk], *, point: Hashable, at: datetime, within: timedelta, each: timedelta
) -> Joined:
    """Find the round of a check: one that holds its time, one that began with it, or a new one."""
    walks = sorted(walks, key=lambda one: one.began_at)
    found = _holding(walks, point, at) or _begun_by(walks, at, within)
    begins_at = at if found is None or found.last_at is None else min(at, found.began_at)
    again = found is not None and point in found.done
    not_due = tuple(
        one.key
        for one in walks
        if one.last_at is None and one is not found and begins_at <= one.began_at < begins_at + each
    )
    return Joined(found, begins_at, again, not_due)


def _holding(walks: Sequence[Walk], point: Hashable, at: datetime) -> Walk | None:
    """Of two that hold the time, the one that was walked and still lacks the point."""
    holding = [one for one in walks if one.holds(at)]
    return min(holding, key=lambda one: (one.last_at is None, point in one.done), default=None)


def _begun_by(walks: Sequence[Walk], at: datetime, within: timedelta) -> Walk | None:
    """A round whose checks all lie within its length from this one: its first point is told last."""
    for one in walks:
        if one.last_at is not None and at < one.began_at and one.last_at < at + within:
            return one
    return None


def not_begun(last_at: datetime, *, each: timedelta, within: timedelta, now: datetime) -> list[datetime]:
    """When rounds were due that nobody has walked, and whose time is over."""
    found: list[datetime] = []
    due = last_at + each
    while due + within <= now and len(found) < MOST_CAUGHT_UP:
        found.append(due)
        due += each
    return found
