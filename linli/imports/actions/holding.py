"""What the actions of a batch do alike: hold it in a state that fits, and hand it to a job."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from linli.core.audit import Actor
from linli.imports import problems
from linli.imports.choices import WORKING, BatchState
from linli.imports.models import Batch
from linli.lib.ids import new_id
from linli.people.models import User

CHECKABLE = (BatchState.UPLOADED, BatchState.MAPPED, BatchState.CHECKED, BatchState.FAILED)


class CommandLine:
    """Whoever works at the machine itself; the logs call it by its kind."""

    pk = None
    shown_name = ""


def locked(batch: Batch, states: Iterable[str]) -> Batch:
    """The batch as it is now, held until the end of the action, if it is in one of these states."""
    current = Batch.everywhere.select_for_update(of=("self",)).select_related("area").get(pk=batch.pk)
    if current.state in states and (current.stored_as or current.state in WORKING):
        return current
    if current.state in WORKING:
        raise problems.BatchBusy()
    raise problems.WrongState(state=current.get_state_display())


def begin(batch: Batch, state: BatchState, *, of: int, keep_cursor: bool = False) -> UUID:
    batch.state, batch.claim, batch.beat_at = state, new_id(), timezone.now()
    batch.done, batch.of, batch.failure = 0, of, {}
    if not keep_cursor:
        batch.cursor = None
    batch.save()
    return batch.claim


def actor_user(actor: Actor | None) -> User | None:
    """The account behind whoever acts."""
    return User.objects.filter(pk=actor.pk).first() if actor is not None and actor.pk else None
