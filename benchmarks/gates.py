"""Scans of gates, decided and on the disk before the answer: 16 and 64 gates at once, on both databases.

    python -m benchmarks.gates [--quick] [--pretix FOLDER_OF_A_VIRTUALENV]

Every scan shows another pass, as at the gates of a city in the morning. Beside it, in the same run and taking turns: a plain
Django view that does the same with the ORM, and, where a virtualenv with pretix is named, its redeem call (see
`pretix_peer.py`) with as many tickets. Afterwards it is looked whether every scan is there once, whether scans that are sent
again get the first answer, and whether of passes that are shown at several gates at once each was let through once.

How fast a machine is shows in what pretix does on it: the limits were set on one where it does `PRETIX_THERE` scans a
second. Its figure here by that one says how fast this machine is beside it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from benchmarks.intake import GRANIAN, PORT, RESULTS, postgresql, python, row, run, served, sqlite
from benchmarks.load import Measured, load, request
from benchmarks.pretix_peer import DATABASE as PRETIX_DATABASE
from benchmarks.pretix_peer import Pretix
from benchmarks.tidying import tidy

PATH = "/intake/v1/gate-scans"
GATES = {16: 5.0, 64: 15.0}  # connections -> the p99 that the design allows, in ms
PASSES = (
    140_000  # more than are shown: one that comes again is stopped, which is another way through the code
)
AT_ONCE = 4  # gates at which one pass is shown at the same moment
KEPT_BACK = 64  # passes that nobody has shown before they are shown at several gates at once
TIMES_PRETIX = 100.0
PRETIX_THERE = 47.5  # scans a second on the machine of the limits: 46 to 49

DATABASES = {"PostgreSQL": postgresql, "SQLite": sqlite}
SIDES = {
    "Linli": [*GRANIAN, "--interface", "rsgi", "linli.asgi:application"],
    "Django view": [
        *GRANIAN,
        "--interface",
        "wsgi",
        "--blocking-threads",
        "4",
        "benchmarks.peers:plain_view",
    ],
}
DOES = {
    "Linli": "token, signature of the pass, quota, restriction, errand; the raw fact, encrypted, and the use in one commit",
    "Django view": "the same decision by the ORM, one transaction a scan, two rows",
    "pretix": "secret looked up, rules of the list, one check-in row and log entry, one transaction a scan",
}

CAST = """
import base64, django, json, sys
django.setup()
from datetime import timedelta
from django.utils import timezone
from linli.areas.models import Area
from linli.gates.models import Gate, GatePass, SigningKey
from linli.intake.actions import enrol_device
from linli.lib.passes import PassClaims, new_key, sign
from linli.people.models import Appointment, User
from linli.registers.models import Household
passes, gates = int(sys.argv[1]), int(sys.argv[2])
area = Area.objects.filter(level="community").order_by("code").first()
now = timezone.now().replace(second=0, microsecond=0)
private, public = new_key()
key = SigningKey.objects.create(number=1, private=base64.b64encode(private).decode(),
                                public=base64.b64encode(public).decode())
user = User.objects.create(username="bench-gates", name="压测")
Appointment.everywhere.create(user=user, role="volunteer", area=area, area_code=area.code, from_on="2020-01-01")
made = [Gate(area=area, area_code=area.code, name=f"压测{n}号门", basis="压测", decided_by="压测",
             from_on=now.date() - timedelta(days=2), until_on=now.date() + timedelta(days=9)) for n in range(gates)]
