"""Facts into PostgreSQL: one connection of its own, each batch as arrays, a column an array.

Facts that are all new and in order go in by a short way, `KEEP_NEW`. Where one is not, all of them go by `KEEP`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from linli.intake.stores import postgresql_gates
from linli.intake.stores.base import COLUMNS, Decide, DeviceRow, Existing, Note, Row, StoreFailed, Wanted
from linli.intake.stores.postgresql_gates import as_array

T = TypeVar("T")

TYPES = {
    "id": "uuid", "device_id": "uuid", "user_id": "uuid", "same_id_as": "uuid", "made_at": "timestamptz",
    "received_at": "timestamptz", "quarantined_at": "timestamptz", "clock_error": "int",
}  # fmt: skip
ARRAYS = ", ".join(f"${at}::{TYPES.get(name, 'text')}[]" for at, name in enumerate(COLUMNS, start=1))
INSERT_FACTS = f"INSERT INTO intake_fact ({', '.join(COLUMNS)}) SELECT * FROM unnest({ARRAYS})"  # noqa: S608 - names of our own
KNOWN = "SELECT id, kind, made_at, digest, reason FROM intake_fact WHERE id = ANY($1::uuid[])"
# All parts of one statement see the table as it was before it: `there` finds only what was there already. An id that is
# neither there nor fresh was committed by another connection in between; its kind is empty here. Nothing comes back of
# what is fresh: nearly always that is everything.
KEEP = f"""
WITH fresh AS ({INSERT_FACTS} ON CONFLICT (id) DO NOTHING RETURNING id), there AS ({KNOWN})
SELECT id, kind, made_at, digest, reason FROM there
UNION ALL SELECT id, NULL, NULL, NULL, NULL FROM unnest($1::uuid[]) AS sent(id)
WHERE id NOT IN (SELECT id FROM fresh) AND id NOT IN (SELECT id FROM there)
"""  # noqa: S608 - names of our own
# Arrays as text: see `as_array`. What the facts of one request share goes over once.
# A function, because what it catches is in no log; of this connection alone, so that it is always the one this code expects.
PREPARE = """
CREATE FUNCTION pg_temp.keep_new(text, text, text, text, text, text, uuid[], uuid[], timestamptz[], int[])
RETURNS bool LANGUAGE plpgsql VOLATILE AS $keep$
BEGIN
    INSERT INTO intake_fact (
        id, kind, made_at, digest, body, device_id, user_id, received_at, clock_error, reason, detail
    )
    SELECT id, kind, made_at, digest, body, $7[sending], $8[sending], $9[sending], $10[sending], '', ''
    FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::int[])
        AS sent(id, kind, made_at, digest, body, sending);
    RETURN true;
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END $keep$
"""
KEEP_NEW = "SELECT pg_temp.keep_new($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
BODY = "SELECT body FROM intake_fact WHERE id = $1"
DEVICES = """
SELECT d.token_hash, d.id, d.user_id, d.revoked_at IS NULL AND u.is_active AS is_open
FROM intake_device d JOIN people_user u ON u.id = d.user_id WHERE d.token_hash = ANY($1::text[])
"""
NOTE = """
UPDATE intake_device SET last_seen_at = n.seen, app_version = n.version, waiting = n.waiting, clock_error = n.ahead
FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::int[], $5::int[]) AS n(id, seen, version, waiting, ahead)
WHERE intake_device.id = n.id
"""
# An answer means that it is on the disk, whatever the server's default is. Statements are planned once, for indexes: planning
# them anew took longer than all the rest, and a plan that was made while a table was empty reads all of it ever after.
SERVER = {
    "application_name": "linli intake", "synchronous_commit": "on", "lock_timeout": "5s",
    "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off",
}  # fmt: skip
SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 30


class PostgresqlStore:
    name = "postgresql"

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._where = {
            "host": database.get("HOST") or None,
            "port": int(database["PORT"]) if database.get("PORT") else None,
            "user": database.get("USER") or None,
            "password": database.get("PASSWORD") or None,
            "database": database["NAME"],
            "ssl": database.get("OPTIONS", {}).get("sslmode"),
        }
        self._connection: asyncpg.Connection[Any] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def keep(self, rows: Sequence[Row]) -> Mapping[UUID, Existing]:
        known = await self._do(lambda connection: _kept(connection, rows))
        return {row[0]: Existing(row[1], row[2], row[3], row[4]) for row in known}

    async def body_of(self, fact_id: UUID) -> str:
        return await self._do(lambda connection: connection.fetchval(BODY, fact_id)) or ""

    async def devices(self, token_hashes: Iterable[str]) -> Mapping[str, DeviceRow]:
        wanted = list(token_hashes)
        rows = await self._do(lambda connection: connection.fetch(DEVICES, wanted))
        return {row[0]: DeviceRow(row[1], row[2], row[3]) for row in rows}

    async def note(self, notes: Sequence[Note]) -> None:
        columns = [[getattr(note, name) for note in notes] for name in Note.__struct_fields__]
        await self._do(lambda connection: connection.execute(NOTE, *columns))

    async def settle(self, wanted: Wanted, decide: Decide) -> None:
        await self._do(lambda connection: postgresql_gates.settle(connection, wanted, decide))

    async def ping(self) -> None:
        await self._do(lambda connection: connection.fetchval("SELECT 1"))

    async def close(self) -> None:
        async with self._one_at_a_time:
            if self._connection is not None:
                await self._connection.close()
                self._connection = None

    async def _do(self, work: "Callable[[asyncpg.Connection[Any]], Awaitable[T]]") -> T:
        async with self._one_at_a_time:
            try:
                return await work(await self._connected())
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                self._drop()
                raise StoreFailed(type(error).__name__) from error

    async def _connected(self) -> "asyncpg.Connection[Any]":
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                **self._where,
                server_settings=SERVER,
                timeout=SECONDS_TO_CONNECT,
                command_timeout=SECONDS_TO_ANSWER,
            )
            await self._connection.execute(PREPARE + ";" + postgresql_gates.PREPARE)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def _packed(rows: Sequence[Row]) -> list[Any]:
    """What `keep_new` takes."""
    sendings: dict[tuple[Any, ...], int] = {}
    numbers = [
        sendings.setdefault((row.device_id, row.user_id, row.received_at, row.clock_error), len(sendings) + 1)
        for row in rows
    ]
    return [
        as_array([row.id for row in rows]),
        as_array([row.kind for row in rows]),
        as_array([row.made_at for row in rows]),
        as_array([row.digest for row in rows]),
        as_array([row.body for row in rows]),
        as_array(numbers),
        *map(list, zip(*sendings, strict=True)),
    ]


async def _kept(connection: "asyncpg.Connection[Any]", rows: Sequence[Row]) -> list[Any]:
    """Write what is not there; what was there before, also where another intake wrote it at this very moment."""
    if all(not row.reason for row in rows) and await connection.fetchval(KEEP_NEW, *_packed(rows)):
        return []
    columns = [[getattr(row, name) for row in rows] for name in COLUMNS]
    found = await connection.fetch(KEEP, *columns)
    missed = [row[0] for row in found if row[1] is None]
    if not missed:
        return list(found)
    meanwhile = await connection.fetch(KNOWN, missed)
    if len(meanwhile) < len(missed):
        raise StoreFailed("gone meanwhile")
    return [row for row in found if row[1] is not None] + list(meanwhile)
