"""Which measure a person gets by an edition, for how long, with which tests, and why. Pure: no clock, no database.

Two counts stand side by side (DOMAIN 2.2): the days of the measures run from the anchor, which is day 0, and days that
have passed elsewhere count; tests are counted in the phase in which they are taken. What is only a test keeps nobody
anywhere: its days run from the day on which the person is found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from linli.care.plans import Explained, Facts, LocalRule, PhasePlan, Plan, TestDue
from linli.care.rules_change import change_between, taken_over
from linli.care.rules_local import days_of_last, local_rules
from linli.lib.days import day_after, ends_at, number_of, starts_at
from linli.lib.editions import Category, Certainty, Edition, MeasureKey, Phase

__all__ = [
    "Explained",
    "Facts",
    "LocalRule",
    "PhasePlan",
    "Plan",
    "TestDue",
    "change_between",
    "local_rules",
    "plan_for",
    "taken_over",
]

CERTAINTIES: tuple[Certainty, ...] = ("verified", "local", "memory")


@dataclass(frozen=True)
class _Days:
    """A phase of the edition on the calendar: as it would be for somebody who came in time, and from when it is."""

    phase: Phase
    measure: MeasureKey
    starts_on: date  # its day 1
    first_on: date
    last_on: date


def plan_for(
    category: str, facts: Facts, edition: Edition, *, at: datetime, local: tuple[LocalRule, ...] = ()
) -> Plan:
    """The plan of an edition for a person, as seen at a moment.

    Raises LookupError for a category that the edition does not have, or has never had.
    """
    line = edition.category(category)
    if line is None:
        raise LookupError(f"The {edition.name.en} has no category {category}.")
    said = [_said("category", line)]
    certainty: Certainty = line.certainty
    if certainty != "verified":
        said.append(Explained(code=f"certainty_{certainty}", source=line.source, certainty=certainty))
    if not line.phases:
        return _nothing(edition, line, [*said, Explained(code="nothing")])
    if line.lookback_days and number_of(facts.began_on, facts.anchor_on) > line.lookback_days:
        return _nothing(edition, line, [*said, Explained(code="lookback", data={"days": line.lookback_days})])
    more, local_said = days_of_last(line, facts, local, at=at)
    days = list(_on_calendar(line, facts, more))
    said += [*_counted(line, facts), *local_said]
    kept = [one for one in days if one.first_on <= one.last_on]
    if not kept:
        last = days[-1].last_on.isoformat()
        return _nothing(edition, line, [*said, Explained(code="over", data={"last": last})])
    if more:
        certainty = max(certainty, "local", key=CERTAINTIES.index)
    tests, tests_said = _tests(line, days, kept)
    phases = tuple(_phase_plan(one, facts) for one in kept)
    said += [*_phases_said(line, days, facts), *tests_said, *_words_of(line)]
    said.append(Explained(code="ends", data={"last": phases[-1].last_on.isoformat()}))
    return Plan(
        edition=edition.key, category=line.key, phases=phases, tests=tests, from_at=phases[0].from_at,
        until_at=phases[-1].until_at, tests_for_release=sum(one.for_release for one in tests),
        explained=tuple(said), certainty=certainty,
    )  # fmt: skip


def _nothing(edition: Edition, line: Category, said: Iterable[Explained]) -> Plan:
    return Plan(edition=edition.key, category=line.key, explained=tuple(said), certainty=line.certainty)


# ---- days --------------------------------------------------------------------------------------------------------------
def _on_calendar(line: Category, facts: Facts, more: int) -> Iterator[_Days]:
    """Phases one after the other from the anchor; what lies before the person came is cut off, and not made up for."""
    offset = 0
    for number, phase in enumerate(line.phases):
        length = phase.days or phase.tests[-1]
        length += more if number == len(line.phases) - 1 else 0
        measure = _measure(phase, facts)
        if measure == "test_only":
            starts_on = first_on = max(day_after(facts.anchor_on, offset), facts.began_on)
        else:
            starts_on = day_after(facts.anchor_on, offset + 1)
            first_on = max(starts_on, facts.began_on)
            if number == 0:  # somebody who is met on day 0 itself need not wait for day 1
                first_on = max(facts.anchor_on, facts.began_on)
        yield _Days(phase, measure, starts_on, first_on, day_after(starts_on, length - 1))
        offset += length


def _measure(phase: Phase, facts: Facts) -> MeasureKey:
    if facts.wants_facility and phase.voluntary:
        return phase.voluntary
    if facts.home_suitable is False and phase.if_home_unsuitable:
        return phase.if_home_unsuitable
    return phase.measure


def _phase_plan(days: _Days, facts: Facts) -> PhasePlan:
    return PhasePlan(
        measure=days.measure, first_on=days.first_on, last_on=days.last_on, from_at=starts_at(days.first_on),
        until_at=ends_at(days.last_on), day_of_first=number_of(days.first_on, facts.anchor_on),
    )  # fmt: skip


# ---- tests -------------------------------------------------------------------------------------------------------------
def _tests(
    line: Category, days: list[_Days], kept: list[_Days]
) -> tuple[tuple[TestDue, ...], list[Explained]]:
    """Those that are still to come; where some have passed, one on arrival stands for all of them."""
    due = [test for number, one in enumerate(kept) for test in _of_phase(one, number)]
    missed = sum(one.first_on > on for one in days for on, _ in _days_of_tests(one))
    said: list[Explained] = []
    arrived = kept[0]
    if missed and not any(test.on == arrived.first_on for test in due):
        day = number_of(arrived.first_on, arrived.starts_on) + 1
        due.insert(0, TestDue(on=arrived.first_on, phase=0, day=day, why="on_arrival"))
    if missed:
        said.append(Explained(code="tests_missed", data={"n": missed, "on": arrived.first_on.isoformat()}))
    return _for_release(due, line.tests_for_release), said


def _of_phase(days: _Days, number: int) -> Iterator[TestDue]:
    within = not days.phase.tests
    for on, day in _days_of_tests(days):
        if on >= days.first_on:
            yield TestDue(on=on, phase=number, day=day, why="within" if within else "by_day")


def _days_of_tests(days: _Days) -> Iterator[tuple[date, int]]:
    """Where only a number is prescribed, they stand as far apart as the days allow."""
    numbers: Iterable[int] = days.phase.tests
    if n := (0 if days.phase.tests else days.phase.count_of_tests):
        numbers = (1 + i * (days.phase.days - 1) // max(n - 1, 1) for i in range(n))
    for number in numbers:
        yield day_after(days.starts_on, number - 1), number


def _for_release(due: list[TestDue], n: int) -> tuple[TestDue, ...]:
    first = len(due) - n
    return tuple(
        TestDue(on=one.on, phase=one.phase, day=one.day, why=one.why, for_release=place >= first)
        for place, one in enumerate(due)
    )


# ---- reasons -----------------------------------------------------------------------------------------------------------
def _said(code: str, line: Category, **data: str | int) -> Explained:
    return Explained(code=code, data=data, words=line.words, source=line.source, certainty=line.certainty)


def _counted(line: Category, facts: Facts) -> Iterator[Explained]:
    yield Explained(code=f"anchor_{line.anchor}", data={"on": facts.anchor_on.isoformat()})
    elapsed = number_of(facts.began_on, facts.anchor_on) - 1
    if all(phase.measure == "test_only" for phase in line.phases):
        yield Explained(code="tests_alone", data={"on": facts.began_on.isoformat()})
    elif elapsed > 0:
        yield Explained(code="elapsed", data={"days": elapsed, "on": facts.began_on.isoformat()})


def _phases_said(line: Category, days: list[_Days], facts: Facts) -> Iterator[Explained]:
    for one in days:
        data: dict[str, str | int] = {
            "measure": one.measure, "first": one.first_on.isoformat(), "last": one.last_on.isoformat(),
        }  # fmt: skip
        if one.first_on > one.last_on:
            yield Explained(code="phase_over", data=data)
            continue
        yield Explained(code="phase", data=data)
        yield from _choice_said(one, facts)


def _choice_said(days: _Days, facts: Facts) -> Iterator[Explained]:
    """Why this measure and not the other one that the edition has for these days."""
    phase = days.phase
    if phase.may_leave:
        yield Explained(code="may_leave", words=phase.may_leave)
    if facts.wants_facility and phase.voluntary:
        yield Explained(code="chose_facility")
    elif phase.voluntary:
        yield Explained(code="may_choose_facility")
    if not phase.measure.startswith("home_") or phase.measure == "home_monitoring":
        return
    if facts.home_suitable is None:
        yield Explained(code="home_not_looked_at")
    elif facts.home_suitable is False:
        yield Explained(code="home_unsuitable" if phase.if_home_unsuitable else "home_unsuitable_no_rule")
    if facts.lives_with_frail and days.measure == phase.measure:
        yield Explained(code="frail")


def _words_of(line: Category) -> Iterator[Explained]:
    for code, words in (("release", line.release), ("early", line.early), ("escalate", line.escalate)):
        if words is not None:
            yield Explained(code=code, words=words, source=line.source, certainty=line.certainty)
