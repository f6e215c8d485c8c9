"""What was sent is not kept for ever: once it has become rows, its text goes. Id and digest stay, so that a phone that
sends it again after months is still told that it was seen."""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from linli.intake.models import Fact

PIECE = 5_000


def purge_bodies(*, before: datetime) -> int:
    """Empty the bodies of facts that became rows before that moment; return how many.

    In pieces, so that nobody waits for the database meanwhile. Quarantine is left alone.
    """
    total = 0
    for _piece in count():
        emptied = _purge_piece(before)
        total += emptied
        if emptied < PIECE:
            return total
    return total


@transaction.atomic
def _purge_piece(before: datetime) -> int:
    derived = Fact.objects.derived().annotate(sealed=Cast("body", TextField()))
    due = derived.filter(derived_at__lt=before, sealed__gt="")
    return Fact.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:PIECE])).update(body="")
