"""Asks an outside service what it knows of a health code or a document, where a city has one.

Linli colours nobody. What the service says is shown to the keeper as its word, beside what the gate says; it opens no gate and
shuts none, and is kept nowhere. Whatever goes wrong, the answer is `UNKNOWN`, soon: somebody stands at the gate.

    POST LINLI_VERIFY_URL   {"code": "..."} or {"document": "..."}, with `Authorization: Bearer LINLI_VERIFY_TOKEN`
    200                     {"says": "at most 60 characters, as the keeper shall read them", "at": "2026-11-20T08:00:00+08:00"}
    404                     the service knows nothing of it
"""

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Protocol
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.utils.translation import gettext
from msgspec import Meta

SECONDS = 1.5
LARGEST = 10_000
THREADS = 8
# So many failures one after another, and nobody waits for the service for a while.
MOST_FAILURES = 3
REST_SECONDS = 30.0


class Said(msgspec.Struct, frozen=True):
    """What the service says, in its own words. `known` is False where it said nothing, for whatever reason."""

    known: bool = False
    words: str = ""
    at: datetime | None = None  # as of when, where it says so


UNKNOWN = Said()


class Verifier(Protocol):
    def verify(self, *, code: str = "", document: str = "", timeout: float = SECONDS) -> Said:
        """Ask about a health code, or about a document number. Never raises, and takes no longer than `timeout`."""


class _Answer(msgspec.Struct):
    says: Annotated[str, Meta(min_length=1, max_length=60)]
    at: Annotated[datetime, Meta(tz=True)] | None = None


_answer = msgspec.json.Decoder(_Answer)


class NoService:
    """Of a city that has none."""

    def verify(self, *, code: str = "", document: str = "", timeout: float = SECONDS) -> Said:
        return UNKNOWN


class FakeVerifier:
    """For tests: knows what it was given, and remembers what it was asked."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.asked: list[str] = []

    def verify(self, *, code: str = "", document: str = "", timeout: float = SECONDS) -> Said:
        self.asked.append(code or document)
        words = self.known.get(code or document)
        return Said(True, words) if words else UNKNOWN


class HttpVerifier:
    """Asks by HTTP. Follows no redirect and no proxy: what is asked may be somebody's number."""

    def __init__(self, url: str, *, token: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self._parts = urlsplit(url)
        self._token = token
        self._clock = clock
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="linli-verify")
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = float("-inf")

    def verify(self, *, code: str = "", document: str = "", timeout: float = SECONDS) -> Said:
        asked = {"code": code} if code else {"document": document}
        if not (code or document) or self._is_resting():
            return UNKNOWN
        try:
            status, raw = self._within(timeout, msgspec.json.encode(asked))
            said = _read(status, raw)
        except (OSError, http.client.HTTPException, msgspec.DecodeError, ValueError):
            self._failed()
            return UNKNOWN
        self._failures = 0
        return said

    # ---- one call -------------------------------------------------------------------------------
    def _within(self, timeout: float, body: bytes) -> tuple[int, bytes]:
        """In a thread: looking up a name has no timeout of its own."""
        asking = self._threads.submit(self._asked, body, self._clock() + timeout)
        try:
            return asking.result(timeout)
        finally:
            asking.cancel()

    def _asked(self, body: bytes, until: float) -> tuple[int, bytes]:
        connection = self._connection(_left(until, self._clock()))
        try:
            connection.request("POST", self._path, body, self._headers())
            response = connection.getresponse()
            return response.status, self._body(connection, response, until)
        finally:
            connection.close()

    def _body(
        self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse, until: float
    ) -> bytes:
        """A service that sends a byte now and then must not hold the keeper either."""
        raw = b""
        while chunk := response.read1(LARGEST):
            raw += chunk
            if len(raw) > LARGEST:
                raise ValueError("too long")
            left = _left(until, self._clock())
            if connection.sock is not None:
                connection.sock.settimeout(left)
        return raw

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=timeout, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=timeout)

    @property
    def _path(self) -> str:
        query = f"?{self._parts.query}" if self._parts.query else ""
        return (self._parts.path or "/") + query

    def _headers(self) -> dict[str, str]:
        own = {"Content-Type": "application/json", "Accept": "application/json"}
        return {**own, "Authorization": f"Bearer {self._token}"} if self._token else own

    # ---- a service that is down -------------------------------------------------------------------
    def _is_resting(self) -> bool:
        """After the rest, one question goes out; the others wait for what becomes of it."""
        with self._lock:
            if self._failures < MOST_FAILURES:
                return False
            if self._clock() < self._rests_until:
                return True
            self._rests_until = self._clock() + REST_SECONDS
            return False

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self._rests_until = self._clock() + REST_SECONDS


def _read(status: int, raw: bytes) -> Said:
    if status == http.client.NOT_FOUND:
        return UNKNOWN
    if status != http.client.OK:
        raise ValueError(str(status))
    answer = _answer.decode(raw)
    return Said(True, answer.says, answer.at)


def _left(until: float, now: float) -> float:
    if until <= now:
        raise TimeoutError
    return until - now


@lru_cache(maxsize=1)
def _verifier(url: str, token: str) -> Verifier:
    return HttpVerifier(url, token=token) if url else NoService()


def verifier() -> Verifier:
    """The service that the settings name; one for the whole process, so that it rests for everybody."""
    return _verifier(settings.VERIFY_URL, settings.VERIFY_TOKEN)


def service_name() -> str:
    """What keepers call the service; empty where there is none to ask."""
    return (settings.VERIFY_NAME or gettext("the city's service")) if settings.VERIFY_URL else ""
