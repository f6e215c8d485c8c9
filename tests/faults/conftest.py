"""A whole Linli beside the test: its own processes, which can be killed, on a database that can be looked into.

`LINLI_KILL_ROUNDS=20 pytest tests/faults` kills more often than an ordinary run does.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from linli.areas.models import Area
from linli.cli.serve import intake_command
from linli.intake.actions import NewDevice, enrol_device
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import settle

ROUNDS = int(os.environ.get("LINLI_KILL_ROUNDS", "2"))
SECONDS_TO_START = 180.0  # a busy machine is no failure
DERIVE = (
    "import django; django.setup(); from linli.intake.actions import derive_facts; derive_facts(batch=40)"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(what: Callable[[], Any], *, seconds: float = SECONDS_TO_START) -> None:
    """Look again and again; a test that waits for long has failed."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not come true in {seconds} s")
        time.sleep(0.005)


class Machine:
    """One installation: its folder, its database, the processes that were started on it."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home = home
        self.port = free_port()
        self._url = database_url
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def environment(self) -> dict[str, str]:
        given = {
            "LINLI_HOME": str(self.home), "LINLI_DATABASE_URL": self._url, "LINLI_INTAKE_FACTS_A_MINUTE": "10000000",
            "DJANGO_SETTINGS_MODULE": "linli.settings",
        }  # fmt: skip
        return {**os.environ, **given}

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own, so that a kill reaches a server together with its workers.
        process = subprocess.Popen(
            command,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._running.append(process)
        return process

    def start_intake(self) -> subprocess.Popen[bytes]:
        process = self.start(intake_command("127.0.0.1", self.port))
        wait_until(self.is_healthy)
        return process

    def derive(self) -> subprocess.Popen[bytes]:
        """What the job does, in small batches, so that a kill finds it in the middle."""
        return self.start([sys.executable, "-c", DERIVE])

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        """With its workers. One that has ended by itself is left alone: its number may be another's by now."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def end(self) -> None:
        for process in self._running:
            self.kill(process)

    def is_healthy(self) -> bool:
        try:
            asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/intake/v1/health")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What stands in the database, read beside everything that writes there."""
        if self._url:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        with sqlite3.connect(self.home / "linli.db", timeout=20) as beside:
            found = beside.execute(query).fetchall()
        beside.close()
        return found

    def number(self, query: str) -> int:
        return int(self.rows(query)[0][0])


@pytest.fixture
def households(building: Area) -> list[Household]:
    return [settle(building, f"3-{stairwell}-{room}") for stairwell in (1, 2) for room in range(101, 121)]


@pytest.fixture
def device(transactional_db: None, grid_worker: User) -> NewDevice:
    return enrol_device(actor=None, user=grid_worker)


@pytest.fixture
def machine(tmp_path: Path, device: NewDevice, households: list[Household]) -> Iterator[Machine]:
    """With the cast, forty households and a phone in its database."""
    home = tmp_path / "home"
    shutil.copytree(Path(settings.HOME) / "keys", home / "keys")
    made = Machine(home, _url() if connection.vendor == "postgresql" else "")
    if connection.vendor == "sqlite":
        with sqlite3.connect(home / "linli.db") as copy:
            connection.connection.backup(copy)
        copy.close()
    yield made
    made.end()


def _url() -> str:
    where = connection.settings_dict
    return f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}"
