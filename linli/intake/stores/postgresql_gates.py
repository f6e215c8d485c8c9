"""Scans of gates in PostgreSQL, right with several intakes at once: who uses a pass or a household holds its lock."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from linli.gates.judging import HomeRow, Known, PassRow, UseRow
from linli.gates.locking import numbers_of
from linli.intake.stores.base import USE_COLUMNS, Decide, Decided, KeptScan, StoreFailed, Wanted
from linli.lib.periods import local_day

PASSES = """
SELECT id, slip, kind, area_code, valid_from, valid_until, people, every_days, times, max_hours, forfeits, state, household_id
FROM gates_gatepass WHERE
"""
BY_ID = f"{PASSES} id = ANY($1::uuid[])"
BY_ALL = f"""{PASSES} id = ANY($1::uuid[]) OR slip = ANY($2::text[])
OR (kind = 'household' AND state = 'valid' AND household_id = ANY($3::uuid[]))"""
HOMES = """
SELECT h.id, h.area_code, h.compound, h.door, h.part,
       EXISTS (SELECT 1 FROM registers_restriction r WHERE r.household_id = h.id AND r.from_at <= $2 AND r.until_at > $2
               AND r.lifted_at IS NULL),
       coalesce((SELECT e.kind FROM gates_errand e WHERE e.household_id = h.id AND e.from_on <= $3 AND e.until_on > $3
                 AND e.withdrawn_at IS NULL ORDER BY e.granted_at DESC LIMIT 1), '')
FROM registers_household h WHERE h.id = ANY($1::uuid[])
"""
USES_FROM = """
SELECT u.id, u.pass_id, u.household_id, u.direction, u.at, u.counts, coalesce(g.name, ''), s.id IS NOT NULL, s.due_back_at
FROM gates_passuse u LEFT JOIN gates_gate g ON g.id = u.gate_id LEFT JOIN gates_gatescan s ON s.id = u.id
"""
USES = f"""
{USES_FROM} WHERE u.household_id = ANY($1::uuid[])
UNION ALL {USES_FROM} WHERE u.household_id IS NULL AND u.pass_id = ANY($2::uuid[])
"""
FACTS = "SELECT id, user_id, kind, body, digest FROM intake_fact WHERE id = ANY($1::uuid[])"
USE_TYPES = ("uuid", "uuid", "uuid", "uuid", "text", "timestamptz", "bool")
INSERT_USES = (
    f"INSERT INTO gates_passuse ({', '.join(USE_COLUMNS)}) SELECT * FROM "  # noqa: S608 - names of our own
    f"unnest({', '.join(f'${at}::{kind}[]' for at, kind in enumerate(USE_TYPES, start=1))}) ON CONFLICT (id) DO NOTHING"
)
TAKE_BACK = "DELETE FROM gates_passuse WHERE id = ANY($1::uuid[])"


async def settle(
    connection: "asyncpg.Connection[Any]",
    wanted: Wanted,
    decide: Decide,
    insert_facts: str,
    columns: Sequence[str],
) -> None:
    passes = await _passes(connection, wanted)
    homes = {*wanted.homes, *(one.household_id for one in passes if one.household_id)}
    alone = wanted.passes - {one.id for one in passes if one.household_id}
    alone |= {one.id for one in passes if not one.household_id}
    # Also by the id of the scan: with no pass and no door, the same scan may come twice at the same moment.
    await connection.execute(_begin({*homes, *alone, *wanted.facts}))
    try:
        # Each statement sees what was committed before it began, so these come after the locks.
        known = Known(passes, await _homes(connection, homes, wanted), await _uses(connection, homes, alone))
        kept = {row[0]: KeptScan(*row) for row in await connection.fetch(FACTS, list(wanted.facts))}
        await _write(connection, decide(known, kept), insert_facts, columns)
        await connection.execute("COMMIT")
    except BaseException:
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise


def _begin(keys: Iterable[UUID]) -> str:
    """One round trip. The numbers are our own, and the same that facts of phones lock when they become rows."""
    numbers = ",".join(map(str, numbers_of(keys)))
    return f"BEGIN; SELECT pg_advisory_xact_lock(one) FROM unnest(ARRAY[{numbers}]::bigint[]) AS one"  # noqa: S608 - numbers of our own


async def _passes(connection: "asyncpg.Connection[Any]", wanted: Wanted) -> list[PassRow]:
    if wanted.slips or wanted.homes:
        rows = await connection.fetch(BY_ALL, list(wanted.passes), list(wanted.slips), list(wanted.homes))
    else:
        rows = await connection.fetch(BY_ID, list(wanted.passes))
    return [PassRow(*row) for row in rows]


async def _homes(connection: "asyncpg.Connection[Any]", ids: Iterable[UUID], wanted: Wanted) -> list[HomeRow]:
    rows = await connection.fetch(HOMES, list(ids), wanted.at, local_day(wanted.at))
    return [HomeRow(*row) for row in rows]


async def _uses(
    connection: "asyncpg.Connection[Any]", homes: Iterable[UUID], passes: Iterable[UUID]
) -> list[UseRow]:
    return [UseRow(*row) for row in await connection.fetch(USES, list(homes), list(passes))]


async def _write(
    connection: "asyncpg.Connection[Any]", decided: Decided, insert_facts: str, columns: Sequence[str]
) -> None:
    if decided.rows:
        facts = [[getattr(row, name) for row in decided.rows] for name in columns]
        done = await connection.execute(insert_facts, *facts)
        if int(done.rpartition(" ")[2]) != len(decided.rows):
            # A phone told the same id by its outbox a moment ago. Asked again, it is known.
            raise StoreFailed("told meanwhile")
    if decided.uses:
        uses = [[getattr(use, name) for use in decided.uses] for name in USE_COLUMNS]
        await connection.execute(INSERT_USES, *uses)
    if decided.taken_back:
        await connection.execute(TAKE_BACK, decided.taken_back)
