"""Each night: what nobody needs any more of people who were in care."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.care.actions.forgetting import forget_health, purge_closed


@db_periodic_task(crontab(hour="4", minute="20"))  # type: ignore[untyped-decorator]
def forget_who_was_in_care() -> None:
    now = timezone.now()
    forget_health(now=now)
    purge_closed(now=now)
