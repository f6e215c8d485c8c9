"""What the intake needs to know of a request, and what it says to it."""

from typing import Protocol

import msgspec

from linli.intake.headers import Headers


class Gone(Exception):
    """The device hung up before it had sent everything."""


class Request(Protocol):
    @property
    def method(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def headers(self) -> Headers: ...

    async def body(self) -> bytes:
        """All of it at once, however large: for one that has said how small it is. Raises `Gone`."""

    async def piece(self) -> bytes | None:
        """The next piece of the body as it comes in, and None after the last one. Raises `Gone`."""


class Reply(msgspec.Struct, gc=False):
    status: int
    body: bytes
    headers: list[tuple[str, str]]
