"""What scans of one commit do to each other, and who waits for whom."""

import asyncio
import json
from typing import Any, cast

import pytest
from django.db import connection, transaction

from linli.gates.locking import lock_keys
from linli.gates.models import GatePass, PassUse
from linli.intake.stores.postgresql import PostgresqlStore
from tests.gates.conftest import gate, keeper, key, make_gate, make_pass  # noqa: F401 - fixtures
from tests.intake.conftest import Phone, fact_id
from tests.intake.test_gate_scans import PATH, Ask, ask, at_gate, issued, told  # noqa: F401 - fixtures

# ruff: noqa: F811 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_taken_back_in_the_same_commit_was_not_used(
    at_gate: Phone, ask: Ask, issued: GatePass
) -> None:
    answers = told(
        at_gate, ask(1, issued), ask(2, issued, done="let_through", people=2, instead_of=str(fact_id(1)))
    )
    assert [one["code"] for one in answers] == ["gates.ok", "gates.too_many"]
    assert PassUse.objects.get().pk == fact_id(2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer and no other locks")
def test_who_writes_about_the_same_household_waits_for_the_gate_and_nobody_afterwards(
    at_gate: Phone, ask: Ask, issued: GatePass
) -> None:
    told(at_gate, ask(1, issued))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,)
        with transaction.atomic():
            lock_keys([issued.household_id or issued.pk])
            asked = at_gate.loop.create_task(
                at_gate.requested("POST", PATH, json.dumps(ask(2, issued)).encode())
            )
            while not _waits_for_a_lock(at_gate.loop, cursor):
                pass
            PassUse.objects.all().delete()
        answer = at_gate.loop.run_until_complete(asked)
    # It looked when it had the lock: the first use was gone by then.
    assert answer.json["scans"][0]["code"] == "gates.ok"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans each time")
def test_what_was_planned_while_a_table_was_empty_still_uses_its_index(at_gate: Phone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE gates_passuse")
    at_gate.request("GET", "/intake/v1/health")
    store = cast("PostgresqlStore", at_gate.app.store)
    asked = "EXPLAIN DELETE FROM gates_passuse WHERE id = ANY($1::uuid[])"
    plan = at_gate.loop.run_until_complete(store._do(lambda one: one.fetch(asked, [fact_id(1)])))
    assert "Seq Scan" not in str(plan)


def _waits_for_a_lock(loop: asyncio.AbstractEventLoop, cursor: Any) -> bool:
    loop.run_until_complete(asyncio.sleep(0.01))
    cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
    return bool(cursor.fetchone()[0])
