"""What was sent is not kept for ever: once it has become rows, its text goes. Id and digest stay, so that a phone that
sends it again after months is still told that it was seen."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from linli.core.rows import among
from linli.intake.models import Fact

PIECE = 5_000
BEFORE_ALL = UUID(int=0)


def purge_bodies(*, before: datetime, kinds: Collection[str] = ()) -> int:
    """Empty the bodies of facts, of these kinds or of all, that became rows before that moment; return how many.

    In pieces, so that nobody waits for the database meanwhile. Quarantine is left alone.
    """
    total, last = 0, BEFORE_ALL
    while ids := _purge_piece(before, kinds, last):
        total, last = total + len(ids), ids[-1]
    return total


@transaction.atomic
def _purge_piece(before: datetime, kinds: Collection[str], last: UUID) -> list[UUID]:
    """In the order of the ids: each fact is looked at once, however many pieces there are."""
    derived = Fact.objects.derived().annotate(sealed=Cast("body", TextField()))
    due = derived.filter(pk__gt=last, derived_at__lt=before, sealed__gt="").order_by("pk")
    if kinds:
        due = due.filter(kind__in=kinds)
    ids = list(due.values_list("pk", flat=True)[:PIECE])
    if ids:
        Fact.objects.filter(among("pk", ids)).update(body="")
    return ids
