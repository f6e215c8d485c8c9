"""A load generator: a fixed number of connections, each sends its next request when it is answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from statistics import median, quantiles

import uvloop

Build = Callable[[int], bytes]  # the number of the request -> the whole request


@dataclass
class Measured:
    seconds: float = 0.0
    answered: int = 0
    refused: int = 0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def a_second(self) -> float:
        return self.answered / self.seconds

    @property
    def p99(self) -> float:
        return quantiles(self.milliseconds, n=100)[98] if len(self.milliseconds) > 1 else float("nan")

    @property
    def p50(self) -> float:
        return median(self.milliseconds) if self.milliseconds else float("nan")


def request(path: str, token: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, build: Build, numbers: "count[int]", until: float, result: Measured) -> None:
        self._build, self._numbers, self._until, self._result = build, numbers, until, result
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held = b""
        self._begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _next(self) -> None:
        self._begun = time.perf_counter()
        if self._begun > self._until:
            self._transport.close()
            return
        self._transport.write(self._build(next(self._numbers)))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._held = b""
        self._result.milliseconds.append((time.perf_counter() - self._begun) * 1000)
        if head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self._result.answered += 1
        else:
            self._result.refused += 1
        self._next()


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])


def load(port: int, build: Build, *, connections: int, seconds: float, numbers: "count[int]") -> Measured:
    async def run() -> Measured:
        result = Measured()
        begun = time.perf_counter()
        loop = asyncio.get_running_loop()
        made = [
            (
                await loop.create_connection(
                    lambda: _Connection(build, numbers, begun + seconds, result), "127.0.0.1", port
                )
            )[1]
            for _one in range(connections)
        ]
        await asyncio.gather(*(one.done for one in made))
        result.seconds = time.perf_counter() - begun
        return result

    return uvloop.run(run())
