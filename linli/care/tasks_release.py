"""Jobs of time: the next phase begins, what is over ends by itself, and aftercare goes on."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.care.actions.closing import end_with_emergencies
from linli.care.actions.releasing import end_what_is_over, go_on_after_release
from linli.care.actions.turning import turn_phases


@db_periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def end_by_itself() -> None:
    """The marks have ended and begun at their minute already; now the episode follows."""
    now = timezone.now()
    end_what_is_over(at=now)
    end_with_emergencies(at=now)
    turn_phases(at=now)


@db_periodic_task(crontab(hour="0", minute="20"))  # type: ignore[untyped-decorator]
def go_on_with_aftercare() -> None:
    go_on_after_release(at=timezone.now())
