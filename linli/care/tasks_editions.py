"""Jobs: an edition that takes effect later, and the daily search for what goes beyond the rules."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from linli.care.actions.edition_changes import propose_changes
from linli.care.lint import lint_episodes


@db_periodic_task(crontab(minute="3"))  # type: ignore[untyped-decorator]
def follow_editions() -> None:
    """Each hour: an edition may take effect at a moment on which nothing else happens."""
    propose_changes(at=timezone.now())


@db_periodic_task(crontab(hour="5", minute="20"))  # type: ignore[untyped-decorator]
def look_for_overreach() -> None:
    lint_episodes(at=timezone.now())
