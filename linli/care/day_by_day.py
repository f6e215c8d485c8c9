"""A plan as a calendar: each day with its number, its measure and its test. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linli.care.plans import Facts, Plan, TestDue
from linli.lib.days import number_of, span


@dataclass(frozen=True)
class Day:
    """`number` is counted from the anchor, which is day 0; `passed` lies before the person came."""

    on: date
    number: int
    measure: str = ""
    test: TestDue | None = None
    passed: bool = False
    changes: bool = False  # the first day under another measure


def day_by_day(plan: Plan, facts: Facts) -> Iterator[Day]:
    """From the anchor to the last day of the plan; nothing where nothing is prescribed."""
    if plan.nothing:
        return
    tests = {one.on: one for one in plan.tests}
    measures = {day: one.measure for one in plan.phases for day in span(one.first_on, one.last_on)}
    before = ""
    for day in span(min(facts.anchor_on, plan.phases[0].first_on), plan.phases[-1].last_on):
        measure = measures.get(day, "")
        yield Day(
            on=day, number=number_of(day, facts.anchor_on), measure=measure, test=tests.get(day),
            passed=not measure, changes=bool(measure) and measure != before,
        )  # fmt: skip
        before = measure
