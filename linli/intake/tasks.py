"""Jobs: kept facts become rows soon after they came; each minute what was left; each night old bodies go."""

import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from linli.core.facts import all_kinds
from linli.intake.actions import derive_facts, purge_bodies, purge_unreadable, purge_unused

# Then others who wait for the worker have their turn; the rest is taken up again at once.
SECONDS = 20.0


@db_task()  # type: ignore[untyped-decorator]
def derive() -> None:
    derive_and_go_on()


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def derive_what_is_left() -> None:
    derive_and_go_on()


@db_periodic_task(crontab(hour="3", minute="40"))  # type: ignore[untyped-decorator]
def purge() -> None:
    now = timezone.now()
    purge_bodies(before=now - timedelta(days=settings.FACT_BODY_DAYS))
    for kind in all_kinds():
        if kind.body_days is not None:
            purge_bodies(before=now - timedelta(days=kind.body_days), kinds=[kind.name])
        purge_unused(kind, now=now)
    purge_unreadable(now=now)


def derive_and_go_on() -> None:
    """For some seconds; if that was not enough, another job goes on."""
    begun = time.monotonic()
    derive_facts(seconds=SECONDS, rest=time.sleep)
    if time.monotonic() - begun > SECONDS:
        derive()
