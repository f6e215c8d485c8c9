"""Pages of an area-scoped user in a city of a million: p95 of each at most 100 ms."""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.city import browser_of, ensure_city, use

LIMIT_MS = 100.0
ROUNDS = 40


def main() -> None:
    residents = 20_000 if "--quick" in sys.argv else 1_000_000
    use(ensure_city(residents))
    for row in measure_pages(residents):
        print(json.dumps(row, ensure_ascii=False), flush=True)


def measure_pages(residents: int) -> Iterator[dict[str, Any]]:
    from linli.areas.models import Area

    city = Area.objects.get(code="231085")
    town = Area.objects.get(code="231085100")
    community = (
        Area.objects.filter(parent=town, name__contains="和平社区").first()
        or Area.objects.filter(parent=town).first()
    )
    for role, area in (("township_officer", town), ("clerk", community)):
        client = browser_of(role, area)
        for what, urls in pages_for(area).items():
            p50, p95 = timed(client, urls)
            yield {"what": f"{what}, {role}, {residents:,} residents, p95", "measured": p95, "p50": p50,
                   "limit": LIMIT_MS, "unit": "ms", "good": p95 <= LIMIT_MS}  # fmt: skip
    leader = browser_of("command_staff", city)
    p50, p95 = timed(leader, ["/figures/"])
    yield {"what": f"figures of the city, command_staff, {residents:,} residents, p95", "measured": p95, "p50": p50,
           "limit": LIMIT_MS, "unit": "ms", "good": p95 <= LIMIT_MS}  # fmt: skip


def pages_for(area: Any) -> dict[str, list[str]]:
    from linli.registers.models import Resident

    people = list(Resident.objects.within(area.code).exclude(phone_tail="").order_by("pk")[:ROUNDS])
    return {
        "register, first page": ["/register/"],
        "ledger, first page": ["/ledgers/residents/"],
        "search by name": [f"/register/search/?q={p.name}" for p in people],
        "search by surname": [f"/register/search/?q={p.name[0]}" for p in people],
        "search by pinyin": [f"/register/search/?q={p.pinyin}" for p in people],
        "search by initials": [f"/register/search/?q={p.initials}" for p in people],
        "search by phone tail": [f"/register/search/?q={p.phone_tail}" for p in people],
        "search by door": [f"/register/search/?q={n % 9 + 1}-1-{n % 5 + 1}01" for n in range(ROUNDS)],
        "household": [f"/register/households/{p.household_id}/" for p in people],
        "figures": ["/figures/"],
    }


def timed(client: Any, urls: list[str]) -> tuple[float, float]:
    """(p50, p95) in milliseconds over ROUNDS requests, after three that warm up."""
    taken = []
    for n in range(ROUNDS + 3):
        url = urls[n % len(urls)]
        begun = time.perf_counter()
        response = client.get(url)
        if response.status_code != 200:
            sys.exit(f"{url} answered {response.status_code}")
        taken.append((time.perf_counter() - begun) * 1000)
    taken = sorted(taken[3:])
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


if __name__ == "__main__":
    main()
