"""The roster of a city's gates for a week, and households shared out among those who answer for them.

Both at the sizes of the design, with invented people; each roster is judged by the checker of the tests. Besides the
time on the clock stands the time of the processor: it is what a machine that does nothing else would need.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from linli.duty.matching import Home, Matched, Person, match_households
from linli.duty.rules_posts import Shift
from linli.duty.solving import Demand, Limits, Solution, Worker, solve_roster
from linli.lib.periods import SHANGHAI
from tests.duty.roster_checker import wrong_with

MONDAY = datetime(2022, 3, 7, tzinfo=SHANGHAI)
ZONES, BUSY = 12, 30
DAY_SHARE, NIGHT_SHARE = 0.70, 0.35  # of the shifts somebody can come


def main() -> None:
    quick = "--quick" in sys.argv
    households(920 if quick else 9_200, 126 if quick else 1_259)
    roster(20 if quick else 115, 110 if quick else 600)


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    began, used = time.perf_counter(), time.process_time()
    done = work()
    return done, time.perf_counter() - began, time.process_time() - used


def tell(what: str, measured: float, unit: str, limit: float | None = None) -> None:
    good = limit is None or measured <= limit
    row = {"what": what, "measured": measured, "limit": limit, "unit": unit, "good": good}
    print(json.dumps(row, ensure_ascii=False), flush=True)


# ---- households ----------------------------------------------------------------------------------------------------
def households(count: int, people: int) -> None:
    rng = random.Random(1)
    side = 10_000 * (count / 9_200) ** 0.5
    homes = [Home(f"h{n}", rng.uniform(0, side), rng.uniform(0, side)) for n in range(count)]
    crowd = [Person(f"p{n}", rng.uniform(0, side), rng.uniform(0, side)) for n in range(people)]
    match_households(homes[:20], crowd[:3])  # numpy and scipy are loaded once a process
    matched: Matched
    matched, seconds, used = timed(lambda: match_households(homes, crowd))
    loads = Counter(person for _, person in matched.pairs)
    what = f"{count:,} households to {people:,} people"
    tell(what, seconds, "s", 1.0)
    tell(f"{what}, processor", used, "s")
    tell(f"{what}, left out", len(matched.left_out), "households", 0)
    tell(f"{what}, with fewer than five", len(matched.too_few), "people", 0)
    tell(f"{what}, most", max(loads.values()), "households", 10)
    tell(f"{what}, gap", 100 * (1 if matched.gap is None else matched.gap), "%", 1.0)


# ---- the roster ----------------------------------------------------------------------------------------------------
def shift(day: int, third: int) -> Shift:
    begins = MONDAY + timedelta(days=day, hours=8 * third)
    return Shift(begins, begins + timedelta(hours=8))


def gates(count: int) -> list[Demand]:
    busy = {n * count // BUSY for n in range(BUSY)} if count > BUSY else set()
    return [
        Demand(
            f"g{gate} {day} {third}", f"g{gate}", f"z{gate * ZONES // count}", shift(day, third),
            headcount=2 if gate in busy and third else 1,
        )
        for gate in range(count) for day in range(7) for third in range(3)
    ]  # fmt: skip


def volunteers(count: int) -> list[Worker]:
    rng = random.Random(7)
    made = []
    for number in range(count):
        home = number * ZONES // count
        can = [
            shift(day, third)
            for day in range(7)
            for third in range(3)
            if rng.random() < (DAY_SHARE if third else NIGHT_SHARE)
        ]
        near = tuple(f"z{(home + step) % ZONES}" for step in (0, 1, -1))
        made.append(Worker(f"w{number}", near, tuple(can)))
    return made


def roster(count: int, people: int) -> None:
    demands, workers, limits = gates(count), volunteers(people), Limits()
    slots = sum(one.headcount for one in demands)
    solve_roster(demands[:3], workers[:9], limits)
    solution: Solution
    solution, seconds, used = timed(lambda: solve_roster(demands, workers, limits, seconds=120))
    what = f"roster, {slots:,} places in a week, {people} people"
    tell(what, seconds, "s", 15.0)
    tell(f"{what}, processor", used, "s")
    tell(f"{what}, proven gap", 100 * solution.gap, "%", 1.0)
    tell(f"{what}, left empty", sum(one.missing for one in solution.unfilled), "places", 0)
    tell(f"{what}, hours apart", max(solution.hours.values()) - min(solution.hours.values()), "h", 8)
    tell(f"{what}, wrong", len(wrong_with(demands, workers, limits, solution.lines)), "lines", 0)
    sick = solution.lines[0].worker
    there = [one for one in workers if one.key != sick]
    again, seconds, used = timed(
        lambda: solve_roster(demands, there, limits, before=solution.lines, seconds=120)
    )
    lost = sum(line.worker == sick for line in solution.lines)
    tell(f"{what}, solved again after a sick call", seconds, "s", 15.0)
    tell(f"{what}, again, processor", used, "s")
    tell(f"{what}, again, moved beside the {lost} lost", again.moved - lost, "lines", 10)


if __name__ == "__main__":
    main()
