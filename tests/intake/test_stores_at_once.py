"""Another intake commits an id between this one's look and its write: on PostgreSQL that is told by a second look."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from linli.intake.stores import Existing, Row, StoreFailed
from linli.intake.stores.postgresql import KEEP, PostgresqlStore
from tests.intake.conftest import fact_id

AT = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
THERE = (fact_id(1), "daily_answer", AT, "first", "")
MISSED = (fact_id(1), None, None, None, None)


class Between:
    """A connection whose write found the id taken, and whose look before it had not."""

    def __init__(self, *there: tuple[Any, ...]) -> None:
        self.there = there

    async def fetch(self, statement: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        if statement == KEEP:
            return [MISSED]
        return [one for one in self.there if one[0] in values[0]]

    async def fetchval(self, statement: str, *values: Any) -> bool:
        return False

    def is_closed(self) -> bool:
        return False

    def terminate(self) -> None:
        return


def kept(connection: Between) -> Mapping[UUID, Existing]:
    store = PostgresqlStore({"NAME": "linli"})
    store._connection = connection  # type: ignore[assignment]
    row = Row(
        fact_id(1), UUID(int=1), UUID(int=2), "daily_answer", AT, AT, None, "", "other", None, None, "", ""
    )
    return asyncio.run(store.keep([row]))


def test_what_another_intake_kept_a_moment_before_was_there_before() -> None:
    assert kept(Between(THERE))[fact_id(1)].digest == "first"


def test_what_is_neither_written_nor_there_is_never_called_kept() -> None:
    with pytest.raises(StoreFailed):
        kept(Between())
