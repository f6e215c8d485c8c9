"""What phones told from gates, as rows: scans, uses of passes, people registered, the day's numbers.

Facts of two phones come late and mixed, and a scan may come after what was said of it. What follows from several of them
together is looked up anew each time, from all that is known by then: see `findings`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.core.facts import FieldFact
from linli.core.outbox import announce
from linli.core.problems import Problem
from linli.core.rows import among
from linli.gates import tallies
from linli.gates.actions.findings import look_again
from linli.gates.actions.registrations import forget_registrations, register
from linli.gates.bodies import Scan, ScanAmended
from linli.gates.choices import Done
from linli.gates.counting import Counted, step
from linli.gates.locking import lock_keys
from linli.gates.models import GateScan, PassUse, ScanAmendment
from linli.gates.problems_scans import KeepsNoGate, NoSuchGate
from linli.gates.scan_rows import Around, around, counted, degrees, scan_row, use_row
from linli.lib.periods import local_day


@dataclass(frozen=True)
class Batch:
    """Scans that are told of: those that are there, as they were before, and new ones."""

    known: Around
    there: Mapping[UUID, GateScan]
    before: Mapping[UUID, Counted]
    uses: Mapping[UUID, PassUse]  # as they were before; the online answer may have written one first
    new: Mapping[UUID, FieldFact]
    made: Mapping[UUID, GateScan]

    @property
    def rows(self) -> list[GateScan]:
        return [*self.there.values(), *self.made.values()]

    def pass_id(self, row: GateScan) -> UUID | None:
        """Also of a pass that is not known here, which stands in its use alone."""
        if row.pk in self.new:
            return self.known.pass_id(self.new[row.pk].body)
        return row.exit_pass_id or (self.uses[row.pk].pass_id if row.pk in self.uses else None)


@transaction.atomic
def take_from_gates(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter scans, and what was said of them afterwards. A fact that comes twice counts once.

    No scan is turned away for what it says: it happened.
    """
    scans = [fact for fact in facts if isinstance(fact.body, Scan)]
    said = [fact for fact in facts if isinstance(fact.body, ScanAmended)]
    amended = {fact.body.scan for fact in said}
    kept = _kept_keys(amended)
    known = around(scans, said, {gate for gate, _key in kept.values()})
    refused = {fact.id: problem for fact in scans if (problem := _against(fact, known))}
    scans = [fact for fact in scans if fact.id not in refused]
    keys = [key for fact in scans if (key := known.key(fact.body))]
    lock_keys([*amended, *(fact.id for fact in scans), *keys, *(key for _gate, key in kept.values() if key)])
    # A scan that came in the meantime is told of as well, and so are those whose turns it took.
    came = _kept_keys(amended - kept.keys())
    lock_keys(key for _gate, key in came.values() if key)
    batch = _batch(scans, amended, known)
    refused |= {fact.id: KeepsNoGate() for fact in said if not _may_say(fact, batch)}
    _keep_amendments(fact for fact in said if fact.id not in refused)
    _enter(batch)
    return refused


def _enter(batch: Batch) -> None:
    _amend(batch)
    GateScan.everywhere.bulk_create(batch.made.values())
    GateScan.everywhere.bulk_update(batch.there.values(), ["temperature", "fever", "done"])
    keys = _keep_uses(batch)
    register([fact for pk, fact in batch.new.items() if batch.made[pk].done != Done.TAKEN_BACK], batch.known)
    forget_registrations(row.pk for row in batch.there.values() if row.done == Done.TAKEN_BACK)
    tallies.add(_steps(batch), {row.gate_id: row.gate for row in batch.rows})
    _tell_of_fevers(batch)
    look_again(keys, [row.pk for row in batch.rows], books=batch.known.books)


# ---- what is told of ---------------------------------------------------------------------------------------------------
def _kept_keys(scan_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, UUID | None]]:
    """The gate of scans that are there, and whose turns they took."""
    rows = GateScan.everywhere.filter(among("pk", set(scan_ids)))
    found: dict[UUID, tuple[UUID, UUID | None]] = {
        pk: (gate, home or one)
        for pk, gate, home, one in rows.values_list("pk", "gate_id", "household_id", "exit_pass_id")
    }
    unknown = {pk for pk, (_gate, key) in found.items() if key is None}
    for pk, pass_id in PassUse.objects.filter(among("pk", unknown)).values_list("pk", "pass_id"):
        found[pk] = (found[pk][0], pass_id)
    return found


