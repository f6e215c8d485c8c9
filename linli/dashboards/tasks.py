"""Jobs: the count that moves age bands with the calendar, each day soon after midnight."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from linli.areas.tallies import add_up, recount_stale
from linli.lib.periods import day_bounds, local_day


# Each hour at five past, not once at 00:05: a machine that was off at midnight catches up, and nothing is done twice.
@db_periodic_task(crontab(minute="5"))  # type: ignore[untyped-decorator]
@lock_task("daily-count")  # type: ignore[untyped-decorator]
def count_the_day() -> int:
    """Count the communities that were not counted today yet, then set the totals above them right."""
    today = local_day(timezone.now())
    counted = recount_stale(today, since=day_bounds(today)[0])
    if counted:
        add_up(day=today)
    return counted
