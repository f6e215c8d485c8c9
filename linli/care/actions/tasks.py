"""What was brought or done, told by phone or entered at the desk. Of two who tell, the later word stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import decider
from linli.care.bodies import CareTaskDone
from linli.care.carers import Tellers, against
from linli.care.choices import TaskState
from linli.care.models import CareTask
from linli.care.problems_days import NoSuchTask
from linli.core.audit import Actor, log, name_action
from linli.core.facts import FieldFact
from linli.core.locks import lock_rows
from linli.core.problems import NotFound, Problem
from linli.people.choices import Capability
from linli.people.viewer import user_behind

TASK_SET = name_action("care:task:set", _("{actor} noted for a household of {subject}: {item}, {state}"))


@transaction.atomic
def take_tasks(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    refused: dict[UUID, Problem] = {}
    rows = CareTask.everywhere.select_related("episode")
    tasks = {row.pk: row for row in lock_rows(rows, {fact.body.task for fact in facts})}
    tellers = Tellers((fact.user_id for fact in facts), {row.episode_id for row in tasks.values()})
    for fact in sorted(facts, key=lambda one: (one.at, one.id)):
        task = tasks.get(fact.body.task)
        if task is None:
            refused[fact.id] = NoSuchTask()
        elif problem := against(fact, task.episode, tellers):
            refused[fact.id] = problem
        else:
            _tell(task, fact)
    return refused


def _tell(task: CareTask, fact: FieldFact) -> None:
    body: CareTaskDone = fact.body
    if task.done_at is not None and task.done_at >= fact.at:
        return
    task.state, task.done_at, task.done_by_id = body.outcome, fact.at, fact.user_id
    task.fact_id, task.note = fact.id, body.note
    task.save(update_fields=["state", "done_at", "done_by", "fact_id", "note"])


@transaction.atomic
def set_task(
    *, actor: Actor | None, task: CareTask, outcome: str, note: str = "", at: datetime | None = None
) -> CareTask:
    """At the desk: also money, cars and people, which no phone shows. The same said again changes nothing."""
    at = at or timezone.now()
    decider(actor, task.area_code, Capability.CARE_WRITE, at=at)
    found = lock_rows(CareTask.everywhere.select_related("episode", "area"), [task.pk])
    if not found or outcome not in TaskState.values:
        raise NotFound()
    row = found[0]
    if row.state == outcome and row.note == note.strip()[:300]:
        return row
    person = user_behind(actor)
    row.state, row.note = outcome, note.strip()[:300]
    row.done_at, row.done_by = (None, None) if outcome == TaskState.OPEN else (at, person)
    row.save(update_fields=["state", "done_at", "done_by", "note"])
    log(
        TASK_SET,
        actor=actor,
        subject=row,
        subject_name=row.area.short,
        item=row.item,
        state=row.get_state_display(),
    )
    return row
