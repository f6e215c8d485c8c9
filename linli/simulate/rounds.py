"""Plays the daily round through the real intake: phones that go offline, send twice, run a wrong clock, overlap."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from linli.areas.models import Area
from linli.core.problems import ServerFailed
from linli.intake.actions import derive_facts
from linli.intake.app import Intake, Limits
from linli.intake.stores import store_for
from linli.simulate.phones import OFFLINE, RESENDS, Phone, phones_of, told_on

Advance = Callable[[int, int], None]
A_BATCH = 50
AT_ONCE = 32
# Many days are told in a minute.
LIMITS = Limits(facts_a_minute=10_000_000)


@dataclass
class Played:
    """What became of the facts: every one was kept, seen before, or put into quarantine."""

    phones: int = 0
    sent: int = 0
    kept: int = 0
    seen: int = 0
    derived: int = 0
    quarantined: int = 0


def play_rounds(
    communities: Sequence[Area], *, days: int, seed: int, now: datetime, today: date, advance: Advance
) -> Played:
    """The rounds of the last `days` days, today's as far as it has come. A repeat with the same seed adds nothing."""
    phones = phones_of(communities, seed=seed, since=today - timedelta(days=366))
    played = Played(phones=len(phones))
    for number in range(days):
        day = today - timedelta(days=days - 1 - number)
        asyncio.run(_play(phones, day, seed=seed, now=now, played=played))
        done = derive_facts()
        played.derived += done.derived
        played.quarantined += done.quarantined
        advance(number + 1, days)
    return played


def tell(told: Sequence[tuple[Phone, list[dict[str, Any]]]]) -> Played:
    """Send what these phones tell, each in its order, and make rows of it."""
    played = Played(phones=len(told))
    asyncio.run(_tell(told, played))
    done = derive_facts()
    played.derived, played.quarantined = done.derived, done.quarantined
    return played


async def _tell(told: Sequence[tuple[Phone, list[dict[str, Any]]]], played: Played) -> None:
    intake = Intake(store_for(), limits=LIMITS)
    try:
        for phone, facts in told:
            for batch in _batches(facts, phone.habit):
                await _send(intake, phone, batch, played)
    finally:
        await intake.close()


async def _play(phones: Sequence[Phone], day: date, *, seed: int, now: datetime, played: Played) -> None:
    intake = Intake(store_for(), limits=LIMITS)
    places = asyncio.Semaphore(AT_ONCE)

    async def send_all(phone: Phone) -> None:
        async with places:
            facts = told_on(phone, day, seed=seed, until=now)
            for batch in _batches(facts, phone.habit):
                await _send(intake, phone, batch, played)

    try:
        await asyncio.gather(*(send_all(phone) for phone in phones))
    finally:
        await intake.close()


def _batches(facts: list[dict[str, Any]], habit: str) -> Iterator[list[dict[str, Any]]]:
    size = LIMITS.facts if habit == OFFLINE else A_BATCH
    waiting = iter(facts)
    while batch := list(islice(waiting, size)):
        yield batch
        if habit == RESENDS:
            yield batch


async def _send(intake: Intake, phone: Phone, facts: list[dict[str, Any]], played: Played) -> None:
    body = json.dumps(facts, ensure_ascii=False).encode()
    headers = {
        "authorization": f"Bearer {phone.token}",
        "content-type": "application/json",
        "linli-sent-at": (timezone.now() + phone.ahead).isoformat(),
        "linli-app-version": "simulated",
        "linli-waiting": "0",
    }
    status, answer = await _request(intake, headers, body)
    if status != 200:
        raise ServerFailed()
    played.sent += len(facts)
    played.kept += answer["kept"]
    played.seen += answer["seen"]


async def _request(intake: Intake, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    """One request as a server would hand it over."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/intake/v1/facts", "headers": pairs}
    await intake(scope, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])
