"""What was committed reaches the file of the database beside the commits."""

import sqlite3
import time
from pathlib import Path

import pytest

from linli.intake.stores import sqlite_checkpoints
from linli.intake.stores.sqlite_checkpoints import AT_THE_LATEST, Checkpoints

MARK = "in the file itself"


def connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(AT_THE_LATEST)
    return connection


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sqlite_checkpoints, "SECONDS_BETWEEN", 0.001)
    return tmp_path / "kept.db"


def is_in_the_file(path: Path, *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if MARK.encode() in path.read_bytes():
            return True
        time.sleep(0.005)
    return False


def test_a_commit_reaches_the_file_without_another_one(path: Path) -> None:
    writer = connected(path)
    writer.execute("CREATE TABLE kept (text)")
    checkpoints = Checkpoints(lambda: connected(path))
    writer.execute("INSERT INTO kept VALUES (?)", (MARK,))
    assert not is_in_the_file(path, seconds=0.05)

    checkpoints.soon()

    assert is_in_the_file(path, seconds=20)
    checkpoints.close()
    writer.close()


def test_it_goes_on_after_a_failure(path: Path) -> None:
    writer = connected(path)
    writer.execute("CREATE TABLE kept (text)")
    failures = [sqlite3.OperationalError("disk I/O error")]

    def connect() -> sqlite3.Connection:
        if failures:
            raise failures.pop()
        return connected(path)

    checkpoints = Checkpoints(connect)
    checkpoints.soon()
    until = time.monotonic() + 20
    while failures and time.monotonic() < until:
        time.sleep(0.005)
    writer.execute("INSERT INTO kept VALUES (?)", (MARK,))
    checkpoints.soon()

    assert is_in_the_file(path, seconds=20)
    checkpoints.close()
    writer.close()


def test_it_can_be_closed_before_anything_was_committed(path: Path) -> None:
    Checkpoints(lambda: connected(path)).close()
