"""What was sent is not kept for ever: once it has become rows, its text goes. Id and digest stay, so that a phone that
sends it again after months is still told that it was seen."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from linli.core.audit import log
from linli.core.facts import UNUSED_VANISHED, FactKind
from linli.core.models import Revision
from linli.core.rows import among
from linli.intake.models import Fact, PutAside

PIECE = 5_000
UNREADABLE_DAYS = 14
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
    if kinds:  # what goes early leaves nothing of it in the trail either
        forget_mended(ids)
    return ids


# ---- what could not be used ---------------------------------------------------------------------------------------------
def purge_unused(kind: FactKind, *, now: datetime) -> int:
    """Empty what was sent of this kind and still cannot be used, once its term is over; return how many.

    The fact stays with its id and its reason, put aside by nobody. Kinds without a term wait for somebody to settle them.
    """
    if kind.quarantine_days is None:
        return 0
    return _purge_unused(kind.name, kind.quarantine_days, now)


def purge_unreadable(*, now: datetime) -> int:
    """The same for what nobody could read: it may be of any kind, so that it stays no longer than what gates tell."""
    return _purge_unused("", UNREADABLE_DAYS, now)


def _purge_unused(kind: str, days: int, now: datetime) -> int:
    before, total = now - timedelta(days=days), 0
    while ids := _purge_unused_piece(kind, before, now):
        total += len(ids)
    if total:
        _note(kind, total, days)
    return total


@transaction.atomic
def _note(kind: str, total: int, days: int) -> None:
    log(UNUSED_VANISHED, actor=None, kind=kind or "?", count=total, days=days)


@transaction.atomic
def _purge_unused_piece(kind: str, before: datetime, now: datetime) -> list[UUID]:
    due = Fact.objects.quarantined().filter(kind=kind, received_at__lt=before)
    due = due.annotate(sealed=Cast("body", TextField())).filter(sealed__gt="")
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:PIECE])
    # One that somebody has let be used again meanwhile keeps what was sent.
    Fact.objects.quarantined().filter(among("pk", ids)).update(body="")
    gone = set(Fact.objects.to_settle().filter(among("pk", ids)).values_list("pk", flat=True))
    PutAside.objects.bulk_create([PutAside(fact_id=pk, at=now, reason="") for pk in ids if pk in gone])
    forget_mended(ids)
    return ids


def forget_mended(ids: Collection[UUID]) -> None:
    """What was mended stands in the trail with what was sent at first; that goes too, the line itself stays."""
    changed = list(Revision.objects.filter(among("subject_id", ids), subject_kind="intake.fact"))
    for one in changed:
        one.before, one.after = _without_body(one.before), _without_body(one.after)
    Revision.objects.bulk_update(changed, ["before", "after"])


def _without_body(values: dict[str, object] | None) -> dict[str, object] | None:
    return None if values is None else {**values, "body": ""}
