"""What zones ask about objections, answered from what care keeps."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Min, QuerySet

from linli.care.choices import AppealState
from linli.care.models import Appeal
from linli.core.rows import among
from linli.registers.choices import RestrictionSource


def freed_in_zones(zones: Collection[UUID]) -> set[UUID]:
    """Households that were right to object to a mark of one of these zones."""
    upheld = _against(zones).filter(state=AppealState.UPHELD)
    return set(upheld.values_list("household_id", flat=True))


def due_in_zones(zones: Collection[UUID]) -> dict[UUID, datetime]:
    """Of each of these zones that somebody objects to: when the first answer is due."""
    waiting = (
        _against(zones).filter(state=AppealState.WAITING).order_by().values_list("restriction__source_id")
    )
    return dict(waiting.annotate(due=Min("due_at")))


def _against(zones: Collection[UUID]) -> QuerySet[Appeal]:
    return Appeal.everywhere.filter(
        among("restriction__source_id", list(zones)), restriction__source=RestrictionSource.ZONE
    )
