"""When a second person must agree to the number of episodes that one officer opens together."""

from datetime import datetime, timedelta

from django.db.models import Sum

from linli.care.models import Episode, EpisodeBatch
from linli.care.playbook import care_in_force
from linli.care.problems_episodes import BatchNotAgreed

DAY = timedelta(days=1)


def limit_for(batch: EpisodeBatch) -> int:
    return care_in_force(batch.area).bulk_limit


def needs_agreement(batch: EpisodeBatch) -> bool:
    """More than the limit, alone or with what the same officer opened in the day before: a list in pieces is one list."""
    if batch.agreed_at is not None:
        return False
    rows = EpisodeBatch.everywhere.filter(made_by=batch.made_by_id, agreed_at=None)
    rows = rows.filter(made_at__gt=batch.made_at - DAY, made_at__lte=batch.made_at)
    total: int = rows.aggregate(n=Sum("number"))["n"] or 0
    return total > limit_for(batch)


def refuse_unagreed(episode: Episode, *, at: datetime) -> None:
    if episode.batch is not None and needs_agreement(episode.batch):
        raise BatchNotAgreed(n=episode.batch.number, limit=limit_for(episode.batch))
