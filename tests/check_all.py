"""`make check`: every check that is not a test, one line each; shows the output of those that fail."""

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent

CHECKS: list[tuple[str, list[str]]] = [
    ("lint", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("django", ["python", "manage.py", "check", "--fail-level", "WARNING"]),
    ("templates", ["djlint", "linli", "--lint", "--quiet"]),
]


def main() -> int:
    return 1 if [name for name, command in CHECKS if not passes(name, command)] else 0


def passes(name: str, command: list[str]) -> bool:
    begun = time.monotonic()
    done = subprocess.run([str(BIN / command[0]), *command[1:]], capture_output=True, text=True, check=False)
    print(
        f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - begun:.1f} s)",
        flush=True,
    )
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
