"""Scans of gates in PostgreSQL, right with several intakes at once: who uses a pass or a household holds its lock."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from linli.gates.judging import HomeRow, Known, PassRow, UseRow
from linli.gates.locking import numbers_of
from linli.intake.stores.base import USE_COLUMNS, Decide, Decided, KeptScan, StoreFailed, Wanted
from linli.lib.periods import local_day

HOME = """
h.id, h.area_code, h.compound, h.door, h.part,
EXISTS (SELECT 1 FROM registers_restriction r WHERE r.household_id = h.id AND r.from_at <= $1 AND r.until_at > $1
        AND r.lifted_at IS NULL),
coalesce((SELECT e.kind FROM gates_errand e WHERE e.household_id = h.id AND e.from_on <= $2 AND e.until_on > $2
          AND e.withdrawn_at IS NULL ORDER BY e.granted_at DESC LIMIT 1), '')
"""
PASSES = f"""
SELECT p.id, p.slip, p.kind, p.area_code, p.valid_from, p.valid_until, p.people, p.every_days, p.times, p.max_hours, p.forfeits,
       p.state, p.household_id, {HOME}
FROM gates_gatepass p LEFT JOIN registers_household h ON h.id = p.household_id WHERE
"""  # noqa: S608 - names of our own
BY_ID = f"{PASSES} p.id = ANY($3::uuid[])"
BY_ALL = f"""{PASSES} p.id = ANY($3::uuid[]) OR p.slip = ANY($4::text[])
OR (p.kind = 'household' AND p.state = 'valid' AND p.household_id = ANY($5::uuid[]))"""
HOMES = f"SELECT {HOME} FROM registers_household h WHERE h.id = ANY($3::uuid[])"  # noqa: S608 - names of our own
USES_FROM = """
SELECT u.id, u.pass_id, u.household_id, u.direction, u.at, u.counts, coalesce(g.name, ''), s.id IS NOT NULL, s.due_back_at
FROM gates_passuse u LEFT JOIN gates_gate g ON g.id = u.gate_id LEFT JOIN gates_gatescan s ON s.id = u.id
"""
USES = f"""
{USES_FROM} WHERE u.household_id = ANY($1::uuid[])
UNION ALL {USES_FROM} WHERE u.household_id IS NULL AND u.pass_id = ANY($2::uuid[])
"""
PASS_COLUMNS = len(PassRow.__struct_fields__)
FACTS = "SELECT id, user_id, kind, body, digest FROM intake_fact WHERE id = ANY($1::uuid[])"
USE_TYPES = ("uuid", "uuid", "uuid", "uuid", "text", "timestamptz", "bool")
TAKE_BACK = "DELETE FROM gates_passuse WHERE id = ANY($1::uuid[])"


def insert(facts: str, width: int) -> str:
    """Facts, of `width` columns, and uses in one statement, so that it is one round trip; how many facts were new."""
    uses = ", ".join(f"${at}::{kind}[]" for at, kind in enumerate(USE_TYPES, start=width + 1))
    return f"""
WITH fact AS ({facts} RETURNING 1),
     used AS (INSERT INTO gates_passuse ({", ".join(USE_COLUMNS)}) SELECT * FROM unnest({uses}) ON CONFLICT (id) DO NOTHING)
SELECT count(*) FROM fact
"""  # noqa: S608 - names of our own


async def settle(
    connection: "asyncpg.Connection[Any]", wanted: Wanted, decide: Decide, write: str, columns: Sequence[str]
) -> None:
    passes, homes = await _passes(connection, wanted)
    here = {*wanted.homes, *(one.household_id for one in passes if one.household_id)}
    alone = wanted.passes - {one.id for one in passes if one.household_id}
    alone |= {one.id for one in passes if not one.household_id}
    # Also by the id of the scan: with no pass and no door, the same scan may come twice at the same moment.
    await connection.execute(_begin({*here, *alone, *wanted.facts}))
    try:
        # Each statement sees what was committed before it began, so these come after the locks.
        known = Known(passes, homes, await _uses(connection, here, alone))
        kept = {row[0]: KeptScan(*row) for row in await connection.fetch(FACTS, list(wanted.facts))}
        await _write(connection, decide(known, kept), write, columns)
        await connection.execute("COMMIT")
    except BaseException:
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise


def _begin(keys: Iterable[UUID]) -> str:
    """One round trip. The numbers are our own, and the same that facts of phones lock when they become rows."""
    numbers = ",".join(map(str, numbers_of(keys)))
    return f"BEGIN; SELECT pg_advisory_xact_lock(one) FROM unnest(ARRAY[{numbers}]::bigint[]) AS one"  # noqa: S608 - numbers of our own


async def _passes(
    connection: "asyncpg.Connection[Any]", wanted: Wanted
) -> tuple[list[PassRow], list[HomeRow]]:
    """The passes with their households, and the households that were asked for by door."""
    at, day = wanted.at, local_day(wanted.at)
    homes: list[HomeRow] = []
    if wanted.slips or wanted.homes:
        by_door = list(wanted.homes)
        rows = await connection.fetch(BY_ALL, at, day, list(wanted.passes), list(wanted.slips), by_door)
        homes = [HomeRow(*row) for row in await connection.fetch(HOMES, at, day, by_door)]
    else:
        rows = await connection.fetch(BY_ID, at, day, list(wanted.passes))
    homes += [HomeRow(*row[PASS_COLUMNS:]) for row in rows if row[PASS_COLUMNS]]
    return [PassRow(*row[:PASS_COLUMNS]) for row in rows], homes


async def _uses(
    connection: "asyncpg.Connection[Any]", homes: Iterable[UUID], passes: Iterable[UUID]
) -> list[UseRow]:
    return [UseRow(*row) for row in await connection.fetch(USES, list(homes), list(passes))]


async def _write(
    connection: "asyncpg.Connection[Any]", decided: Decided, write: str, columns: Sequence[str]
) -> None:
    if decided.taken_back:
        await connection.execute(TAKE_BACK, decided.taken_back)
    if not decided.rows:
        return
    facts = [[getattr(row, name) for row in decided.rows] for name in columns]
    uses = [[getattr(use, name) for use in decided.uses] for name in USE_COLUMNS]
    if await connection.fetchval(write, *facts, *uses) != len(decided.rows):
        # A phone told the same id by its outbox a moment ago. Asked again, it is known.
        raise StoreFailed("told meanwhile")
