"""A workbook of 200,000 rows: checked, matched and written in at most 60 s, with less than 1 GB."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
LIMIT_S = 60.0
LIMIT_MB = 1000.0
COMMUNITY = "231085100006"


def main() -> None:
    rows = 2_000 if "--quick" in sys.argv else 200_000
    home = RESULTS / "import-home"
    shutil.rmtree(home, ignore_errors=True)
    books = RESULTS / f"workbooks-{rows}"
    if not books.exists():
        run(
            "simulate",
            "--workbooks",
            str(books),
            "--residents",
            str(rows),
            "--seed",
            "3",
            home=RESULTS / "workbook-home",
        )

    run("simulate", "--residents", "1", "--seed", "1", home=home)
    for path in sorted(books.glob("*.xlsx")):
        shutil.rmtree(home, ignore_errors=True)
        run("simulate", "--residents", "1", "--seed", "1", home=home)
        seconds, megabytes, totals = timed_import(path, home)
        for what, measured, limit, unit in (
            ("time", seconds, LIMIT_S, "s"),
            ("peak memory", megabytes, LIMIT_MB, "MB"),
        ):
            row = {"what": f"import {path.stem}, {rows:,} rows, {what}", "measured": measured, "limit": limit,
                   "unit": unit, "good": measured <= limit, "totals": totals}  # fmt: skip
            print(json.dumps(row, ensure_ascii=False), flush=True)


def timed_import(path: Path, home: Path) -> tuple[float, float, object]:
    begun = time.perf_counter()
    output = run("register", "import", str(path), "--area", COMMUNITY, "--json", home=home)
    seconds = time.perf_counter() - begun
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, megabytes, json.loads(output).get("totals")


def run(*arguments: str, home: Path) -> str:
    environment = {**os.environ, "LINLI_HOME": str(home)}
    done = subprocess.run([sys.executable, "-m", "linli", *arguments], env=environment, stdout=subprocess.PIPE,
                          text=True, check=True)  # fmt: skip
    return done.stdout


if __name__ == "__main__":
    main()
