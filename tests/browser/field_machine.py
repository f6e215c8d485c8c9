"""A whole Linli beside the browser, with workers who go on the round; and their phones."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django import DjangoDbBlocker

from tests.chromium import PATIENCE
from tests.faults.conftest import Machine, free_port, wait_until
from tests.field.cast import code_of

SETTINGS = {"DJANGO_SETTINGS_MODULE": "linli.settings", "LINLI_SECOND_FACTOR": "0"}
ROOT = Path(__file__).resolve().parents[2]


class Town(Machine):
    """Pages, intake and jobs, as `linli up` starts them."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.workers: list[dict[str, Any]] = []

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "LINLI_HOME": str(self.home), **SETTINGS}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settle(self) -> None:
        told = self.run("-m", "tests.field.cast")
        self.workers = json.loads(told)

    def up(self) -> None:
        ports = ["--port", str(self.port), "--intake-port", str(free_port())]
        self.start([sys.executable, "-m", "linli", "up", *ports])
        wait_until(self.serves_pages, seconds=180)
        wait_until(self.is_healthy)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def serves_pages(self) -> bool:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asked.request("GET", "/field/sw.js")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def facts_of(self, worker: int) -> list[tuple[str, bool, str]]:
        """(kind, whether it was used, why it could not be) of all that this person has sent."""
        user = self.workers[worker]["user"].replace("-", "")
        query = "SELECT kind, derived_at IS NOT NULL, reason FROM intake_fact WHERE user_id = ? ORDER BY id"
        return [(kind, bool(used), reason) for kind, used, reason in self.ask(query, user)]

    def ask(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.home / "linli.db", timeout=20) as beside:
            found = beside.execute(query, values).fetchall()
        beside.close()
        return found

    def revoke_phones_of(self, worker: int) -> None:
        user = self.workers[worker]["user"].replace("-", "")
        self.ask("UPDATE intake_device SET revoked_at = '2026-01-01 00:00:00' WHERE user_id = ?", user)


class Phone:
    """The app in one tab, as a thumb uses it."""

    def __init__(self, machine: Town, tab: Page, worker: int) -> None:
        self.machine, self.tab, self.worker = machine, tab, worker
        self.errors: list[str] = []
        tab.set_default_timeout(PATIENCE)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))

    def enrol(self, number: int = 0) -> "Phone":
        self.tab.goto(f"{self.machine.url}/field/enrol/{code_of(self.worker, number)}/")
        self.tab.click("main[data-ready] button[type=submit]")
        self.tab.wait_for_selector(".ll-door")
        return self

    def keep_shell(self) -> None:
        """Until everything is there for times without a line."""
        self.tab.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def open(self, route: str = "") -> "Phone":
        self.tab.goto(f"{self.machine.url}/field/#/{route}")
        self.tab.wait_for_selector(f'main[data-ready="/{route}"]')
        return self

    def home(self, room: str) -> str:
        return str(self.machine.workers[self.worker]["homes"][room])

    def row(self, room: str) -> str:
        return f'[data-door="{self.home(room)}"]'

    def tap(self, room: str, act: str) -> None:
        self.tab.click(f"{self.row(room)} [data-act={act}]")

    def answer(self, room: str) -> None:
        self.tap(room, "same")
        self.tab.wait_for_selector(f"{self.row(room)}.ll-door-asked")

    def until_waiting(self, number: int) -> None:
        badge = self.tab.locator("#waiting")
        if number:
            expect(badge).to_have_text(str(number))
        else:
            expect(badge).to_be_hidden(timeout=25_000)

    def send_now(self) -> None:
        """Without the seconds in which a fact can be taken back."""
        self.open("outbox")
        if self.tab.is_visible("[data-act=send]"):
            self.tab.click("[data-act=send]")
        self.until_waiting(0)

    def stored(self) -> dict[str, list[str]]:
        """The keys of everything that the app has in the browser's database."""
        found: dict[str, list[str]] = self.tab.evaluate(STORED)
        return found


STORED = """() => new Promise((resolve) => {
  const opening = indexedDB.open('linli-field');
  opening.onsuccess = () => {
    const found = {}, db = opening.result, names = Array.from(db.objectStoreNames);
    const all = db.transaction(names);
    names.forEach((name) => { all.objectStore(name).getAllKeys().onsuccess = (e) => { found[name] = e.target.result; }; });
    all.oncomplete = () => { db.close(); resolve(found); };
  };
})"""


def ids_sent(context: BrowserContext) -> list[str]:
    """Grows by the ids of every fact that leaves this browser, in whichever tab."""
    ids: list[str] = []

    def note(route: Route) -> None:
        ids.extend(fact["id"] for fact in json.loads(route.request.post_data or "[]"))
        route.continue_()

    context.route("**/intake/v1/facts", note)
    return ids


@pytest.fixture(scope="session")
def machine(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("linli"))
    with django_db_blocker.unblock():
        _tables(made)
    made.settle()
    made.up()
    yield made
    made.end()


def _tables(machine: Town) -> None:
    """The tests' own empty tables are copied: making them anew takes longer than all else here."""
    if connection.vendor != "sqlite":
        machine.run("-m", "django", "migrate", "--verbosity", "0")
        return
    connection.ensure_connection()
    with sqlite3.connect(machine.home / "linli.db") as copy:
        connection.connection.backup(copy)
    copy.close()


PhoneOf = Callable[[int], Phone]
