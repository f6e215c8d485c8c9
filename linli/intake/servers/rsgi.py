"""RSGI: what granian, with which `linli up` serves, speaks best. A request costs it less than by ASGI."""

from collections.abc import AsyncIterator
from typing import Any

from linli.intake.headers import Headers
from linli.intake.servers.base import Gone, Reply


class RsgiRequest:
    def __init__(self, scope: Any, protocol: Any) -> None:
        self.method: str = scope.method
        self.path: str = scope.path
        self.headers = Headers(scope.headers.get)
        self._protocol = protocol
        self._pieces: AsyncIterator[bytes] | None = None
        self._received = 0

    async def body(self) -> bytes:
        try:
            found: bytes = await self._protocol()
        except RuntimeError:  # the server's word for a line that broke
            raise Gone from None
        self._received = len(found)
        self._check_whole()
        return found

    async def piece(self) -> bytes | None:
        if self._pieces is None:
            self._pieces = aiter(self._protocol)
        try:
            found = await self._pieces.__anext__()
        except StopAsyncIteration:
            self._check_whole()
            return None
        self._received += len(found)
        return found

    def _check_whole(self) -> None:
        """A line that broke looks like the end.

        Where a body does not say how long it is, nobody can tell. What there is of it is kept then, and sent again.
        """
        if self.headers.length not in (None, self._received):
            raise Gone


def answer(reply: Reply, protocol: Any) -> None:
    protocol.response_bytes(reply.status, reply.headers, reply.body)
