"""Ids that sort by the time they were made (UUIDv7, RFC 9562)."""

import os
import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_TAIL_BITS = 74
_TAIL_MAX = (1 << _TAIL_BITS) - 1
# A clock set back by less than this is waited out by counting on; a larger step is a person setting the clock.
_CLOCK_STEP_MS = 60_000


class _Maker:
    """Makes ids that only grow, also within one millisecond and from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_ms = 0
        self._tail = 0

    def make(self, now_ms: int) -> UUID:
        with self._lock:
            if self._at_ms - _CLOCK_STEP_MS < now_ms <= self._at_ms:
                self._count_on()
            else:
                self._at_ms, self._tail = now_ms, secrets.randbits(_TAIL_BITS - 1)
            return _uuid(self._at_ms, self._tail)

    def _count_on(self) -> None:
        # A random step keeps the next id unguessable and apart from those of other processes.
        self._tail += 1 + secrets.randbits(32)
        if self._tail > _TAIL_MAX:
            self._at_ms, self._tail = self._at_ms + 1, secrets.randbits(_TAIL_BITS - 1)


def _uuid(at_ms: int, tail: int) -> UUID:
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    return UUID(int=at_ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


_maker = _Maker()


def _forget_after_fork() -> None:
    global _maker
    _maker = _Maker()


os.register_at_fork(after_in_child=_forget_after_fork)


def new_id() -> UUID:
    """Return an id greater than every id this process made before it."""
    return _maker.make(time.time_ns() // 1_000_000)


def id_time(value: UUID) -> datetime:
    """Return when a UUIDv7 was made, to the millisecond."""
    if value.version != 7:
        raise ValueError(f"not a version 7 id: {value}")
    return datetime.fromtimestamp((value.int >> 80) / 1000, tz=UTC)
