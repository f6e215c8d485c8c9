"""Facts of many requests in one commit; what of them is new, was there before, or bears another's id."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.core.crypto import CannotDecrypt
from linli.intake.batches import Batches
from linli.intake.envelope import Answer
from linli.intake.gate_bodies import KIND, is_told_scan
from linli.intake.problems import SameIdOtherContent
from linli.intake.reading import same_content
from linli.intake.sealing import id_from, unseal
from linli.intake.stores import Existing, Row, Store
from linli.intake.told import kept, quarantined, seen


class Parcel(msgspec.Struct, gc=False):
    """The facts of one request, ready to be written."""

    rows: list[Row]
    bodies: list[bytes]  # in clear, only to compare
    ids: list[UUID | None]  # as they were sent
    language: str


class Writer(Batches[Parcel, list[Answer]]):
    """The one who writes facts."""

    def __init__(
        self, store: Store, *, most_waiting: int, after_commit: Callable[[], None] | None = None
    ) -> None:
        super().__init__(most_waiting=most_waiting, after_commit=after_commit)
        self.store = store

    def _size(self, parcel: Parcel) -> int:
        return len(parcel.rows)

    def _is_new(self, answer: list[Answer]) -> bool:
        return any(one.state == "kept" for one in answer)

    async def _settle(self, parcels: Sequence[Parcel]) -> list[list[Answer]]:
        sent = [row for parcel in parcels for row in parcel.rows]
        rows = {row.id: row for row in reversed(sent)}  # of two with one id the first stands
        existing = await self.store.keep(_in_order(rows.values())) if rows else {}
        if not existing and len(rows) == len(sent):
            return [_all_new(parcel) for parcel in parcels]
        return await _Sorting(self.store, rows, existing).answers(parcels)


class _Sorting:
    """Tells, where ids were there before or came twice, what is the same and what is not."""

    def __init__(
        self,
        store: Store,
        rows: Mapping[UUID, Row],
        existing: Mapping[UUID, Existing],
    ) -> None:
        self._store = store
        self._rows = rows
        self._bodies: dict[UUID, bytes] = {}  # of the rows that have been answered; the first stands
        self._existing: dict[UUID, Existing] = dict(existing)
        self._others: dict[UUID, Row] = {}  # same id, other content

    async def answers(self, parcels: Sequence[Parcel]) -> list[list[Answer]]:
        told = [
            [
                await self._answer(row, body, sent, parcel.language)
                for row, body, sent in zip(parcel.rows, parcel.bodies, parcel.ids, strict=True)
            ]
            for parcel in parcels
        ]
        if self._others:
            await self._store.keep(_in_order(self._others.values()))
        return told

    async def _answer(self, row: Row, body: bytes, sent: UUID | None, language: str) -> Answer:
        before = self._existing.get(row.id)
        first = self._rows[row.id]
        if before is None and first is row:
            self._bodies[row.id] = body
            return _new(row, sent, language)
        if before is None:
            before = Existing(first.kind, first.made_at, first.digest, first.reason)
        if await self._is_same(row, body, before):
            return quarantined(row, sent, before.reason, language) if before.reason else seen(sent)
        other = _set_aside(row)
        self._others[other.id] = other
        return quarantined(other, sent, other.reason, language)

    async def _is_same(self, row: Row, body: bytes, before: Existing) -> bool:
        if (
            not row.kind
        ):  # what cannot be read has no time of its own, and an id that follows from what was sent
            return row.digest == before.digest
        if (row.kind, row.made_at) != (before.kind, before.made_at):
            return False
        if row.digest == before.digest:
            return True
        kept = await self._body_of(row.id)
        return same_content(body, kept) or (row.kind == KIND and is_told_scan(body, kept))

    async def _body_of(self, fact_id: UUID) -> bytes:
        """What was kept under the id; nothing where it has been purged since."""
        if fact_id not in self._existing:
            return self._bodies[fact_id]
        stored = await self._store.body_of(fact_id)
        try:
            return unseal(stored).encode() if stored else b""
        except CannotDecrypt:
            return b""


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """By id: two writers then never wait for each other."""
    return sorted(rows, key=lambda row: row.id.int)


def _all_new(parcel: Parcel) -> list[Answer]:
    return [_new(row, sent, parcel.language) for row, sent in zip(parcel.rows, parcel.ids, strict=True)]


def _new(row: Row, sent: UUID | None, language: str) -> Answer:
    return quarantined(row, sent, row.reason, language) if row.reason else kept(row.id)


def _set_aside(row: Row) -> Row:
    """The fact under an id that follows from what it says: sent again, it is the same row."""
    made: datetime = row.made_at
    parts = (row.id.bytes, row.kind.encode(), made.isoformat().encode(), row.digest.encode())
    return msgspec.structs.replace(
        row,
        id=id_from(parts),
        same_id_as=row.id,
        quarantined_at=row.received_at,
        reason=SameIdOtherContent.code,
        detail="",
    )
