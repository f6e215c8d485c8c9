"""Where a zone may reach, when it ends, and what must hold before it opens. Pure: no clock, no database.

The day on which something happens is day 0 (DOMAIN 2.2): a zone of five days that is decided on the 7th ends on the 12th
at 24:00, and five days without a new case after a case of the 7th are reached on the 12th.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from linli.lib.editions import Certainty, Condition, Edition, ZoneKind, ZoneUnit
from linli.lib.periods import day_bounds, local_day
from linli.lib.playbook.base import Name

# How far a unit reaches. A compound and a village weigh the same.
WIDTH: dict[str, int] = {
    "household": 0, "floor": 1, "stairwell": 2, "building": 3, "compound": 4, "village": 4, "community": 5, "town": 6,
    "county": 7,
}  # fmt: skip
# What people do in a zone, from free to all.
HOLDS = {"free": 0, "area": 1, "in": 2}


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the reasoning; `code` is a key of `zones.words`."""

    code: str
    data: dict[str, str | int] = {}
    words: Name | None = None
    source: str = ""
    certainty: Certainty = "verified"


def is_wider(unit: str, than: str) -> bool:
    return WIDTH[unit] > WIDTH[than]


def narrower_units(widest: str) -> tuple[ZoneUnit, ...]:
    """Those that reach no further, the widest first."""
    fitting = [unit for unit in WIDTH if WIDTH[unit] <= WIDTH[widest]]
    return tuple(sorted(fitting, key=lambda unit: -WIDTH[unit]))  # type: ignore[arg-type]


def strictest(edition: Edition) -> ZoneKind | None:
    """The kind in which people stay behind their doors: what is proposed around a case."""
    holding = [kind for kind in edition.zones if kind.stays != "free"]
    return max(holding, key=lambda kind: HOLDS[kind.stays], default=None)


# ---- the term ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    until_at: datetime  # exclusive
    review_at: datetime


def last_day_possible(kind: ZoneKind, from_on: date) -> date:
    return from_on + timedelta(days=kind.days)


def term_of(kind: ZoneKind, from_at: datetime, *, last_on: date | None = None) -> Term:
    """The end and the next look. A wished last day holds where it is earlier than the longest; a later one does not."""
    from_on = local_day(from_at)
    longest = last_day_possible(kind, from_on)
    last = max(from_on, min(last_on or longest, longest))
    until = day_bounds(last)[1]
    return Term(until, min(next_review(kind, from_at), until))


def next_review(kind: ZoneKind, looked_at: datetime) -> datetime:
    """By the end of which day somebody looks again."""
    return day_bounds(local_day(looked_at) + timedelta(days=kind.review_days))[1]


# ---- what must hold before it opens ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class RoundSeen:
    """A test of everybody in the zone, or in an area around it."""

    on: date
    negative: bool


@dataclass(frozen=True)
class DayFacts:
    """What is known of a zone on a day."""

    on: date
    from_on: date
    case_days: tuple[date, ...] = ()  # of cases in it that were not ruled out
    rounds: tuple[RoundSeen, ...] = ()
    contacts_negative_on: date | None = None  # the last day on which somebody was told so
    came_from: str = ""
    came_down_on: date | None = None

    @property
    def last_case_on(self) -> date:
        """With no case known, the day on which it was closed."""
        past = [day for day in self.case_days if day <= self.on]
        return max(past, default=self.from_on)


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A condition on a day: so many of so many days, and whether it is met."""

    key: str
    needed: int
    counted: int
    met: bool


def conditions_of(kind: ZoneKind, came_from: str = "") -> tuple[Condition, ...]:
    """Those of the kind; for a zone that came down from a stricter one, the edition may have others."""
    return (came_from and kind.release_after_down) or kind.release


def count_conditions(kind: ZoneKind, facts: DayFacts) -> tuple[Counted, ...]:
    return tuple(_count(one, facts) for one in conditions_of(kind, facts.came_from))


def all_met(counted: Sequence[Counted]) -> bool:
    """A kind without conditions opens at its end only, or when somebody lifts it."""
    return bool(counted) and all(one.met for one in counted)


def _count(condition: Condition, facts: DayFacts) -> Counted:
    match condition.key:
        case "no_new_case_days":
            counted = _days_since(_counted_from(facts), facts.on)
            return _counted(condition, counted, counted >= condition.days)
        case "contacts_negative_after_days":
            passed = _days_since(facts.last_case_on, facts.on)
            told = facts.contacts_negative_on
            due = facts.last_case_on + timedelta(days=condition.days)
            return _counted(condition, passed, told is not None and due <= told <= facts.on)
        case "round_negative_within_days":
            return _round_within(condition, facts)
        case "round_negative_on_day":
            return _round_on_day(condition, facts)


def _counted_from(facts: DayFacts) -> date:
    """The last case; days of a lighter kind begin when the zone came down to it."""
    if facts.came_from and facts.came_down_on is not None:
        return max(facts.last_case_on, facts.came_down_on)
    return facts.last_case_on


def _round_within(condition: Condition, facts: DayFacts) -> Counted:
    """The last round is negative, and not older than so many days."""
    last = _last_round(facts)
    age = _days_since(last.on, facts.on) if last else 0
    return _counted(condition, age, last is not None and last.negative and age < max(condition.days, 1))


def _round_on_day(condition: Condition, facts: DayFacts) -> Counted:
    """A negative round on that day after the last case or later, and none since that was not."""
    last = _last_round(facts)
    day = _days_since(facts.last_case_on, last.on) if last else 0
    return _counted(condition, max(day, 0), last is not None and last.negative and day >= condition.days)


def _last_round(facts: DayFacts) -> RoundSeen | None:
    past = [one for one in facts.rounds if one.on <= facts.on]
    # Two on one day: the one that was not negative weighs more.
    return max(past, key=lambda one: (one.on, not one.negative), default=None)


def _days_since(first: date, on: date) -> int:
    return max((on - first).days, 0)


def _counted(condition: Condition, counted: int, met: bool) -> Counted:
    return Counted(key=condition.key, needed=condition.days, counted=counted, met=met)


# ---- coming down -------------------------------------------------------------------------------------------------------
def comes_down_to(kind: ZoneKind, edition: Edition) -> ZoneKind | None:
    """The lighter kind that follows, if the edition has one: high, then mid, then low."""
    below = edition.zone(kind.down_to) if kind.down_to else None
    return below if below is not None and HOLDS[below.stays] <= HOLDS[kind.stays] else None
