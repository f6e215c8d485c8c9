"""Each morning before the first cars: the trips of the coming days."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.care.actions.trip_making import make_trips


@db_periodic_task(crontab(hour="4", minute="10"))  # type: ignore[untyped-decorator]
def make_trips_of_the_coming_days() -> None:
    make_trips(now=timezone.now())
