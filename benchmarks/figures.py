"""The figures of any area of a city of four million, with a year of daily figures: p95 at most 100 ms, on both databases.

    python -m benchmarks.figures [--quick]

Four million people are not made: a page of figures reads what was counted, and nothing else. Made are the city's tree, with 30,000
grids, and what each area above them was counted to have on each day of the year; a grid has other numbers every other month.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from benchmarks.gates import DATABASES
from benchmarks.intake import RESULTS, run
from benchmarks.tidying import tidy

LIMIT_MS = 100.0
TODAY = date.today()
YEAR = 365
DAYS_OF_A_GRID = 61
CITY = "2399"
GRIDS, PEOPLE_IN_A_GRID = 15, 130
COUNTIES, TOWNS, COMMUNITIES = 10, 12, 17  # in each: 2,040 communities, 30,600 grids, 3,978,000 people
LEVELS = ("city", "county", "town", "community", "grid")


def main() -> None:
    for name, database in DATABASES.items():
        home = RESULTS / f"figures-{name}"
        shutil.rmtree(home, ignore_errors=True)
        with database() as url:
            given = {
                **os.environ,
                "LINLI_HOME": str(home),
                "LINLI_DATABASE_URL": url,
                "LINLI_SECOND_FACTOR": "0",
                "DJANGO_SETTINGS_MODULE": "linli.settings",
            }
            run([sys.executable, "-m", "linli", "simulate", "--residents", "500", "--seed", "7"], given)
            made = [sys.executable, "-m", "benchmarks.figures", "make", *sys.argv[1:]]
            subprocess.run(made, env=given, check=True)
            tidy(url)
            asked = [sys.executable, "-m", "benchmarks.figures", "ask", name, *sys.argv[1:]]
            subprocess.run(asked, env=given, check=True)


# ---- the city ---------------------------------------------------------------------------------------
def make(*, counties: int) -> None:
    from linli.areas.history import span_of
    from linli.areas.models import Area, AreaSpan

    begun = TODAY - timedelta(days=YEAR)
    tree: list[Area] = []
    for code, level, parent in _codes(counties):
        above = next((one for one in reversed(tree) if one.code == parent), None)
        tree.append(Area(code=code, level=level, name=f"第{code[-3:]}号", parent=above, valid_from=begun))
    Area.objects.bulk_create(tree, batch_size=2000)
    AreaSpan.objects.bulk_create((span_of(area, begun) for area in tree), batch_size=2000)
    _count([str(area.code) for area in tree])


def _codes(counties: int) -> Iterator[tuple[str, str, str]]:
    """Each area after the one that it lies in."""
    yield CITY, "city", ""
    for county in range(counties):
        code = f"{CITY}{county + 1:02}"
        yield code, "county", CITY
        for town in range(TOWNS):
            yield f"{code}{town + 1:03}", "town", code
            for community in range(COMMUNITIES):
                lower = f"{code}{town + 1:03}{community + 1:03}"
                yield lower, "community", lower[:9]
                for grid in range(GRIDS):
                    yield f"{lower}{grid + 1:03}", "grid", lower


def _count(codes: list[str]) -> None:
    """What everything was counted to be, on each day."""
    from django.db import connection

    from linli.areas.measures import all_measures

    keys = [one.key for one in all_measures()]
    below = Counter(code[:length] for code in codes if len(code) == 15 for length in (4, 6, 9, 12, 15))
    areas = [
        (code, "place" if len(code) > 12 else "area", _numbers(keys, below[code] * PEOPLE_IN_A_GRID))
        for code in codes
    ]
    days: list[tuple[str, date, date | None]] = []
    for grain, step in (("area", 1), ("place", DAYS_OF_A_GRID)):
        begins = [TODAY - timedelta(days=n) for n in range(YEAR, -1, -step)]
        days += [(grain, at, after) for at, after in zip(begins, [*begins[1:], None], strict=True)]
    as_numbers = "a.numbers::jsonb" if connection.vendor == "postgresql" else "a.numbers"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE made_areas (code varchar(40), grain varchar(8), numbers text)")
        cursor.execute("CREATE TEMP TABLE made_days (grain varchar(8), from_on date, until_on date)")
        cursor.executemany("INSERT INTO made_areas VALUES (%s, %s, %s)", areas)
        cursor.executemany("INSERT INTO made_days VALUES (%s, %s, %s)", days)
        cursor.execute(
            "INSERT INTO areas_tally (code, grain, numbers, from_on, until_on) "
            f"SELECT a.code, a.grain, {as_numbers}, d.from_on, d.until_on "
            "FROM made_days d JOIN made_areas a ON a.grain = d.grain ORDER BY d.from_on, a.code"
        )
        print(f"{cursor.rowcount:,} rows of figures", file=sys.stderr)
        cursor.execute("ANALYZE")


def _numbers(keys: list[str], people: int) -> str:
    return json.dumps({key: people // (1 + at % 9) for at, key in enumerate(keys)})


# ---- its pages --------------------------------------------------------------------------------------
def ask(name: str, *, counties: int) -> None:
    import linli.wsgi  # noqa: F401 - what serves pages sets itself up, and Python's collector with it
    from benchmarks.city import browser_of
    from benchmarks.pages import ROUNDS, timed
    from linli.areas.models import Area

    leader = browser_of("command_staff", Area.objects.get(code=CITY))
    days = [TODAY - timedelta(days=n) for n in (0, 1, 30, 182, 364)]
    for level in LEVELS:
        codes = list(Area.objects.filter(code__startswith=CITY, level=level).values_list("code", flat=True))
        chosen = Random(7)
        urls = [f"/figures/?area={chosen.choice(codes)}&day={chosen.choice(days)}" for _page in range(ROUNDS)]
        p50, p95 = timed(leader, urls)
        people = f"{counties * TOWNS * COMMUNITIES * GRIDS * PEOPLE_IN_A_GRID:,} residents"
        row = {
            "what": f"{name}: figures of a {level}, {people}, a year of days, p95",
            "measured": p95,
            "p50": p50,
        }
        print(json.dumps({**row, "limit": LIMIT_MS, "unit": "ms", "good": p95 <= LIMIT_MS}), flush=True)


if __name__ == "__main__":
    of = 1 if "--quick" in sys.argv else COUNTIES
    if sys.argv[1:2] in (["make"], ["ask"]):
        import django

        django.setup()
        if sys.argv[1] == "make":
            make(counties=of)
        else:
            ask(sys.argv[2], counties=of)
    else:
        main()
