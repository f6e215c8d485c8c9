"""`make test`: all tests on SQLite, again on PostgreSQL, then in a real browser; says loudly what it left out."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PYTEST = str(Path(sys.executable).with_name("pytest"))


def main() -> int:
    given = sys.argv[1:]
    on_postgresql = [sys.executable, "-m", "tests.on_postgresql"]
    runs = [
        ("on SQLite", [PYTEST, "-n", "2", "-q", "-m", "not browser and not every_page", *given]),
        (
            "on PostgreSQL",
            [*on_postgresql, PYTEST, "-n", "2", "-q", "-m", "not browser and not every_page", *given],
        ),
    ]
    left_out: list[str] = []
    if os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"):
        runs.append(("in a browser", [PYTEST, "-q", "-m", "browser", *given]))
        runs.append(("of every page in a browser", [PYTEST, "-n", "2", "-q", "-m", "every_page", *given]))
    else:
        left_out.append(
            "tests in a browser, and of every page with axe: no Chromium found. Install it (Debian: chromium) or set LINLI_CHROMIUM."
        )
    failed = [name for name, command in runs if not succeeds(name, command)]
    for sentence in left_out:
        print(f"\n*** LEFT OUT: {sentence} ***", flush=True)
    print(f"\n==> {'FAILED ' + ', '.join(failed) if failed else 'All tests passed'}", flush=True)
    return 1 if failed else 0


def succeeds(name: str, command: list[str]) -> bool:
    print(f"\n==> Tests {name}", flush=True)
    begun = time.monotonic()
    good = subprocess.call(command) == 0
    print(f"==> {name}: {'passed' if good else 'FAILED'} in {time.monotonic() - begun:.0f} s", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
