"""What phones told from gates, as rows that are not written yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from linli.core.facts import FieldFact
from linli.core.rows import among
from linli.gates.bodies import Scan
from linli.gates.books import Books
from linli.gates.choices import Direction, Done, Verdict
from linli.gates.counting import Counted
from linli.gates.keepers import Keepers
from linli.gates.models import Gate, GatePass, GateScan, PassUse
from linli.lib.area_codes import is_within
from linli.lib.texts import tidy
from linli.registers.models import Household

WITH_A_LINE = 0  # minutes: the server's own answer has no older list
ON_AN_ERRAND = {"gates.must_pass", "gates.granted"}


@dataclass(frozen=True)
class Around:
    """What facts name, read in a number of queries that does not grow with them."""

    gates: Mapping[UUID, Gate]
    passes: Mapping[UUID, GatePass]
    slips: Mapping[str, GatePass]
    households: Mapping[UUID, str]  # where each stands
    keepers: Keepers
    books: Books = field(default_factory=Books)

    def shown_pass(self, body: Scan) -> GatePass | None:
        return self.passes.get(body.pass_id) if body.pass_id else self.slips.get(body.slip.upper())

    def pass_id(self, body: Scan) -> UUID | None:
        """Also of a pass that is not known here."""
        shown = self.shown_pass(body)
        return shown.pk if shown else body.pass_id

    def household_of(self, body: Scan) -> UUID | None:
        """That of the pass; else the one that the keeper looked up, if it is one of this gate's."""
        shown = self.shown_pass(body)
        if shown is not None:
            return shown.household_id
        return self.near(body.household, self.gates[body.gate])

    def near(self, household: UUID | None, gate: Gate) -> UUID | None:
        """The household, if it is behind the gate: a phone cannot tell of any other."""
        code = self.households.get(household, "") if household else ""
        is_near = code and (is_within(code, gate.area_code) or is_within(gate.area_code, code))
        return household if is_near else None

    def key(self, body: Scan) -> UUID | None:
        """Whose turns it takes: those of a household, or of a pass that stands for none."""
        return self.household_of(body) or self.pass_id(body)


def around(scans: Sequence[FieldFact], others: Sequence[FieldFact], gates: Iterable[UUID]) -> Around:
    """`gates`: those of scans that were told before."""
    bodies = [fact.body for fact in scans]
    wanted = {one.gate for one in bodies} | set(gates)
    passes = _passes(bodies)
    households = {one.household for one in bodies} | {p.goes_to for one in bodies for p in one.persons}
    codes = Household.everywhere.filter(among("pk", {one for one in households if one}))
    return Around(
        gates={one.pk: one for one in Gate.everywhere.filter(among("pk", wanted)).select_related("area")},
        passes={one.pk: one for one in passes},
        slips={one.slip: one for one in passes},
        households=dict(codes.values_list("pk", "area_code")),
        keepers=Keepers(fact.user_id for fact in [*scans, *others]),
    )


def _passes(bodies: Sequence[Scan]) -> list[GatePass]:
    ids, slips = {one.pass_id for one in bodies}, {one.slip.upper() for one in bodies}
    named = Q(among("pk", {one for one in ids if one})) | Q(slip__in=slips - {""})
    return list(GatePass.everywhere.filter(named))


def scan_row(fact: FieldFact, known: Around, *, online: bool) -> GateScan:
    body: Scan = fact.body
    gate, shown = known.gates[body.gate], known.shown_pass(body)
    row = GateScan(
        pk=fact.id, gate=gate, area_id=gate.area_id, area_code=gate.area_code, shown=body.shown, exit_pass=shown,
        household_id=known.household_of(body), direction=body.direction, verdict=body.verdict, reason=body.reason,
        done=body.done, errand=body.errand, ground=body.ground, ground_words=tidy(body.ground_words)[:200],
        people=body.people, is_vehicle=body.vehicle, plate=tidy(body.plate), temperature=degrees(body.temperature),
        at=fact.at, received_at=fact.received_at, online=online or body.list_minutes == WITH_A_LINE, list_age=body.list_minutes, by_id=fact.user_id,
        device_id=fact.device_id,
    )  # fmt: skip
    row.due_back_at = _due(row, body, shown, known.books)
    return row


def degrees(celsius: float | None) -> Decimal | None:
    return None if celsius is None else Decimal(str(celsius)).quantize(Decimal("0.1"))


def _due(row: GateScan, body: Scan, shown: GatePass | None, books: Books) -> datetime | None:
    """What the gate said; of an exit that the keeper decided, what the pass says."""
    if row.direction != Direction.OUT or row.done != Done.LET_THROUGH:
        return None
    if body.due_back_at or shown is None or not shown.max_hours or is_errand(row, books):
        return body.due_back_at
    return row.at + timedelta(hours=shown.max_hours)


def is_errand(row: GateScan, books: Books) -> bool:
    return row.reason in ON_AN_ERRAND or books.must_pass(row.gate, row.errand)


def use_row(row: GateScan, pass_id: UUID | None, books: Books) -> PassUse | None:
    """That a pass was used; nothing where nobody went through, or nobody knows whose turn it was."""
    if row.done != Done.LET_THROUGH or not (pass_id or row.household_id):
        return None
    return PassUse(
        pk=row.pk, pass_id=pass_id, household_id=row.household_id, gate_id=row.gate_id, direction=row.direction,
        at=row.at, counts=not is_errand(row, books),
    )  # fmt: skip


def is_unanswered(row: GateScan) -> bool:
    """A question to the server after which no keeper has said what they did; see `measures.UNANSWERED`."""
    asked = row.online and row.verdict == Verdict.ASK and row.done == Done.REFUSED
    return asked and not row.ground and not row.ground_words


def counted(row: GateScan) -> Counted:
    return Counted(
        row.direction, row.done, row.people, row.is_vehicle, row.fever, row.errand, row.ground, is_unanswered(row)
    )  # fmt: skip
