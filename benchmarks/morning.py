"""The morning: a thousand phones fetch their day's list and send a hundred facts each within the same minute, while
people use pages. Nobody waits over ten seconds, and nothing is refused for good.

All goes through one address, as `linli up` serves it. The phones run on the same cores, each as its person's would:
told to wait, it waits for as long as it was told. Lists for which a phone waited are those that came, not those that
were put off.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from benchmarks.city import ensure_city

PORT = 8661
PHONES, FACTS, MINUTE = 1_000, 100, 60.0
A_BATCH = 50
READERS, A_PAGE_EACH_S = 10, 5.0  # people of a township who look at lists and figures meanwhile
LONGEST_S = 10.0
RESULTS = Path(__file__).parent / "results"

CAST = """
import django, json, sys
django.setup()
from datetime import date, datetime, timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from linli.areas.models import Area
from linli.people.models import Appointment, User
from linli.simulate.demo import communities_of
from linli.simulate.phones import phones_of
phones = phones_of(communities_of("muling"), seed=1, since=date(2020, 1, 1))
town = Area.objects.get(code="231085100")
user, _new = User.objects.get_or_create(username="bench-morning", defaults={"name": "压测"})
Appointment.everywhere.get_or_create(user=user, role="township_officer", area=town,
                                     defaults={"area_code": town.code, "from_on": date(2020, 1, 1)})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(json.dumps({"phones": [[p.token, [str(h) for h in p.homes]] for p in phones], "session": session.session_key}))
"""
# Nobody has told anything yet: what an earlier run has left would make every list longer.
BEFORE_DAWN = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from linli.intake.models import Fact
from linli.rounds.models import ContactEntry, DayTally, HouseholdDay
for rows in (Fact.objects, ContactEntry.everywhere, HouseholdDay.everywhere, DayTally.objects):
    rows.all().delete()
"""
LEFT = """
import django, json, time
django.setup()
from linli.intake.actions import derive_facts
from linli.intake.models import Fact
begun = time.perf_counter()
derive_facts()
print(json.dumps({"kept": Fact.objects.count(), "quarantined": Fact.objects.quarantined().count(),
                  "seconds": time.perf_counter() - begun}))
"""


@dataclass
class Seen:
    """What the phones and the readers met with."""

    lists: list[float] = field(default_factory=list)  # seconds until the day's list was there
    sends: list[float] = field(
        default_factory=list
    )  # seconds until a batch was acknowledged, waiting included
    pages: list[float] = field(default_factory=list)
    put_off: int = 0
    refused: int = 0


def main() -> None:
    quick = "--quick" in sys.argv
    phones, minute, residents = (20, 3.0, 2_000) if quick else (PHONES, MINUTE, 150_000)
    home = ensure_city(residents)
    given = {
        **os.environ,
        "LINLI_HOME": str(home),
        "LINLI_SECOND_FACTOR": "0",
        "DJANGO_SETTINGS_MODULE": "linli.settings",
    }
    python(BEFORE_DAWN, given)
    cast = json.loads(python(CAST, given))
    known = cast["phones"]
    chosen = [known[number % len(known)] for number in range(phones)]
    with served(given):
        seen = asyncio.run(play(chosen, cast["session"], minute))
    left = json.loads(python(LEFT, given))
    for row in rows(seen, left, phones):
        print(json.dumps(row, ensure_ascii=False), flush=True)


def rows(seen: Seen, left: dict[str, Any], phones: int) -> Iterator[dict[str, Any]]:
    what = f"morning, {phones:,} phones"
    yield row(f"{what}: longest wait for the day's list", max(seen.lists), LONGEST_S, "s")
    yield row(f"{what}: longest wait for an acknowledgement", max(seen.sends), LONGEST_S, "s")
    yield row(f"{what}: the same, p95", p95(seen.sends), None, "s")
    yield row(f"{what}: pages meanwhile, p95", p95(seen.pages), None, "s")
    yield row(f"{what}: longest wait for a page", max(seen.pages), LONGEST_S, "s")
    yield row(f"{what}: requests put off for a while", seen.put_off, None, "requests")
    yield row(f"{what}: requests refused for good", seen.refused, 0, "requests")
    missing = phones * FACTS - left["kept"]
    yield row(f"{what}: facts that were sent and are not kept", missing, 0, "facts")
    yield row(f"{what}: facts in quarantine", left["quarantined"], 0, "facts")
    yield row(f"{what}: until all were rows and figures, after the last came", left["seconds"], None, "s")


