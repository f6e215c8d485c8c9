"""What another edition would do to a plan that is under way: it may make it shorter or lighter, and nothing else. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from linli.care.choices import ChangeKind
from linli.care.plans import Explained, PhasePlan, Plan, TestDue
from linli.lib.days import ends_at, span, starts_at
from linli.lib.editions import STRICTNESS
from linli.lib.periods import local_day

OF_DAYS = frozenset({"phase", "phase_over", "ends", "over"})


def change_between(before: Plan, after: Plan, *, at: datetime) -> str:
    """A `care.choices.ChangeKind`: what taking `after` instead of `before` would do from a moment on.

    Whatever is heavier on a single day, or ends later, is heavier as a whole.
    """
    old, new = _weights(before, at), _weights(after, at)
    if not new:
        return ChangeKind.ENDS if old else ChangeKind.SAME
    if any(weight > old.get(day, 0) for day, weight in new.items()):
        return ChangeKind.HEAVIER
    if max(new) < max(old):
        return ChangeKind.SHORTER
    if any(weight < old[day] for day, weight in new.items()) or min(new) > min(old):
        return ChangeKind.LIGHTER
    return ChangeKind.SAME


def taken_over(before: Plan, after: Plan, *, at: datetime) -> Plan:
    """What is left when the newer plan is taken over: on each day the lighter of the two, and the earlier end.

    Nobody is kept longer or more strictly because a rule has changed.
    """
    today = local_day(at)
    old, new = _measures(before, at), _measures(after, at)
    lighter = {day: _lighter(old[day], new[day]) for day in old if day in new}
    if not lighter:
        last = before.phases[-1].last_on.isoformat() if before.phases else ""
        said = (*_kept(after), Explained(code="change_ends", data={"was": last}))
        return Plan(edition=after.edition, category=after.category, explained=said, certainty=after.certainty)
    begun = {day: one for phase in before.phases for day, one in _days(phase) if day < today}
    first_day = before.phases[0].first_on
    day_0 = before.phases[0].day_of_first
    phases = _joined({**begun, **lighter}, first_day, day_0)
    tests = _tests_within(before, after, phases, today)
    return Plan(
        edition=after.edition, category=after.category, phases=phases, tests=tests, from_at=before.from_at,
        until_at=phases[-1].until_at, tests_for_release=sum(one.for_release for one in tests),
        explained=(*_kept(after), *_said(before, after, phases, at)), certainty=after.certainty,
    )  # fmt: skip


def _days(phase: PhasePlan) -> Iterable[tuple[date, PhasePlan]]:
    return ((day, phase) for day in span(phase.first_on, phase.last_on))


def _measures(plan: Plan, at: datetime) -> dict[date, PhasePlan]:
    """Which phase each day belongs to, from the day of the moment on."""
    today = local_day(at)
    return {day: phase for one in plan.phases for day, phase in _days(one) if day >= today}


def _weights(plan: Plan, at: datetime) -> dict[date, int]:
    return {day: STRICTNESS[phase.measure] for day, phase in _measures(plan, at).items()}


def _lighter(old: PhasePlan, new: PhasePlan) -> PhasePlan:
    return new if STRICTNESS[new.measure] <= STRICTNESS[old.measure] else old


def _joined(by_day: dict[date, PhasePlan], first: date, day_of_first: int) -> tuple[PhasePlan, ...]:
    """Days in a row under the same measure are one phase."""
    phases: list[PhasePlan] = []
    for day in sorted(by_day):
        measure = by_day[day].measure
        start = phases.pop().first_on if phases and phases[-1].measure == measure else day
        phases.append(
            PhasePlan(
                measure=measure, first_on=start, last_on=day, from_at=starts_at(start), until_at=ends_at(day),
                day_of_first=day_of_first + (start - first).days,
            )
        )  # fmt: skip
    return tuple(phases)


def _tests_within(
    before: Plan, after: Plan, phases: tuple[PhasePlan, ...], today: date
) -> tuple[TestDue, ...]:
    """The newer edition's from today on, as far as they lie before the end, and what was taken until then."""
    past = [one for one in before.tests if one.on < today]
    ahead = [one for one in after.tests if today <= one.on <= phases[-1].last_on]
    moved = []
    for one in (*past, *ahead):
        place = next((i for i, phase in enumerate(phases) if phase.first_on <= one.on <= phase.last_on), None)
        if place is not None:
            moved.append(
                TestDue(on=one.on, phase=place, day=one.day, why=one.why, for_release=one.for_release)
            )
    return tuple(moved)


def _kept(after: Plan) -> Iterator[Explained]:
    """Its reasons, without the days that taking it over may have changed."""
    return (one for one in after.explained if one.code not in OF_DAYS)


def _said(before: Plan, after: Plan, phases: tuple[PhasePlan, ...], at: datetime) -> Iterator[Explained]:
    for phase in phases:
        days = {"first": phase.first_on.isoformat(), "last": phase.last_on.isoformat()}
        yield Explained(code="phase", data={"measure": phase.measure, **days})
    if before.until_at and phases[-1].until_at < before.until_at:
        data: dict[str, str | int] = {
            "was": before.phases[-1].last_on.isoformat(), "last": phases[-1].last_on.isoformat(),
        }  # fmt: skip
        yield Explained(code="change_shorter", data=data)
    if change_between(before, after, at=at) == ChangeKind.HEAVIER:
        yield Explained(code="change_not_heavier")
    yield Explained(code="ends", data={"last": phases[-1].last_on.isoformat()})
