"""A list from above: taken in, given out over grids, closed, and emptied of names once its term is over."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.people.viewer import user_behind
from linli.rounds.choices import ListState
from linli.rounds.list_matching import Placed
from linli.rounds.models import Check, CheckList, CheckStep
from linli.rounds.problems import ChecksOpen, ListNotOpen, NoGridChosen
from linli.rounds.spreading import Item, spread

TAKEN_IN = name_action("rounds:check_list:taken_in", _("{actor} took a list in to be checked: {rows} rows"))
DROPPED = name_action("rounds:check_list:dropped", _("{actor} dropped a list that had not been given out"))
GIVEN_OUT = name_action(
    "rounds:check_list:given_out", _("{actor} gave a list out to be checked: {rows} rows, {areas} areas")
)
SHARED_OUT = name_action(
    "rounds:check_list:shared_out", _("{actor} shared {rows} rows of a list out over {areas} grids")
)
CLOSED = name_action("rounds:check_list:closed", _("{actor} closed a list; {open} rows had no outcome"))
EMPTIED = name_action("rounds:check_list:emptied", _("{actor} emptied a closed list of names and numbers"))

# Names and numbers of a list are kept for so long after it was closed.
KEPT = timedelta(days=14)
# A list that nobody gave out is not kept.
DRAFT_KEPT = timedelta(days=3)
PERSONAL = ("name", "phone", "document", "place", "sent_note", "note")


@transaction.atomic
def take_list_in(
    area: Area, *, list_id: UUID, title: str, sent_by: str, rows: Sequence[Placed], actor: Actor | None
) -> CheckList:
    """Keep a list with all its rows, those that cannot be used too. With the same id again: the first one."""
    if earlier := CheckList.everywhere.filter(pk=list_id).first():
        return earlier
    taken = CheckList(
        pk=list_id, title=title, sent_by=sent_by, made_at=timezone.now(), made_by=user_behind(actor)
    )
    taken.place_in(area)
    taken.save(force_insert=True)
    Check.everywhere.bulk_create([_check(taken, one) for one in rows], batch_size=500)
    log(TAKEN_IN, actor=actor, subject=taken, rows=len(rows))
    return taken


def _check(taken: CheckList, one: Placed) -> Check:
    row = one.row
    return Check(
        check_list=taken,
        area_id=taken.area_id,
        area_code=taken.area_code,
        number=row.number,
        name=row.name,
        phone=row.phone,
        document=row.document,
        place=row.place,
        sent_note=row.note,
        trouble=row.trouble,
        same_as=row.same_as,
        resident_id=one.match.resident_id if one.match else None,
        household_id=one.household_id,
        matched_by=one.match.rule if one.match else "",
        is_certain=bool(one.match and one.match.is_certain),
        goes_to=one.goes_to,
    )


@transaction.atomic
def drop_list(taken: CheckList, *, actor: Actor | None) -> None:
    """Forget a list that was never given out, with all its rows."""
    current = _locked(taken, ListState.DRAFT)
    log(DROPPED, actor=actor, subject=current)
    current.delete()


@transaction.atomic
def give_list_out(
    taken: CheckList, *, targets: Iterable[Area], due_at: datetime | None, actor: Actor | None
) -> CheckList:
    """Share the usable rows out over the targets; each becomes a check on the ground."""
    current = _locked(taken, ListState.DRAFT)
    rows = list(current.checks.filter(trouble=""))
    areas = _share(rows, targets, within=current.area_code)
    current.state, current.due_at, current.given_at = ListState.RUNNING, due_at, timezone.now()
    current.save(update_fields=["state", "due_at", "given_at"])
    log(GIVEN_OUT, actor=actor, subject=current, rows=len(rows), areas=areas)
    return current


@transaction.atomic
def share_out_here(taken: CheckList, area: Area, *, targets: Iterable[Area], actor: Actor | None) -> int:
    """Share what a community was given out over its grids: the open rows that stand at the community itself."""
    current = _locked(taken, ListState.RUNNING)
    rows = list(current.checks.filter(area=area, outcome="", trouble="").select_for_update(of=("self",)))
    areas = _share(rows, targets, within=area.code)
    log(SHARED_OUT, actor=actor, subject=current, area_code=area.code, rows=len(rows), areas=areas)
    return len(rows)


def _share(rows: Sequence[Check], targets: Iterable[Area], *, within: str) -> int:
    chosen = [one for one in targets if Scope((within,)).covers(one.code) and one.is_open]
    if not chosen:
        raise NoGridChosen()
    items = [Item(row.number, _household(row), _goes_to(row, within)) for row in rows]
    going = spread(items, [one.code for one in chosen])
    there = {one.code: one for one in Area.objects.filter(code__in=set(going.values()))}
    for row in rows:
        row.place_in(there[going[row.number]])
    Check.everywhere.bulk_update(rows, ["area", "area_code"], batch_size=200)
    return len(Counter(going.values()))


def _household(row: Check) -> str:
    return str(row.household_id) if row.household_id else ""


def _goes_to(row: Check, within: str) -> str:
    """Only a place below the one that is shared out says where to go."""
    inside = len(row.goes_to) > len(within) and Scope((within,)).covers(row.goes_to)
    return row.goes_to if inside else ""


@transaction.atomic
def close_list(taken: CheckList, *, reason: str, actor: Actor | None) -> CheckList:
    """End a list. While rows have no outcome, only with a reason."""
    current = _locked(taken, ListState.RUNNING)
    still_open = current.checks.filter(outcome="", trouble="").count()
    if still_open and not reason:
        raise ChecksOpen(n=still_open)
    current.state, current.closed_at = ListState.CLOSED, timezone.now()
    current.save(update_fields=["state", "closed_at"])
    log(CLOSED, actor=actor, subject=current, open=still_open, reason=reason)
    return current


@transaction.atomic
def empty_old_lists(*, now: datetime) -> int:
    """Take names, numbers, places and remarks out of lists whose term is over; outcomes and counts stay."""
    CheckList.everywhere.filter(state=ListState.DRAFT, made_at__lt=now - DRAFT_KEPT).delete()
    over = CheckList.everywhere.filter(emptied_at=None, closed_at__lt=now - KEPT).order_by("pk")
    emptied = list(over.select_for_update(of=("self",)))
    for one in emptied:
        one.checks.update(**dict.fromkeys(PERSONAL, ""), household=None, resident=None)
        CheckStep.everywhere.filter(check_row__check_list=one).update(note="")
        one.emptied_at = now
        one.save(update_fields=["emptied_at"])
        log(EMPTIED, actor=None, subject=one)
    return len(emptied)


def _locked(taken: CheckList, state: ListState) -> CheckList:
    rows = lock_rows(CheckList.everywhere.all(), [taken.pk])
    if not rows:
        raise NotFound()
    if rows[0].state != state:
        raise ListNotOpen(state=rows[0].get_state_display())
    return rows[0]
