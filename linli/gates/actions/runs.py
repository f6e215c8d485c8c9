"""Large sets of passes in the background: asked for once, done a step at a time, fetched by whoever asked, then deleted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import log, name_action
from linli.core.problems import NotFound, TooMany
from linli.core.sealed_files import SealedFolder
from linli.gates.actions.passes import (
    Valid,
    household_rule,
    issue_household_passes,
    mark_printed,
    waiting_for_a_pass,
)
from linli.gates.choices import PassState, RunState, RunWork
from linli.gates.models import GatePass, PassRun
from linli.gates.problems_office import NothingToDraw, PapersGone
from linli.people.viewer import Viewer

ASKED = name_action("gates:passes:asked_for", _("{actor} asked for {n} passes of {subject}: {work}"))
FAILED = name_action("gates:passes:failed", _("Passes of {subject} could not be made: {why}"))
DELETED = name_action("gates:passes:papers_deleted", _("{n} sets of passes on paper were deleted, a day old"))

FILES = SealedFolder("passes", "gates.passes")
KEPT = timedelta(days=1)
ISSUED_A_STEP = 1000
CARDS_A_PART = 100  # ten sheets: a quarter of a minute
MOST_CARDS = 20_000
# Whoever took a step and has said nothing for so long is gone; the step is taken anew.
LEASE = timedelta(minutes=10)


# ---- asking --------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_issue(
    area: Area, *, scope: Scope, rule_key: str, last_day: date, actor: Viewer, now: datetime
) -> PassRun:
    """A pass for each household of an area that has none, however many those are."""
    household_rule(area, rule_key, Valid(now, last_day))
    total = waiting_for_a_pass(scope).count()
    chosen = {"rule": rule_key, "last_day": last_day.isoformat()}
    return _asked(area, RunWork.ISSUE, total, chosen, [], actor, now)


@transaction.atomic
def ask_for_papers(
    area: Area, *, passes: list[UUID], look: str, with_list: bool, actor: Viewer, now: datetime
) -> PassRun:
    """These passes as PDF, ten cards on a sheet, in parts."""
    if not passes:
        raise NothingToDraw()
    if len(passes) > MOST_CARDS:
        raise TooMany(count=f"{len(passes):,}", limit=f"{MOST_CARDS:,}")
    cards = [str(one) for one in passes]
    return _asked(area, RunWork.PRINT, len(cards), {"look": look, "list": with_list}, cards, actor, now)


def _asked(
    area: Area,
    work: RunWork,
    total: int,
    chosen: Mapping[str, object],
    cards: list[str],
    actor: Viewer,
    now: datetime,
) -> PassRun:
    made = PassRun.objects.create(
        area=area, area_code=area.code, work=work, total=total, chosen=dict(chosen), cards=cards,
        language=get_language() or "", by=actor.user, by_name=actor.shown_name,
        appointment_id=actor.appointment.pk if actor.appointment else None, at=now, until=now + KEPT,
    )  # fmt: skip
    log(
        ASKED,
        actor=actor,
        subject=made,
        subject_name=area.short,
        area_code=area.code,
        n=total,
        work=work.value,
    )
    return made


# ---- a step at a time -----------------------------------------------------------------------------------------------
@transaction.atomic
def take_step(run_id: UUID, step: int, *, now: datetime) -> PassRun | None:
    """Take the next step in hand; None where it is done, or another worker does it."""
    run = PassRun.everywhere.select_for_update().filter(pk=run_id, state=RunState.WAITING, steps=step).first()
    if run is None or (run.taken_at is not None and now - run.taken_at < LEASE):
        return None
    run.taken_at = now
    run.save(update_fields=["taken_at"])
    return run


@transaction.atomic
def issue_step(run: PassRun, *, actor: Viewer) -> PassRun:
    """The next households; none are left when none were given one."""
    valid = Valid(run.at, date.fromisoformat(run.chosen["last_day"]))
    n = issue_household_passes(
        run.area, scope=Scope((run.area_code,)), rule_key=run.chosen["rule"], valid=valid, actor=actor,
        piece=ISSUED_A_STEP,
    )  # fmt: skip
    run.done += n
    return _stepped(run, ready=n < ISSUED_A_STEP)


@transaction.atomic
def keep_part(run: PassRun, content: bytes, *, n: int) -> PassRun:
    """Keep a part that was drawn. Its cards are not printed until somebody has fetched it."""
    if n:
        name = FILES.store(f"{run.pk}-{run.steps + 1}", content)
        run.parts = [*run.parts, {"name": name, "n": n, "step": run.steps}]
    run.done = min(run.total, (run.steps + 1) * CARDS_A_PART)
    return _stepped(run, ready=run.done >= run.total)


def _stepped(run: PassRun, *, ready: bool) -> PassRun:
    run.steps, run.taken_at = run.steps + 1, None
    run.state = RunState.READY if ready else RunState.WAITING
    run.save(update_fields=["done", "steps", "taken_at", "parts", "state"])
    return run


@transaction.atomic
def fail_run(run: PassRun, why: str) -> None:
    """`why` names the kind of trouble and holds no value of a record. What was made stays."""
    run.state, run.why = RunState.FAILED, why[:60]
    run.save(update_fields=["state", "why"])
    log(FAILED, actor=None, subject=run, subject_name=run.area.short, area_code=run.area_code, why=run.why)


def left_behind(now: datetime) -> list[tuple[UUID, int]]:
    """Runs of which nobody does the next step: a worker was stopped."""
    rows = PassRun.everywhere.filter(state=RunState.WAITING, at__lt=now - LEASE).exclude(
        taken_at__gt=now - LEASE
    )
    return list(rows.values_list("pk", "steps"))


# ---- fetching and deleting ---------------------------------------------------------------------------------------------
@transaction.atomic
def fetch_part(run: PassRun, number: int, *, actor: Viewer, now: datetime) -> bytes:
    """One file, which counts as printing its cards: kept with who and when, as often as it is fetched."""
    if run.state == RunState.DELETED or run.until <= now:
        raise PapersGone()
    if not 1 <= number <= len(run.parts):
        raise NotFound()
    part = run.parts[number - 1]
    first = part["step"] * CARDS_A_PART
    passes = list(
        GatePass.everywhere.filter(
            pk__in=run.cards[first : first + CARDS_A_PART], state=PassState.VALID
        ).only("pk")
    )
    mark_printed(passes, area=run.area, actor=actor, now=now)
    log_access(
        actor=actor, what=AccessKind.PRINT, reason=str(_("passes")), role=actor.role, area_code=run.area_code,
        rows=part["n"],
    )  # fmt: skip
    return FILES.fetch(part["name"])


@transaction.atomic
def delete_old_runs(now: datetime) -> int:
    """Delete the files whose day is over, and give up what was not finished by then. Safe to repeat."""
    open_ = (RunState.READY, RunState.WAITING, RunState.FAILED)
    old = list(PassRun.everywhere.select_for_update().filter(until__lte=now, state__in=open_).order_by("pk"))
    for run in old:
        for part in run.parts:
            FILES.erase(part["name"])
    PassRun.everywhere.filter(pk__in=[one.pk for one in old]).update(
        state=RunState.DELETED, parts=[], cards=[]
    )
    n = sum(one.work == RunWork.PRINT for one in old)
    if n:
        log(DELETED, actor=None, n=n)
    return len(old)
