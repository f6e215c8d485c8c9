"""Many requests, one commit: whatever has come in while the last commit was under way goes into the next one."""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from linli.intake.problems import Overloaded
from linli.intake.stores import StoreFailed

logger = logging.getLogger("linli.intake")

P = TypeVar("P")  # what one request brings
A = TypeVar("A")  # what it is answered

# One commit takes no more than this, so that who comes after a large one does not wait long.
MOST_AT_ONCE = 5_000


class Batches(ABC, Generic[P, A]):
    """A queue with one who writes. `after_commit` is told that something new is kept."""

    def __init__(
        self,
        *,
        most_waiting: int,
        after_commit: Callable[[], None] | None = None,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self.waiting = 0  # facts that are in memory
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._after_commit = after_commit
        self._queue: list[tuple[P, asyncio.Future[A]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._seconds_a_fact = 1 / 10_000

    async def keep(self, parcel: P) -> A:
        """Return once the parcel is committed. Raises `StoreFailed`: then nothing of it is known to be kept."""
        size = self._size(parcel)
        if self.waiting and self.waiting + size > self._most_waiting:
            raise Overloaded(retry_after=self._retry_after())
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        done: asyncio.Future[A] = self._loop.create_future()
        self._queue.append((parcel, done))
        self.waiting += size
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def finish(self) -> None:
        """Wait until all that is waiting is written."""
        while self._running is not None:
            await asyncio.wait([self._running])

    # ---- what each kind of parcel says for itself -----------------------------------------------
    @abstractmethod
    def _size(self, parcel: P) -> int: ...

    @abstractmethod
    async def _settle(self, parcels: Sequence[P]) -> Sequence[A]:
        """Commit all of them, and return an answer for each."""

    @abstractmethod
    def _is_new(self, answer: A) -> bool:
        """Whether something was kept that was not there before."""

    # ---- the loop -------------------------------------------------------------------------------
    def _retry_after(self) -> int:
        return 1 + int(self.waiting * self._seconds_a_fact)

    async def _run(self) -> None:
        try:
            while self._queue:
                # Let the answers of the last commit go out, and whoever has come meanwhile come in: fewer, larger commits,
                # and a thread that writes is not held up by the answering.
                await asyncio.sleep(0)
                taken = self._take()
                begun = time.perf_counter()
                await self._write(taken)
                self._learn(sum(self._size(one) for one, _done in taken), time.perf_counter() - begun)
        finally:
            self._running = None

    def _take(self) -> "list[tuple[P, asyncio.Future[A]]]":
        size = 0
        for count, (parcel, _done) in enumerate(self._queue):
            size += self._size(parcel)
            if count and size > self._most_at_once:
                break
        else:
            count = len(self._queue)
        taken, self._queue = self._queue[:count], self._queue[count:]
        return taken

    def _learn(self, facts: int, seconds: float) -> None:
        self.waiting -= facts
        if facts:
            self._seconds_a_fact += 0.2 * (seconds / facts - self._seconds_a_fact)

    async def _write(self, taken: "Sequence[tuple[P, asyncio.Future[A]]]") -> None:
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
        if self._after_commit and any(self._is_new(answer) for answer in answers):
            self._after_commit()
