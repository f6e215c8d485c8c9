"""The end of the response ends its measures (突发事件应对法): with its emergency everybody is free, and nothing waits."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from linli.care.actions.episode_rows import change_row, locked_episode
from linli.care.actions.one_by_one import one_by_one
from linli.care.actions.proposing import DECLINED
from linli.care.actions.releasing import RELEASED, finish
from linli.care.choices import IN_FORCE, EpisodeState, WhyReleased
from linli.care.models import Episode
from linli.core.outbox import announce

WAITING = (EpisodeState.PROPOSED, EpisodeState.SIGNED)
EMERGENCY_CLOSED = "emergency_closed"


def end_with_emergencies(*, at: datetime) -> int:
    """Release who is in care under an emergency that is closed; what waits for a signature is not needed any more.

    Called when one is closed, and again and again for who signed in that moment. Returns how many; a repeat finds none.
    """
    rows = Episode.everywhere.filter(state__in=[*IN_FORCE, *WAITING], incident__closed_on__isnull=False)
    return one_by_one(list(rows.order_by("pk").values_list("pk", flat=True)), partial(_end, at=at))


@transaction.atomic
def _end(episode_id: UUID, *, at: datetime) -> bool:
    row = locked_episode(episode_id)
    if row.incident.closed_on is None:
        return False
    if row.state in IN_FORCE:
        finish(row, RELEASED, why=WhyReleased.INCIDENT_CLOSED, actor=None, now=at)
        return True
    if row.state in WAITING:
        values = {"state": EpisodeState.DECLINED.value, "declined_why": EMERGENCY_CLOSED}
        change_row(row, values, DECLINED, actor=None)
        announce("care.episode_declined", episode=str(row.pk))
        return True
    return False
