"""Jobs of imports. Each runs a batch on from where it stands, and does nothing where it is not wanted any more."""

import logging
from uuid import UUID

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from linli.imports import actions
from linli.imports.checking import check_batch
from linli.imports.choices import WORKING, BatchState
from linli.imports.models import Batch
from linli.imports.undoing import undo_batch
from linli.imports.writing import write_batch

logger = logging.getLogger("linli.imports")

RUN = {BatchState.CHECKING: check_batch, BatchState.WRITING: write_batch, BatchState.UNDOING: undo_batch}


@db_task()  # type: ignore[untyped-decorator]
def work(batch_id: str, claim: str) -> None:
    """Do what the batch's state asks for."""
    state = Batch.everywhere.filter(pk=batch_id).values_list("state", flat=True).first()
    if state in WORKING:
        RUN[BatchState(state)](UUID(batch_id), UUID(claim))


def start(batch_id: UUID, claim: UUID) -> None:
    """Hand the batch to the worker."""
    work(str(batch_id), str(claim))


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def take_over_dead_jobs() -> int:
    """Go on with batches whose job has died: the machine was switched off, the process killed."""
    now, taken = timezone.now(), 0
    for batch in Batch.everywhere.filter(state__in=WORKING):
        if batch.is_stalled(now) and (claim := actions.take_over(batch, now=now)):
            logger.info("Import %s goes on", batch.pk)
            start(batch.pk, claim)
            taken += 1
    return taken


@db_periodic_task(crontab(minute="20", hour="3"))  # type: ignore[untyped-decorator]
def erase_what_is_over() -> int:
    """Erase workbooks that can no longer be taken back, or that nobody finished."""
    return actions.erase_old(timezone.now())
