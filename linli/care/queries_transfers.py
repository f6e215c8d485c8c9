"""Transfers of an area."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import EpisodeState, TransferState
from linli.care.models import Episode, Transfer

OVER = (TransferState.ARRIVED, TransferState.DROPPED)
OVER_SHOWN = timedelta(days=14)
FREE = (EpisodeState.RELEASED, EpisodeState.AFTERCARE)
STEPS = (
    TransferState.REQUESTED, TransferState.APPROVED, TransferState.VEHICLE, TransferState.HANDED_OVER,
    TransferState.ARRIVED,
)  # fmt: skip


def may_go_home(episode: Episode) -> bool:
    """Whether there is a way home though nothing holds any more. Who is still in a facility must get home, also when all
    is closed or was wrong from the beginning."""
    undone = episode.state in (EpisodeState.CLOSED, EpisodeState.CANCELLED)
    return episode.state in FREE or (undone and bool(episode.place))


def transfers_of(scope: Scope, *, over: bool, now: datetime) -> QuerySet[Transfer]:
    rows = Transfer.objects.within(scope)
    rows = (
        rows.filter(Q(state__in=OVER), wanted_at__gte=now - OVER_SHOWN).order_by("-wanted_at", "pk")
        if over
        else rows.exclude(state__in=OVER).order_by("wanted_at", "pk")
    )
    return rows.select_related("episode__household", "episode__resident")
