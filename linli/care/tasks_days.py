"""Jobs of the days."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.care.actions.days import make_all_days


# Each hour: just after midnight the day is there, and what an interrupted night left out comes an hour later.
@db_periodic_task(crontab(minute="2"))  # type: ignore[untyped-decorator]
def make_the_day() -> int:
    return make_all_days(at=timezone.now())
