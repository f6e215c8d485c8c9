"""Jobs of gates: each night what is older than its term goes; patrols are counted when their time is over."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.purge import purge_logs


@db_periodic_task(crontab(hour="3", minute="50"))  # type: ignore[untyped-decorator]
def let_logs_vanish() -> None:
    purge_logs(now=timezone.now())


@db_periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def count_patrols() -> None:
    """Points that were missed, and rounds that nobody has walked."""
    now = timezone.now()
    while count_rounds(now=now):
        pass
    note_not_begun(now=now)
