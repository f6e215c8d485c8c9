"""The work of giving: who stands where already, who fits, and what is refused. Its actions are in `responsibilities`."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.areas.models import Area
from linli.core.audit import Actor
from linli.core.locks import lock_rows
from linli.core.problems import Problem
from linli.duty.candidates import candidates
from linli.duty.choices import Source, Standing, TargetKind
from linli.duty.models import Responsibility, Team
from linli.duty.problems_responsibilities import (
    MISFITS,
    EndsTooEarly,
    HolderClosed,
    OutsideYourDuty,
    PatternUnknown,
    TargetGone,
)
from linli.duty.rules_responsibilities import Candidate, Misfit, Place, misfits
from linli.duty.targets import Seat, Target, fits_pattern, key_of, overlapping
from linli.duty.words_responsibilities import holder_name, qualification_word, slot_title, who_word
from linli.lib.ids import new_id
from linli.people.models import Organisation, User
from linli.people.titles import role_title
from linli.people.viewer import Viewer, user_behind
from linli.registers.models import Household

Holder = User | Organisation | Team
KINDS: dict[type[Any], str] = {User: "person", Organisation: "organisation", Team: "team"}


@dataclass(frozen=True)
class Term:
    """From which day, and to which; `until_on` is the first day on which it no longer holds."""

    from_on: date
    until_on: date | None = None
    standing: Standing = Standing.HOLDER
    source: Source = Source.BY_HAND


@dataclass
class Outcome:
    """What became of many pairs: the rows that were made, and the pairs that were refused with the reason."""

    made: list[Responsibility] = field(default_factory=list)
    refused: list[tuple[Target, Holder, Problem]] = field(default_factory=list)


def give(
    seat: Seat,
    pairs: Sequence[tuple[Target, Holder]],
    term: Term,
    actor: Actor | None,
    *,
    record: UUID | None = None,
) -> Outcome:
    outcome = Outcome()
    if not pairs:
        return outcome
    if term.until_on is not None and term.until_on <= term.from_on:
        raise EndsTooEarly()
    targets = {target.key: target for target, _holder in pairs}
    for target in targets.values():
        may_touch(actor, target)
        if not fits_pattern(seat, target):
            raise PatternUnknown(pattern=seat.pattern.key, slot=seat.slot.called)
    gone = _lock(targets.values(), [one for _target, one in pairs])
    judge = _Judge(seat, targets, [one for _target, one in pairs if isinstance(one, User)], term)
    for target, holder in pairs:
        problem = TargetGone(target=target.name) if target.key in gone else judge.against(target, holder)
        if problem:
            outcome.refused.append((target, holder, problem))
        else:
            outcome.made.append(_row(seat, target, holder, term, actor, record))
            judge.took(target, holder)
    Responsibility.everywhere.bulk_create(outcome.made, batch_size=500)
    return outcome


def would_refuse(seat: Seat, pairs: Sequence[tuple[Target, Holder]], term: Term) -> list[Problem | None]:
    """What giving these, one after another, would be refused for: a look ahead that locks and writes nothing."""
    if not pairs:
        return []
    targets = {target.key: target for target, _holder in pairs}
    judge = _Judge(seat, targets, [one for _target, one in pairs if isinstance(one, User)], term)
    found = []
    for target, holder in pairs:
        problem = judge.against(target, holder)
        if problem is None:
            judge.took(target, holder)
        found.append(problem)
    return found


class _Judge:
    """Who fits, with what this very action has given so far."""

    def __init__(
        self, seat: Seat, targets: dict[tuple[str, ...], Target], users: list[User], term: Term
    ) -> None:
        self.seat, self.term = seat, term
        ids = list({one.pk for one in users})
        self.candidates = candidates(seat, ids, from_on=term.from_on, until_on=term.until_on)
        self.gained: Counter[Any] = Counter()
        self.holders: Counter[tuple[str, ...]] = Counter()
        self.inside: set[tuple[tuple[str, ...], Any]] = set()
        self.bodies: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for row in _rows_for(seat, targets, term):
            key = key_of(row)
            if row.slot == seat.slot.of and row.organisation_id:
                self.bodies[key].add(str(row.organisation_id))
            if row.slot == seat.slot.called:
                self.inside.add((key, row.user_id or row.organisation_id or row.team_id))
                self.holders[key] += row.standing == Standing.HOLDER

    def against(self, target: Target, holder: Holder) -> Problem | None:
        if not _is_open(holder, self.term.from_on):
            return HolderClosed(who=holder_name(holder))
        place = Place(
            target.area.code,
            self.holders[target.key],
            (target.key, holder.pk) in self.inside,
            frozenset(self.bodies[target.key]),
        )
        candidate = self._candidate(holder)
        found = misfits(self.seat.slot, candidate, place, deputy=self.term.standing == Standing.DEPUTY)
        return _problem(found[0], self.seat, target, holder, candidate) if found else None

    def _candidate(self, holder: Holder) -> Candidate:
        known = self.candidates.get(holder.pk) if isinstance(holder, User) else None
        if known is None:
            return Candidate(KINDS[type(holder)])
        gained = known.load + self.gained[holder.pk]
        return Candidate("person", known.roles, known.qualifications, known.organisations, gained)

    def took(self, target: Target, holder: Holder) -> None:
        self.inside.add((target.key, holder.pk))
        if self.term.standing == Standing.HOLDER:
            self.gained[holder.pk] += 1
            self.holders[target.key] += 1


def _rows_for(seat: Seat, targets: dict[tuple[str, ...], Target], term: Term) -> list[Responsibility]:
    """What stands for these targets in the pattern during the term; one query."""
    rows = Responsibility.everywhere.filter(
        overlapping(term.from_on, term.until_on), pattern=seat.pattern.key, target_kind=seat.kind
    )
    listed = list(targets.values())
    if seat.kind == TargetKind.HOUSEHOLD:
        rows = rows.filter(household__in=[one.household.pk for one in listed if one.household])
    elif listed[0].other_id is not None:
        rows = rows.filter(other_id__in=[one.other_id for one in listed])
    else:
        rows = rows.filter(area__in=[one.area.pk for one in listed])
    return [row for row in rows if key_of(row) in targets]


def _lock(targets: Any, holders: Sequence[Holder]) -> set[tuple[str, ...]]:
    """Households, then people, then areas: one order for all, so that no two wait for each other. Says what is gone."""
    listed = list(targets)
    homes = {one.household.pk: one for one in listed if one.household}
    stand = (
        {one.pk for one in lock_rows(Household.everywhere.filter(closed_on=None), homes)} if homes else set()
    )
    _hold(User.objects.all(), {one.pk for one in holders if isinstance(one, User)})
    areas = {one.area.pk for one in listed if one.household is None}
    still = _hold(Area.objects.current(), areas)
    return {
        one.key
        for one in listed
        if (one.household is not None and one.household.pk not in stand)
        or (one.household is None and one.area.pk not in still)
    }


def _hold(rows: Any, keys: set[UUID]) -> set[UUID]:
    """Hold rows without their keys: a line that only names one of them, a claim or a note, waits for nobody."""
    held = rows.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
    return {one.pk for one in held} if keys else set()


def _row(
    seat: Seat, target: Target, holder: Holder, term: Term, actor: Actor | None, record: UUID | None
) -> Responsibility:
    column = {User: "user", Organisation: "organisation", Team: "team"}[type(holder)]
    return Responsibility(
        id=record or new_id(), **seat.keys, **target.values, **{column: holder}, standing=term.standing,
        from_on=term.from_on, until_on=term.until_on, source=term.source, given_by=user_behind(actor),
        given_at=timezone.now(),
    )  # fmt: skip


def _problem(found: Misfit, seat: Seat, target: Target, holder: Holder, candidate: Candidate) -> Problem:
    slot = seat.slot
    most = slot.max if found == Misfit.SLOT_FULL else slot.load.max if slot.load else None
    return MISFITS[found](
        who=holder_name(holder), target=target.name, slot=slot_title(slot), load=candidate.load, most=most,
        role=role_title(slot.role, level=target.area.level) if slot.role else "", wanted=who_word(slot.who),
        qualification=qualification_word(slot.qualification),
    )  # fmt: skip


def _is_open(holder: Holder, day: date) -> bool:
    if isinstance(holder, User):
        return bool(holder.is_active)
    over = holder.closed_on if isinstance(holder, Organisation) else holder.until_on
    return over is None or over > day


def may_touch(actor: Actor | None, row: Target | Responsibility) -> None:
    """The command line may touch all; somebody who acts, what lies in their duty."""
    if isinstance(actor, Viewer) and not actor.scope.covers(row.area.code):
        raise OutsideYourDuty()
