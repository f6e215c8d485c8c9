"""What a store does, and what goes through it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from linli.gates.judging import Known


class StoreFailed(Exception):
    """The database could not be reached, or lost the transaction. Nothing was acknowledged; all may be sent again."""


class Row(msgspec.Struct, array_like=True, gc=False):
    """A fact as it is written. The order of the fields is the order of `COLUMNS`."""

    id: UUID
    device_id: UUID
    user_id: UUID
    kind: str
    made_at: datetime
    received_at: datetime
    clock_error: int | None
    body: str  # sealed
    digest: str
    same_id_as: UUID | None
    quarantined_at: datetime | None
    reason: str
    detail: str


COLUMNS = Row.__struct_fields__


class Existing(msgspec.Struct, gc=False):
    """What is known of an id that was there before."""

    kind: str
    made_at: datetime
    digest: str
    reason: str  # empty unless it is in quarantine


class DeviceRow(msgspec.Struct, gc=False):
    id: UUID
    user_id: UUID
    is_open: bool  # neither revoked nor its account closed


class Note(msgspec.Struct, array_like=True, gc=False):
    """What a device said of itself when it was last here."""

    id: UUID
    last_seen_at: datetime
    app_version: str
    waiting: int | None
    clock_error: int | None


# ---- scans of gates with a line: decided and written in one commit ------------------------------------------------
@dataclass(frozen=True)
class Wanted:
    """What a batch of scans must know before it can be judged."""

    at: datetime
    facts: frozenset[UUID] = frozenset()  # scans that may have been told before, or that are replaced
    passes: frozenset[UUID] = frozenset()
    slips: frozenset[str] = frozenset()
    homes: frozenset[UUID] = frozenset()  # asked for by door
    alone: frozenset[UUID] = frozenset()  # of the scans, those that no lock of a pass or a household guards


class KeptScan(msgspec.Struct, array_like=True, gc=False):
    """A fact that stands under the id of a scan."""

    id: UUID
    user_id: UUID
    kind: str
    body: str  # sealed
    digest: str


class NewUse(msgspec.Struct, array_like=True, gc=False):
    """A row of `PassUse`. The order of the fields is the order of its columns below."""

    id: UUID
    pass_id: UUID | None
    household_id: UUID | None
    gate_id: UUID
    direction: str
    at: datetime
    counts: bool


USE_COLUMNS = NewUse.__struct_fields__


@dataclass
class Decided:
    """What a batch writes; `taken_back` are scans whose use was none."""

    rows: list[Row] = field(default_factory=list)
    uses: list[NewUse] = field(default_factory=list)
    taken_back: list[UUID] = field(default_factory=list)


# Called with what is known, between reading and writing, while nobody else can use the same passes.
Decide = Callable[[Known, Mapping[UUID, KeptScan]], Decided]


class Store(Protocol):
    """One connection with one writer. Each method raises `StoreFailed`, and connects anew when called again."""

    name: str

    async def keep(self, rows: Sequence[Row]) -> Mapping[UUID, Existing]:
        """Commit the rows whose ids are new, all or none; return what was there already of the others."""

    async def body_of(self, fact_id: UUID) -> str:
        """The sealed body of a fact; empty if there is none any more."""

    async def devices(self, token_hashes: Iterable[str]) -> Mapping[str, DeviceRow]: ...

    async def note(self, notes: Sequence[Note]) -> None: ...

    async def settle(self, wanted: Wanted, decide: Decide) -> None:
        """Read, decide and commit. Whoever else uses the same pass or household does so before or after all of it."""

    async def ping(self) -> None: ...

    async def close(self) -> None: ...