def row(what: str, value: float, limit: float | None, unit: str) -> dict[str, Any]:
    return {
        "what": what,
        "measured": value,
        "limit": limit,
        "unit": unit,
        "good": limit is None or value <= limit,
    }


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[18] if len(values) > 1 else max(values)


# ---- the minute ----------------------------------------------------------------------------------
async def play(phones: list[tuple[str, list[str]]], session: str, minute: float) -> Seen:
    seen = Seen()
    rng = Random(1)
    starts = sorted(rng.uniform(0, minute) for _phone in phones)
    begun = time.perf_counter()
    tasks = [
        asyncio.create_task(a_phone(number, *phone, begun + start, seen))
        for number, (phone, start) in enumerate(zip(phones, starts, strict=True))
    ]
    until = asyncio.Event()
    readers = [asyncio.create_task(a_reader(session, until, seen, number)) for number in range(READERS)]
    await asyncio.gather(*tasks)
    until.set()
    await asyncio.gather(*readers)
    return seen


async def a_phone(number: int, token: str, homes: list[str], start: float, seen: Seen) -> None:
    await asyncio.sleep(max(0.0, start - time.perf_counter()))
    head = f"Authorization: Bearer {token}\r\nAccept-Encoding: gzip\r\n"
    seen.lists.append(await until_taken("GET", "/field/bundle.json", head, b"", seen))
    facts = [a_fact(number * FACTS + n, homes[n % len(homes)]) for n in range(FACTS)]
    for at in range(0, FACTS, A_BATCH):
        body = json.dumps(facts[at : at + A_BATCH]).encode()
        more = f"{head}Content-Type: application/json\r\n"
        seen.sends.append(await until_taken("POST", "/intake/v1/facts", more, body, seen))


async def a_reader(session: str, until: asyncio.Event, seen: Seen, number: int) -> None:
    pages = ("/register/", "/figures/", "/round/", "/figures/live/")
    count = number
    while not until.is_set():
        begun = time.perf_counter()
        status, _wait = await request(
            "GET", pages[count % len(pages)], f"Cookie: sessionid={session}\r\n", b""
        )
        seen.pages.append(time.perf_counter() - begun)
        seen.refused += status >= 400
        count += 1
        await asyncio.sleep(A_PAGE_EACH_S)


async def until_taken(method: str, path: str, head: str, body: bytes, seen: Seen) -> float:
    """Seconds until it was taken. 429 and 503 say when to come again."""
    begun = time.perf_counter()
    while True:
        status, wait = await request(method, path, head, body)
        if status == 200:
            return time.perf_counter() - begun
        if status not in (429, 503) or time.perf_counter() - begun > 120:
            seen.refused += 1
            return time.perf_counter() - begun
        seen.put_off += 1
        await asyncio.sleep(wait)


async def request(method: str, path: str, head: str, body: bytes) -> tuple[int, float]:
    """(status, seconds to wait); 503 where nobody answers, as a phone takes it."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        sent = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{head}"
        writer.write(f"{sent}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.read()
        writer.close()
    except OSError:
        return 503, 1.0
    first, _, _rest = answer.partition(b"\r\n\r\n")
    lines = first.decode("latin-1").split("\r\n")
    waits = [line.split(":")[1] for line in lines if line.lower().startswith("retry-after:")]
    return int(lines[0].split()[1]) if lines[0] else 503, float(waits[0]) if waits else 1.0


START_MS = int(time.time() * 1000)


def a_fact(number: int, home: str) -> dict[str, Any]:
    pk = (START_MS + number) << 80 | 0x7 << 76 | 0b10 << 62 | number
    text = f"{pk:032x}"
    return {
        "id": "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])),
        "kind": "daily_answer",
        "made_at": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        "body": {"household": home, "same": True},
    }


# ---- the server ----------------------------------------------------------------------------------
@contextmanager
def served(given: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "linli", "up", "--port", str(PORT)], env=given)
    try:
        asyncio.run(_answers())
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


async def _answers() -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        page, _ = await request("GET", "/accounts/login/", "", b"")
        intake, _ = await request("GET", "/intake/v1/health", "", b"")
        if page == intake == 200:
            return
        await asyncio.sleep(0.2)
    raise RuntimeError("the server did not start")


def python(code: str, given: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=given, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
