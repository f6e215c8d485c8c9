"""The roster of a week behind one function: what is wanted and who can come goes in, who stands where comes out.

Plain data both ways, and no Django. The limits are those of `rules_posts`, and two more that a planner keeps although
nobody else is stopped by them: one shift a day, and no morning after a night. `tests/duty/roster_checker.py` judges
what comes out without knowing how it was found.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from linli.duty.rules_posts import HOUR, Shift


@dataclass(frozen=True, slots=True)
class Demand:
    """So many people at one place for one shift. Places of one zone are near each other: who stands in the zone can
    stand at any of them."""

    key: str
    place: str
    zone: str
    shift: Shift
    headcount: int = 1
    qualifications: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who has said when they can. `zones`: the nearest first; `stands`: shifts outside this roster."""

    key: str
    zones: tuple[str, ...]
    available: tuple[Shift, ...]
    qualifications: frozenset[str] = frozenset()
    away: tuple[Shift, ...] = ()
    wishes: tuple[Shift, ...] = ()
    stands: tuple[Shift, ...] = ()
    past_hours: float = 0.0  # of the last weeks: who stood more then comes later now


@dataclass(frozen=True, slots=True)
class Limits:
    rest_hours: float = 11
    hours_a_week: float = 48
    nights: int = 3
    days_in_a_row: int = 6


class Line(NamedTuple):
    demand: str
    worker: str


class Why(StrEnum):
    """What keeps somebody from a shift: in the order in which it is asked."""

    ZONE = "zone"
    QUALIFICATION = "qualification"
    AVAILABILITY = "availability"
    DAY = "day"  # stands on that day already
    REST = "rest"
    MORNING = "morning"  # after a night
    WEEK = "week"
    NIGHTS = "nights"
    DAYS = "days"
    TIME = "time"  # nothing: the solver was stopped before it got there
    UNKNOWN = "unknown"  # not in this roster at all
    FULL = "full"  # of a fixed line: the place has its people already


@dataclass(frozen=True, slots=True)
class Unfilled:
    """`why` counts people by what keeps them from it; `chief` is what keeps most of those who could come at all."""

    demand: str
    missing: int
    why: dict[Why, int]
    chief: Why


@dataclass(frozen=True, slots=True)
class Collision:
    """A line that was fixed by hand and breaks a limit: with it there is no roster."""

    demand: str
    worker: str
    why: Why


@dataclass(slots=True)
class Solution:
    lines: list[Line] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)
    hours: dict[str, float] = field(default_factory=dict)  # of this roster, for everybody who was asked
    cost: float = 0.0
    bound: float = 0.0  # no roster costs less
    gap: float = 0.0
    moved: int = 0  # lines of the roster before that did not stay
    seconds: float = 0.0

    @property
    def is_possible(self) -> bool:
        return not self.collisions


Progress = Callable[[str, int, int], None]  # what is being done, so much, of so much
STAGES = ("reading", "solving", "placing", "explaining")


def nobody_watches(_stage: str, _done: int, _of: int) -> None:
    pass


def solve_roster(
    demands: Sequence[Demand],
    workers: Sequence[Worker],
    limits: Limits,
    *,
    fixed: Iterable[Line] = (),
    before: Iterable[Line] = (),
    seconds: float = 60.0,
    progress: Progress = nobody_watches,
) -> Solution:
    """The best roster, or the best that was found in so many seconds with the proof of how far it may be off.

    `fixed` lines stay whatever it costs. Lines of the roster `before` stay where that keeps the posts filled.
    """
    from linli.duty.solving_model import solve  # brings numpy and scipy: only where they are used
    from linli.duty.solving_reasons import explain, fixed_collisions

    began = time.monotonic()
    solution, kept, old = Solution(), list(dict.fromkeys(fixed)), list(dict.fromkeys(before))
    progress(STAGES[0], 0, len(STAGES))
    solution.collisions = fixed_collisions(demands, workers, limits, kept)
    if solution.is_possible:
        solve(solution, demands, workers, limits, fixed=kept, before=old, seconds=seconds, progress=progress)
        progress(STAGES[3], 3, len(STAGES))
        solution.unfilled = explain(demands, workers, limits, solution.lines)
    solution.hours = hours_of(demands, workers, solution.lines)
    solution.moved = len(set(old) - set(solution.lines))
    solution.seconds = time.monotonic() - began
    progress(STAGES[3], len(STAGES), len(STAGES))
    return solution


def hours_of(demands: Iterable[Demand], workers: Iterable[Worker], lines: Iterable[Line]) -> dict[str, float]:
    length = {one.key: one.shift.length / HOUR for one in demands}
    hours = {one.key: 0.0 for one in workers}
    for line in lines:
        hours[line.worker] += length[line.demand]
    return hours


def shifts_by_worker(demands: Mapping[str, Demand], lines: Iterable[Line]) -> dict[str, list[Shift]]:
    shifts: dict[str, list[Shift]] = defaultdict(list)
    for line in lines:
        shifts[line.worker].append(demands[line.demand].shift)
    return shifts


def missing_of(demands: Iterable[Demand], lines: Iterable[Line]) -> dict[str, int]:
    there = Counter(line.demand for line in lines)
    return {one.key: short for one in demands if (short := one.headcount - there[one.key]) > 0}
