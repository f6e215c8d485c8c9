"""Which device is sending, and how much it may send. A token is looked up every few seconds at most."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from linli.core.fields import lookup
from linli.intake.problems import DeviceRevoked, NoToken, TooFast
from linli.intake.stores import DeviceRow, Note, Store, StoreFailed

PURPOSE = "device token"
PREFIX = "lld_"
LONGEST_TOKEN = 100
# A revoked device is refused after this at the latest.
FRESH_SECONDS = 5.0
# After this part of it, it is looked up anew beside the requests, so that none of them has to wait for it.
AHEAD = 0.5
# What devices say of themselves is written down this often, for all of them together.
NOTE_SECONDS = 15.0
MOST_KNOWN = 50_000


def hash_of(token: str) -> str:
    return lookup(token, PURPOSE)


class Sender(msgspec.Struct, gc=False):
    """A device that was looked up, with the facts that it may still send."""

    id: UUID
    user_id: UUID
    is_open: bool
    looked_up_at: float
    allowance: float
    counted_at: float
    is_asked_ahead: bool = False


class DeviceBook:
    def __init__(
        self,
        store: Store,
        *,
        facts_a_minute: int,
        fresh_seconds: float = FRESH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._facts_a_minute = facts_a_minute
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._known: dict[str, Sender] = {}
        self._asked: dict[str, asyncio.Future[DeviceRow | None]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._notes: dict[UUID, Note] = {}
        self._noted_at = 0.0

    # ---- who ------------------------------------------------------------------------------------
    async def sender(self, authorization: str) -> Sender:
        """The open device behind an `Authorization` header."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
            raise NoToken()
        known = self._known.get(token)
        age = self._clock() - known.looked_up_at if known else 0.0
        if known is None or age > self._fresh_seconds:
            known = self._learned(token, known, await asyncio.shield(self._look_up(token)))
        elif age > self._fresh_seconds * AHEAD and not known.is_asked_ahead:
            self._ask_ahead(token, known)
            self._ask_ahead_for_others()
        if not known.is_open:
            raise DeviceRevoked()
        return known

    def _learned(self, token: str, known: Sender | None, row: DeviceRow | None) -> Sender:
        now = self._clock()
        if row is None:
            self._known.pop(token, None)
            raise NoToken()
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = Sender(row.id, row.user_id, row.is_open, now, self._facts_a_minute, now)
            known = self._known.setdefault(token, known)
        known.is_open, known.looked_up_at = row.is_open, now
        return known

    def _ask_ahead(self, token: str, known: Sender) -> None:
        known.is_asked_ahead = True
        self._look_up(token).add_done_callback(lambda done: self._learned_ahead(token, known, done))

    def _ask_ahead_for_others(self) -> None:
        """In the same query, for all that are in use, so that they are due at the same time from then on."""
        now = self._clock()
        for token, known in self._known.items():
            if now - known.counted_at <= self._fresh_seconds and not known.is_asked_ahead:
                self._ask_ahead(token, known)

    def _learned_ahead(self, token: str, known: Sender, done: "asyncio.Future[DeviceRow | None]") -> None:
        known.is_asked_ahead = False
        if done.cancelled() or done.exception():
            return  # asked again by the next request
        try:
            self._learned(token, known, done.result())
        except NoToken:
            return  # forgotten, and refused from now on

    def _look_up(self, token: str) -> "asyncio.Future[DeviceRow | None]":
        """Whoever asks while a query is under way is answered by the next one, all together."""
        asked = self._asked.get(token)
        if asked is None:
            asked = self._asked[token] = asyncio.get_running_loop().create_future()
            if self._asking is None:
                self._asking = asyncio.create_task(self._ask())
        return asked

    async def _ask(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                await self._answer(asked)
        finally:
            self._asking = None

    async def _answer(self, asked: "dict[str, asyncio.Future[DeviceRow | None]]") -> None:
        hashes = {token: hash_of(token) for token in asked}
        try:
            rows = await self._store.devices(hashes.values())
        except StoreFailed as error:
            for future in asked.values():
                future.set_exception(error)
                future.exception()  # nobody may be waiting any more
            return
        for token, future in asked.items():
            future.set_result(rows.get(hashes[token]))

    # ---- how much -------------------------------------------------------------------------------
    def check_allowance(self, sender: Sender) -> None:
        """Refuse who has used up a minute's facts; after a silence the whole minute's worth may come at once."""
        now = self._clock()
        a_second = self._facts_a_minute / 60
        sender.allowance = min(
            sender.allowance + (now - sender.counted_at) * a_second, float(self._facts_a_minute)
        )
        sender.counted_at = now
        if sender.allowance < 1:
            raise TooFast(limit=self._facts_a_minute, retry_after=1 + int((1 - sender.allowance) / a_second))

    @staticmethod
    def count(sender: Sender, facts: int) -> None:
        sender.allowance -= max(facts, 1)

    # ---- what it says of itself -----------------------------------------------------------------
    def noted(
        self, sender: Sender, *, at: datetime, version: str, waiting: int | None, ahead: int | None
    ) -> None:
        self._notes[sender.id] = Note(sender.id, at, version, waiting, ahead)

    @property
    def notes_are_due(self) -> bool:
        return bool(self._notes) and self._clock() - self._noted_at > NOTE_SECONDS

    async def write_notes(self) -> None:
        """Write them down; where that fails they are forgotten: the devices will say it again."""
        notes, self._notes = list(self._notes.values()), {}
        self._noted_at = self._clock()
        if notes:
            try:
                await self._store.note(sorted(notes, key=lambda note: note.id))
            except StoreFailed:
                return
