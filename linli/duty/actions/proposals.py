"""Proposals: asked for, worked out, looked at, then accepted or not. Nothing is in force before that."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.duty.actions.giving import Holder, Outcome, Term
from linli.duty.actions.responsibilities import give_many
from linli.duty.choices import ProposalState, Source
from linli.duty.models import Proposal
from linli.duty.playbook import playbook_in_force
from linli.duty.problems_responsibilities import PatternUnknown, ProposalDecided
from linli.duty.queries_responsibilities import household_target
from linli.duty.targets import Seat, Target, seat_of
from linli.duty.words_responsibilities import slot_title
from linli.lib.periods import local_day
from linli.people.models import User
from linli.people.viewer import user_behind
from linli.registers.models import Household

ASKED = name_action("duty:proposal:asked", _("{actor} had a proposal worked out for {subject}: {slot}"))
ACCEPTED = name_action("duty:proposal:accepted", _("{actor} accepted a proposal for {subject}: {n} of {of}"))
REJECTED = name_action("duty:proposal:rejected", _("{actor} put a proposal for {subject} aside"))
READ_IN = name_action(
    "duty:proposal:read_in", _("{actor} read a workbook in for {subject}: {n} rows, {refused} refused")
)
CHANGED = name_action("duty:proposal:changed", _("{actor} took a household out of a proposal for {subject}"))

TAKEN_OUT = "taken_out"


@transaction.atomic
def ask_proposal(
    seat: Seat, area: Area, *, actor: Actor | None, record: UUID, start: Callable[[str], Any]
) -> Proposal:
    """Keep the wish; `start` works it out, here or in a job, once this is kept. Sent twice, it is one wish."""
    if twice := Proposal.everywhere.filter(pk=record).first():
        return twice
    made = Proposal(id=record, **seat.keys, asked_by=user_behind(actor), asked_at=timezone.now())
    made.place_in(area)
    made.save(force_insert=True)
    log(ASKED, actor=actor, subject=made, subject_name=area.short, slot=slot_title(seat.slot))
    transaction.on_commit(lambda: start(str(record)))
    return made


@transaction.atomic
def propose_from_workbook(
    seat: Seat, area: Area, *, pairs: Sequence[tuple[Household, User, int]], refused: Sequence[tuple[int, str, str]],
    file_name: str, actor: Actor | None, record: UUID,
) -> Proposal:  # fmt: skip
    """What a workbook says, ready to be looked at: it holds only once it is accepted. Sent twice, it is one."""
    if twice := Proposal.everywhere.filter(pk=record).first():
        return twice
    made = Proposal(
        id=record, **seat.keys, state=ProposalState.READY, asked_by=user_behind(actor), asked_at=timezone.now(),
        pairs=[[str(home.pk), str(person.pk), f"row:{row}"] for home, person, row in pairs],
        said={"workbook": file_name[:120], "refused": [list(one) for one in refused]},
    )  # fmt: skip
    made.place_in(area)
    made.save(force_insert=True)
    log(READ_IN, actor=actor, subject=made, subject_name=area.short, n=len(pairs), refused=len(refused))
    return made


@transaction.atomic
def keep_worked_out(proposal_id: UUID, values: dict[str, Any]) -> Proposal | None:
    """What came out, if it is still waited for: a job that runs twice keeps one answer."""
    rows = lock_rows(Proposal.everywhere.select_related("area"), [proposal_id])
    if not rows or rows[0].state != ProposalState.WAITING:
        return None
    proposal = rows[0]
    proposal.state = ProposalState.READY if values.get("pairs") else ProposalState.FAILED
    proposal.pairs, proposal.left_out = values.get("pairs", []), values.get("left_out", [])
    proposal.said = values.get("said", {})
    proposal.save(update_fields=["state", "pairs", "left_out", "said"])
    return proposal


@transaction.atomic
def accept_proposal(proposal: Proposal, *, actor: Actor | None) -> Outcome:
    """Make everybody responsible as proposed, from today on. What no longer fits is left out with its reason."""
    current = _ready(proposal.pk)
    seat = seat_of(playbook_in_force(current.area), current.pattern, current.slot)
    if seat is None:
        raise PatternUnknown(pattern=current.pattern, slot=current.slot)
    term = Term(
        local_day(timezone.now()), source=Source.WORKBOOK if current.said.get("workbook") else Source.PROPOSAL
    )
    outcome = give_many(seat, _pairs(current), area=current.area, term=term, actor=actor)
    late = [[str(one.household.pk), "changed"] for one, _holder, _why in outcome.refused if one.household]
    current.left_out = [*current.left_out, *late]
    _decide(current, ProposalState.ACCEPTED, actor, "left_out")
    log(
        ACCEPTED, actor=actor, subject=current, subject_name=current.area.short, n=len(outcome.made),
        of=len(current.pairs),
    )  # fmt: skip
    return outcome


@transaction.atomic
def reject_proposal(proposal: Proposal, *, actor: Actor | None) -> Proposal:
    current = _ready(proposal.pk)
    _decide(current, ProposalState.REJECTED, actor)
    log(REJECTED, actor=actor, subject=current, subject_name=current.area.short)
    return current


@transaction.atomic
def take_out(proposal: Proposal, household_id: UUID, *, actor: Actor | None) -> Proposal:
    """Leave one household out of a proposal before it is accepted."""
    current = _ready(proposal.pk)
    key = str(household_id)
    kept = [pair for pair in current.pairs if pair[0] != key]
    if len(kept) == len(current.pairs):
        raise NotFound()
    current.pairs, current.left_out = kept, [*current.left_out, [key, TAKEN_OUT]]
    current.save(update_fields=["pairs", "left_out"])
    log(CHANGED, actor=actor, subject=current, subject_name=current.area.short)
    return current


def _ready(pk: UUID) -> Proposal:
    rows = lock_rows(Proposal.everywhere.select_related("area", "decided_by"), [pk])
    if not rows:
        raise NotFound()
    if rows[0].state != ProposalState.READY:
        raise ProposalDecided(state=rows[0].get_state_display())
    return rows[0]


def _decide(proposal: Proposal, state: ProposalState, actor: Actor | None, *more: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, user_behind(actor), timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", *more])


def _pairs(proposal: Proposal) -> list[tuple[Target, Holder]]:
    """Households that are still there, with the people who are."""
    homes = Household.objects.within(proposal.area_code).select_related("area")
    by_home = {str(one.pk): one for one in homes.filter(pk__in=[pair[0] for pair in proposal.pairs])}
    people = {str(one.pk): one for one in User.objects.filter(pk__in={pair[1] for pair in proposal.pairs})}
    return [
        (household_target(by_home[home]), people[person])
        for home, person, _why in proposal.pairs
        if home in by_home and person in people
    ]
