"""A batch is taken back, thrown away, or erased when its time is over."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.imports import files, problems
from linli.imports.actions.holding import CHECKABLE, begin, locked
from linli.imports.actions.writing import refuse_busy_area
from linli.imports.choices import WORKING, BatchState
from linli.imports.models import KEPT_DAYS, UNDO_DAYS, Batch, Row
from linli.imports.undoing import UNDONE, written_revisions

DISCARDED = name_action("imports:batch:discarded", _("{actor} discarded the workbook {subject}"))
name_action(UNDONE, _("{actor} took the workbook {subject} back"))

DISCARDABLE = (*CHECKABLE, BatchState.CHECKING)


@transaction.atomic
def start_undo(batch: Batch, *, actor: Actor | None) -> UUID:
    """Make the batch ready for `undoing.undo_batch`; return the claim to run it with."""
    lock_rows(Area.objects.all(), [batch.area_id])
    current = locked(batch, (BatchState.WRITTEN, BatchState.STOPPED))
    if not current.can_be_undone(timezone.now()):
        raise problems.UndoTooLate(days=UNDO_DAYS)
    refuse_busy_area(current)
    of = written_revisions(current).count()
    if not of:
        raise problems.NothingToUndo()
    entry = log(UNDONE, actor=actor, subject=current, subject_name=current.file_name)
    current.entry_id = entry.pk
    return begin(current, BatchState.UNDOING, of=of, keep_cursor=True)


@transaction.atomic
def discard(batch: Batch, *, actor: Actor | None) -> Batch:
    """Throw away a batch of which nothing was written: its file and its rows are erased."""
    current = locked(batch, DISCARDABLE)
    current.claim, current.state = None, BatchState.DISCARDED
    _erase(current)
    log(DISCARDED, actor=actor, subject=current, subject_name=current.file_name)
    return current


def erase_old(now: datetime) -> int:
    """Erase files and rows whose time is over: a week after the writing, a month after a batch was forgotten."""
    written = Batch.everywhere.filter(written_at__lt=now - timedelta(days=UNDO_DAYS))
    forgotten = Batch.everywhere.filter(written_at=None, at__lt=now - timedelta(days=KEPT_DAYS))
    erased = 0
    for batch in [*written.exclude(stored_as=""), *forgotten.exclude(stored_as="")]:
        with transaction.atomic():
            current = Batch.everywhere.select_for_update().get(pk=batch.pk)
            if current.state not in WORKING and current.stored_as:
                _erase(current)
                erased += 1
    return erased


def _erase(batch: Batch) -> None:
    """Nothing that names anybody is left: neither the file nor what was read from it."""
    Row.objects.filter(batch=batch).delete()
    name, batch.stored_as = batch.stored_as, ""
    batch.save()
    transaction.on_commit(lambda: files.erase(name))
