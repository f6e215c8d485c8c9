"""The token of a household's link, and how often somebody may ask. Pure: no clock, no database."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

TOKEN_BYTES = 20  # 160 bits: nobody finds one by trying
VALID_DAYS = 180
_TOKEN = re.compile(r"[A-Za-z0-9_-]{27}")


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether it can be one at all: what cannot is not looked up."""
    return bool(_TOKEN.fullmatch(text))


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Allowance:
    """So much a minute for each key, saved up to one minute's worth. Kept in this process alone, never written down."""

    def __init__(self, a_minute: float, *, clock: Callable[[], float], most_keys: int = 20_000) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._most_keys = most_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, cost: float = 1) -> int:
        """Spend `cost`; the answer is 0, or in how many seconds to come again. A refusal spends nothing."""
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(key, _Bucket(self._a_minute, now))
            self._buckets.move_to_end(key)
            while len(self._buckets) > self._most_keys:
                self._buckets.popitem(last=False)
            bucket.left = min(self._a_minute, bucket.left + (now - bucket.at) * self._a_minute / 60)
            bucket.at = now
            if bucket.left >= cost:
                bucket.left -= cost
                return 0
            return int((cost - bucket.left) * 60 / self._a_minute) + 1

    def forget(self) -> None:
        with self._lock:
            self._buckets.clear()
