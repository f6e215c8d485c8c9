"""What gates could not know of each other: looked for whenever more has come, kept until somebody has said what it was."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.core.rows import among
from linli.gates.books import Books
from linli.gates.choices import Direction, Done, FindingState, PassKind, PassState, Verdict
from linli.gates.known import seen_of
from linli.gates.models import Finding, GatePass, GateScan, PassUse
from linli.gates.passages import Ended, Passage, ends
from linli.gates.rules_findings import Found, Scanned, of_each, of_one_pass
from linli.gates.scan_rows import is_errand, is_unanswered
from linli.people.viewer import user_behind

SETTLED = name_action("gates:finding:settled", _("{actor} settled a finding of the gate {subject}: {note}"))

EACH = ("unknown_ground", "let_through_against", "revoked_admitted")


# ---- looking -----------------------------------------------------------------------------------------------------------
def look_again(keys: Collection[UUID], scan_ids: Collection[UUID], *, books: Books) -> None:
    """Bring exits and entries of these households and passes together, and look for what does not fit.

    Inside the transaction that holds their locks. `scan_ids`: the scans that were told of just now.
    """
    groups = _uses_by_key(keys)
    wanted = {pk for uses in groups.values() for pk in uses} | set(scan_ids)
    rows = _scans(wanted)
    _note_returns(groups, rows)
    issued = _household_passes(rows.values())
    told = set(scan_ids)
    scanned = {pk: _scanned(row, issued, books, asks_ground=pk in told) for pk, row in rows.items()}
    found = set(of_each(scanned[pk] for pk in told if pk in scanned))
    for uses in groups.values():
        found |= set(of_one_pass(scanned[pk] for pk in uses if pk in scanned))
    _keep(found, rows, told)


def _uses_by_key(keys: Collection[UUID]) -> Mapping[UUID, list[UUID]]:
    """Scans by whose turns they took: a household's stand under it, whichever pass it was."""
    wanted = Q(among("household_id", keys)) | Q(among("pass_id", keys))
    groups: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, household, one in PassUse.objects.filter(wanted).values_list("pk", "household_id", "pass_id"):
        if key := household or one:
            groups[key].append(pk)
    return groups


def _scans(ids: Collection[UUID]) -> dict[UUID, GateScan]:
    rows = GateScan.everywhere.filter(among("pk", ids)).select_related("gate__area", "exit_pass__key")
    return {row.pk: row for row in rows}


def _note_returns(groups: Mapping[UUID, Sequence[UUID]], rows: Mapping[UUID, GateScan]) -> None:
    ended: dict[UUID, Ended] = {}
    for uses in groups.values():
        ended.update(ends(Passage(pk, rows[pk].direction, rows[pk].at) for pk in uses if pk in rows))
    changed: list[GateScan] = []
    for row in rows.values():
        back_at = ended[row.pk].at if row.pk in ended else None
        if row.direction == Direction.OUT and row.back_at != back_at:
            row.back_at = back_at
            changed.append(row)
    GateScan.everywhere.bulk_update(changed, ["back_at"])


def _household_passes(rows: Iterable[GateScan]) -> dict[UUID, GatePass]:
    """The pass of households that were looked up by their door: the one that is valid, else the last one."""
    homes = {row.household_id for row in rows if row.household_id and row.exit_pass_id is None}
    passes = GatePass.everywhere.filter(among("household_id", homes), kind=PassKind.HOUSEHOLD)
    ordered = sorted(
        passes.select_related("key"), key=lambda one: (one.state == PassState.VALID, one.issued_at)
    )
    return {one.household_id: one for one in ordered if one.household_id}


def _scanned(row: GateScan, issued: Mapping[UUID, GatePass], books: Books, *, asks_ground: bool) -> Scanned:
    by_door = issued.get(row.household_id) if row.household_id else None
    counts = row.exit_pass or by_door
    return Scanned(
        id=row.pk, direction=row.direction, at=row.at, verdict=row.verdict, done=row.done,
        is_errand=is_errand(row, books), due_back_at=row.due_back_at, seen=seen_of(counts) if counts else None,
        ended_at=_ended_at(row.exit_pass), ground_known=not asks_ground or _ground_known(row, books),
    )  # fmt: skip


def _ended_at(shown: GatePass | None) -> datetime | None:
    """When a pass that was shown had ended, or its key was withdrawn."""
    if shown is None:
        return None
    when = [shown.ended_at if shown.state != PassState.VALID else None]
    when.append(shown.key.ended_at if shown.key.state == "withdrawn" else None)
    return min((one for one in when if one is not None), default=None)


def _ground_known(row: GateScan, books: Books) -> bool:
    """The gate's own STOP is a ground, and a question to the server that nobody has answered is no refusal yet; anything
    else must stand in the rules in force."""
    if row.done != Done.REFUSED or is_unanswered(row):
        return True
    if not row.ground and not row.ground_words:
        return row.verdict == Verdict.STOP
    return books.knows_ground(row.gate, row.ground)


# ---- keeping -----------------------------------------------------------------------------------------------------------
def _keep(found: Collection[Found], rows: Mapping[UUID, GateScan], told: Collection[UUID]) -> None:
    """Findings are made once. One that later facts explain is settled by itself, with nobody's name; if they turn out
    not to, it is open again. What a person has settled stays settled."""
    now = timezone.now()
    wanted = {(one.kind.value, one.scan): one for one in found}
    kept = {(one.kind, one.scan_id): one for one in Finding.everywhere.filter(among("scan_id", rows))}
    made = [_finding(one, rows[one.scan], now) for key, one in wanted.items() if key not in kept]
    changed = []
    for key, row in kept.items():
        if row.settled_by_id is not None or (key not in wanted and key[0] in EACH and key[1] not in told):
            continue
        is_open, other = key in wanted, wanted[key].other if key in wanted else row.other_id
        if is_open != (row.state == FindingState.OPEN) or other != row.other_id:
            row.state = FindingState.OPEN if is_open else FindingState.SETTLED
            row.settled_at = None if is_open else now
            row.other_id = other
            changed.append(row)
    Finding.everywhere.bulk_create(made)
    Finding.everywhere.bulk_update(changed, ["state", "settled_at", "other"])


def _finding(found: Found, scan: GateScan, now: datetime) -> Finding:
    return Finding(
        kind=found.kind, scan=scan, other_id=found.other, area_id=scan.area_id, area_code=scan.area_code,
        found_at=now,
    )  # fmt: skip


# ---- settling ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def settle_finding(finding: Finding, *, actor: Actor, note: str, now: datetime) -> Finding:
    """Somebody has looked, and says what it was. Of two who do, the first stands; nothing at the gate changes by it."""
    rows = lock_rows(Finding.everywhere.select_related("scan__gate"), [finding.pk])
    if not rows:
        raise NotFound()
    current = rows[0]
    if current.state == FindingState.SETTLED and current.settled_by_id is not None:
        return current
    current.state, current.note = FindingState.SETTLED, note.strip()[:200]
    current.settled_by, current.settled_at = user_behind(actor), now
    current.save(update_fields=["state", "note", "settled_by", "settled_at"])
    log(SETTLED, actor=actor, subject=current, subject_name=current.scan.gate.name, note=current.note)
    announce("gates.finding_settled", finding=str(current.pk))
    return current
