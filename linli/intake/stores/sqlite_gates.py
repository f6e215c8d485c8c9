"""Scans of gates in the embedded database: everything between BEGIN IMMEDIATE and COMMIT, in the thread that writes.

One question and two inserts, however many scans: see `found_gates`.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from linli.intake.stores.base import COLUMNS, USE_COLUMNS, Decide, Decided, NewUse, Row, Wanted
from linli.intake.stores.found_gates import kept_from, known_from
from linli.lib.periods import local_day

FROM_PASSES = """
SELECT id, slip, kind, area_code, valid_from || 'Z' AS begins, valid_until || 'Z' AS ends, people, every_days, times,
       max_hours, forfeits, state, household_id
FROM gates_gatepass
"""
FROM_USES = """
SELECT json_array(u.id, u.pass_id, u.household_id, u.direction, u.at || 'Z', json(iif(u.counts, 'true', 'false')),
                  coalesce(g.name, ''), json(iif(s.id IS NULL, 'false', 'true')), s.due_back_at || 'Z') AS found
FROM gates_passuse u LEFT JOIN gates_gate g ON g.id = u.gate_id LEFT JOIN gates_gatescan s ON s.id = u.id
"""
# The plus keeps the planner from the index by household: most uses of workers' passes have none.
LOOK = f"""
WITH p AS MATERIALIZED (
    {FROM_PASSES} WHERE id IN (SELECT value FROM json_each(:passes))
    UNION ALL {FROM_PASSES} WHERE slip IN (SELECT value FROM json_each(:slips))
    UNION ALL {FROM_PASSES} WHERE kind = 'household' AND state = 'valid' AND household_id IN (SELECT value FROM json_each(:homes))
),
home AS MATERIALIZED (SELECT household_id AS id FROM p UNION SELECT value FROM json_each(:homes)),
used AS (
    {FROM_USES} WHERE u.household_id IN (SELECT id FROM home)
    UNION ALL
    {FROM_USES} WHERE +u.household_id IS NULL AND u.pass_id IN (SELECT id FROM p UNION SELECT value FROM json_each(:passes))
)
SELECT
    (SELECT json_group_array(json_array(id, slip, kind, area_code, begins, ends, people, every_days, times, max_hours,
                                        forfeits, state, household_id)) FROM p),
    (SELECT json_group_array(json_array(
         h.id, h.area_code, h.compound, h.door, h.part,
         json(iif(EXISTS (SELECT 1 FROM registers_restriction r WHERE r.household_id = h.id AND r.from_at <= :at
                          AND r.until_at > :at AND r.lifted_at IS NULL), 'true', 'false')),
         coalesce((SELECT e.kind FROM gates_errand e WHERE e.household_id = h.id AND e.from_on <= :day AND e.until_on > :day
                   AND e.withdrawn_at IS NULL ORDER BY e.granted_at DESC LIMIT 1), '')))
     FROM registers_household h WHERE h.id IN (SELECT id FROM home)),
    (SELECT json_group_array(json(found)) FROM used),
    (SELECT json_group_array(json_array(id, user_id, kind, body, digest)) FROM intake_fact
     WHERE id IN (SELECT value FROM json_each(:facts)))
"""  # noqa: S608 - names of our own
TAKE_BACK = "DELETE FROM gates_passuse WHERE id IN (SELECT value FROM json_each(?))"


BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def begin(connection: sqlite3.Connection) -> bool:
    """Whether nobody else was writing."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in BUSY:
            return False
        raise
    return True


def settle(connection: sqlite3.Connection, wanted: Wanted, decide: Decide) -> None:
    """In a transaction that has begun, which is over afterwards."""
    try:
        passes, homes, uses, facts = connection.execute(LOOK, _asked(wanted)).fetchone()
        _write(connection, decide(known_from(passes, homes, uses), kept_from(facts)))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _asked(wanted: Wanted) -> dict[str, str]:
    return {
        "at": _text(wanted.at),
        "day": local_day(wanted.at).isoformat(),
        "passes": _hexes(wanted.passes),
        "slips": msgspec.json.encode(list(wanted.slips)).decode(),
        "homes": _hexes(wanted.homes),
        "facts": _hexes(wanted.facts),
    }


def _write(connection: sqlite3.Connection, decided: Decided) -> None:
    if decided.rows:
        connection.execute(_insert("intake_fact", COLUMNS, len(decided.rows)), _facts(decided.rows))
    if decided.uses:
        connection.execute(_insert("gates_passuse", USE_COLUMNS, len(decided.uses)), _uses(decided.uses))
    if decided.taken_back:
        connection.execute(TAKE_BACK, (_hexes(decided.taken_back),))


@cache
def _insert(table: str, columns: Sequence[str], rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)} ON CONFLICT (id) DO NOTHING"  # noqa: S608 - names of our own


def _facts(rows: Sequence[Row]) -> list[Any]:
    """One after another in the order of `COLUMNS`, as Django keeps them on SQLite; no scan is in quarantine."""
    values: list[Any] = []
    moments = iter(texts_of([at for row in rows for at in (row.made_at, row.received_at)]))
    for row, made_at, received_at in zip(rows, moments, moments, strict=True):
        values += (
            row.id.hex, row.device_id.hex, row.user_id.hex, row.kind, made_at, received_at, row.clock_error, row.body,
            row.digest, None, None, row.reason, row.detail,
        )  # fmt: skip
    return values


def _uses(uses: Sequence[NewUse]) -> list[Any]:
    """The same in the order of `USE_COLUMNS`."""
    values: list[Any] = []
    for use, at in zip(uses, texts_of([use.at for use in uses]), strict=True):
        values += (
            use.id.hex, _hex(use.pass_id), _hex(use.household_id), use.gate_id.hex, use.direction, at, use.counts,
        )  # fmt: skip
    return values


def texts_of(moments: list[datetime]) -> list[str]:
    """Moments in UTC as Django keeps them on SQLite: without the zone. In one call, which takes a fraction of many."""
    return msgspec.json.encode(moments).decode().replace("T", " ").replace("Z", "")[2:-2].split('","')


def _hexes(ids: Iterable[UUID]) -> str:
    return msgspec.json.encode([one.hex for one in ids]).decode()


def _hex(one: UUID | None) -> str | None:
    return one.hex if one else None


def _text(at: datetime) -> str:
    """As Django keeps it on SQLite: without the zone, which is UTC."""
    return str(at.astimezone(UTC))[:-6]
