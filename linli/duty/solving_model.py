"""The programme behind a roster: who comes to which shift in which zone is solved by HiGHS, then who stands at which
of its places. See docs/algorithms/rosters.md."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from math import ceil, inf
from statistics import median
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linear_sum_assignment, milp
from scipy.sparse import csr_array

from linli.duty.rules_posts import DAY, HOUR, Shift
from linli.duty.solving import STAGES, Demand, Limits, Line, Progress, Solution, Worker
from linli.duty.solving_reasons import available, collides, free_from, is_night

EMPTY = 1000.0  # a place that stays empty
WISH = 200.0  # a wish that is not met
MOVED = 60.0  # somebody who was to stand there, and does not
LEVEL = 10.0  # times the square of the shifts by which somebody is off the mean
FARTHER = 1.0  # for each zone that is farther
PROVEN = 0.005
TINY = 1e-4
PAST_COUNTS = 2.0  # at most so many shifts are carried over


class Group(NamedTuple):
    """Demands that are the same to whoever comes: one zone, one shift, one qualification."""

    zone: str
    shift: Shift
    qualifications: frozenset[str]


class Rows:
    """A sparse matrix, row by row, with what each row must lie between."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def add(self, columns: Sequence[int], values: Sequence[float], least: float, most: float) -> None:
        self.row += [len(self.least)] * len(columns)
        self.column += columns
        self.value += values
        self.least.append(least)
        self.most.append(most)

    def constraint(self, columns: int) -> LinearConstraint:
        shape = (len(self.least), columns)
        matrix = csr_array((self.value, (self.row, self.column)), shape=shape)
        return LinearConstraint(matrix, self.least, self.most)


def solve(
    solution: Solution,
    demands: Sequence[Demand],
    workers: Sequence[Worker],
    limits: Limits,
    *,
    fixed: Sequence[Line],
    before: Sequence[Line],
    seconds: float,
    progress: Progress,
) -> None:
    model = Model(demands, workers, limits, fixed, before)
    progress(STAGES[1], 1, len(STAGES))
    comes = model.solve(solution, seconds)
    progress(STAGES[2], 2, len(STAGES))
    solution.lines = place(demands, comes, fixed=fixed, before=before)


def group_of(demand: Demand) -> Group:
    return Group(demand.zone, demand.shift, demand.qualifications)


