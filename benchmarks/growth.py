"""Ten times the residents: page time grows by less than half."""

import json
import subprocess
import sys
from typing import Any

LIMIT = 1.5

CODE = """
import json
from benchmarks.city import ensure_city, use
use(ensure_city({residents}))
from benchmarks.pages import measure_pages
for row in measure_pages({residents}): print(json.dumps(row, ensure_ascii=False))
"""


def main() -> None:
    small, large = (2_000, 20_000) if "--quick" in sys.argv else (100_000, 1_000_000)
    for before, after in zip(rows(small), rows(large), strict=True):
        ratio = after["p50"] / before["p50"]
        what = before["what"].split(f", {small:,}")[0]
        row = {"what": f"{what}, time at 10 x residents", "measured": ratio, "limit": LIMIT, "unit": "x"}
        print(json.dumps({**row, "good": ratio <= LIMIT}, ensure_ascii=False), flush=True)


def rows(residents: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-c", CODE.format(residents=residents)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


if __name__ == "__main__":
    main()
