"""Questions of gates that are refused as a whole, without a database."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from linli.gates.online import GateHere, Keys, Learned
from linli.gates.rules import GateSeen
from linli.intake.gate_book import FRESH_SECONDS, LONGEST, GateBook
from linli.intake.problems import KeepsOtherGates
from linli.intake.stores import StoreFailed
from tests.intake.conftest import Phone, fact_id
from tests.intake.memory import MemoryStore

PATH = "/intake/v1/gate-scans"
GATE = UUID("0192f6b0-7c00-7000-8000-000000000901")
KEEPER = UUID(int=2)


def question(number: int, **values: Any) -> dict[str, Any]:
    return {"id": str(fact_id(number)), "gate": str(GATE), "made_at": "2026-11-20T08:12:05+08:00", **values}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"7", {}, 400),
        (b"\xff", {}, 400),
        (b'[{"id": 1}]', {}, 400),
        (b"[" * 9000, {}, 400),
        (json.dumps(question(1, made_at="2026-11-20")).encode(), {}, 400),
        (json.dumps(question(1, made_at="0001-01-01T00:00:00+14:00")).encode(), {}, 400),
        (json.dumps(question(1, temperature=200)).encode(), {}, 400),
        (json.dumps([question(1), {}]).encode(), {}, 400),
        (json.dumps(question(1, slip="ABCD\0")).encode(), {}, 400),
        (json.dumps(question(1, slip="ABC D23")).encode(), {}, 400),
        (json.dumps(question(1, plate="黑C\0")).encode(), {}, 400),
        (json.dumps(question(1, persons=[{"name": "冯\0远"}])).encode(), {}, 400),
        (json.dumps([question(number) for number in range(51)]).encode(), {}, 413),
        (json.dumps(question(1)).encode(), {"content_type": "application/x-ndjson"}, 415),
        (json.dumps(question(1)).encode(), {"authorization": "Bearer lld_nobody"}, 401),
    ],
)
def test_it_refuses_what_is_no_question(
    dry_phone: Phone, memory: MemoryStore, body: bytes, headers: dict[str, str], status: int
) -> None:
    response = dry_phone.request("POST", PATH, body, **headers)
    assert (response.status, memory.rows) == (status, {})
    assert response.json["next"]


def test_what_was_wrong_is_told_without_repeating_it(dry_phone: Phone) -> None:
    response = dry_phone.request("POST", PATH, json.dumps(question(1, direction="王芳")).encode())
    assert "王芳" not in response.raw.decode()


def test_no_questions_get_no_answers_and_one_may_come_without_an_array(dry_phone: Phone) -> None:
    assert dry_phone.request("POST", PATH, b"[]").json == {"scans": []}
    told = dry_phone.request("POST", PATH, json.dumps(question(1)).encode()).json["scans"]
    assert [one["code"] for one in told] == ["gates.no_pass"]
    assert dry_phone.request("GET", PATH).status == 405


def test_when_the_database_is_gone_it_says_when_to_come_again(dry_phone: Phone, memory: MemoryStore) -> None:
    assert dry_phone.request("POST", PATH, json.dumps(question(1)).encode()).status == 200
    memory.is_down = True
    assert dry_phone.request("POST", PATH, json.dumps(question(2)).encode()).status == 503


# ---- the book of gates -------------------------------------------------------------------------------------------------
class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class City:
    """Knows one gate, until it is closed."""

    def __init__(self) -> None:
        self.asked = 0
        self.last: set[Any] = set()
        self.is_open = True
        self.is_down = False

    def __call__(self, pairs: Any) -> Learned:
        if self.is_down:
            raise StoreFailed("down")
        self.asked += 1
        self.last = set(pairs)
        here = GateHere(GATE, "东门", GateSeen("231085"), "231085")
        return Learned({pair: here for pair in pairs if pair[1] == GATE and self.is_open}, Keys({}))


async def at_the_gate(book: GateBook) -> bool:
    try:
        await book.post(KEEPER, GATE)
    except KeepsOtherGates:
        return False
    return True


def test_a_gate_is_looked_up_once_for_all_who_ask_and_anew_beside_them() -> None:
    async def play() -> None:
        clock, city = Clock(), City()
        book = GateBook(city, clock=clock)
        assert all(await asyncio.gather(*(at_the_gate(book) for _one in range(20))))
        assert city.asked == 1
        city.is_open = False
        clock.now += FRESH_SECONDS + 0.1
        assert await at_the_gate(book)  # answered by what is known, while it is looked up
        while await at_the_gate(book):  # until the answer is there
            await asyncio.sleep(0)
        assert city.asked == 2
        book.close()

    asyncio.run(play())


def test_gates_that_are_in_use_are_looked_up_anew_together() -> None:
    async def play() -> None:
        clock, city = Clock(), City()
        book = GateBook(city, clock=clock)
        keepers = [UUID(int=number) for number in range(10, 30)]
        for keeper in keepers:  # one after another, as they come on duty
            await book.post(keeper, GATE)
            clock.now += FRESH_SECONDS / 100
        clock.now = 1000 + FRESH_SECONDS * 0.75
        for keeper in keepers:
            await book.post(keeper, GATE)
        assert city.asked == len(keepers)
        clock.now = 1000 + FRESH_SECONDS * 1.01
        await book.post(keepers[0], GATE)
        while city.asked == len(keepers):
            await asyncio.sleep(0)
        assert city.last == {(keeper, GATE) for keeper in keepers}
        book.close()

    asyncio.run(play())


def test_what_is_too_old_is_not_used_any_more() -> None:
    async def play() -> None:
        clock, city = Clock(), City()
        book = GateBook(city, clock=clock)
        assert await at_the_gate(book)
        city.is_open = False
        clock.now += FRESH_SECONDS * LONGEST + 0.1
        assert not await at_the_gate(book)
        city.is_down = True
        clock.now += FRESH_SECONDS * LONGEST + 0.1
        with pytest.raises(StoreFailed):
            await book.post(KEEPER, GATE)
        book.close()

    asyncio.run(play())
