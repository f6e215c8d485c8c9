"""Who is answered in one commit with whom."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, cast

import pytest

from linli.intake import gate_writer
from linli.intake.gate_writer import Answered, Asked, ScanWriter, Told
from linli.intake.stores import Store

ASKED = cast("list[Asked]", [None])


class Counting(ScanWriter):
    def __init__(self) -> None:
        super().__init__(cast("Store", None), most_waiting=1000)
        self.commits: list[int] = []

    async def _settle(self, parcels: Sequence[list[Asked]]) -> list[list[Answered]]:
        self.commits.append(len(parcels))
        await asyncio.sleep(0)
        return [[Told(b"")] for _parcel in parcels]


async def people_at(writer: ScanWriter, *, gate: int, people: int) -> None:
    """Each comes when the one before has been answered; at some gates it takes a little longer."""
    for _one in range(people):
        await writer.keep(ASKED)
        for _step in range(gate):
            await asyncio.sleep(0)


def commits_of(gates: int, *, people: int) -> list[int]:
    async def run() -> list[int]:
        writer = Counting()
        await asyncio.gather(*(people_at(writer, gate=n, people=people) for n in range(gates)))
        await writer.finish()
        return writer.commits

    return asyncio.run(run())


def moments(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(gate_writer, "SECONDS_FOR_COMPANY", seconds)


def test_busy_gates_are_answered_together(monkeypatch: pytest.MonkeyPatch) -> None:
    moments(monkeypatch, 0.2)
    assert commits_of(4, people=6) == [4] * 6


def test_whoever_comes_alone_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    moments(monkeypatch, 60)
    begun = time.monotonic()
    assert commits_of(1, people=50) == [1] * 50
    assert time.monotonic() - begun < 30


def test_nobody_waits_for_company_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    moments(monkeypatch, 0.001)

    async def run(writer: Any) -> None:
        await asyncio.gather(*(people_at(writer, gate=0, people=1) for _gate in range(3)))
        await writer.keep(ASKED)
        await writer.finish()

    writer = Counting()
    asyncio.run(asyncio.wait_for(run(writer), 30))
    assert writer.commits == [3, 1]


def test_with_enough_there_nobody_waits_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    moments(monkeypatch, 60)
    monkeypatch.setattr(gate_writer, "ENOUGH", 2)

    async def run(writer: Any) -> None:
        await asyncio.gather(*(people_at(writer, gate=0, people=1) for _gate in range(5)))
        await asyncio.gather(*(people_at(writer, gate=0, people=1) for _gate in range(2)))

    writer = Counting()
    asyncio.run(asyncio.wait_for(run(writer), 30))
    assert sum(writer.commits) == 7
