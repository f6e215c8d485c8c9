"""A store that keeps facts in memory: for what does not depend on a database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from linli.gates.judging import Known
from linli.gates.online import GateHere, Keys, Learned
from linli.gates.rules import GateSeen
from linli.intake.devices import hash_of
from linli.intake.stores import Decide, DeviceRow, Existing, KeptScan, Note, Row, StoreFailed, Wanted

TOKEN = "lld_a-phone-in-memory"
DEVICE = DeviceRow(UUID(int=1), UUID(int=2), True)


def every_gate(asked: Collection[tuple[UUID, UUID]]) -> Learned:
    """Of a city in which everybody keeps any gate, and no key has signed a pass."""
    gates = {pair: GateHere(pair[1], "东门", GateSeen("231085"), "231085") for pair in asked}
    return Learned(gates, Keys({}))


class MemoryStore:
    name = "memory"

    def __init__(self) -> None:
        self.rows: dict[UUID, Row] = {}
        self.commits: list[int] = []
        self.notes: list[Note] = []
        self.open = {hash_of(TOKEN): DEVICE}
        self.is_down = False
        self.lookups = 0

    async def keep(self, rows: Sequence[Row]) -> Mapping[UUID, Existing]:
        self._check()
        known = {row.id: self.rows[row.id] for row in rows if row.id in self.rows}
        self.rows |= {row.id: row for row in rows if row.id not in self.rows}
        self.commits.append(len(rows))
        return {key: Existing(row.kind, row.made_at, row.digest, row.reason) for key, row in known.items()}

    async def body_of(self, fact_id: UUID) -> str:
        self._check()
        return self.rows[fact_id].body

    async def devices(self, token_hashes: Iterable[str]) -> Mapping[str, DeviceRow]:
        self._check()
        self.lookups += 1
        return {one: self.open[one] for one in token_hashes if one in self.open}

    async def note(self, notes: Sequence[Note]) -> None:
        self._check()
        self.notes += notes

    async def settle(self, wanted: Wanted, decide: Decide) -> None:
        """Of a city without passes."""
        self._check()
        rows = [self.rows[pk] for pk in wanted.facts if pk in self.rows]
        kept = {row.id: KeptScan(row.id, row.user_id, row.kind, row.body, row.digest) for row in rows}
        self.rows |= {row.id: row for row in decide(Known(), kept).rows}

    async def ping(self) -> None:
        self._check()

    async def close(self) -> None:
        return

    def _check(self) -> None:
        if self.is_down:
            raise StoreFailed("down")
