"""Prices of persons, and the small programme that settles what prices leave open. Numbers only; see `matching`."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, hstack, identity, vstack
from scipy.spatial import cKDTree

Array = np.ndarray[Any, Any]

NEAREST = 40  # so many persons are looked at for each home
FIRST = 14  # and so many of them where prices are found
ROUNDS = 160
DEAR = 4.0  # a person with too few is worth so many times the longest way, a home left out ten times that
SHARE = 0.5  # among so many more ways than homes the programme chooses
MORE = 8
SPARE = 1


@dataclass(slots=True)
class Settled:
    chosen: list[int | None]  # for each unit the number of its person
    ways: list[float]
    gap: float | None  # at most this share of the ways could be saved; unknown where a unit is left out


class Market:
    """Units of homes ask persons; the slots of a person say what each further home costs there."""

    def __init__(
        self,
        *,
        homes: list[tuple[float, float]],
        weights: list[int],
        people: list[tuple[float, float]],
        slots: list[list[float | None]],
    ) -> None:
        self.weight = np.array(weights)
        count = min(NEAREST, len(people))
        way, near = cKDTree(np.array(people)).query(np.array(homes), k=count)
        self.way, self.near = way.reshape(len(homes), count), near.reshape(len(homes), count)
        slopes = [cost for row in slots for cost in row if cost is not None]
        self.dear = DEAR * (float(self.way.max()) + max(slopes, default=0.0) + 1)
        width = max(map(len, slots))
        padded = [[-self.dear if cost is None else cost for cost in row] for row in slots]
        self.slots = np.array([row + [math.inf] * (width - len(row)) for row in padded])

    def settle(self) -> Settled:
        """The best assignment, or one of which it is proven that little could be saved."""
        prices, bound = self._prices()
        chosen = self._choose(self.way + prices[self.near])
        self._make_room(chosen)
        ways = self.way[np.arange(len(chosen)), np.maximum(chosen, 0)]
        picked = self.near[np.arange(len(chosen)), np.maximum(chosen, 0)]
        people = [int(one) if place >= 0 else None for one, place in zip(picked, chosen, strict=True)]
        gap = (self._cost(chosen) - bound) / max(float((ways * self.weight).sum()), 1.0)
        return Settled(people, ways.tolist(), gap if (chosen >= 0).all() else None)

    def _prices(self) -> tuple[Array, float]:
        """Prices at which persons are asked by about as many homes as they would take, and what they prove."""
        way, near = self.way[:, :FIRST], self.near[:, :FIRST]
        rows, people = np.arange(len(way)), len(self.slots)
        prices = np.zeros(people)
        step = 0.03 * float(way[:, : min(4, way.shape[1])].mean()) + 0.01
        for number in range(ROUNDS):
            choice = (way + prices[near]).argmin(1)
            load = np.bincount(near[rows, choice], self.weight, minlength=people)
            least, most = (self.slots < prices[:, None]).sum(1), (self.slots <= prices[:, None]).sum(1)
            off = np.clip(load - np.clip(load, least, most), -6, 6)
            prices = prices + step / (1 + number / 20) * off
        return prices, self._bound(prices)

    def _bound(self, prices: Array) -> float:
        """No assignment costs less than this, whatever the prices are."""
        asked = np.minimum((self.way + prices[self.near]).min(1), 10 * self.dear)
        paid = np.minimum(self.slots - prices[:, None], 0.0)
        return float((asked * self.weight).sum() + paid.sum())

    def _cost(self, chosen: Array) -> float:
        rows = np.arange(len(chosen))
        ways = np.where(chosen >= 0, self.way[rows, np.maximum(chosen, 0)], 10 * self.dear)
        load = self._load(chosen)
        filled = np.arange(self.slots.shape[1]) < load[:, None]
        return float((ways * self.weight).sum() + self.slots[filled].sum())

    def _load(self, chosen: Array) -> Array:
        unit = np.nonzero(chosen >= 0)[0]
        near = self.near[unit, chosen[unit]]
        return np.bincount(near, self.weight[unit], minlength=len(self.slots)).astype(int)

    def _choose(self, asked: Array) -> Array:
        """For each unit the number of its way, -1 where it is left out.

        Whole groups first, the largest before the others, then homes that have one sensible way only; the rest by
        a programme over the ways that prices leave nearly even.
        """
        chosen = np.full(len(asked), -1)
        self._place_groups(asked, chosen)
        single = np.nonzero(self.weight == 1)[0]
        if not len(single):
            return chosen
        over = asked[single] - asked[single].min(1, keepdims=True)
        wanted = min(int(len(over) * (1 + SHARE)), over.size)
        keep = over <= np.partition(over, wanted - 1, axis=None)[wanted - 1]
        clear = self._widen(keep, over, single, self._load(chosen))
        chosen[single[clear]] = over[clear].argmin(1)
        unit, place = np.nonzero(keep & ~clear[:, None])
        if len(unit):
            result = self._programme(single, unit, place, self._load(chosen))
            taken = result.x[: len(unit)] > 0.5
            chosen[single[unit[taken]]] = place[taken]
        return chosen

    def _widen(self, keep: Array, over: Array, single: Array, load: Array) -> Array:
        """More ways where somebody is chosen by too many, or by too few; says which homes have one way only."""
        near = self.near[single]
        asked = load + np.bincount(near[keep], minlength=len(load))
        few = asked < (self.slots < 0).sum(1) + SPARE
        keep[:, :FIRST] |= few[near[:, :FIRST]]
        clear: Array = keep.sum(1) == 1
        first = near[np.arange(len(near)), over.argmin(1)]
        crowded = np.bincount(first[clear], minlength=len(load)) > np.isfinite(self.slots).sum(1) - load
        rows = np.nonzero(clear & crowded[first])[0]
        keep[rows[:, None], np.argsort(over[rows], axis=1)[:, :MORE]] = True
        clear[rows] = False
        return clear

    def _place_groups(self, asked: Array, chosen: Array) -> None:
        room = np.isfinite(self.slots).sum(1)
        heavy = np.nonzero(self.weight > 1)[0]
        for unit in heavy[np.argsort(-self.weight[heavy], kind="stable")]:
            for place in np.argsort(asked[unit], kind="stable"):
                if room[self.near[unit, place]] >= self.weight[unit]:
                    room[self.near[unit, place]] -= self.weight[unit]
                    chosen[unit] = place
                    break

    def _make_room(self, chosen: Array) -> None:
        """Move homes on, from one to the next, where that makes room for one that was left out."""
        at: dict[int, set[int]] = defaultdict(set)
        for unit in np.nonzero((chosen >= 0) & (self.weight == 1))[0].tolist():
            at[int(self.near[unit, chosen[unit]])].add(unit)
        room = np.isfinite(self.slots).sum(1) - self._load(chosen)
        for unit in np.nonzero((chosen < 0) & (self.weight == 1))[0].tolist():
            for moved, place in self._chain(unit, at, room):
                before = chosen[moved]
                if before >= 0:
                    at[int(self.near[moved, before])].discard(moved)
                    room[self.near[moved, before]] += 1
                chosen[moved] = place
                at[int(self.near[moved, place])].add(moved)
                room[self.near[moved, place]] -= 1

    def _chain(self, unit: int, at: dict[int, set[int]], room: Array) -> list[tuple[int, int]]:
        """The shortest row of moves that ends at somebody with room; empty where there is none."""
        came: dict[int, tuple[int, int, int]] = {}  # person: (unit that comes, its way, where it stood)
        ahead = deque([(unit, -1)])
        while ahead:
            moving, stood = ahead.popleft()
            for place, person in enumerate(self.near[moving].tolist()):
                if person in came:
                    continue
                came[person] = (moving, place, stood)
                if room[person] > 0:
                    return _traced(came, person)
                ahead.extend((other, person) for other in sorted(at[person]))
        return []

    def _programme(self, single: Array, unit: Array, place: Array, load: Array) -> OptimizeResult:
        """Single homes into the slots that groups have left, at the least cost."""
        people, ways = len(self.slots), len(unit)
        known, row = np.unique(unit, return_inverse=True)
        homes = len(known)
        near = self.near[single[unit], place]
        # No more slots of a person than homes that may come.
        number = np.arange(self.slots.shape[1])
        reach = load + np.bincount(near, minlength=people)
        free = np.isfinite(self.slots) & (number >= load[:, None]) & (number < reach[:, None])
        own, slot = np.nonzero(free)
        once = csr_array((np.ones(ways), (row, np.arange(ways))), shape=(homes, ways))
        asked = csr_array((np.ones(ways), (near, np.arange(ways))), shape=(people, ways))
        sold = csr_array((-np.ones(len(own)), (own, np.arange(len(own)))), shape=(people, len(own)))
        empty, out = csr_array((homes, len(own))), csr_array((people, homes))
        rows = vstack([hstack([once, empty, identity(homes)]), hstack([asked, sold, out])]).tocsc()
        right = np.concatenate([np.ones(homes), np.zeros(people)])
        left_out = np.full(homes, 10 * self.dear)
        cost = np.concatenate([self.way[single[unit], place], self.slots[own, slot], left_out])
        return milp(cost, bounds=(0, 1), constraints=LinearConstraint(rows, right, right))


def _traced(came: dict[int, tuple[int, int, int]], person: int) -> list[tuple[int, int]]:
    moves = []
    while person >= 0:
        unit, place, person = came[person]
        moves.append((unit, place))
    return moves
