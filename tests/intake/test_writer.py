"""Many requests, one commit; and what happens when the database is slow, or gone."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest

from linli.core.problems import Problem
from linli.intake.app import Intake, Limits
from linli.intake.devices import FRESH_SECONDS, DeviceBook, hash_of
from linli.intake.problems import DeviceRevoked, NoToken, TooFast
from linli.intake.stores import DeviceRow, Existing, Row
from tests.intake.conftest import HOME, Phone, Response, fact
from tests.intake.memory import DEVICE, TOKEN, MemoryStore

Loop = asyncio.AbstractEventLoop


class SlowStore(MemoryStore):
    """Commits when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def keep(self, rows: Sequence[Row]) -> Mapping[UUID, Existing]:
        await self.gate.wait()
        return await super().keep(rows)


async def sent(phone: Phone, *numbers: int) -> Response:
    body = json.dumps([fact(number, household=HOME, same=True) for number in numbers]).encode()
    return await phone.requested("POST", "/intake/v1/facts", body)


async def soon() -> None:
    """Let everything run that can."""
    for _turn in range(20):
        await asyncio.sleep(0)


def test_whatever_comes_during_a_commit_goes_into_the_next_one(loop: Loop) -> None:
    async def play() -> tuple[list[int], list[str]]:
        store = SlowStore()
        phone = Phone(Intake(store), loop, TOKEN)
        tasks = [asyncio.create_task(sent(phone, 0))]
        await soon()
        tasks += [asyncio.create_task(sent(phone, number)) for number in range(1, 10)]
        await soon()
        store.gate.set()
        return store.commits, [state for one in await asyncio.gather(*tasks) for state in one.states]

    commits, states = loop.run_until_complete(play())
    assert commits == [1, 9]
    assert states == ["kept"] * 10


def test_nobody_is_answered_before_the_commit(loop: Loop) -> None:
    async def play() -> tuple[bool, bool]:
        store = SlowStore()
        task = asyncio.create_task(sent(Phone(Intake(store), loop, TOKEN), 1))
        await soon()
        before = task.done()
        store.gate.set()
        await task
        return before, bool(store.rows)

    assert loop.run_until_complete(play()) == (False, True)


def test_the_same_fact_from_two_phones_in_one_commit_counts_once(loop: Loop) -> None:
    async def play() -> tuple[int, list[str]]:
        store = SlowStore()
        phone = Phone(Intake(store), loop, TOKEN)
        first = asyncio.create_task(sent(phone, 0))
        await soon()
        tasks = [first, asyncio.create_task(sent(phone, 1, 2)), asyncio.create_task(sent(phone, 2, 3))]
        await soon()
        store.gate.set()
        return len(store.rows), [state for one in await asyncio.gather(*tasks) for state in one.states]

    kept, states = loop.run_until_complete(play())
    assert states == ["kept", "kept", "kept", "seen", "kept"]
    del kept


def test_above_the_limit_it_tells_when_to_come_again_and_takes_it_then(loop: Loop) -> None:
    async def play() -> tuple[Response, Response]:
        store = SlowStore()
        phone = Phone(Intake(store, limits=Limits(facts_waiting=5)), loop, TOKEN)
        waiting = asyncio.create_task(sent(phone, 1, 2, 3, 4))
        await soon()
        refused = await sent(phone, 5, 6)
        store.gate.set()
        await waiting
        return refused, await sent(phone, 5, 6)

    refused, taken = loop.run_until_complete(play())
    assert (refused.status, refused.json["code"]) == (429, "intake.overloaded")
    assert int(refused.headers["retry-after"]) == refused.json["retry_after"] >= 1
    assert taken.states == ["kept", "kept"]


def test_a_single_batch_above_the_limit_is_still_taken_when_nothing_waits(loop: Loop) -> None:
    phone = Phone(Intake(MemoryStore(), limits=Limits(facts_waiting=1)), loop, TOKEN)
    assert loop.run_until_complete(sent(phone, 1, 2, 3)).states == ["kept"] * 3


def test_when_the_database_is_gone_nothing_is_acknowledged_and_it_goes_on_when_it_is_back(
    dry_phone: Phone, memory: MemoryStore, loop: Loop
) -> None:
    memory.is_down = True
    refused = loop.run_until_complete(sent(dry_phone, 1))
    assert (refused.status, refused.json["code"], refused.headers["retry-after"]) == (
        503,
        "intake.store_down",
        "10",
    )
    assert dry_phone.request("GET", "/intake/v1/health").status == 503
    memory.is_down = False
    assert loop.run_until_complete(sent(dry_phone, 1)).states == ["kept"]


