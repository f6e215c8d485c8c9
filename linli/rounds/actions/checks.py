"""What becomes of one row of a list: told at a desk or by a phone, opened again, given to another grid."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.facts import FieldFact
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, Problem
from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.people.viewer import user_behind
from linli.rounds.access import Duties
from linli.rounds.actions.homes import not_yet
from linli.rounds.bodies import CheckResult
from linli.rounds.choices import CheckOutcome, ListState, StepKind
from linli.rounds.models import Check, CheckStep
from linli.rounds.problems import CheckAnswered, CheckNotAnswered, CheckNotThere, ListNotOpen

TOLD = name_action("rounds:check:told", _("{actor} answered row {row} of a list"))
REOPENED = name_action("rounds:check:reopened", _("{actor} opened row {row} of a list again: {reason}"))
PASSED_ON = name_action("rounds:check:passed_on", _("{actor} gave row {row} of a list to {area}"))
# Whoever is said to be isolated has a right to a decision, an end and a way to object: care looks into it.
STAYS_IN = (CheckOutcome.HOME_ISOLATION, CheckOutcome.CENTRAL_ISOLATION)


@transaction.atomic
def tell_check(
    check: Check, *, step_id: UUID, outcome: CheckOutcome, note: str, actor: Actor, at: datetime
) -> Check:
    """Answer an open check. With the same id again nothing happens: forms are sent twice."""
    current = _locked(check)
    if CheckStep.everywhere.filter(pk=step_id).exists():
        return current
    if current.outcome:
        raise CheckAnswered(who=current.told_by)
    by = user_behind(actor)
    assert by is not None
    step = _step(current, StepKind.TOLD, pk=step_id, at=at, by_id=by.pk, outcome=outcome, note=note)
    _answer(current, step)
    step.save(force_insert=True)
    log(TOLD, actor=actor, subject=current, row=current.number, outcome=outcome)
    return current


@transaction.atomic
def reopen_check(check: Check, *, reason: str, actor: Actor | None) -> Check:
    """Take the outcome away; what was told stays in the row's history."""
    current = _locked(check)
    if not current.outcome:
        raise CheckNotAnswered()
    by, now = user_behind(actor), timezone.now()
    _step(current, StepKind.REOPENED, at=now, by_id=by.pk if by else None, note=reason).save(
        force_insert=True
    )
    current.outcome, current.note, current.told_at, current.told_by = "", "", None, None
    current.save(update_fields=["outcome", "note", "told_at", "told_by"])
    log(REOPENED, actor=actor, subject=current, row=current.number, reason=reason)
    return current


@transaction.atomic
def pass_check_on(check: Check, *, to: Area, actor: Actor | None) -> Check:
    """Let another grid or community of the same list look."""
    current = _locked(check)
    if current.outcome:
        raise CheckAnswered(who=current.told_by)
    if current.area_id == to.pk:
        return current
    by, now = user_behind(actor), timezone.now()
    _step(current, StepKind.PASSED_ON, at=now, by_id=by.pk if by else None).save(force_insert=True)
    current.place_in(to)
    current.save(update_fields=["area", "area_code"])
    log(PASSED_ON, actor=actor, subject=current, row=current.number, area=to.short)
    return current


def _locked(check: Check) -> Check:
    rows = lock_rows(Check.everywhere.select_related("check_list", "told_by"), [check.pk])
    if not rows:
        raise NotFound()
    if rows[0].check_list.state != ListState.RUNNING:
        raise ListNotOpen(state=rows[0].check_list.get_state_display())
    return rows[0]


def _step(
    check: Check,
    kind: StepKind,
    *,
    at: datetime,
    by_id: UUID | None,
    pk: UUID | None = None,
    outcome: str = "",
    note: str = "",
) -> CheckStep:
    return CheckStep(
        pk=pk or new_id(),
        check_row=check,
        area_id=check.area_id,
        area_code=check.area_code,
        at=at,
        received_at=timezone.now(),
        by_id=by_id,
        kind=kind,
        outcome=outcome,
        note=note,
    )


def _answer(check: Check, step: CheckStep) -> None:
    check.outcome, check.note, check.told_at, check.told_by_id = step.outcome, step.note, step.at, step.by_id
    check.save(update_fields=["outcome", "note", "told_at", "told_by"])
    if check.outcome in STAYS_IN:
        announce("rounds.check_told", check=str(check.pk))


# ---- as a phone tells it ---------------------------------------------------------------------------
@transaction.atomic
def take_check_results(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter what phones told. Of two answers the one that came first stands; the other is kept beside it."""
    refused: dict[UUID, Problem] = {}
    ids = {fact.body.check for fact in facts}
    rows = lock_rows(Check.everywhere.select_related("check_list"), ids)
    checks, duties = {row.pk: row for row in rows}, Duties(fact.user_id for fact in facts if fact.user_id)
    steps = []
    for fact in sorted(not_yet(CheckStep, facts), key=lambda one: (one.at, one.id)):
        problem = _against(fact, checks.get(fact.body.check), duties)
        if problem:
            refused[fact.id] = problem
        else:
            steps.append(_told(fact, checks[fact.body.check]))
    CheckStep.everywhere.bulk_create(steps, batch_size=500, ignore_conflicts=True)
    return refused


def _against(fact: FieldFact, check: Check | None, duties: Duties) -> Problem | None:
    if check is None or check.trouble or fact.user_id is None:
        return CheckNotThere()
    if not duties.cover(fact.user_id, check.area_code, local_day(fact.at)):
        return CheckNotThere()
    if check.check_list.state != ListState.RUNNING:
        return ListNotOpen(state=check.check_list.get_state_display())
    return None


def _told(fact: FieldFact, check: Check) -> CheckStep:
    body: CheckResult = fact.body
    kind = StepKind.TOLD_LATER if check.outcome else StepKind.TOLD
    step = _step(
        check, kind, pk=fact.id, at=fact.at, by_id=fact.user_id, outcome=body.outcome, note=body.note
    )
    step.received_at, step.device_id = fact.received_at, fact.device_id
    if kind == StepKind.TOLD:
        _answer(check, step)
    return step
