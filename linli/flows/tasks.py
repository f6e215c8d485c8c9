"""Runs the reactions to announced events: soon after the commit, and each minute for what was left."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from linli.core.outbox import drain
from linli.flows.table import REACTIONS


@db_task()  # type: ignore[untyped-decorator]
def react() -> int:
    return drain(REACTIONS)


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def react_to_what_is_left() -> int:
    return drain(REACTIONS)