def test_a_fault_of_our_own_is_told_as_one_and_the_next_request_is_answered(
    dry_phone: Phone,
    memory: MemoryStore,
    loop: Loop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(rows: Sequence[Row]) -> Mapping[UUID, Existing]:
        raise ZeroDivisionError

    monkeypatch.setattr(memory, "keep", broken)
    assert loop.run_until_complete(sent(dry_phone, 1)).status == 503
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert loop.run_until_complete(sent(dry_phone, 1)).states == ["kept"]


def test_whoever_uses_facts_is_woken_once_for_many(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.intake.app.SECONDS_UNTIL_WAKE", 0.0)
    woken: list[int] = []

    async def play() -> None:
        phone = Phone(Intake(MemoryStore(), wake=lambda: woken.append(1)), loop, TOKEN)
        for number in range(20):
            await sent(phone, number)
        await soon()
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)

    loop.run_until_complete(play())
    assert woken == [1]


def test_it_writes_what_is_waiting_before_it_ends(loop: Loop) -> None:
    async def play() -> int:
        store = SlowStore()
        app = Intake(store)
        task = asyncio.create_task(sent(Phone(app, loop, TOKEN), 1))
        await soon()
        store.gate.set()
        await app.close()
        await task
        return len(store.rows)

    assert loop.run_until_complete(play()) == 1


# ---- devices ---------------------------------------------------------------------------------------------
class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def book(store: MemoryStore, clock: Clock, facts_a_minute: int = 60) -> DeviceBook:
    return DeviceBook(store, facts_a_minute=facts_a_minute, clock=clock)


HEADER = f"Bearer {TOKEN}"


def test_a_token_is_looked_up_once_in_a_while_and_once_for_all_who_ask(
    memory: MemoryStore, loop: Loop
) -> None:
    clock = Clock()
    known = book(memory, clock)

    async def many() -> None:
        await asyncio.gather(*(known.sender(HEADER) for _one in range(20)))

    loop.run_until_complete(many())
    assert memory.lookups == 1
    clock.now += FRESH_SECONDS / 2
    loop.run_until_complete(many())
    assert memory.lookups == 1
    clock.now += FRESH_SECONDS * 0.75
    loop.run_until_complete(many())
    assert memory.lookups == 2


async def refused(known: DeviceBook) -> type[Problem]:
    """Asks until it is refused."""
    while True:
        try:
            await known.sender(HEADER)
        except Problem as problem:
            return type(problem)
        await asyncio.sleep(0)


def test_a_token_in_use_is_looked_up_beside_the_requests(memory: MemoryStore, loop: Loop) -> None:
    clock = Clock()
    known = book(memory, clock)

    async def play() -> None:
        await known.sender(HEADER)
        memory.open[hash_of(TOKEN)] = DeviceRow(DEVICE.id, DEVICE.user_id, False)
        clock.now += FRESH_SECONDS * 0.75
        for _one in range(5):
            assert (await known.sender(HEADER)).is_open
        while memory.lookups == 1:
            await asyncio.sleep(0)
        memory.open.clear()
        assert await refused(known) is DeviceRevoked  # sooner than it had to be
        assert memory.lookups == 2
        clock.now += FRESH_SECONDS * 0.75
        while await refused(known) is DeviceRevoked:
            await asyncio.sleep(0)
        assert await refused(known) is NoToken

    loop.run_until_complete(asyncio.wait_for(play(), 5))


def test_tokens_in_use_are_looked_up_in_one_query(memory: MemoryStore, loop: Loop) -> None:
    clock = Clock()
    known = book(memory, clock)
    other = TOKEN + "-too"
    memory.open[hash_of(other)] = DeviceRow(UUID(int=5), DEVICE.user_id, True)

    async def play() -> None:
        await known.sender(HEADER)
        clock.now += FRESH_SECONDS * 0.05
        await known.sender(f"Bearer {other}")
        clock.now += FRESH_SECONDS * 0.475
        await known.sender(HEADER)
        while memory.lookups == 2:
            await asyncio.sleep(0)
        clock.now += FRESH_SECONDS * 0.45
        await known.sender(f"Bearer {other}")

    loop.run_until_complete(asyncio.wait_for(play(), 5))
    assert memory.lookups == 3


def test_a_revoked_device_is_refused_a_few_seconds_later_at_the_latest(
    memory: MemoryStore, loop: Loop
) -> None:
    clock = Clock()
    known = book(memory, clock)
    loop.run_until_complete(known.sender(HEADER))
    memory.open[hash_of(TOKEN)] = DeviceRow(DEVICE.id, DEVICE.user_id, False)
    clock.now += FRESH_SECONDS * 1.05
    with pytest.raises(DeviceRevoked):
        loop.run_until_complete(known.sender(HEADER))


def test_a_minutes_worth_may_come_at_once_then_it_must_wait(memory: MemoryStore, loop: Loop) -> None:
    clock = Clock()
    known = book(memory, clock, facts_a_minute=60)
    sender = loop.run_until_complete(known.sender(HEADER))
    known.check_allowance(sender)
    known.count(sender, 70)
    with pytest.raises(TooFast) as refused:
        known.check_allowance(sender)
    clock.now += refused.value.retry_after
    known.check_allowance(sender)


def test_who_sends_too_fast_is_told_so(memory: MemoryStore, loop: Loop) -> None:
    phone = Phone(Intake(memory, limits=Limits(facts_a_minute=3)), loop, TOKEN)
    assert loop.run_until_complete(sent(phone, 1, 2, 3)).status == 200
    refused = loop.run_until_complete(sent(phone, 4))
    assert (refused.status, refused.json["code"]) == (429, "intake.too_fast")
    assert int(refused.headers["retry-after"]) >= 1
