"""Jobs of zones: what is over ends, conditions are counted at six, marks and findings are brought up to date."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.zones.actions.closing import open_what_is_left
from linli.zones.actions.days import count_days
from linli.zones.actions.edition_changes import note_changes
from linli.zones.actions.ending import expire_zones
from linli.zones.actions.following import follow_all
from linli.zones.lint import look_at_zones


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def end_what_is_over() -> None:
    now = timezone.now()
    expire_zones(at=now)
    open_what_is_left(at=now)


@db_periodic_task(crontab(hour="6", minute="0"))  # type: ignore[untyped-decorator]
def count_the_day() -> None:
    now = timezone.now()
    note_changes(at=now)
    follow_all(at=now)
    count_days(at=now)


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def look_for_overreach() -> None:
    look_at_zones(at=timezone.now())
