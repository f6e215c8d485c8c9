"""The least that can be answered: how fast the machine is, without Linli. Not part of Linli."""

from collections.abc import Awaitable, Callable
from typing import Any

HEAD = [(b"content-type", b"application/json"), (b"content-length", b"2")]


async def answer(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Read the request and answer `{}`."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEAD})
    await send({"type": "http.response.body", "body": b"{}"})
