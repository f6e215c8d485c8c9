"""Who answers for a household by name, for pages of other parts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from linli.core.rows import among
from linli.duty.choices import TargetKind
from linli.duty.models import Responsibility
from linli.people.queries import holding


def names_by_household(households: Collection[UUID], day: date) -> Mapping[UUID, list[str]]:
    """One query; deputies after those whom they stand in for."""
    if not households:
        return {}
    rows = Responsibility.everywhere.filter(
        among("household_id", list(households)), holding(day), target_kind=TargetKind.HOUSEHOLD,
        user__isnull=False, user__is_active=True,
    )  # fmt: skip
    found: dict[UUID, list[str]] = defaultdict(list)
    for one in rows.select_related("user").order_by("-standing", "from_on", "pk"):
        if one.household_id and one.user:
            found[one.household_id].append(str(one.user))
    return found
