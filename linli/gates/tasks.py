"""Jobs of gates: each night what is older than its term goes; patrols are counted when their time is over; large sets of
passes are issued and drawn."""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from linli.core.problems import NotFound, Problem
from linli.gates.actions.overreach import lint_gates
from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.purge import purge_logs
from linli.gates.actions.runs import (
    CARDS_A_PART,
    delete_old_runs,
    fail_run,
    issue_step,
    keep_part,
    left_behind,
    take_step,
)
from linli.gates.choices import PassState, RunWork
from linli.gates.models import GatePass, PassRun
from linli.gates.paper import Sheet, pdf_sheet
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer, viewer_of

logger = logging.getLogger("linli.gates")


@db_periodic_task(crontab(hour="3", minute="50"))  # type: ignore[untyped-decorator]
def let_logs_vanish() -> None:
    purge_logs(now=timezone.now())


@db_periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def count_patrols() -> None:
    """Points that were missed, and rounds that nobody has walked."""
    now = timezone.now()
    while count_rounds(now=now):
        pass
    note_not_begun(now=now)


# ---- large sets of passes ------------------------------------------------------------------------------------------------
def begin(run: PassRun) -> None:
    """Hand a set to the worker, once it is written."""
    key = str(run.pk)
    transaction.on_commit(lambda: go_on(key, 0))


@db_task()  # type: ignore[untyped-decorator]
def go_on(run_id: str, step: int) -> None:
    """One step, then another job, so that others have their turn. A step that comes twice is done once."""
    run = take_step(UUID(run_id), step, now=timezone.now())
    if run is None:
        return
    try:
        with translation.override(run.language or "zh-hans"):
            run = _step(run, _viewer(run))
    except Problem as problem:
        fail_run(run, problem.code)
        return
    except Exception as error:  # noqa: BLE001 - the person waits for a word whatever went wrong
        logger.error("Passes %s failed: %s", run.pk, type(error).__name__)
        fail_run(run, type(error).__name__)
        return
    if run.is_under_way:
        go_on(run_id, run.steps)


def _step(run: PassRun, viewer: Viewer) -> PassRun:
    if run.work == RunWork.ISSUE:
        return issue_step(run, actor=viewer)
    wanted = run.cards[run.steps * CARDS_A_PART : (run.steps + 1) * CARDS_A_PART]
    rows = GatePass.everywhere.filter(pk__in=wanted, state=PassState.VALID).select_related(
        "area", "household", "key"
    )
    known = {str(one.pk): one for one in rows}
    passes = [known[pk] for pk in wanted if pk in known]
    sheet = Sheet(run.area, run.chosen["look"], run.chosen["list"], run.by_name, timezone.now())
    return keep_part(run, pdf_sheet(passes, sheet) if passes else b"", n=len(passes))


def _viewer(run: PassRun) -> Viewer:
    """The person who asked, in the same duty, if it still holds."""
    if run.by is None or not run.by.is_active:
        raise NotFound()
    viewer = viewer_of(run.by, day=local_day(timezone.now()), appointment_id=run.appointment_id)
    viewer.need(C.GATES_READ, C.HOUSEHOLDS_READ, C.PASSES_ISSUE)
    if not viewer.scope.covers(run.area_code):
        raise NotFound()
    return viewer


@db_periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def take_up_again() -> None:
    for run_id, step in left_behind(timezone.now()):
        go_on(str(run_id), step)


@db_periodic_task(crontab(minute="27"))  # type: ignore[untyped-decorator]
def delete_old() -> int:
    return delete_old_runs(timezone.now())


@db_periodic_task(crontab(hour="5", minute="35"))  # type: ignore[untyped-decorator]
def look_for_overreach() -> None:
    lint_gates(at=timezone.now())
