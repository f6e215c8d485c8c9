"""Saying who answers for what: giving, ending, handing on. Loads are counted while the people are locked."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from linli.areas.models import Area
from linli.areas.tallies import COMMUNITY_DIGITS, recount
from linli.core.audit import Actor, change, keep_revision, kind_of, log, name_action, plain
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry, Revision
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.duty.actions.giving import Holder, Outcome, Term, give, may_touch
from linli.duty.choices import Standing, TargetKind
from linli.duty.models import Responsibility
from linli.duty.notes_responsibilities import tell_ended, tell_given
from linli.duty.problems_responsibilities import (
    OverAlready,
    PatternUnknown,
)
from linli.duty.targets import Seat, Target, target_of
from linli.duty.words_responsibilities import holder_name, slot_title
from linli.lib.periods import local_day
from linli.people.models import User
from linli.registers.models import Household

GIVEN = name_action(
    "duty:responsibility:given", gettext_lazy("{actor} made {who} responsible for {subject}: {slot}")
)
GIVEN_MANY = name_action(
    "duty:responsibility:given_many", gettext_lazy("{actor} made people responsible for {n} in {subject}: {slot}")
)  # fmt: skip
ENDED = name_action(
    "duty:responsibility:ended",
    gettext_lazy("{actor} ended the responsibility of {who} for {subject}; last day {last_day}"),
)
HANDED_ON = name_action(
    "duty:responsibility:handed_on",
    gettext_lazy("{actor} handed {n} responsibilities of {subject} on to {who} from {day}"),
)


@transaction.atomic
def give_responsibility(
    seat: Seat, target: Target, holder: Holder, *, term: Term, actor: Actor | None, record: UUID | None = None
) -> Responsibility:
    """Make somebody responsible. A form that is sent twice (`record`) makes one row."""
    if record and (twice := Responsibility.everywhere.filter(pk=record).first()):
        return twice
    outcome = give(seat, [(target, holder)], term, actor, record=record)
    if outcome.refused:
        raise outcome.refused[0][2]
    row = outcome.made[0]
    entry = log(
        GIVEN, actor=actor, subject=row, subject_name=target.name, who=holder_name(holder),
        slot=slot_title(seat.slot), deputy=term.standing == Standing.DEPUTY,
    )  # fmt: skip
    keep_new(entry, outcome.made)
    tell_given(entry, outcome.made, actor, target=target.name)
    finish(outcome.made)
    return row


@transaction.atomic
def give_many(
    seat: Seat, pairs: Sequence[tuple[Target, Holder]], *, area: Area, term: Term, actor: Actor | None
) -> Outcome:
    """Make many responsible at once. What does not fit is refused with its reason and stops nothing else."""
    outcome = give(seat, pairs, term, actor)
    if outcome.made:
        entry = log(
            GIVEN_MANY, actor=actor, subject=area, subject_name=area.short, n=len(outcome.made),
            slot=slot_title(seat.slot), area_code=area.code,
        )  # fmt: skip
        keep_new(entry, outcome.made)
        tell_given(entry, outcome.made, actor)
        finish(outcome.made)
    return outcome


@transaction.atomic
def end_responsibility(row: Responsibility, *, last_day: date, actor: Actor | None) -> Responsibility:
    """End a term. Ended before it began, it never was."""
    current = _locked([row.pk], actor)[0]
    _end(current, last_day + timedelta(days=1), actor)
    finish([current])
    return current


@transaction.atomic
def hand_on(
    rows: Sequence[Responsibility],
    seats: dict[tuple[str, str], Seat],
    to: User,
    *,
    on: date,
    actor: Actor | None,
) -> list[Responsibility]:
    """Hand responsibilities of one person or body on to a person, from a day on; all of them, or none."""
    old = _locked([row.pk for row in rows], actor)
    made: list[Responsibility] = []
    for seat_key, group in _by_seat(old).items():
        seat = seats.get(seat_key)
        if seat is None:
            raise PatternUnknown(pattern=seat_key[0], slot=seat_key[1])
        for row in group:
            set_end(row, max(on, row.from_on))
        for standing in Standing:
            pairs: list[tuple[Target, Holder]] = [
                (target_of(one), to) for one in group if one.standing == standing
            ]
            outcome = give(seat, pairs, Term(on, standing=standing), actor)
            if outcome.refused:
                raise outcome.refused[0][2]
            made += outcome.made
    _log_handed_on(old, made, to, on, actor)
    finish([*old, *made])
    return made


@transaction.atomic
def follow_household(household_id: UUID) -> int:
    """Let what somebody answers for stand where the household stands now. Done twice, the second finds nothing to do."""
    home = Household.everywhere.select_related("area").filter(pk=household_id).first()
    if home is None:
        return 0
    left_behind = Responsibility.everywhere.filter(household=home).exclude(area_code=home.area_code)
    return left_behind.update(area=home.area, area_code=home.area_code)


# ---- ending ---------------------------------------------------------------------------------------------------
def _locked(ids: Sequence[UUID], actor: Actor | None) -> list[Responsibility]:
    with_names = Responsibility.everywhere.select_related("area", "household", "user", "organisation", "team")
    rows = lock_rows(with_names, ids)
    if len(rows) != len(set(ids)):
        raise NotFound()
    for row in rows:
        may_touch(actor, row)
        if row.until_on is not None and row.until_on <= local_day(timezone.now()):
            raise OverAlready()
    return rows


def _end(row: Responsibility, until_on: date, actor: Actor | None) -> None:
    before, after = set_end(row, max(until_on, row.from_on))
    if not before:
        return
    entry = log(
        ENDED, actor=actor, subject=row, subject_name=target_of(row).name, who=holder_name(holder_of(row)),
        last_day=(row.until_on - timedelta(days=1)).isoformat() if row.until_on else "",
    )  # fmt: skip
    keep_revision(entry, row, before=before, after=after)
    tell_ended(entry, [row], actor)


def set_end(row: Responsibility, until_on: date) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = change(row, {"until_on": until_on})
    row.save(update_fields=["until_on"])
    return before, after


def _by_seat(rows: Sequence[Responsibility]) -> dict[tuple[str, str], list[Responsibility]]:
    groups: dict[tuple[str, str], list[Responsibility]] = defaultdict(list)
    for row in rows:
        groups[str(row.pattern), str(row.slot)].append(row)
    return groups


def holder_of(row: Responsibility) -> Holder:
    holder: Holder | None = row.user or row.organisation or row.team
    assert holder is not None
    return holder


# ---- trail, notes, figures, the others --------------------------------------------------------------------------------
def _log_handed_on(
    old: list[Responsibility], made: list[Responsibility], to: User, on: date, actor: Actor | None
) -> None:
    entry = log(
        HANDED_ON, actor=actor, subject=to, subject_name=holder_name(holder_of(old[0])), who=holder_name(to),
        n=len(made), day=on.isoformat(), area_code=old[0].area_code,
    )  # fmt: skip
    Revision.objects.bulk_create(
        [_revision(entry, row, {"until_on": None}, {"until_on": on.isoformat()}) for row in old],
        batch_size=500,
    )
    keep_new(entry, made)
    tell_given(entry, made, actor)
    tell_ended(entry, old, actor)


KEPT = ("pattern", "slot", "target_kind", "household_id", "compound", "other_id", "user_id", "organisation_id",
        "team_id", "standing", "from_on", "until_on", "source")  # fmt: skip


def keep_new(entry: AuditEntry, rows: Sequence[Responsibility]) -> None:
    kept = [_revision(entry, row, None, plain(row, KEPT)) for row in rows]
    Revision.objects.bulk_create(kept, batch_size=500)


def _revision(entry: AuditEntry, row: Responsibility, before: Any, after: Any) -> Revision:
    return Revision(
        entry=entry,
        subject_kind=kind_of(row),
        subject_id=row.pk,
        created=before is None,
        before=before,
        after=after,
    )


def finish(rows: Sequence[Responsibility]) -> None:
    places = {row.area_code for row in rows if len(row.area_code) >= COMMUNITY_DIGITS}
    if len(places) > _MANY_PLACES:
        places = {code[:COMMUNITY_DIGITS] for code in places}
    recount(places, day=local_day(timezone.now()))
    for episode in sorted({str(row.other_id) for row in rows if row.target_kind == TargetKind.EPISODE}):
        announce("duty.episode_team_changed", episode=episode)
    announce(
        "duty.responsibilities_changed",
        areas=sorted({row.area_code for row in rows})[:_MANY_PLACES],
        n=len(rows),
    )


_MANY_PLACES = 40
