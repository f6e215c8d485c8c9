"""`make bench`: measures Linli against the limits of its design, prints a table, writes JSON.

    make bench                      all, at the sizes of the design (takes some minutes the first time)
    python -m benchmarks.run --quick        small sizes, to see that it works
    python -m benchmarks.run pages import   some of it

Cities are made once and kept under benchmarks/results/, which is not part of the repository.
"""

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
PARTS = (
    "import",
    "pages",
    "growth",
    "figures",
    "intake",
    "morning",
    "claims",
    "roster",
    "gates",
    "odd_passes",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    parts = given.parts or list(PARTS)
    rows: list[dict[str, Any]] = []
    for part in parts:
        rows += measured(part, quick=given.quick)
        show(rows)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    print(f"written to {path}")


def measured(part: str, *, quick: bool) -> list[dict[str, Any]]:
    """Run one part in a process of its own, so that memory and settings do not mix."""
    command = [sys.executable, "-m", f"benchmarks.{part}_rows" if part == "import" else f"benchmarks.{part}"]
    done = subprocess.run(
        [*command, *(["--quick"] if quick else [])], stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def show(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'what':58} {'measured':>12} {'limit':>10}  unit")
    for row in rows:
        mark = "" if row.get("good", True) else "  <-- over the limit"
        limit = "" if row.get("limit") is None else f"{row['limit']:g}"
        print(f"{row['what']:58} {row['measured']:>12.2f} {limit:>10}  {row['unit']}{mark}")


if __name__ == "__main__":
    main()
