"""Jobs: large workbooks in the background, deleted after a day; daily reports frozen at their cut-off."""

import logging

from django.utils import timezone, translation
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from linli.core.problems import NotFound, Problem
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer, viewer_of
from linli.reports.actions import claim_export, delete_old_exports, fail_export, finish_export, note_progress
from linli.reports.daily.actions import freeze_due, look_for_late_facts
from linli.reports.models import Export
from linli.reports.sheets import workbook_of

logger = logging.getLogger("linli.reports")


@db_task()  # type: ignore[untyped-decorator]
def make_export(export_id: str) -> None:
    """Make a waiting workbook and keep it, encrypted, for whoever asked. Run again it does nothing."""
    export = claim_export(export_id)
    if export is None:
        return
    try:
        with translation.override(export.language or "zh-hans"):
            made = workbook_of(export, _viewer(export), lambda done: note_progress(export, done))
        finish_export(export, made.content)
    except Problem as problem:
        fail_export(export, problem.code)
    except Exception as error:  # noqa: BLE001 - the person waits for a word whatever went wrong
        logger.error("Export %s failed: %s", export.pk, type(error).__name__)
        fail_export(export, type(error).__name__)


def _viewer(export: Export) -> Viewer:
    """The person who asked, in the same duty, if it still holds."""
    if export.by is None or not export.by.is_active:
        raise NotFound()
    viewer = viewer_of(export.by, day=local_day(timezone.now()), appointment_id=export.appointment_id)
    viewer.need(C.LEDGERS_READ, C.LEDGERS_EXPORT)
    if not viewer.scope.covers(export.area_code):
        raise NotFound()
    return viewer


@db_periodic_task(crontab(minute="17"))  # type: ignore[untyped-decorator]
def delete_old() -> int:
    return delete_old_exports(timezone.now())


# Each minute, not once at the cut-off: the cut-offs are the playbook's, and a machine that was off catches up.
@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
@lock_task("daily-reports")  # type: ignore[untyped-decorator]
def freeze_daily_reports() -> int:
    """Freeze what is due. Killed in the middle it goes on a minute later."""
    return freeze_due(timezone.now())


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
@lock_task("daily-amendments")  # type: ignore[untyped-decorator]
def amend_daily_reports() -> int:
    return look_for_late_facts(timezone.now())
