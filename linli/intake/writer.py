"""Many requests, one commit: whatever has come in while the last commit was under way goes into the next one."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.core.crypto import CannotDecrypt
from linli.intake.envelope import Answer
from linli.intake.problems import Overloaded, SameIdOtherContent
from linli.intake.reading import same_content
from linli.intake.sealing import id_from, unseal
from linli.intake.stores import Existing, Row, Store, StoreFailed
from linli.intake.told import kept, quarantined, seen

logger = logging.getLogger("linli.intake")

# One commit takes no more than this, so that who comes after a large one does not wait long.
MOST_AT_ONCE = 5_000


class Parcel(msgspec.Struct, gc=False):
    """The facts of one request, ready to be written."""

    rows: list[Row]
    bodies: list[bytes]  # in clear, only to compare
    ids: list[UUID | None]  # as they were sent
    language: str


Waiting = tuple[Parcel, "asyncio.Future[list[Answer]]"]


class Writer:
    """The one who writes. `after_commit` is told that something new is kept."""

    def __init__(
        self, store: Store, *, most_waiting: int, after_commit: Callable[[], None] | None = None
    ) -> None:
        self.store = store
        self.waiting = 0  # facts that are in memory
        self._most_waiting = most_waiting
        self._after_commit = after_commit
        self._queue: list[Waiting] = []
        self._running: asyncio.Task[None] | None = None
        self._seconds_a_fact = 1 / 10_000

    async def keep(self, parcel: Parcel) -> list[Answer]:
        """Return once the parcel is committed. Raises `StoreFailed`: then nothing of it is known to be kept."""
        if self.waiting and self.waiting + len(parcel.rows) > self._most_waiting:
            raise Overloaded(retry_after=self._retry_after())
        done: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        self._queue.append((parcel, done))
        self.waiting += len(parcel.rows)
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def finish(self) -> None:
        """Wait until all that is waiting is written."""
        while self._running is not None:
            await asyncio.wait([self._running])

    def _retry_after(self) -> int:
        return 1 + int(self.waiting * self._seconds_a_fact)

    async def _run(self) -> None:
        try:
            while self._queue:
                taken = self._take()
                begun = time.perf_counter()
                await self._write(taken)
                self._learn(sum(len(parcel.rows) for parcel, _done in taken), time.perf_counter() - begun)
        finally:
            self._running = None

    def _take(self) -> list[Waiting]:
        size = 0
        for count, (parcel, _done) in enumerate(self._queue):
            size += len(parcel.rows)
            if count and size > MOST_AT_ONCE:
                break
        else:
            count = len(self._queue)
        taken, self._queue = self._queue[:count], self._queue[count:]
        return taken

    def _learn(self, facts: int, seconds: float) -> None:
        self.waiting -= facts
        if facts:
            self._seconds_a_fact += 0.2 * (seconds / facts - self._seconds_a_fact)

    async def _write(self, taken: Sequence[Waiting]) -> None:
        try:
            answers = await self._settle([parcel for parcel, _done in taken])
        except Exception as error:  # whatever it was, everybody who waits must be told
            if not isinstance(error, StoreFailed):
                logger.exception("A commit failed")
            for _parcel, done in taken:
                if not done.done():
                    done.set_exception(StoreFailed(type(error).__name__))
            return
        for (_parcel, done), answer in zip(taken, answers, strict=True):
            if not done.done():  # the device has gone; it will send again and be told that it was seen
                done.set_result(answer)
        if self._after_commit and any(one.state == "kept" for answer in answers for one in answer):
            self._after_commit()

    async def _settle(self, parcels: Sequence[Parcel]) -> list[list[Answer]]:
        rows: dict[UUID, Row] = {}
        bodies: dict[UUID, bytes] = {}
        for parcel in parcels:
            for row, body in zip(parcel.rows, parcel.bodies, strict=True):
                if rows.setdefault(row.id, row) is row:
                    bodies[row.id] = body
        # Sorted by id: two writers then never wait for each other.
        existing = await self.store.keep(sorted(rows.values(), key=lambda row: row.id)) if rows else {}
        if not existing and len(rows) == sum(len(parcel.rows) for parcel in parcels):
            return [_all_new(parcel) for parcel in parcels]
        return await _Sorting(self.store, rows, bodies, existing).answers(parcels)


class _Sorting:
    """Tells, where ids were there before or came twice, what is the same and what is not."""

    def __init__(
        self,
        store: Store,
        rows: dict[UUID, Row],
        bodies: dict[UUID, bytes],
        existing: Mapping[UUID, Existing],
    ) -> None:
        self._store = store
        self._rows = rows
        self._bodies = bodies
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
            await self._store.keep(sorted(self._others.values(), key=lambda row: row.id))
        return told

    async def _answer(self, row: Row, body: bytes, sent: UUID | None, language: str) -> Answer:
        before = self._existing.get(row.id)
        first = self._rows[row.id]
        if before is None and first is row:
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
        return row.digest == before.digest or same_content(body, await self._body_of(row.id))

    async def _body_of(self, fact_id: UUID) -> bytes:
        """What was kept under the id; nothing where it has been purged since."""
        if fact_id not in self._existing:
            return self._bodies[fact_id]
        stored = await self._store.body_of(fact_id)
        try:
            return unseal(stored).encode() if stored else b""
        except CannotDecrypt:
            return b""


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
