"""Transfers of an area."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import TransferState
from linli.care.models import Transfer

OVER = (TransferState.ARRIVED, TransferState.DROPPED)
OVER_SHOWN = timedelta(days=14)
STEPS = (
    TransferState.REQUESTED, TransferState.APPROVED, TransferState.VEHICLE, TransferState.HANDED_OVER,
    TransferState.ARRIVED,
)  # fmt: skip


def transfers_of(scope: Scope, *, over: bool, now: datetime) -> QuerySet[Transfer]:
    rows = Transfer.objects.within(scope)
    rows = (
        rows.filter(Q(state__in=OVER), wanted_at__gte=now - OVER_SHOWN).order_by("-wanted_at", "pk")
        if over
        else rows.exclude(state__in=OVER).order_by("wanted_at", "pk")
    )
    return rows.select_related("episode__household", "episode__resident")
