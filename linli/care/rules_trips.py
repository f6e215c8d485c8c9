"""When somebody must be where, what has become of it, and on which days a gate lets them out. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from linli.care.choices import TripKind, TripState
from linli.lib.periods import SHANGHAI, day_bounds, local_day
from linli.registers.choices import NeedCode

AHEAD = 14  # days for which trips are made
SOON = timedelta(hours=24)  # what is not arranged by then is asked for
CLINIC_OPENS = time(8)  # of a visit only the day is known
WEEK = 7

OPEN = frozenset({TripState.PLANNED, TripState.ARRANGED, TripState.UNDER_WAY})
# An escort may tell otherwise afterwards, and a trip that was missed may still be made.
NEXT: dict[TripState, frozenset[TripState]] = {
    TripState.PLANNED: frozenset(
        {TripState.ARRANGED, TripState.UNDER_WAY, TripState.DONE, TripState.NOT_DONE, TripState.CANCELLED}
    ),
    TripState.ARRANGED: frozenset(
        {TripState.ARRANGED, TripState.UNDER_WAY, TripState.DONE, TripState.NOT_DONE, TripState.CANCELLED}
    ),
    TripState.UNDER_WAY: frozenset({TripState.DONE, TripState.NOT_DONE}),
    TripState.DONE: frozenset({TripState.NOT_DONE}),
    TripState.NOT_DONE: frozenset({TripState.ARRANGED, TripState.UNDER_WAY, TripState.DONE}),
    TripState.CANCELLED: frozenset(),
}
# What of a need makes a trip when its next visit is known; of others it is a visit.
OF_NEED: dict[str, TripKind] = {
    NeedCode.PREGNANT: TripKind.ANTENATAL,
    NeedCode.DIALYSIS: TripKind.DIALYSIS,
    NeedCode.ONCOLOGY: TripKind.CHEMOTHERAPY,
}
# The errand that a gate knows; MUST_PASS of the playbook. Labour comes when it comes.
ERRANDS: dict[TripKind, str] = {
    TripKind.DIALYSIS: "regular_treatment",
    TripKind.CHEMOTHERAPY: "regular_treatment",
    TripKind.ANTENATAL: "regular_treatment",
    TripKind.VISIT: "regular_treatment",
    TripKind.LABOUR: "emergency",
    TripKind.REFILL: "medicine",
}
# Days before and after the day of the deadline on which the household is let out.
AROUND: dict[TripKind, tuple[int, int]] = {TripKind.LABOUR: (21, 14), TripKind.REFILL: (3, 1)}


class Standing(StrEnum):
    """How a trip stands now, for the board. What is over is over, whatever stands in its state."""

    LATE = "late"  # its time has come and nobody has told that it was done
    SOON = "soon"  # within a day, and not arranged
    AHEAD = "ahead"
    READY = "ready"  # arranged
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Rhythm:
    """A treatment that comes again. `weekdays` 1 Monday to 7 Sunday; none: every `every_days` days from the first."""

    at_time: time
    from_on: date
    weekdays: tuple[int, ...] = ()
    every_days: int = 0
    until_on: date | None = None  # the last day


def comes_on(rhythm: Rhythm, day: date) -> bool:
    if day < rhythm.from_on or (rhythm.until_on is not None and day > rhythm.until_on):
        return False
    if rhythm.weekdays:
        return day.isoweekday() in rhythm.weekdays
    return rhythm.every_days > 0 and (day - rhythm.from_on).days % rhythm.every_days == 0


def moments_of(rhythm: Rhythm, first: date, days: int) -> list[datetime]:
    """When somebody must be there, from a day on."""
    every = (first + timedelta(days=n) for n in range(days))
    return [datetime.combine(day, rhythm.at_time, SHANGHAI) for day in every if comes_on(rhythm, day)]


def refill_due(until_on: date) -> datetime:
    """Medicine that lasts until a day is missing from its 24:00 on."""
    return day_bounds(until_on)[1]


def visit_due(on: date) -> datetime:
    return datetime.combine(on, CLINIC_OPENS, SHANGHAI)


def standing(state: str, due_at: datetime, *, at: datetime) -> Standing:
    if state in (TripState.DONE, TripState.NOT_DONE, TripState.CANCELLED, TripState.UNDER_WAY):
        return Standing(state)
    if due_at <= at:
        return Standing.LATE
    if state == TripState.ARRANGED:
        return Standing.READY
    return Standing.SOON if due_at - at <= SOON else Standing.AHEAD


def may_become(state: str, after: str) -> bool:
    return TripState(after) in NEXT[TripState(state)]


def last_day(due_at: datetime) -> date:
    """The day of a deadline; one at 24:00 is of the day that ends there."""
    return local_day(due_at - timedelta(microseconds=1))


def days_out(
    kind: str, due_at: datetime, leave_at: datetime | None, back_at: datetime | None
) -> tuple[date, date]:
    """The first day on which gates let the household out for a trip, and the day after the last."""
    before, after = AROUND.get(TripKind(kind), (0, 0))
    on = last_day(due_at)
    first = min(on - timedelta(days=before), local_day(leave_at) if leave_at else on)
    last = max(on + timedelta(days=after), local_day(back_at) if back_at else on)
    return first, last + timedelta(days=1)
