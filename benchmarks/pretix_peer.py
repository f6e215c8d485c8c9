"""The redeem call of pretix (PyPI: pretix), the system that many events scan tickets with: what Linli's gates are held beside.

    python3 -m venv /tmp/pretix && /tmp/pretix/bin/pip install pretix gunicorn
    python -m benchmarks.gates --pretix /tmp/pretix

It runs in a virtualenv of its own, because it needs other versions of what Linli needs, on a database of its own beside
Linli's in the same PostgreSQL server; with gunicorn and two workers. What it does after a scan (webhooks) goes into a queue that
nobody works off, so that only the answer is measured: that is kinder to it than life. Where a Redis is at hand, name it in
`PRETIX_REDIS` (redis://127.0.0.1/0): then that is queue and cache, as its handbook has it. Making its tables takes some minutes.
Linli takes none of its code.
"""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from benchmarks.load import Measured, load

PORT = 8653
WORKERS = 2
DATABASE = "pretix_bench"
PATH = "/api/v1/organizers/bench/checkinrpc/redeem/"

CAST = """
import django, json, sys
django.setup()
from datetime import timedelta
from decimal import Decimal
from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import CheckinList, Device, Event, Item, Order, OrderPosition, Organizer
tickets = int(sys.argv[1])
with scopes_disabled():
    organizer = Organizer.objects.create(name="Bench", slug="bench")
    event = Event.objects.create(organizer=organizer, name="Bench", slug="gate", date_from=now(), currency="EUR", live=True,
                                 plugins="")
    item = Item.objects.create(event=event, name="Ticket", default_price=Decimal("0.00"), admission=True)
    listed = CheckinList.objects.create(event=event, name="Gate", all_products=True)
    channel = organizer.sales_channels.get(identifier="web")
    device = Device.objects.create(organizer=organizer, name="Gate", all_events=True, api_token="bench-token",
                                   initialized=now(), hardware_brand="x", hardware_model="x", software_brand="x",
                                   software_version="1", security_profile="full")
    orders = [Order(event=event, organizer=organizer, code=f"B{n:06}", email="", status=Order.STATUS_PAID, datetime=now(),
                    expires=now() + timedelta(days=9), total=Decimal("0.00"), sales_channel=channel)
              for n in range(tickets)]
    Order.objects.bulk_create(orders, batch_size=2000)
    positions = [OrderPosition(order=order, organizer=organizer, item=item, price=Decimal("0.00"), positionid=1,
                               tax_rate=Decimal("0.00"), tax_value=Decimal("0.00"), secret=f"bench{n:08}secret",
                               pseudonymization_id=f"P{n:09}")
                 for n, order in enumerate(orders)]
    OrderPosition.objects.bulk_create(positions, batch_size=2000)
    print(json.dumps({"list": listed.pk, "secrets": [one.secret for one in positions]}))
"""


class Pretix:
    """Made once, with its tickets; `measure` starts it, and stops it again."""

    def __init__(self, venv: Path, linli_url: str, *, tickets: int) -> None:
        self._python = str(venv / "bin" / "python")
        self._home = Path(tempfile.mkdtemp(prefix="linli-pretix-"))
        atexit.register(shutil.rmtree, self._home, ignore_errors=True)
        config = self._home / "pretix.cfg"
        config.write_text(_config(self._home, linli_url))
        self._given = {
            **os.environ,
            "PRETIX_CONFIG_FILE": str(config),
            "DJANGO_SETTINGS_MODULE": "pretix.settings",
        }
        _create_database(linli_url)
        subprocess.run(
            [self._python, "-m", "pretix", "migrate", "-v", "0"],
            env=self._given,
            check=True,
            stdout=sys.stderr,
        )
        made = subprocess.run([self._python, "-c", CAST, str(tickets)], env=self._given, check=True, text=True, stdout=subprocess.PIPE)  # fmt: skip
        self._cast = json.loads(made.stdout.splitlines()[-1])
        self._numbers = count()

    def measure(self, connections: list[int], seconds: float) -> list[Measured]:
        build = self._scan()
        with self._served():
            load(PORT, build, connections=2, seconds=1.0, numbers=self._numbers)  # warm
            return [
                load(PORT, build, connections=n, seconds=max(seconds, 4.0), numbers=self._numbers)
                for n in connections
            ]

    def _scan(self) -> Callable[[int], bytes]:
        secrets, listed = self._cast["secrets"], self._cast["list"]

        def build(number: int) -> bytes:
            body = json.dumps({"secret": secrets[number % len(secrets)], "lists": [listed]}).encode()
            head = (
                f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAuthorization: Device bench-token\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            return head.encode() + body

        return build

    @contextmanager
    def _served(self) -> Iterator[None]:
        # Threads, because a plain worker closes the connection after each answer.
        command = [
            self._python, "-m", "gunicorn", "pretix.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", str(WORKERS),
            "--threads", "8", "--keep-alive", "60", "--log-level", "error",
        ]  # fmt: skip
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env=self._given, start_new_session=True, cwd=self._home, **quiet)
        try:
            _wait()
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _config(home: Path, url: str) -> str:
    where = urlsplit(url)
    host = (parse_qs(where.query).get("host") or [where.hostname or ""])[0]
    return f"""
[pretix]
instance_name=bench
url=http://127.0.0.1:{PORT}
datadir={home}
[database]
backend=postgresql
name={DATABASE}
user={unquote(where.username or "")}
password={unquote(where.password or "")}
host={host}
port={where.port or ""}
{_queue()}
"""


def _queue() -> str:
    if redis := os.environ.get("PRETIX_REDIS", ""):
        return f"[redis]\nlocation={redis}\nsessions=true\n[celery]\nbroker={redis}\nbackend={redis}"
    return "[celery]\nbroker=memory://\nbackend=cache+memory://"


def _create_database(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _wait() -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            asked = HTTPConnection("127.0.0.1", PORT, timeout=30)
            asked.request("GET", "/api/v1/organizers/", headers={"Authorization": "Device bench-token"})
            if asked.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        time.sleep(0.2)
    raise RuntimeError("pretix did not start")
