"""What zones ask about objections, answered from what care keeps."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from linli.care.choices import AppealState
from linli.care.models import Appeal
from linli.registers.choices import RestrictionSource


def freed_in_zones(zones: Collection[UUID]) -> set[UUID]:
    """Households that were right to object to a mark of one of these zones."""
    upheld = _against(zones).filter(state=AppealState.UPHELD)
    return set(upheld.values_list("household_id", flat=True))


def _against(zones: Collection[UUID]) -> QuerySet[Appeal]:
    return Appeal.everywhere.filter(
        restriction__source=RestrictionSource.ZONE, restriction__source_id__in=list(zones)
    )
