"""Scans are committed by the loop; while somebody else writes, by the thread, which waits for its turn."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from linli.intake.stores import StoreFailed, sqlite_gates
from linli.intake.stores.base import Decided, Wanted
from linli.intake.stores.sqlite import SqliteStore
from tests.conftest import NOW

WANTED = Wanted(NOW)


def nothing(*_known: Any) -> Decided:
    return Decided()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gates.db"


@pytest.fixture
def settled_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads that committed, in their order."""
    names: list[str] = []

    def settle(connection: sqlite3.Connection, *_given: Any) -> None:
        names.append(threading.current_thread().name)
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n)")
        connection.execute("COMMIT")

    monkeypatch.setattr(sqlite_gates, "settle", settle)
    return names


def test_the_loop_commits_while_nobody_else_writes(path: Path, settled_by: list[str]) -> None:
    async def play() -> None:
        store = SqliteStore({"NAME": path})
        await store.settle(WANTED, nothing)
        await store.close()

    asyncio.run(play())
    assert settled_by == ["MainThread"]


def test_while_somebody_else_writes_the_loop_goes_on(path: Path, settled_by: list[str]) -> None:
    async def play() -> None:
        store = SqliteStore({"NAME": path})
        await store.ping()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        settling = asyncio.create_task(store.settle(WANTED, nothing))
        await asyncio.sleep(0.05)
        assert not settling.done()
        other.execute("COMMIT")
        other.close()
        await settling
        await store.settle(WANTED, nothing)
        await store.close()

    asyncio.run(play())
    assert len(settled_by) == 2
    assert settled_by[0].startswith("linli-facts")
    assert settled_by[1] == "MainThread"


def test_what_fails_is_told_and_the_next_begins_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: sqlite3.Connection, *_given: Any) -> None:
        connection.execute("SELECT * FROM nowhere")

    async def play() -> None:
        store = SqliteStore({"NAME": path})
        with monkeypatch.context() as patched:
            patched.setattr(sqlite_gates, "settle", fails)
            with pytest.raises(StoreFailed):
                await store.settle(WANTED, nothing)
        with pytest.raises(StoreFailed, match="no such table"):
            await store.settle(WANTED, nothing)
        await store.ping()
        await store.close()

    asyncio.run(play())
