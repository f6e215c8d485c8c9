"""Killed at any moment: everything that was acknowledged is there once, and becomes rows once."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from linli.intake.actions import NewDevice
from linli.intake.devices import Sender
from linli.intake.parcels import parcel_of
from linli.intake.reading import read_facts
from linli.intake.stores import store_for
from linli.registers.models import Household
from tests.faults.conftest import ROUNDS, Machine, wait_until
from tests.faults.phones import Phones

pytestmark = pytest.mark.django_db(transaction=True)

BATCHES = 60 * ROUNDS
WAITING = "SELECT count(*) FROM intake_fact WHERE derived_at IS NULL"


@pytest.fixture
def phones(machine: Machine, device: NewDevice, households: list[Household]) -> Iterator[Phones]:
    made = Phones(machine.port, device.token, [one.pk for one in households], batches=BATCHES)
    yield made
    made.up.set()


def test_the_intake_is_killed_while_phones_send(machine: Machine, phones: Phones) -> None:
    intake = machine.start_intake()
    phones.start()
    for number in range(ROUNDS):
        # A moment at which some were answered and some are under way.
        wait_until(
            lambda number=number: len(phones.acknowledged) > len(phones.sent) * (number + 0.5) / (ROUNDS + 1)
        )
        machine.kill(intake)
        phones.up.clear()
        acknowledged = set(phones.acknowledged)
        assert acknowledged <= ids_of(machine)
        intake = machine.start_intake()
        phones.up.set()
    wait_until(phones.is_done)
    phones.join()
    assert phones.other_answers == []
    assert ids_of(machine) == phones.sent
    assert machine.number("SELECT count(*) FROM intake_fact") == len(phones.sent)


def ids_of(machine: Machine) -> set[str]:
    found = (str(row[0]) for row in machine.rows("SELECT id FROM intake_fact"))
    return {
        one if "-" in one else f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in found
    }


def test_the_worker_is_killed_while_it_turns_facts_into_rows(
    machine: Machine, phones: Phones, device: NewDevice
) -> None:
    keep(machine, phones, device)
    total = len(phones.sent)
    for _round in range(max(1, ROUNDS - 1)):
        before = machine.number(WAITING)
        worker = machine.derive()
        wait_until(
            lambda before=before, worker=worker: worker.poll() is not None or machine.number(WAITING) < before
        )
        machine.kill(worker)
    assert machine.derive().wait() == 0
    assert machine.number(WAITING) == 0
    assert machine.number("SELECT count(*) FROM rounds_contactentry") == total
    assert machine.number("SELECT sum(contacts) FROM rounds_householdday") == total
    contacts = "SELECT sum(n) FROM rounds_daytally WHERE measure = 'rounds.contacts' AND grain = '{}'"
    assert [machine.number(contacts.format(grain)) for grain in ("place", "area")] == [total, total]
    # Of a household's answers of a day all but the first name the first.
    first = "SELECT count(*) FROM rounds_contactentry WHERE after_id IS NULL"
    assert machine.number(first) == machine.number("SELECT count(*) FROM rounds_householdday")


def keep(machine: Machine, phones: Phones, device: NewDevice) -> None:
    """As the intake does, without its server."""
    where = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(machine.home / "linli.db")}
    sender = Sender(device.device.pk, device.device.user_id, True, 0.0, 0.0, 0.0)
    received_at = datetime(2026, 11, 20, 4, tzinfo=UTC)

    async def keep_all() -> None:
        store = store_for(where if (machine.home / "linli.db").exists() else None)
        for number, batch in enumerate(phones._waiting):
            facts = read_facts(batch, lines=False, limit=100)
            at = received_at + timedelta(seconds=number)
            parcel = parcel_of(facts, sender=sender, received_at=at, clock_error=None, language="en")
            await store.keep(parcel.rows)
        await store.close()

    asyncio.run(keep_all())
