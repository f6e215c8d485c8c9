"""The headers that the intake reads; what makes no sense in them is left out, never refused."""

from collections.abc import Iterable
from datetime import UTC, datetime

# Two billion seconds: what the column holds.
FURTHEST = 2_000_000_000
MOST_WAITING = 1_000_000_000
VERSION_LENGTH = 40


class Headers:
    __slots__ = ("_found",)

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._found = dict(pairs)

    @property
    def authorization(self) -> bytes:
        return self._found.get(b"authorization", b"")

    @property
    def content_type(self) -> bytes:
        return self._found.get(b"content-type", b"").partition(b";")[0].strip().lower()

    @property
    def encoding(self) -> bytes:
        return self._found.get(b"content-encoding", b"").strip().lower()

    @property
    def language(self) -> bytes:
        return self._found.get(b"accept-language", b"")

    @property
    def length(self) -> int | None:
        return _number(self._found.get(b"content-length", b""))

    @property
    def app_version(self) -> str:
        text = self._found.get(b"linli-app-version", b"").decode("ascii", "replace")
        return text[:VERSION_LENGTH] if text.isprintable() else ""

    @property
    def waiting(self) -> int | None:
        """How many facts the device still has."""
        found = _number(self._found.get(b"linli-waiting", b""))
        return None if found is None else min(found, MOST_WAITING)

    def clock_error(self, now: datetime) -> int | None:
        """By how many seconds the device's clock is ahead, if it says what time it has."""
        text = self._found.get(b"linli-sent-at", b"")
        if not text:
            return None
        try:
            sent_at = datetime.fromisoformat(text.decode("ascii")).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return max(-FURTHEST, min(FURTHEST, round((sent_at - now).total_seconds())))


def _number(text: bytes) -> int | None:
    return int(text) if text.isdigit() and len(text) < 12 else None
