"""Taking ledgers away: counted, capped, with a reason, in the trail before anything leaves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import Actor, log, name_action
from linli.core.problems import NotFound, TooMany
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.reports import files
from linli.reports.choices import ExportState, TakenAs
from linli.reports.ledgers import Ledger
from linli.reports.models import Export
from linli.reports.problems import NothingToTake, SayWhy
from linli.reports.queries import Chosen, count_of, count_up_to
from linli.reports.rules import KEPT_HOURS, ROWS_WHILE_WAITING, limit_of

TAKEN = name_action(
    "reports:ledger:taken", _("{actor} took {rows} rows of the ledger {ledger} away, no. {subject}")
)
PRINTED = name_action(
    "reports:ledger:printed", _("{actor} printed {rows} rows of the ledger {ledger}, no. {subject}")
)
FAILED = name_action("reports:export:failed", _("A workbook could not be made: {why}"))
DELETED = name_action("reports:exports:deleted", _("{n} workbooks that had been kept for a day were deleted"))


@dataclass(frozen=True)
class AtTheMachine:
    """Whoever works at the command line without an account; the trail says so."""

    shown_name: str = field(default_factory=lambda: gettext("command line"))
    reason: str = field(default_factory=lambda: gettext("at the command line"))
    pk: Any = None


@transaction.atomic
def take_ledger(
    ledger: Ledger,
    *,
    actor: Viewer,
    area: Area,
    chosen: Chosen,
    taken_as: TakenAs,
    reason: str,
    whole_numbers: bool = False,
    at_once: bool = False,
    machine: AtTheMachine | None = None,
) -> Export:
    """Allow one taking and keep it in the trail. Whoever makes the file then reads no more rows than were counted.

    `at_once`: the caller makes the file and waits for it, however long it takes. `machine` stands for the person
    at the command line; `actor` is then only what may be seen.
    """
    actor.need(C.LEDGERS_READ, C.LEDGERS_EXPORT, *ledger.needs, write=True)
    if machine is None and not actor.scope.covers(area.code):
        raise NotFound()
    if whole_numbers:
        actor.need(C.DOCUMENT_OPEN, C.CONTACT_OPEN)
    if not reason.strip():
        raise SayWhy()
    now = timezone.now()
    rows = _counted(ledger, area, chosen, now, taken_as, whole_numbers, machine)
    export = Export.objects.create(
        area=area,
        area_code=area.code,
        ledger=ledger.key,
        taken_as=taken_as,
        chosen=chosen.kept(),
        whole_numbers=whole_numbers,
        reason=reason.strip(),
        language=get_language() or "",
        state=_first_state(rows, taken_as, at_once=at_once),
        rows=rows,
        by=None if machine else actor.user,
        by_name=(machine or actor).shown_name,
        appointment_id=actor.appointment.pk if actor.appointment else None,
        at=now,
        until=now + timedelta(hours=KEPT_HOURS),
    )
    _into_the_trail(export, machine or actor, actor.role)
    return export


def _counted(
    ledger: Ledger,
    area: Area,
    chosen: Chosen,
    now: datetime,
    taken_as: TakenAs,
    whole: bool,
    machine: AtTheMachine | None,
) -> int:
    limit = limit_of(on_paper=taken_as == TakenAs.PRINT, whole=whole, at_the_machine=machine is not None)
    day = local_day(now)
    rows = count_up_to(limit, ledger, area.code, chosen, day)
    if not rows:
        raise NothingToTake()
    if rows > limit:
        raise TooMany(count=f"{count_of(ledger, area.code, chosen, day).n:,}", limit=f"{limit:,}")
    return rows


def _first_state(rows: int, taken_as: TakenAs, *, at_once: bool) -> ExportState:
    waits = not at_once and taken_as == TakenAs.WORKBOOK and rows > ROWS_WHILE_WAITING
    return ExportState.WAITING if waits else ExportState.HANDED_OVER


def _into_the_trail(export: Export, actor: Actor, role: str) -> None:
    on_paper = export.taken_as == TakenAs.PRINT
    log(
        PRINTED if on_paper else TAKEN,
        actor=actor,
        subject=export,
        subject_name=export.number,
        area_code=export.area_code,
        ledger=export.ledger,
        rows=export.rows,
        whole_numbers=export.whole_numbers,
    )
    log_access(
        actor=actor,
        what=AccessKind.PRINT if on_paper else AccessKind.EXPORT,
        reason=export.reason,
        role=role,
        area_code=export.area_code,
        rows=export.rows,
    )


@transaction.atomic
def claim_export(export_id: Any) -> Export | None:
    """Take a waiting export in hand; None if another worker has, or it is done: a job that runs twice does nothing."""
    export = Export.everywhere.select_for_update().filter(pk=export_id, state=ExportState.WAITING).first()
    if export is not None:
        export.state = ExportState.RUNNING
        export.save(update_fields=["state"])
    return export


def note_progress(export: Export, done: int) -> None:
    Export.everywhere.filter(pk=export.pk).update(done=done)


@transaction.atomic
def finish_export(export: Export, content: bytes) -> None:
    export.stored_as = files.store(export.pk, content)
    export.state = ExportState.READY
    export.done = export.rows
    export.save(update_fields=["stored_as", "state", "done"])


@transaction.atomic
def fail_export(export: Export, why: str) -> None:
    """Say that it could not be made. `why` names the kind of trouble and never holds a value of a record."""
    export.state = ExportState.FAILED
    export.save(update_fields=["state"])
    log(FAILED, actor=None, subject=export, subject_name=export.number, area_code=export.area_code, why=why)


@transaction.atomic
def delete_old_exports(now: datetime) -> int:
    """Delete the files whose day is over, and give up what no worker has finished by then. Safe to repeat."""
    old = list(
        Export.everywhere.select_for_update()
        .filter(until__lte=now, state__in=[ExportState.READY, ExportState.WAITING, ExportState.RUNNING])
        .order_by("pk")
    )
    for export in old:
        files.erase(export.stored_as)
    Export.everywhere.filter(pk__in=[one.pk for one in old]).update(state=ExportState.DELETED, stored_as="")
    if old:
        log(DELETED, actor=None, n=len(old))
    return len(old)
