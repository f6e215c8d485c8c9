"""Jobs of duty."""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from huey.contrib.djhuey import db_task

from linli.core.problems import ServerFailed
from linli.duty.actions.rosters import keep_solution, note_failure, take_up, tell_progress
from linli.duty.models import Roster
from linli.duty.queries_rosters import given_for
from linli.duty.solving import solve_roster
from linli.duty.tasks_responsibilities import propose_in_a_job  # noqa: F401 - a job of the worker too

logger = logging.getLogger("linli.duty")

SECONDS = 60.0  # what was found by then is taken, with the proof of how good it is


@db_task()  # type: ignore[untyped-decorator]
def solve(roster_id: str, version: int) -> None:
    """Solve a roster that waits; nothing where somebody has asked anew since."""
    roster = take_up(UUID(roster_id), version)
    if roster is None:
        return
    try:
        given = given_for(roster, now=timezone.now())
        solution = solve_roster(
            given.demands, given.workers, given.limits, fixed=given.fixed, before=given.before, seconds=SECONDS,
            progress=lambda stage, done, of: tell_progress(roster, stage, done, of),
        )  # fmt: skip
        keep_solution(roster, solution, given, now=timezone.now())
    except Exception:
        note_failure(roster, ServerFailed(reference=roster_id[-8:]))
        raise


def start(roster: Roster) -> None:
    """Hand a roster to the worker, once it is written."""
    key, version = str(roster.pk), roster.version
    transaction.on_commit(lambda: solve(key, version))
