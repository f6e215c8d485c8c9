"""Another edition is in force: what it makes of everybody under way is proposed; who cares for them is told what was taken."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.care.actions.edition_changes import propose_changes
from linli.care.models import Carer, Episode
from linli.care.notes_editions import EDITION_TAKEN
from linli.lib.periods import local_day
from linli.people.notes import Said, leave_notes


def propose_for_episodes(payload: dict[str, Any]) -> None:
    """Of one that takes effect later nothing is proposed yet; a job looks each hour."""
    propose_changes(at=timezone.now())


def tell_of_edition(payload: dict[str, Any]) -> None:
    """Carers hear that the days have changed; the household sees it on its own page, with the reason."""
    episode = Episode.everywhere.select_related("household").filter(pk=UUID(payload["episode"])).first()
    if episode is None:
        return
    today = local_day(timezone.now())
    carers = Carer.objects.filter(episode=episode, from_on__lte=today).exclude(until_on__lte=today)
    data = {"place": episode.household.place}
    key = f"ed:{episode.pk.hex}:{payload['edition'][:8]}"
    leave_notes(
        Said(user_id=user, kind=EDITION_TAKEN, key=f"{key}:{user.hex}", data=data)
        for user in sorted(set(carers.values_list("user_id", flat=True)))
    )
