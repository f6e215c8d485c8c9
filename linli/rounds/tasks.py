"""Jobs of the daily round: each night what has served its purpose goes."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.lib.periods import local_day
from linli.rounds.actions import empty_old_lists, forget_arrivals


@db_periodic_task(crontab(hour="3", minute="20"))  # type: ignore[untyped-decorator]
def forget_old_arrivals() -> None:
    """Numbers and notes of those who came four weeks ago, some thousand at a time."""
    now = timezone.now()
    while forget_arrivals(today=local_day(now), now=now):
        pass


@db_periodic_task(crontab(hour="3", minute="30"))  # type: ignore[untyped-decorator]
def empty_closed_lists() -> None:
    """Names and numbers of lists whose term is over, and drafts that nobody gave out."""
    empty_old_lists(now=timezone.now())
