"""Tests: taken at the door, results entered at the desk. A result is no verdict: no test alone makes a case here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import decider
from linli.care.bodies import TestTaken
from linli.care.carers import Tellers, against
from linli.care.choices import IN_FORCE, TestResult, TestTried
from linli.care.models import CareTest
from linli.care.problems_days import HasResult, NoSuchTest, NotYetTaken
from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.core.facts import FieldFact
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, Problem
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.viewer import user_behind

RESULT_ENTERED = name_action(
    "care:test:result_entered", _("{actor} entered the result of a test for somebody of {subject}")
)
RESULT_MENDED = name_action(
    "care:test:result_mended", _("{actor} corrected the result of a test for somebody of {subject}: {why}")
)
# What tells nothing of this one person: they are tested again, alone.
AGAIN = (TestResult.POOL_SUSPECT, TestResult.INVALID)


@transaction.atomic
def take_tests(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Samples taken at doors. The first who took one stands; who came in vain is noted until somebody has one."""
    refused: dict[UUID, Problem] = {}
    rows = CareTest.everywhere.select_related("episode")
    tests = {row.pk: row for row in lock_rows(rows, {fact.body.test for fact in facts})}
    tellers = Tellers((fact.user_id for fact in facts), {row.episode_id for row in tests.values()})
    for fact in sorted(facts, key=lambda one: (one.at, one.id)):
        test = tests.get(fact.body.test)
        if test is None:
            refused[fact.id] = NoSuchTest()
        elif problem := against(fact, test.episode, tellers):
            refused[fact.id] = problem
        else:
            _tell(test, fact)
    return refused


def _tell(test: CareTest, fact: FieldFact) -> None:
    body: TestTaken = fact.body
    if body.outcome == "taken":
        if test.taken_at is not None and test.taken_at <= fact.at:
            return
        test.taken_at, test.taken_by_id, test.taken_fact = fact.at, fact.user_id, fact.id
        test.dropped_at = None
    elif test.tried_at is not None and test.tried_at >= fact.at:
        return
    else:
        test.tried, test.tried_at = TestTried(body.outcome), fact.at
    test.save(update_fields=["taken_at", "taken_by", "taken_fact", "tried", "tried_at", "dropped_at"])


@transaction.atomic
def enter_result(
    *,
    actor: Actor | None,
    test: CareTest,
    result: str,
    why: str = "",
    at: datetime | None = None,
) -> CareTest:
    """A result, by who signs for episodes or a physician. To correct one needs a physician and a reason."""
    at = at or timezone.now()
    viewer = decider(actor, test.area_code, at=at)
    if not (viewer.may(Capability.CARE_WRITE) or viewer.may(Capability.CARE_MEDICAL)):
        raise NotFound()
    found = lock_rows(CareTest.everywhere.select_related("episode", "area"), [test.pk])
    if not found or result not in TestResult.values or result == TestResult.PENDING:
        raise NotFound()
    row = found[0]
    if row.result == result:
        return row
    if row.dropped_at is not None and row.taken_at is None:
        raise NoSuchTest()
    if row.due_on > local_day(at) and row.taken_at is None:
        raise NotYetTaken(day=row.due_on.isoformat())
    mends = row.result != TestResult.PENDING
    if mends and not (viewer.may(Capability.CARE_MEDICAL) and why.strip()):
        raise HasResult(result=row.get_result_display())
    person = user_behind(actor)
    values = {"result": result, "result_at": at, "result_by_id": person.pk if person else None}
    before, after = change(row, values)
    row.taken_at = row.taken_at or at
    row.save(update_fields=["result", "result_at", "result_by", "taken_at"])
    action = RESULT_MENDED if mends else RESULT_ENTERED
    entry = log(action, actor=actor, subject=row, subject_name=row.area.short, why=why.strip()[:200])
    keep_revision(entry, row, before=before, after=after)
    _test_again(row, at)
    announce("care.test_result", test=str(row.pk))
    return row


def _test_again(row: CareTest, at: datetime) -> None:
    """One more for this person alone, today; where the result was corrected to one that tells, it is not needed."""
    again = CareTest.everywhere.filter(again_of=row)
    if row.result not in AGAIN:
        again.filter(taken_at=None, result=TestResult.PENDING).update(dropped_at=at)
        return
    if row.episode.state not in IN_FORCE:
        return
    made, new = CareTest.everywhere.get_or_create(
        again_of=row,
        defaults={
            "episode": row.episode, "due_on": max(local_day(at), row.due_on), "day": row.day, "phase": row.phase,
            "for_release": row.for_release, "area_id": row.area_id, "area_code": row.area_code,
        },
    )  # fmt: skip
    if not new and made.dropped_at is not None:
        made.dropped_at = None
        made.save(update_fields=["dropped_at"])