Gate.objects.bulk_create(made)
homes = [Household(area=area, area_code=area.code, compound="压测苑", building=str(n // 500), stairwell="1",
                   room=str(n % 500), door=f"{n // 500}-1-{n % 500}") for n in range(passes)]
for home in homes:
    home.derive()
Household.objects.bulk_create(homes, batch_size=2000)
issued = [GatePass(area=area, area_code=area.code, household=home, key=key, kind="household", rule="bench", every_days=2,
                   max_hours=2, valid_from=now - timedelta(days=1), valid_until=now + timedelta(days=30), slip=f"B{n:07}")
          for n, home in enumerate(homes)]
GatePass.objects.bulk_create(issued, batch_size=2000)
codes = [sign(PassClaims(id=one.pk, kind="household", area=area.code, valid_from=one.valid_from, every_days=2,
                         valid_until=one.valid_until, max_hours=2, key_number=1), private) for one in issued]
tokens = [enrol_device(actor=None, user=user).token for _one in range(gates)]
print(json.dumps({"tokens": tokens, "gates": [str(one.pk) for one in made], "codes": codes}))
"""
LEFT = """
import django, json
django.setup()
from django.db.models import Count
from linli.gates.models import PassUse
from linli.intake.models import Fact
twice = PassUse.objects.filter(counts=True, direction="out").values("household_id").annotate(n=Count("pk"))
print(json.dumps({"facts": Fact.objects.filter(kind="gate.scan").count(), "uses": PassUse.objects.count(),
                  "twice": twice.filter(n__gt=1).count()}))
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--pretix", type=Path, help="a virtualenv in which pretix and gunicorn are installed")
    parser.add_argument("--only", choices=DATABASES, help="one database instead of both")
    given = parser.parse_args()
    passes, seconds, tickets = (1, 1.5, 24_000) if given.quick else (3, 3.0, PASSES)
    rates: dict[int, float] = {}  # of pretix
    for name, database in DATABASES.items():
        if given.only not in (None, name):
            continue
        with database() as url:
            for one in measured(
                name, url, given.pretix, rates, passes=passes, seconds=seconds, tickets=tickets
            ):
                print(json.dumps(one, ensure_ascii=False), flush=True)


def measured(
    name: str,
    url: str,
    pretix: Path | None,
    rates: dict[int, float],
    *,
    passes: int,
    seconds: float,
    tickets: int,
) -> Iterator[dict[str, Any]]:
    home = RESULTS / f"gates-{name}"
    shutil.rmtree(home, ignore_errors=True)
    given = {
        **os.environ,
        "LINLI_HOME": str(home),
        "LINLI_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "linli.settings",
    }
    run([sys.executable, "-m", "linli", "simulate", "--residents", "500", "--seed", "7"], given)
    made = run([sys.executable, "-c", CAST, str(tickets), str(max(GATES))], given)
    cast = json.loads(made.splitlines()[-1])
    numbers = count()
    found: dict[tuple[str, int], list[Measured]] = {}
    ours: list[Measured] = []  # everything that was answered on this database
    sides = {side: linli(command, given, scan(cast), numbers, ours) for side, command in SIDES.items()}
    if pretix and url:  # on PostgreSQL, as it is meant to be run
        sides["pretix"] = Pretix(pretix, url, tickets=tickets).measure
        tidy(url, database=PRETIX_DATABASE)
    tidy(url)
    for _pass in range(passes):
        for side, measure in sides.items():
            for connections, one in zip(GATES, measure(list(GATES), seconds), strict=True):
                found.setdefault((side, connections), []).append(one)
    yield from rows(name, found, rates)
    yield from checked(name, cast, given, next(numbers), sum(one.answered for one in ours))


def linli(
    command: list[str],
    given: dict[str, str],
    build: Callable[[int], bytes],
    numbers: "count[int]",
    ours: list[Measured],
) -> Callable[[list[int], float], list[Measured]]:
    def measure(connections: list[int], seconds: float) -> list[Measured]:
        with served(command, given):
            warm = load(PORT, build, connections=8, seconds=0.4, numbers=numbers)
            each = [load(PORT, build, connections=n, seconds=seconds, numbers=numbers) for n in connections]
        ours.extend([warm, *each])
        return each

    return measure


def rows(
    name: str, found: dict[tuple[str, int], list[Measured]], pretix: dict[int, float]
) -> Iterator[dict[str, Any]]:
    """`pretix`: its rates, by connections; noted where it is measured, and compared with on the other database as well."""
    for (side, connections), each in found.items():
        rate = median(one.a_second for one in each)
        what = f"{name}, {side}: scans at {connections} gates"
        yield row(what, rate, None, "scans/s")
        limit = GATES[connections] if side == "Linli" else None
        yield row(f"{what}, p50", median(one.p50 for one in each), None, "ms")
        yield row(f"{what}, p99", median(one.p99 for one in each), limit, "ms")
        yield row(f"{what}, refused", sum(one.refused for one in each), 0, "requests")
        if side == "pretix":
            pretix[connections] = rate
            yield row(f"{what}: this machine beside that of the limits", rate / PRETIX_THERE, None, "x")
        ours = median(one.a_second for one in found[("Linli", connections)])
        if side == "Django view" and rate:
            yield row(f"{what}: Linli, times as many", ours / rate, None, "x", more=True)
    for connections, rate in pretix.items():
        if rate:  # else what was refused says why
            ours = median(one.a_second for one in found[("Linli", connections)])
            what = f"{name}, Linli at {connections} gates, times as many as pretix"
            yield row(what, ours / rate, TIMES_PRETIX, "x", more=True)
    for side in {side for side, _connections in found}:
        print(f"{side} does for each scan: {DOES[side]}.", file=sys.stderr)


# ---- is it true --------------------------------------------------------------------------------------------------
def checked(
    name: str, cast: dict[str, list[str]], given: dict[str, str], sent: int, answered: int
) -> Iterator[dict[str, Any]]:
    left = json.loads(python(LEFT, given))
    yield row(f"{name}: scans answered that are not there", max(answered - left["facts"], 0), 0, "scans")
    yield row(f"{name}: passes used twice", left["twice"], 0, "passes")
    kept_back = len(cast["codes"]) - KEPT_BACK
    yield row(f"{name}: scans of a pass that was shown before", max(sent - kept_back, 0), 0, "scans")
    shown = [(kept_back + n, n * AT_ONCE + at) for n in range(KEPT_BACK) for at in range(AT_ONCE)]
    asked = [(place, body_of(cast, code=code, gate=place, pk=sent + place)) for code, place in shown]
    with served(SIDES["Linli"], given), ThreadPoolExecutor(32) as gates:
        first = list(gates.map(lambda one: answer(cast, *one), asked))
        again = list(gates.map(lambda one: answer(cast, *one), asked))
    says = [json.loads(one)["scans"][0]["says"] for one in first]
    each = [Counter(says[at : at + AT_ONCE])["pass"] for at in range(0, len(says), AT_ONCE)]
    yield row(f"{name}: passes shown at {AT_ONCE} gates at once, not let through just once", sum(n != 1 for n in each), 0, "passes")  # fmt: skip
    differ = sum(one != other for one, other in zip(first, again, strict=True))
    yield row(f"{name}: sent again, and not the first answer", differ, 0, "scans")


def answer(cast: dict[str, list[str]], place: int, body: bytes) -> bytes:
    token = cast["tokens"][place % len(cast["tokens"])]
    connection = HTTPConnection("127.0.0.1", PORT, timeout=20)
    connection.request("POST", PATH, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})  # fmt: skip
    found = connection.getresponse().read()
    connection.close()
    return found


# ---- what is sent --------------------------------------------------------------------------------------------------
START_MS = int(datetime.now(UTC).timestamp() * 1000)


def scan(cast: dict[str, list[str]]) -> Callable[[int], bytes]:
    """The next pass at the next gate, each gate with a phone of its own."""
    tokens, shown = cast["tokens"], len(cast["codes"]) - KEPT_BACK
    return lambda number: request(
        PATH, tokens[number % len(tokens)], body_of(cast, code=number % shown, gate=number, pk=number)
    )


def body_of(cast: dict[str, list[str]], *, code: int, gate: int, pk: int) -> bytes:
    made_at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    scan_id = UUID(int=(START_MS + pk % 4096) << 80 | 0x7 << 76 | 0b10 << 62 | pk)
    return (
        f'{{"id":"{scan_id}","gate":"{cast["gates"][gate % len(cast["gates"])]}","made_at":"{made_at}","temperature":36.4,'
        f'"code":{json.dumps(cast["codes"][code])}}}'
    ).encode()


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[:3]} ended with {error.returncode}")
