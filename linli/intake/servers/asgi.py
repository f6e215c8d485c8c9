"""ASGI: any server for asynchronous Python speaks it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from linli.intake.headers import Headers
from linli.intake.servers.base import Gone, Reply

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class AsgiRequest:
    def __init__(self, scope: Mapping[str, Any], receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        found = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.headers = Headers(found.get)
        self._receive = receive
        self._is_whole = False

    async def body(self) -> bytes:
        pieces = []
        while (piece := await self.piece()) is not None:
            pieces.append(piece)
        return b"".join(pieces)

    async def piece(self) -> bytes | None:
        if self._is_whole:
            return None
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self._is_whole = not message.get("more_body")
        found: bytes = message.get("body", b"")
        return found


async def answer(reply: Reply, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def live(receive: Receive, send: Send, close: Callable[[], Awaitable[None]]) -> None:
    """From the start of the server to its end, when `close` is called."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await close()
            await send({"type": "lifespan.shutdown.complete"})
            return
