"""The intake without a server: requests go straight into the ASGI application, facts into the test's database."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from linli.intake.actions import NewDevice, enrol_device
from linli.intake.app import Intake
from linli.intake.stores import store_for
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.intake.memory import TOKEN, MemoryStore, every_gate

HOME = "0192f6b0-7c00-7000-8000-000000000501"  # a household that nobody has
SPACE = UUID("0192f6b0-0000-7000-8000-000000000000")


def fact_id(number: int) -> UUID:
    """An id of version 7 that is the same in every run."""
    return UUID(int=(SPACE.int & ~((1 << 62) - 1)) | (uuid5(SPACE, str(number)).int & ((1 << 62) - 1)))


def fact(
    number: int, kind: str = "daily_answer", made_at: datetime | str = NOW, **body: Any
) -> dict[str, Any]:
    at = made_at if isinstance(made_at, str) else made_at.isoformat()
    return {"id": str(fact_id(number)), "kind": kind, "made_at": at, "body": body}


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def states(self) -> list[str]:
        return [one["state"] for one in self.json["facts"]]


@dataclass
class Phone:
    """Sends to an intake as a phone does, one loop for the whole test."""

    app: Intake
    loop: asyncio.AbstractEventLoop
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, *facts: Any, **headers: str) -> Response:
        return self.post(json.dumps(facts).encode(), **headers)

    def post(self, body: bytes | Sequence[bytes], **headers: str) -> Response:
        return self.request("POST", "/intake/v1/facts", body, **headers)

    def request(
        self, method: str, path: str, body: bytes | Sequence[bytes] = b"", **headers: str
    ) -> Response:
        return self.loop.run_until_complete(self.requested(method, path, body, **headers))

    async def requested(
        self, method: str, path: str, body: bytes | Sequence[bytes] = b"", **headers: str
    ) -> Response:
        chunks = [body] if isinstance(body, bytes) else list(body)
        messages = [
            {"type": "http.request", "body": chunk, "more_body": at + 1 < len(chunks)}
            for at, chunk in enumerate(chunks)
        ]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(
            {"type": "http", "method": method, "path": path, "headers": self._headers(headers)}, receive, send
        )
        if not sent:
            return Response(0, {}, b"")
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Response(sent[0]["status"], told, sent[1]["body"])

    def _headers(self, headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
        given = {"accept-language": "en", **self.headers}
        if self.token:
            given["authorization"] = f"Bearer {self.token}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return [(name.encode(), value.encode()) for name, value in given.items()]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def intake(transactional_db: None, loop: asyncio.AbstractEventLoop) -> Iterator[Intake]:
    app = Intake(store_for(), fresh_seconds=0)
    yield app
    loop.run_until_complete(app.close())


@pytest.fixture
def device(transactional_db: None, grid_worker: User) -> NewDevice:
    """郎玉珍's phone."""
    return enrol_device(actor=None, user=grid_worker, name="华为")


@pytest.fixture
def phone(intake: Intake, loop: asyncio.AbstractEventLoop, device: NewDevice) -> Phone:
    return Phone(intake, loop, device.token)


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def dry_phone(memory: MemoryStore, loop: asyncio.AbstractEventLoop) -> Phone:
    """A phone that sends to an intake without a database."""
    return Phone(Intake(memory, fresh_seconds=0, learn_gates=every_gate), loop, TOKEN)


@pytest.fixture
def phone_of(intake: Intake, loop: asyncio.AbstractEventLoop) -> Callable[[User], Phone]:
    """`phone_of(clerk)`: another phone on the same intake."""
    return lambda user: Phone(intake, loop, enrol_device(actor=None, user=user).token)


@pytest.fixture
def same(household: Household) -> Callable[..., dict[str, Any]]:
    """`same(1)`: the household of 柴丽娟 answers that nothing has changed."""
    return lambda number, **more: fact(number, household=str(household.pk), same=True, **more)
