"""Jobs of gates: each night what is older than its term goes."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.gates.actions.purge import purge_logs


@db_periodic_task(crontab(hour="3", minute="50"))  # type: ignore[untyped-decorator]
def let_logs_vanish() -> None:
    purge_logs(now=timezone.now())
