"""When somebody can, cannot, or wishes to stand on posts: their own word."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.db import transaction

from linli.core.problems import NotFound
from linli.duty.models import Availability
from linli.duty.rules_posts import Shift
from linli.people.models import User


@transaction.atomic
def tell_times(
    user: User, *, record: UUID, times: Sequence[Shift], can: bool, wish: bool
) -> list[Availability]:
    """Note times of one's own; the same form twice notes them once. Nothing of it is kept in the trail."""
    made = [
        Availability(
            pk=uuid5(record, str(n)),
            user=user,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            can=can,
            wish=wish and can,
        )
        for n, one in enumerate(times)
    ]
    Availability.objects.bulk_create(made, ignore_conflicts=True)
    return made


@transaction.atomic
def take_back_time(user: User, *, availability_id: UUID) -> None:
    gone, _ = Availability.objects.filter(pk=availability_id, user=user).delete()
    if not gone:
        raise NotFound()
