"""By whichever protocol a server hands a request over, the answer is the same, and nothing that broke off is taken for whole."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from linli.intake.app import TAKEN_AT_ONCE, Intake, Limits
from tests.intake.conftest import HOME, Phone, fact
from tests.intake.memory import TOKEN, MemoryStore

FACTS = "/intake/v1/facts"
ONE = json.dumps([fact(1, household=HOME, same=True)]).encode()


class Line:
    """What a server that speaks RSGI hands over: the body, and a place for the answer."""

    def __init__(self, pieces: Sequence[bytes], *, breaks: bool = False) -> None:
        self.pieces, self.breaks = list(pieces), breaks
        self.status, self.headers, self.body = 0, dict[str, str](), b""

    async def __call__(self) -> bytes:
        if self.breaks:
            raise RuntimeError("stream")
        return b"".join(self.pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status), dict(headers), body

    @property
    def said(self) -> Any:
        return json.loads(self.body) if self.body else None


@pytest.fixture
def app(memory: MemoryStore) -> Intake:
    return Intake(memory, limits=Limits(bytes_in_memory=400_000), fresh_seconds=0)


def asked(
    app: Intake,
    loop: asyncio.AbstractEventLoop,
    *pieces: bytes,
    method: str = "POST",
    path: str = FACTS,
    breaks: bool = False,
    **headers: str,
) -> Line:
    given = {"authorization": f"Bearer {TOKEN}", "accept-language": "en"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    line = Line(pieces, breaks=breaks)
    scope = SimpleNamespace(proto="http", method=method, path=path, headers=given)
    loop.run_until_complete(app.__rsgi__(scope, line))
    return line


def length(*pieces: bytes) -> str:
    return str(sum(len(piece) for piece in pieces))


@pytest.mark.parametrize(
    "told",
    [
        {"body": ONE},
        {"body": b"[]"},
        {"body": b'{"id": '},
        {"body": ONE, "content_type": "text/xml"},
        {"body": ONE, "authorization": "Bearer lld_nobody"},
        {"body": ONE, "content_length": "99999999"},
        {"body": b"", "method": "GET"},
        {"body": b"", "method": "GET", "path": "/intake/v1/health"},
        {"body": b"", "path": "/intake/v1/nothing"},
    ],
)
def test_both_protocols_get_the_same_answer(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    given = {"method": "POST", "path": FACTS, **told}
    body, method, path = given.pop("body"), given.pop("method"), given.pop("path")
    other = Phone(Intake(MemoryStore(), fresh_seconds=0), loop, "" if "authorization" in given else TOKEN)
    by_asgi = other.request(method, path, body, **given)
    by_rsgi = asked(Intake(MemoryStore(), fresh_seconds=0), loop, body, method=method, path=path, **given)
    assert by_rsgi.status == by_asgi.status
    one, same = by_rsgi.said, by_asgi.json
    for answer in (one, same):
        answer.pop("received_at", None)
    assert one == same
    assert by_rsgi.headers == {
        name: value for name, value in by_asgi.headers.items() if name != "content-length"
    }


@pytest.mark.parametrize(
    "pieces", [(ONE,), (ONE[:9], ONE[9:]), (ONE + b" " * TAKEN_AT_ONCE, b" " * TAKEN_AT_ONCE)]
)
def test_a_body_is_read_whole_or_as_it_comes_in(
    app: Intake, loop: asyncio.AbstractEventLoop, memory: MemoryStore, pieces: Sequence[bytes]
) -> None:
    assert asked(app, loop, *pieces, content_length=length(*pieces)).said["kept"] == 1
    assert asked(app, loop, *pieces).said["seen"] == 1  # without a word of how long it is
    assert len(memory.rows) == 1


@pytest.mark.parametrize("size", [len(ONE) + 1, len(ONE) + TAKEN_AT_ONCE])
def test_a_body_that_breaks_off_is_not_taken_for_whole(
    app: Intake, loop: asyncio.AbstractEventLoop, memory: MemoryStore, size: int
) -> None:
    line = asked(app, loop, ONE, content_length=str(size))
    assert (line.status, memory.rows) == (0, {})


def test_a_line_that_breaks_is_no_fault_of_ours(
    app: Intake, loop: asyncio.AbstractEventLoop, caplog: pytest.LogCaptureFixture
) -> None:
    assert asked(app, loop, ONE, content_length=length(ONE), breaks=True).status == 0
    assert not caplog.records


def test_what_large_bodies_hold_is_counted_and_given_back(
    app: Intake, loop: asyncio.AbstractEventLoop
) -> None:
    line = asked(app, loop, b" " * 300_000, b" " * 300_000)
    assert (line.status, line.said["code"]) == (429, "intake.overloaded")
    assert asked(app, loop, ONE).said["kept"] == 1


def test_headers_that_make_no_sense_are_left_out(app: Intake, loop: asyncio.AbstractEventLoop) -> None:
    line = asked(
        app, loop, ONE, content_length="²", linli_waiting="³", linli_sent_at="now", linli_app_version="\x01"
    )
    assert line.status == 200


def test_what_waits_is_written_when_the_server_ends(
    app: Intake, loop: asyncio.AbstractEventLoop, memory: MemoryStore
) -> None:
    writing = loop.create_task(Phone(app, loop, TOKEN).requested("POST", FACTS, ONE))
    loop.run_until_complete(asyncio.sleep(0))
    app.__rsgi_del__(loop)
    assert loop.run_until_complete(writing).status == 200
    assert len(memory.rows) == 1
