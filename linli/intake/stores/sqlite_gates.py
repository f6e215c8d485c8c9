"""Scans of gates in the embedded database: everything between BEGIN IMMEDIATE and COMMIT, in the thread that writes."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from linli.core.sqlite.base import id_from
from linli.gates.judging import HomeRow, Known, PassRow, UseRow
from linli.intake.stores.base import USE_COLUMNS, Decide, KeptScan, Wanted
from linli.lib.periods import local_day

IDS = "(SELECT value FROM json_each(?))"
FACTS = f"SELECT id, user_id, kind, body, digest FROM intake_fact WHERE id IN {IDS}"  # noqa: S608 - names of our own
HOME = """
h.id, h.area_code, h.compound, h.door, h.part,
EXISTS (SELECT 1 FROM registers_restriction r WHERE r.household_id = h.id AND r.from_at <= :at AND r.until_at > :at
        AND r.lifted_at IS NULL),
(SELECT e.kind FROM gates_errand e WHERE e.household_id = h.id AND e.from_on <= :day AND e.until_on > :day
 AND e.withdrawn_at IS NULL ORDER BY e.granted_at DESC LIMIT 1)
"""
PASSES = f"""
SELECT p.id, p.slip, p.kind, p.area_code, p.valid_from, p.valid_until, p.people, p.every_days, p.times, p.max_hours, p.forfeits,
       p.state, p.household_id, {HOME}
FROM gates_gatepass p LEFT JOIN registers_household h ON h.id = p.household_id WHERE
"""  # noqa: S608 - names of our own
GIVEN = "(SELECT value FROM json_each(:given))"
BY_ID = f"{PASSES} p.id IN {GIVEN}"
BY_SLIP = f"{PASSES} p.slip IN {GIVEN}"
BY_HOME = f"{PASSES} p.kind = 'household' AND p.state = 'valid' AND p.household_id IN {GIVEN}"
HOMES = f"SELECT {HOME} FROM registers_household h WHERE h.id IN {GIVEN}"  # noqa: S608 - names of our own
USES = """
SELECT u.id, u.pass_id, u.household_id, u.direction, u.at, u.counts, coalesce(g.name, ''), s.id IS NOT NULL, s.due_back_at
FROM gates_passuse u LEFT JOIN gates_gate g ON g.id = u.gate_id LEFT JOIN gates_gatescan s ON s.id = u.id
"""
OF_HOMES = f"{USES} WHERE u.household_id IN {IDS}"
OF_PASSES = f"{USES} WHERE u.household_id IS NULL AND u.pass_id IN {IDS}"
NONE = "[]"
PASS_COLUMNS = len(PassRow.__struct_fields__)
INSERT_USE = (
    f"INSERT INTO gates_passuse ({', '.join(USE_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - names of our own
    "ON CONFLICT (id) DO NOTHING"
)
TAKE_BACK = f"DELETE FROM gates_passuse WHERE id IN {IDS}"  # noqa: S608 - names of our own


def settle(connection: sqlite3.Connection, wanted: Wanted, decide: Decide, insert_facts: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        kept = {one.id: one for one in _kept(connection, wanted.facts)}
        decided = decide(_known(connection, wanted), kept)
        if decided.rows:
            connection.execute(insert_facts, (msgspec.json.encode(decided.rows).decode(),))
        connection.executemany(
            INSERT_USE,
            [
                (u.id.hex, _hex(u.pass_id), _hex(u.household_id), u.gate_id.hex, u.direction, _text(u.at), u.counts)
                for u in decided.uses
            ],
        )  # fmt: skip
        if decided.taken_back:
            connection.execute(TAKE_BACK, (_hexes(decided.taken_back),))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _kept(connection: sqlite3.Connection, ids: Iterable[UUID]) -> Iterable[KeptScan]:
    for pk, user, *rest in connection.execute(FACTS, (_hexes(ids),)):
        yield KeptScan(id_from(pk), id_from(user), *rest)


def _known(connection: sqlite3.Connection, wanted: Wanted) -> Known:
    times = {"at": _text(wanted.at), "day": local_day(wanted.at).isoformat()}
    by_door = [one.hex for one in wanted.homes]
    rows = [
        *_rows(connection, BY_ID, [one.hex for one in wanted.passes], times),
        *_rows(connection, BY_SLIP, list(wanted.slips), times),
        *_rows(connection, BY_HOME, by_door, times),
    ]
    passes = [_pass(row[:PASS_COLUMNS]) for row in rows]
    homes = [_home(row[PASS_COLUMNS:]) for row in rows if row[PASS_COLUMNS]]
    homes += [_home(row) for row in _rows(connection, HOMES, by_door, times)]
    alone = wanted.passes - {one.id for one in passes if one.household_id}
    alone |= {one.id for one in passes if not one.household_id}
    uses = [*_uses(connection, OF_HOMES, {one.id for one in homes}), *_uses(connection, OF_PASSES, alone)]
    return Known(passes, homes, uses)


def _rows(
    connection: sqlite3.Connection, query: str, values: Sequence[str], times: Mapping[str, str]
) -> Iterable[tuple[Any, ...]]:
    if not values:
        return ()
    given = {**times, "given": msgspec.json.encode(values).decode()}
    return connection.execute(query, given)


def _pass(row: Sequence[Any]) -> PassRow:
    pk, slip, kind, area, begins, ends, people, every_days, times, hours, forfeits, state, home = row
    return PassRow(
        id_from(pk), slip, kind, area, _moment(begins), _moment(ends), people, every_days, times, hours, forfeits, state,
        _id(home),
    )  # fmt: skip


def _home(row: Sequence[Any]) -> HomeRow:
    pk, area, compound, door, part, restricted, granted = row
    return HomeRow(id_from(pk), area, compound, door, part, bool(restricted), granted or "")


def _uses(connection: sqlite3.Connection, query: str, ids: Iterable[UUID]) -> Iterable[UseRow]:
    wanted = _hexes(ids)
    for row in connection.execute(query, (wanted,)) if wanted != NONE else ():
        pk, a_pass, home, direction, at, counts, gate, is_row, due = row
        yield UseRow(
            id_from(pk), _id(a_pass), _id(home), direction, _moment(at), bool(counts), gate, bool(is_row),
            _moment(due) if due else None,
        )  # fmt: skip


def _hexes(ids: Iterable[UUID]) -> str:
    return msgspec.json.encode([one.hex for one in ids]).decode()


def _hex(one: UUID | None) -> str | None:
    return one.hex if one else None


def _id(text: str | None) -> UUID | None:
    return id_from(text) if text else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(at: datetime) -> str:
    """As Django keeps it on SQLite."""
    return str(at.astimezone(UTC).replace(tzinfo=None))
