"""Facts in order go into the database by a short way, others by a long one: what is in the table afterwards is the same."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from linli.intake.app import Intake
from linli.intake.models import Fact
from linli.intake.stores import Row, store_for
from linli.intake.stores.base import COLUMNS
from tests.intake.conftest import fact_id

Loop = asyncio.AbstractEventLoop
AT = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
MOMENTS = (
    AT,
    AT + timedelta(microseconds=123_000),
    AT + timedelta(microseconds=7),
    datetime(1, 1, 2, tzinfo=UTC),
)
CLOCKS = (None, 0, -2_000_000_000, 86_400)


def rows(first: int) -> list[Row]:
    return [
        Row(
            fact_id(first + at), UUID(int=at), UUID(int=2), "gate.scan" if at else "daily_answer", moment,
            AT + timedelta(seconds=at), clock, f"k1:{'+/=x' * at}", f"{at:032}", None, None, "", "",
        )
        for at, (moment, clock) in enumerate(zip(MOMENTS, CLOCKS, strict=True))
    ]  # fmt: skip


def odd(number: int) -> Row:
    return Row(
        fact_id(number), UUID(int=1), UUID(int=2), 'z\n"', AT, AT, None, "k1:", "f" * 32, fact_id(1), AT,
        "intake.unknown_kind", 'Expected "…",\\ got {a, b}',
    )  # fmt: skip


def written(*ids: UUID) -> list[Any]:
    """As the database has it, types included; without the ids."""
    names = ", ".join(COLUMNS[1:])
    if connection.vendor == "sqlite":
        names += ", " + ", ".join(f"typeof({name})" for name in COLUMNS[1:])
    with connection.cursor() as cursor:
        found = []
        for one in ids:
            cursor.execute(f"SELECT {names} FROM intake_fact WHERE id = %s", [one.hex])
            found.append(cursor.fetchone())
    return found


@pytest.mark.django_db(transaction=True)
def test_both_ways_write_the_same(intake: Intake, loop: Loop) -> None:
    assert loop.run_until_complete(intake.store.keep(rows(0))) == {}
    assert loop.run_until_complete(intake.store.keep([*rows(10), odd(20)])) == {}
    assert written(*(fact_id(at) for at in range(4))) == written(*(fact_id(at) for at in range(10, 14)))
    made = dict(Fact.objects.values_list("id", "made_at"))
    assert [made[fact_id(at)] for at in range(4)] == list(MOMENTS)
    aside = Fact.objects.defer("body").get(pk=fact_id(20))
    assert (aside.kind, aside.reason, aside.detail, aside.same_id_as, aside.quarantined_at) == (
        'z\n"', "intake.unknown_kind", 'Expected "…",\\ got {a, b}', fact_id(1), AT,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_was_there_is_told_and_the_rest_is_written(intake: Intake, loop: Loop) -> None:
    loop.run_until_complete(intake.store.keep(rows(0)[:2]))
    there = loop.run_until_complete(intake.store.keep(rows(0)))
    assert {one: known.digest for one, known in there.items()} == {
        fact_id(at): f"{at:032}" for at in range(2)
    }
    assert there[fact_id(1)].made_at == MOMENTS[1]
    assert Fact.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_intakes_at_once_one_has_written_each_fact(intake: Intake, loop: Loop) -> None:
    async def play() -> tuple[set[UUID], set[UUID]]:
        other = store_for()
        one, two = sorted(rows(0), key=by_id), sorted([*rows(0)[2:], *rows(4)[:2]], key=by_id)
        there = await asyncio.gather(intake.store.keep(one), other.keep(two))
        await other.close()
        return {row.id for row in one} - there[0].keys(), {row.id for row in two} - there[1].keys()

    one, two = loop.run_until_complete(play())
    assert not one & two
    assert one | two == {fact_id(at) for at in range(6)}


def by_id(row: Row) -> UUID:
    return row.id
