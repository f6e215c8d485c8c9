"""`make test`: the tests on SQLite, in a real browser, and on PostgreSQL; says loudly what it left out.

`make test` asks for the pages with a few roles each, and opens each of them at a desk or on a phone; `make test-whole`
(`LINLI_TEST_WHOLE=1`) with every role, and opens each at both. `LINLI_TEST_MINUTES` ends the tests after so many
minutes, for machines that would break them off: what was not reached is skipped and counted, never called passed.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PYTEST = str(Path(sys.executable).with_name("pytest"))
PLAIN = ["-n", "2", "-q", "-m", "not browser and not every_page"]
IN_BROWSER = ("in a browser", "of every page in a browser")
BROWSER, EVERY_PAGE = ["-q", "-m", "browser"], ["-n", "2", "-q", "-m", "every_page"]


def main() -> int:
    given = sys.argv[1:]
    until = ends_at()
    on_postgresql = [sys.executable, "-m", "tests.on_postgresql"]
    runs = [
        ("on SQLite", [PYTEST, *PLAIN, *given]),
        ("on PostgreSQL", [*on_postgresql, PYTEST, *PLAIN, *given]),
    ]
    left_out: list[str] = []
    if os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"):
        runs += zip(IN_BROWSER, ([PYTEST, *BROWSER, *given], [PYTEST, *EVERY_PAGE, *given]), strict=True)
    else:
        left_out.append(
            "tests in a browser, and of every page with axe: no Chromium found. Install it (Debian: chromium) or set LINLI_CHROMIUM."
        )
    failed = []
    for name, command in runs:
        if not in_time(until):
            left_out.append(
                f"tests {name}: the time of LINLI_TEST_MINUTES is over. Run them with `make test`."
            )
            continue
        if not succeeds(name, command) and not (
            name in IN_BROWSER and in_time(until) and succeeds_again(name, command)
        ):
            failed.append(name)
        if not in_time(until):
            left_out.append(f"some tests {name}: they are counted as skipped above, with this reason.")
    for sentence in left_out:
        print(f"\n*** LEFT OUT: {sentence} ***", flush=True)
    print(f"\n==> {verdict(failed, left_out)}", flush=True)
    return 1 if failed else 0


def in_time(until: float | None) -> bool:
    return until is None or time.monotonic() < until


def succeeds_again(name: str, command: list[str]) -> bool:
    """What failed in a browser, once more: a busy machine makes a phone late. A real mistake fails twice."""
    print(f"\n*** FAILED ONCE: tests {name}; those that failed run once more ***", flush=True)
    until = os.environ.pop("LINLI_TEST_UNTIL", None)  # a test that is skipped now would not have passed
    good = succeeds(f"{name}, once more", [*command, "--last-failed", "--last-failed-no-failures", "none"])
    if until:
        os.environ["LINLI_TEST_UNTIL"] = until
    return good


def verdict(failed: list[str], left_out: list[str]) -> str:
    if failed:
        return f"FAILED {', '.join(failed)}"
    return "All tests that ran passed; NOT all ran" if left_out else "All tests passed"


def ends_at() -> float | None:
    """The moment of the machine's clock, told to every test by `LINLI_TEST_UNTIL`."""
    minutes = os.environ.get("LINLI_TEST_MINUTES")
    if not minutes:
        return None
    until = time.monotonic() + 60 * float(minutes)
    os.environ["LINLI_TEST_UNTIL"] = str(until)
    return until


def succeeds(name: str, command: list[str]) -> bool:
    print(f"\n==> Tests {name}", flush=True)
    begun = time.monotonic()
    good = subprocess.call(command) == 0
    print(f"==> {name}: {'passed' if good else 'FAILED'} in {time.monotonic() - begun:.0f} s", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
