"""Who waited for a row gets it as it is now, and what belongs to it too."""

import threading
from time import sleep

import pytest
from django.db import connection, transaction

from linli.areas.models import Area
from linli.core.locks import lock_rows
from linli.registers.models import Resident
from tests.conftest import settle


def test_outside_a_transaction_nothing_is_locked() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        lock_rows(Area.objects.all(), [])


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_a_resident_that_moves_finds_the_new_household(
    resident: Resident, building: Area
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")
    other, found = settle(building, "3-2-502"), list[Resident]()

    def wait() -> None:
        try:
            with transaction.atomic():
                found.extend(lock_rows(Resident.everywhere.select_related("household"), [resident.pk]))
        finally:
            connection.close()

    waiting = threading.Thread(target=wait)
    with transaction.atomic():
        lock_rows(Resident.everywhere.all(), [resident.pk])
        waiting.start()
        until_somebody_waits()
        Resident.everywhere.filter(pk=resident.pk).update(household=other)
    waiting.join(120)
    assert [one.household for one in found] == [other]


def until_somebody_waits() -> None:
    for _tenth in range(1200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.1)
    raise AssertionError("Nobody waited for the row.")