class Model:
    def __init__(
        self,
        demands: Sequence[Demand],
        workers: Sequence[Worker],
        limits: Limits,
        fixed: Sequence[Line],
        before: Sequence[Line],
    ) -> None:
        self.workers, self.limits = workers, limits
        self.wanted: Counter[Group] = Counter()
        for demand in demands:
            self.wanted[group_of(demand)] += demand.headcount
        groups = {one.key: group_of(one) for one in demands}
        self.fixed = {(one.worker, groups[one.demand]) for one in fixed}
        self.before = {(one.worker, groups[one.demand]) for one in before if one.demand in groups}
        self.shifts = sorted({one.shift for one in self.wanted})
        self.free = {one: free_from(one, limits) for one in self.shifts}
        self.nights = {one for one in self.shifts if is_night(one)}
        self.unit = median(one.length / HOUR for one in self.shifts) if self.shifts else 1.0
        self.rows, self.costs = Rows(), list[float]()
        self.most, self.least, self.whole = list[float](), list[float](), list[int]()
        self.comes: dict[int, tuple[Worker, Group]] = {}
        self.constant = 0.0
        self._build()

    def _column(self, cost: float, most: float, *, least: float = 0.0, whole: bool = False) -> int:
        self.costs.append(cost)
        self.most.append(most)
        self.least.append(least)
        self.whole.append(int(whole))
        return len(self.costs) - 1

    def _build(self) -> None:
        by_group: dict[Group, list[int]] = defaultdict(list)
        every = [(worker, self._groups_of(worker)) for worker in self.workers]
        free = [worker for worker, groups in every if groups]
        carried, mean = self._carried(free), self._mean(free)
        for worker, groups in every:
            mine: dict[Shift, list[int]] = defaultdict(list)
            for group in groups:
                column = self._come(worker, group)
                mine[group.shift].append(column)
                by_group[group].append(column)
            if mine:
                self._limit(worker, mine)
                self._level(mine, carried[worker.key] - mean)
        for group, number in self.wanted.items():
            columns = [*by_group[group], self._column(EMPTY, number)]
            self.rows.add(columns, [1.0] * len(columns), number, number)
        self._column(self.constant, 1.0, least=1.0)

    def _groups_of(self, worker: Worker) -> list[Group]:
        """Where somebody can come: free, qualified, and not too close to what they stand elsewhere."""
        can = {
            shift
            for shift in self.shifts
            if available(worker, shift) and not collides(shift, worker.stands, self.limits)
        }
        return [
            group
            for group in self.wanted
            if (worker.key, group) in self.fixed
            or (
                group.zone in worker.zones
                and group.shift in can
                and group.qualifications <= worker.qualifications
            )
        ]

    def _come(self, worker: Worker, group: Group) -> int:
        near = worker.zones.index(group.zone) if group.zone in worker.zones else len(worker.zones)
        cost = FARTHER * near
        if (worker.key, group) in self.before:
            cost -= MOVED
            self.constant += MOVED
        if any(
            wish.starts_at < group.shift.ends_at and group.shift.starts_at < wish.ends_at
            for wish in worker.wishes
        ):
            cost -= WISH
        stays = (worker.key, group) in self.fixed
        column = self._column(cost, 1.0, least=float(stays), whole=True)
        self.comes[column] = (worker, group)
        return column

    def _carried(self, free: Sequence[Worker]) -> dict[str, float]:
        """By how many shifts somebody stood more than the others in the last weeks."""
        mean = sum(one.past_hours for one in free) / max(len(free), 1)
        off = {one.key: (one.past_hours - mean) / self.unit for one in free}
        return {key: max(-PAST_COUNTS, min(PAST_COUNTS, more)) for key, more in off.items()}

    def _mean(self, free: Sequence[Worker]) -> float:
        hours = sum(group.shift.length / HOUR * number for group, number in self.wanted.items())
        return hours / self.unit / max(len(free), 1)

    # ---- what nobody may exceed ----------------------------------------------------------------------------------
    def _limit(self, worker: Worker, mine: dict[Shift, list[int]]) -> None:
        self._keep_apart(mine)
        by_week: dict[date, list[Shift]] = defaultdict(list)
        for shift in mine:
            by_week[shift.week].append(shift)
        for monday, shifts in by_week.items():
            stood = [one for one in worker.stands if one.week == monday]
            hours = self.limits.hours_a_week - sum((one.length / HOUR for one in stood), 0.0)
            self._at_most(mine, {one: one.length / HOUR for one in shifts}, hours)
            nights = self.limits.nights - sum(map(is_night, stood))
            self._at_most(mine, {one: 1.0 for one in shifts if one in self.nights}, nights)
        self._rest_days(worker, mine)

    def _at_most(self, mine: dict[Shift, list[int]], weights: dict[Shift, float], most: float) -> None:
        days: dict[date, float] = defaultdict(float)
        for shift, weight in weights.items():
            days[shift.day] = max(days[shift.day], weight)
        if sum(days.values()) <= most:  # one shift a day: it cannot be broken
            return
        columns = [(column, weight) for shift, weight in weights.items() for column in mine[shift]]
        even = len(set(weights.values())) == 1
        if even:  # a whole number of shifts: says more to the solver than hours
            weight = next(iter(weights.values()))
            columns, most = [(column, 1.0) for column, _ in columns], most // weight
        self.rows.add([column for column, _ in columns], [weight for _, weight in columns], -np.inf, most)

    def _keep_apart(self, mine: dict[Shift, list[int]]) -> None:
        """At each start, at most one of the shifts that run then or are being rested from."""
        shifts, seen = sorted(mine), list[set[Shift]]()
        for number, shift in enumerate(shifts):
            close = {one for one in shifts[:number] if self.free[one] > shift.starts_at} | {shift}
            if any(close <= one for one in seen):
                continue
            seen = [one for one in seen if not one <= close] + [close]
        for close in seen:
            columns = [column for one in sorted(close) for column in mine[one]]
            if len(columns) > 1:
                self.rows.add(columns, [1.0] * len(columns), -np.inf, 1.0)

    def _rest_days(self, worker: Worker, mine: dict[Shift, list[int]]) -> None:
        by_day: dict[date, list[int]] = defaultdict(list)
        for shift, columns in mine.items():
            by_day[shift.day] += columns
        stood = {one.day for one in worker.stands}
        first, last = min(by_day), max(by_day)
        window = self.limits.days_in_a_row + 1
        for start in (first + DAY * n for n in range(1 - window, (last - first).days + 1)):
            days = [start + DAY * n for n in range(window)]
            there = len(stood.intersection(days))
            free = [day for day in days if day in by_day and day not in stood]
            if there + len(free) == window and free:
                columns = [column for day in free for column in by_day[day]]
                self.rows.add(columns, [1.0] * len(columns), -np.inf, len(free) - 1)

    # ---- who comes how often -------------------------------------------------------------------------------------
    def _level(self, mine: dict[Shift, list[int]], ahead: float) -> None:
        """The square of the shifts by which somebody is off the mean, in steps of one shift."""
        days: dict[date, float] = defaultdict(float)
        for shift in mine:
            days[shift.day] = max(days[shift.day], shift.length / HOUR / self.unit)
        steps = ceil(sum(days.values()))
        off = [LEVEL * (ahead + n) ** 2 for n in range(steps + 1)]
        self.constant += off[0] - min(off)
        columns = [self._column(more - less, 1.0) for less, more in pairwise(off)]
        values = [-1.0] * len(columns)
        for shift, comes in mine.items():
            columns += comes
            values += [shift.length / HOUR / self.unit] * len(comes)
        self.rows.add(columns, values, 0.0, 0.0)

    # ---- the search ----------------------------------------------------------------------------------------------
    def solve(self, solution: Solution, seconds: float) -> list[tuple[Worker, Group]]:
        if not self.wanted:
            return []
        found, bound = self._search(seconds)
        if found is None:  # stopped before anything was found: what was fixed stays, nobody else comes
            solution.gap = inf
            return [pair for pair in self.comes.values() if (pair[0].key, pair[1]) in self.fixed]
        solution.cost, solution.bound = float(found.fun), bound
        solution.gap = max(solution.cost - bound, 0.0) / max(abs(solution.cost), 1e-9)
        return [pair for column, pair in self.comes.items() if found.x[column] > 0.5]

    def _search(self, seconds: float) -> tuple[OptimizeResult | None, float]:
        """Let people come in parts first: that is quick, proves the bound, and leaves few in parts.

        Who comes whole there stays, and the rest is decided; mostly this costs no more than the bound. Where it
        does, everything is decided anew.
        """
        ends = time.monotonic() + seconds
        parts = self._programme(ends, whole=False)
        if parts.x is None:
            return None, -inf
        stays = (parts.x > 1 - TINY) & (np.array(self.whole) > 0)
        quick = self._programme(ends, least=np.maximum(self.least, stays))
        if quick.x is not None and quick.fun - parts.fun <= PROVEN * abs(quick.fun) + TINY:
            return quick, float(parts.fun)
        full = self._programme(ends)
        bound = max(parts.fun, -inf if full.mip_dual_bound is None else full.mip_dual_bound)
        there = [one for one in (quick, full) if one.x is not None]
        return min(there, key=lambda one: float(one.fun), default=None), float(bound)

    def _programme(
        self, ends: float, *, whole: bool = True, least: np.ndarray | None = None
    ) -> OptimizeResult:
        return milp(
            np.array(self.costs),
            integrality=np.array(self.whole) if whole else None,
            bounds=Bounds(np.array(self.least) if least is None else least, np.array(self.most)),
            constraints=self.rows.constraint(len(self.costs)),
            options={"time_limit": max(ends - time.monotonic(), 0.1), "mip_rel_gap": PROVEN},
        )


