"""The intake, for a server that speaks RSGI or ASGI: token, read, commit, answer. No Django request, no ORM, no session."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec

from linli.core.problems import Problem
from linli.intake.devices import FRESH_SECONDS, DeviceBook, Sender
from linli.intake.envelope import Answers, Health
from linli.intake.gate_book import Learn
from linli.intake.gate_scans import GateScans
from linli.intake.headers import Headers
from linli.intake.openapi import description
from linli.intake.parcels import parcel_of
from linli.intake.problems import NoSuchAddress, Overloaded, StoreDown, TooLarge, WrongMethod, WrongType
from linli.intake.reading import read_facts, unpack
from linli.intake.rules import is_far_off
from linli.intake.servers import Gone, Reply, Request, asgi, rsgi
from linli.intake.stores import Store, StoreFailed
from linli.intake.told import language_of, refusal
from linli.intake.writer import Writer

logger = logging.getLogger("linli.intake")

JSON = "application/json"
LINES = "application/x-ndjson"
HEAD = [("content-type", JSON), ("cache-control", "no-store")]
# A body that says it is no longer than this is taken at once, as some hundred facts are: the server lets no more than a thousand
# requests in at a time. What a longer one holds in memory is counted as it comes in.
TAKEN_AT_ONCE = 100_000
SECONDS_UNTIL_WAKE = 0.2
SECONDS_BETWEEN_WAKES = 2.0
SECONDS_WHEN_DOWN = 10


@dataclass(frozen=True)
class Limits:
    bytes_sent: int = 1_000_000  # of one request, as it comes over the line
    bytes_unpacked: int = 4_000_000
    facts: int = 2_000  # of one request
    facts_waiting: int = 20_000  # in memory, of all devices
    scans_waiting: int = (
        2_000  # in memory, of all gates: somebody stands there, and hears at once that it takes too long
    )
    facts_a_minute: int = 6_000  # of one device
    bytes_in_memory: int = 200_000_000  # of bodies that are being received


class Intake:
    """`wake` starts whoever turns kept facts into rows; it may block, and is called in a thread."""

    def __init__(
        self,
        store: Store,
        *,
        limits: Limits | None = None,
        wake: Callable[[], object] | None = None,
        fresh_seconds: float = FRESH_SECONDS,
        learn_gates: Learn | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.store = store
        self.writer = Writer(store, most_waiting=self.limits.facts_waiting, after_commit=self._wake_soon)
        self.devices = DeviceBook(
            store, facts_a_minute=self.limits.facts_a_minute, fresh_seconds=fresh_seconds
        )
        self.gates = GateScans(
            store,
            most_waiting=self.limits.scans_waiting,
            after_commit=self._wake_soon,
            learn=learn_gates,
            fresh_seconds=fresh_seconds,
        )
        self._wake = wake
        self._waking: asyncio.TimerHandle | None = None
        self._woken_at = float("-inf")
        self._held = 0  # bytes of bodies that are being received
        self._noting: asyncio.Task[None] | None = None
        self._routes = {
            "/intake/v1/facts": {"POST": self._facts},
            "/intake/v1/gate-scans": {"POST": self._gate_scans},
            "/intake/v1/health": {"GET": self._health},
            "/api/openapi.json": {"GET": self._openapi},
        }

    async def __call__(self, scope: Mapping[str, Any], receive: asgi.Receive, send: asgi.Send) -> None:
        """By ASGI."""
        if scope["type"] == "lifespan":
            await asgi.live(receive, send, self.close)
        elif scope["type"] == "http" and (reply := await self.reply(asgi.AsgiRequest(scope, receive))):
            await asgi.answer(reply, send)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """By RSGI."""
        if scope.proto == "http" and (reply := await self.reply(rsgi.RsgiRequest(scope, protocol))):
            rsgi.answer(reply, protocol)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self.close())

    async def close(self) -> None:
        """Write what is waiting, then let go of the database."""
        await self.writer.finish()
        await self.gates.close()
        await self.devices.write_notes()
        await self.store.close()

    # ---- one request ----------------------------------------------------------------------------
    async def reply(self, request: Request) -> Reply | None:
        """What is answered; nothing to a device that has hung up."""
        try:
            return await self._answered(request)
        except Gone:
            return None
        except StoreFailed:
            return _refused(StoreDown(retry_after=SECONDS_WHEN_DOWN), request)
        except Problem as problem:
            return _refused(problem, request)
        except Exception:
            logger.exception("A request to the intake failed")
            return _refused(
                StoreDown(retry_after=SECONDS_WHEN_DOWN), request, HTTPStatus.INTERNAL_SERVER_ERROR
            )

    async def _answered(self, request: Request) -> Reply:
        methods = self._routes.get(request.path)
        if methods is None:
            raise NoSuchAddress()
        answer = methods.get(request.method)
        if answer is None:
            raise WrongMethod(method=request.method, allow=", ".join(methods))
        return await answer(request)

    async def _facts(self, request: Request) -> Reply:
        headers = request.headers
        # The token before the body: a stranger cannot make us hold anything.
        sender = await self.devices.sender(headers.authorization)
        self.devices.check_allowance(sender)
        received_at = datetime.now(UTC)
        ahead = headers.clock_error(received_at)
        raw = await self._body(request)
        sent = read_facts(raw, lines=_are_lines(headers), limit=self.limits.facts)
        self.devices.count(sender, len(sent))
        self._note(sender, headers, received_at, ahead)
        language = language_of(headers.language)
        parcel = parcel_of(sent, sender=sender, received_at=received_at, clock_error=ahead, language=language)
        told = await self.writer.keep(parcel)
        states = [one.state for one in told]
        answers = Answers(
            received_at,
            states.count("kept"),
            states.count("seen"),
            states.count("quarantined"),
            told,
            ahead if is_far_off(ahead) else None,
        )
        return Reply(HTTPStatus.OK, msgspec.json.encode(answers), HEAD)

    async def _gate_scans(self, request: Request) -> Reply:
        headers = request.headers
        sender = await self.devices.sender(headers.authorization)
        self.devices.check_allowance(sender)
        received_at = datetime.now(UTC)
        ahead = headers.clock_error(received_at)
        if _are_lines(headers):
            raise WrongType(given=LINES)
        raw = await self._body(request)
        count, body = await self.gates.answered(
            raw, sender=sender, received_at=received_at, clock_error=ahead
        )
        self.devices.count(sender, count)
        self._note(sender, headers, received_at, ahead)
        return Reply(HTTPStatus.OK, body, HEAD)

    async def _health(self, request: Request) -> Reply:
        try:
            await self.store.ping()
        except StoreFailed:
            return Reply(HTTPStatus.SERVICE_UNAVAILABLE, self._state_of_health("down"), HEAD)
        return Reply(HTTPStatus.OK, self._state_of_health("ok"), HEAD)

    def _state_of_health(self, status: Any) -> bytes:
        return msgspec.json.encode(
            Health(status, self.writer.waiting + self.gates.writer.waiting, self.store.name)
        )

    async def _openapi(self, request: Request) -> Reply:
        return Reply(HTTPStatus.OK, description(), HEAD)

    # ---- the body -------------------------------------------------------------------------------
    async def _body(self, request: Request) -> bytes:
        packed = _is_packed(request.headers)
        limit = self.limits.bytes_sent if packed else self.limits.bytes_unpacked
        raw = await self._received(request, limit)
        return unpack(raw, limit=self.limits.bytes_unpacked) if packed else raw

    async def _received(self, request: Request, limit: int) -> bytes:
        length = request.headers.length
        if length is not None and length > limit:
            raise TooLarge(limit=limit)
        if length is not None and length <= TAKEN_AT_ONCE:
            return await request.body()
        pieces: list[bytes] = []
        size = 0
        try:
            while (piece := await request.piece()) is not None:
                pieces.append(piece)
                size += len(piece)
                self._held += len(piece)
                if size > limit:
                    raise TooLarge(limit=limit)
                if self._held > self.limits.bytes_in_memory:
                    raise Overloaded(retry_after=5)
            return b"".join(pieces)
        finally:
            self._held -= size

    # ---- beside the requests --------------------------------------------------------------------
    def _note(self, sender: Sender, headers: Headers, at: datetime, ahead: int | None) -> None:
        self.devices.noted(sender, at=at, version=headers.app_version, waiting=headers.waiting, ahead=ahead)
        if self.devices.notes_are_due and self._noting is None:
            self._noting = asyncio.create_task(self.devices.write_notes())
            self._noting.add_done_callback(self._noted)

    def _noted(self, _task: "asyncio.Task[None]") -> None:
        self._noting = None

    def _wake_soon(self) -> None:
        """At most one call every two seconds, and one after the last fact: whoever is called takes all there are."""
        if self._wake is None or self._waking is not None:
            return
        loop = asyncio.get_running_loop()
        rest = self._woken_at + SECONDS_BETWEEN_WAKES - loop.time()
        self._waking = loop.call_later(max(rest, SECONDS_UNTIL_WAKE), self._wake_now)

    def _wake_now(self) -> None:
        loop = asyncio.get_running_loop()
        self._waking, self._woken_at = None, loop.time()
        assert self._wake is not None
        loop.run_in_executor(None, self._wake).add_done_callback(_log_failure)


def _are_lines(headers: Headers) -> bool:
    if headers.content_type in (JSON, ""):
        return False
    if headers.content_type == LINES:
        return True
    raise WrongType(given=headers.content_type[:60])


def _is_packed(headers: Headers) -> bool:
    if headers.encoding in ("", "identity"):
        return False
    if headers.encoding == "gzip":
        return True
    raise WrongType(given=headers.encoding[:60])


def _log_failure(done: "asyncio.Future[object]") -> None:
    if not done.cancelled() and (error := done.exception()):
        logger.error("The job that uses facts could not be started: %s", type(error).__name__)


def _refused(problem: Problem, request: Request, status: HTTPStatus | None = None) -> Reply:
    told = refusal(problem, language_of(request.headers.language))
    headers = list(HEAD)
    if told.retry_after is not None:
        headers.append(("retry-after", str(told.retry_after)))
    if isinstance(problem, WrongMethod):
        headers.append(("allow", problem.data["allow"]))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers.append(("www-authenticate", "Bearer"))
    return Reply(status or HTTPStatus(problem.status), msgspec.json.encode(told), headers)
