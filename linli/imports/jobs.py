"""What every job of a batch holds to: one worker at a time, a sign of life with each step, and a clean end.

The worker holds the batch's claim. Each step writes its rows and says how far it is in one transaction, and only
while the claim is still its own. A job that was killed leaves the claim behind; after a while another takes it over
and goes on from the last step that was written.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.core.problems import Problem, ServerFailed
from linli.imports.choices import WORKING, BatchState
from linli.imports.models import Batch

logger = logging.getLogger("linli.imports")

Advance = Callable[[int, int], None]  # (done, of)


class ClaimLost(Exception):
    """Somebody stopped this job, or another one has taken over; it must end without another word."""


def no_advance(done: int, of: int) -> None:
    """Nobody watches."""


def hold(batch_id: UUID, claim: UUID) -> Batch:
    """The batch, if this job still holds it."""
    batch = Batch.everywhere.select_related("area", "by").filter(pk=batch_id, claim=claim).first()
    if batch is None or batch.state not in WORKING:
        raise ClaimLost
    return batch


def step(batch: Batch, *, done: int, **values: Any) -> None:
    """Say how far the job is. The last thing in the transaction of each step: without the claim nothing is kept."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A step is noted in the transaction that makes it.")
    held = Batch.everywhere.filter(pk=batch.pk, claim=batch.claim, state=batch.state)
    if not held.update(done=done, beat_at=timezone.now(), **values):
        raise ClaimLost
    batch.done = done


def finish(batch: Batch, state: BatchState, **values: Any) -> None:
    """The end of a job, in its last transaction."""
    held = Batch.everywhere.filter(pk=batch.pk, claim=batch.claim, state=batch.state)
    if not held.update(state=state, claim=None, beat_at=timezone.now(), **values):
        raise ClaimLost
    batch.state = state


@contextmanager
def working(batch_id: UUID, claim: UUID) -> Iterator[Batch | None]:
    """Run a job: `None` where it is no longer wanted; a failure is kept with the batch in words."""
    try:
        batch: Batch | None = hold(batch_id, claim)
    except ClaimLost:
        batch = None
    try:
        yield batch
    except ClaimLost:
        logger.info("Job of import %s gives way", batch_id)
    except Problem as problem:
        _fail(batch_id, claim, problem)
    except Exception:
        _fail(batch_id, claim, ServerFailed(reference=str(batch_id)[-8:]))
        raise


def _fail(batch_id: UUID, claim: UUID, problem: Problem) -> None:
    data = {name: value for name, value in problem.data.items() if isinstance(value, str | int)}
    Batch.everywhere.filter(pk=batch_id, claim=claim).update(
        state=BatchState.FAILED, claim=None, failure={"code": problem.code, "data": data}
    )
