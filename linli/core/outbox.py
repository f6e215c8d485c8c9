"""Events between areas of the code: announced in the action's transaction, reacted to after it.

`flows/table.py` names the reactions. A reaction may run twice (a crash between doing and marking), so each
one does nothing the second time.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.core.models import Event

logger = logging.getLogger("linli.outbox")

Reaction = Callable[[dict[str, Any]], None]
ATTEMPTS = 8

# Called once the announcing transaction is committed; `flows` puts its job here.
after_commit: list[Callable[[], Any]] = []


def announce(name: str, **payload: Any) -> Event:
    """Keep an event with the change that caused it. Values must be plain JSON: ids and codes, no people."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is announced in the transaction of its action.")
    transaction.on_commit(_start_reactions)
    return Event.objects.create(name=name, payload=payload, at=timezone.now())


def _start_reactions() -> None:
    for start in after_commit:
        start()


def drain(table: Mapping[str, list[Reaction]], *, limit: int = 200) -> int:
    """Run the reactions to waiting events, oldest first; return how many events were handled."""
    waiting = Event.objects.filter(handled_at=None, attempts__lt=ATTEMPTS).order_by("at")
    return sum(_handle(pk, table) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _handle(pk: Any, table: Mapping[str, list[Reaction]]) -> bool:
    try:
        with transaction.atomic():
            event = Event.objects.select_for_update().filter(pk=pk, handled_at=None).first()
            if event is None:
                return False
            for reaction in table.get(event.name, []):
                reaction(event.payload)
            event.handled_at = timezone.now()
            event.save(update_fields=["handled_at"])
            return True
    except Exception as error:
        logger.exception("Reaction to event %s failed", pk)
        Event.objects.filter(pk=pk).update(attempts=_next_attempt(pk), last_error=repr(error)[:2000])
        return False


def _next_attempt(pk: Any) -> int:
    return Event.objects.values_list("attempts", flat=True).get(pk=pk) + 1