# ---- at which place -----------------------------------------------------------------------------------------------------
FIXED, STAYED, KNOWN = 1e6, 100.0, 1.0


def place(
    demands: Sequence[Demand],
    comes: Iterable[tuple[Worker, Group]],
    *,
    fixed: Sequence[Line],
    before: Sequence[Line],
) -> list[Line]:
    """Give those who come to a zone the places in it: where they were to stand, else where they stand often."""
    crowd: dict[Group, list[str]] = defaultdict(list)
    for worker, group in comes:
        crowd[group].append(worker.key)
    open_: dict[Group, list[Demand]] = defaultdict(list)
    for demand in demands:
        open_[group_of(demand)] += [demand] * demand.headcount
    worth = {**dict.fromkeys(before, STAYED), **dict.fromkeys(fixed, FIXED)}
    often: Counter[tuple[str, str]] = Counter()
    lines: list[Line] = []
    for group in sorted(crowd, key=lambda one: (one.shift, one.zone)):
        seats = open_[group]
        liked = [
            [worth.get(Line(seat.key, key), 0.0) + KNOWN * often[key, seat.place] for seat in seats]
            for key in crowd[group]
        ]
        for person, seat in zip(*linear_sum_assignment(np.array(liked), maximize=True), strict=True):
            lines.append(Line(seats[seat].key, crowd[group][person]))
            often[crowd[group][person], seats[seat].place] += 1
    return lines
