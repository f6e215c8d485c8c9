"""An episode came into force, changed, or is over: duty keeps its team, and care knows who they are.

Each reaction looks at the episode as it stands now, so that it may run twice, late, or after the next one.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.care.actions.days import end_days, make_days
from linli.care.carers import set_carers
from linli.care.choices import IN_FORCE
from linli.care.models import Episode
from linli.duty.actions.episodes import UnderWay, end_episode, keep_episode, people_of
from linli.lib.periods import local_day

MOMENT = timedelta(microseconds=1)


def keep_team(payload: dict[str, Any]) -> None:
    """Name who is missing, let the terms follow the end; of one that is over, let the team go."""
    episode = _episode(payload)
    if episode is None or episode.state not in IN_FORCE:
        end_episode(UUID(payload["episode"]), day=local_day(timezone.now()))
        return
    assert episode.from_at is not None
    assert episode.until_at is not None
    last = local_day(episode.until_at - MOMENT)
    told = UnderWay(
        episode.pk,
        episode.household,
        str(episode.measure),
        local_day(episode.from_at),
        last + timedelta(days=1),
    )
    keep_episode(told, day=local_day(timezone.now()))


def keep_carers(payload: dict[str, Any]) -> None:
    """Whoever duty names may open what the episode's health needs, and nobody else."""
    episode_id = UUID(payload["episode"])
    set_carers(episode_id, people_of(episode_id))


def keep_days(payload: dict[str, Any]) -> None:
    """Make what is due, or end it."""
    episode = _episode(payload)
    if episode is None:
        return
    if episode.state in IN_FORCE:
        make_days(episode, at=timezone.now())
    else:
        end_days(episode.pk, at=timezone.now())


def _episode(payload: dict[str, Any]) -> Episode | None:
    rows = Episode.everywhere.select_related("household__area", "area")
    return rows.filter(pk=UUID(payload["episode"])).first()
