"""Writing is started, stopped, or taken over by another job."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.imports import problems
from linli.imports.actions.holding import CommandLine, actor_user, begin, locked
from linli.imports.choices import OPEN, WORKING, BatchState, RowState
from linli.imports.models import Batch, Row
from linli.imports.queries import counts_of
from linli.imports.undoing import WRITTEN
from linli.imports.writing import WRITABLE
from linli.lib.area_codes import is_within
from linli.lib.ids import new_id

name_action(WRITTEN, _("{actor} wrote the workbook {subject} into the register"))
STOPPED = name_action("imports:batch:stopped", _("{actor} stopped the import of {subject}"))


@transaction.atomic
def start_writing(batch: Batch, *, actor: Actor | None, role: str = "") -> UUID:
    """Make the batch ready for `writing.write_batch`; return the claim to run it with.

    Of two people who press the button at once the second one is told that it is at work. Two batches that
    touch one area wait for each other.
    """
    lock_rows(Area.objects.all(), [batch.area_id])
    current = locked(batch, OPEN)
    refuse_busy_area(current)
    waiting = Row.objects.filter(batch=current, state=RowState.OPEN, outcome__in=WRITABLE).count()
    if not waiting:
        raise problems.NothingToWrite()
    entry = log(WRITTEN, actor=actor, subject=current, subject_name=current.file_name, rows=waiting)
    log_access(
        actor=actor or CommandLine(),
        what=AccessKind.IMPORT,
        reason=current.file_name[:200],
        role=role,
        area_code=current.area_code,
        rows=waiting,
    )
    current.entry_id = entry.pk
    current.by = actor_user(actor) or current.by
    return begin(current, BatchState.WRITING, of=waiting)


def refuse_busy_area(batch: Batch) -> None:
    busy = Batch.everywhere.filter(state__in=[BatchState.WRITING, BatchState.UNDOING])
    for other in busy.exclude(pk=batch.pk).filter(area_code__startswith=batch.area_code[:6]):
        if is_within(other.area_code, batch.area_code) or is_within(batch.area_code, other.area_code):
            raise problems.AreaBusy(file=other.file_name)


@transaction.atomic
def stop(batch: Batch, *, actor: Actor | None) -> Batch:
    """Stop a job where it is. What was written stays written; the rest can be written later, or all taken back."""
    current = locked(batch, WORKING)
    current.claim = None
    was = current.state
    current.state = {
        BatchState.CHECKING: BatchState.MAPPED,
        BatchState.WRITING: BatchState.STOPPED,
        BatchState.UNDOING: BatchState.STOPPED,
    }[BatchState(was)]
    if was == BatchState.WRITING:
        current.counts = counts_of(current)
        current.written_at = timezone.now()
    current.save()
    log(STOPPED, actor=actor, subject=current, subject_name=current.file_name)
    return current


@transaction.atomic
def take_over(batch: Batch, *, now: datetime) -> UUID | None:
    """Take a job over that has died; None when it is alive, or when another one took it first."""
    current = Batch.everywhere.select_for_update().get(pk=batch.pk)
    if not current.is_stalled(now):
        return None
    current.claim, current.beat_at = new_id(), now
    current.save(update_fields=["claim", "beat_at"])
    return current.claim
