"""The headers that the intake reads; what makes no sense in them is left out, never refused."""

from collections.abc import Callable
from datetime import UTC, datetime

# Two billion seconds: what the column holds.
FURTHEST = 2_000_000_000
MOST_WAITING = 1_000_000_000
VERSION_LENGTH = 40


class Headers:
    """`get` gives the value of a header by its name in small letters, or None."""

    __slots__ = ("_get",)

    def __init__(self, get: Callable[[str], str | None]) -> None:
        self._get = get

    @property
    def authorization(self) -> str:
        return self._get("authorization") or ""

    @property
    def content_type(self) -> str:
        return (self._get("content-type") or "").partition(";")[0].strip().lower()

    @property
    def encoding(self) -> str:
        return (self._get("content-encoding") or "").strip().lower()

    @property
    def language(self) -> str:
        return self._get("accept-language") or ""

    @property
    def length(self) -> int | None:
        return _number(self._get("content-length"))

    @property
    def app_version(self) -> str:
        text = self._get("linli-app-version") or ""
        return text[:VERSION_LENGTH] if text.isprintable() else ""

    @property
    def waiting(self) -> int | None:
        """How many facts the device still has."""
        found = _number(self._get("linli-waiting"))
        return None if found is None else min(found, MOST_WAITING)

    def clock_error(self, now: datetime) -> int | None:
        """By how many seconds the device's clock is ahead, if it says what time it has."""
        text = self._get("linli-sent-at")
        if not text:
            return None
        try:
            sent_at = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return max(-FURTHEST, min(FURTHEST, round((sent_at - now).total_seconds())))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
