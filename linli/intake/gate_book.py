"""What the intake remembers of gates, their keepers and the keys, for some seconds.

Nothing of it decides how often a pass was used, whether it was revoked or who stays in: that is read with every commit.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from linli.gates.online import GateHere, Keys, Learned
from linli.intake.problems import KeepsOtherGates
from linli.intake.stores import StoreFailed
from linli.lib.periods import local_day

FRESH_SECONDS = 5.0
# While it is looked up anew, what is known is used; for no longer than this.
LONGEST = 2
MOST_KNOWN = 20_000

Pair = tuple[UUID, UUID]  # keeper, gate
Learn = Callable[[Collection[Pair]], Learned]


class Post(msgspec.Struct, gc=False):
    """A keeper at a gate. No gate: they keep none of that id."""

    gate: GateHere | None
    keys: Keys
    looked_up_at: float
    used_at: float


class GateBook:
    def __init__(
        self,
        learn: Learn | None = None,
        *,
        fresh_seconds: float = FRESH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._learn = learn or from_database
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._known: dict[Pair, Post] = {}
        self._asked: dict[Pair, asyncio.Future[Post]] = {}
        self._under_way: dict[Pair, asyncio.Future[Post]] = {}
        self._asking: asyncio.Task[None] | None = None
        # One thread, so that there is one connection of Django's beside the store's.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="linli-gates")

    async def post(self, keeper: UUID, gate: UUID) -> tuple[GateHere, Keys]:
        """The gate, as somebody who may keep it knows it."""
        pair = (keeper, gate)
        known, now = self._known.get(pair), self._clock()
        if known is None or now - known.looked_up_at > self._fresh_seconds * LONGEST:
            known = await asyncio.shield(self._ask(pair))
        else:
            known.used_at = now
            if now - known.looked_up_at > self._fresh_seconds and pair not in self._under_way:
                self._ask_ahead(now)
        if known.gate is None:
            raise KeepsOtherGates()
        return known.gate, known.keys

    def close(self) -> None:
        self._thread.submit(_disconnect)
        self._thread.shutdown(wait=True)

    # ---- looking up -----------------------------------------------------------------------------
    def _ask_ahead(self, now: float) -> None:
        """All that are in use, at once, and so at the same time the next time as well: a look-up costs as much as fifty
        scans, for one gate or for many."""
        for pair, known in self._known.items():
            if now - known.used_at <= self._fresh_seconds and pair not in self._under_way:
                self._ask(pair)

    def _ask(self, pair: Pair) -> "asyncio.Future[Post]":
        """Whoever asks while a look-up is under way is answered by the next one, all together."""
        asked = self._asked.get(pair)
        if asked is None:
            asked = self._asked[pair] = asyncio.get_running_loop().create_future()
            asked.add_done_callback(_seen)
            if self._asking is None:
                self._asking = asyncio.create_task(self._answer_all())
        return asked

    async def _answer_all(self) -> None:
        try:
            while self._asked:
                self._under_way, self._asked = self._asked, {}
                await self._answer(self._under_way)
        finally:
            self._asking, self._under_way = None, {}

    async def _answer(self, asked: "dict[Pair, asyncio.Future[Post]]") -> None:
        try:
            learned = await asyncio.get_running_loop().run_in_executor(self._thread, self._learn, list(asked))
        except Exception as error:  # noqa: BLE001 - whatever it was, everybody who waits must be told
            for future in asked.values():
                future.set_exception(
                    error if isinstance(error, StoreFailed) else StoreFailed(type(error).__name__)
                )
            return
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        now = self._clock()
        for pair, future in asked.items():
            self._known[pair] = Post(learned.gates.get(pair), learned.keys, now, now)
            future.set_result(self._known[pair])


def from_database(asked: Collection[Pair]) -> Learned:
    from django.db import DatabaseError, close_old_connections

    from linli.gates.online import learn

    try:
        return learn(asked, day=local_day(datetime.now(UTC)))
    except DatabaseError as error:
        # Only then: a new connection takes as long as the look-up.
        close_old_connections()
        raise StoreFailed(type(error).__name__) from error


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


def _seen(future: "asyncio.Future[Post]") -> None:
    """Nobody may be waiting any more for what was asked ahead."""
    if not future.cancelled():
        future.exception()