def _against(fact: FieldFact, known: Around) -> Problem | None:
    gate = known.gates.get(fact.body.gate)
    if gate is None:
        return NoSuchGate()
    keeps = known.keepers.may_keep(fact.user_id, gate.area_code, local_day(fact.at))
    return None if keeps else KeepsNoGate()


def _batch(scans: Sequence[FieldFact], amended: set[UUID], known: Around) -> Batch:
    """As it stands now that nobody else can write about the same."""
    ids = {fact.id for fact in scans} | amended
    there = {one.pk: one for one in GateScan.everywhere.filter(among("pk", ids)).select_related("gate__area")}
    uses = {one.pk: one for one in PassUse.objects.filter(among("pk", ids))}
    new = {fact.id: fact for fact in scans if fact.id not in there}
    made = {pk: scan_row(fact, known, online=pk in uses) for pk, fact in new.items()}
    return Batch(known, there, {pk: counted(one) for pk, one in there.items()}, uses, new, made)


def _may_say(fact: FieldFact, batch: Batch) -> bool:
    """Who keeps the scan's gate. Of a scan that has not come yet: who keeps any; it is looked at again when it comes."""
    row = batch.there.get(fact.body.scan) or batch.made.get(fact.body.scan)
    if row is None:
        return batch.known.keepers.keeps_any(fact.user_id)
    return batch.known.keepers.may_keep(fact.user_id, row.area_code, local_day(fact.at))


# ---- what was said afterwards ------------------------------------------------------------------------------------------
def _keep_amendments(facts: Iterable[FieldFact]) -> None:
    ScanAmendment.objects.bulk_create(
        [
            ScanAmendment(
                pk=fact.id, scan_id=fact.body.scan, temperature=degrees(fact.body.temperature),
                taken_back=fact.body.taken_back, at=fact.at, by_id=fact.user_id,
            )
            for fact in facts
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _amend(batch: Batch) -> None:
    """The last temperature stands; what was taken back stays so."""
    said: dict[UUID, list[ScanAmendment]] = defaultdict(list)
    rows = {row.pk: row for row in batch.rows}
    for one in ScanAmendment.objects.filter(among("scan_id", rows)).order_by("at", "pk"):
        said[one.scan_id].append(one)
    keepers = batch.known.keepers.joined_by(one.by_id for each in said.values() for one in each)
    for pk, row in rows.items():
        for one in said[pk]:
            if keepers.may_keep(one.by_id, row.area_code, local_day(one.at)):
                row.temperature = row.temperature if one.temperature is None else one.temperature
                row.done = Done.TAKEN_BACK if one.taken_back else row.done
        celsius = None if row.temperature is None else float(row.temperature)
        row.fever = batch.known.books.is_fever(row.gate, celsius)


# ---- what follows of each scan -------------------------------------------------------------------------------------------
def _keep_uses(batch: Batch) -> set[UUID]:
    """Write what passes were used for; return whose turns are told of, also of uses that are none any more."""
    found = [use_row(row, batch.pass_id(row), batch.known.books) for row in batch.rows]
    uses = [one for one in found if one is not None]
    PassUse.objects.bulk_create(
        uses,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["pass_id", "household_id", "gate_id", "direction", "at", "counts"],
    )
    PassUse.objects.filter(among("pk", set(batch.uses) - {one.pk for one in uses})).delete()
    keys = [one.household_id or one.pass_id for one in batch.uses.values()]
    keys += [row.household_id or batch.pass_id(row) for row in batch.rows]
    return {key for key in keys if key is not None}


def _steps(batch: Batch) -> tallies.Steps:
    steps: dict[tuple[UUID, date], Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in batch.rows:
        total = steps[(row.gate_id, local_day(row.at))]
        for key, n in step(batch.before.get(row.pk), counted(row)).items():
            total[key] += n
    return steps


def _tell_of_fevers(batch: Batch) -> None:
    """Once a scan: whoever must know is told by what reacts to it."""
    for row in batch.rows:
        was = row.pk in batch.before and batch.before[row.pk].fever
        if row.fever and not was and row.done != Done.TAKEN_BACK:
            announce("gates.fever_met", scan=str(row.pk), gate=str(row.gate_id), area=row.area_code)
