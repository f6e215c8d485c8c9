"""Scans of gates in the embedded database: everything between BEGIN IMMEDIATE and COMMIT, in the thread that writes."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from linli.core.sqlite.base import id_from
from linli.gates.judging import HomeRow, Known, PassRow, UseRow
from linli.intake.stores.base import USE_COLUMNS, Decide, KeptScan, Wanted
from linli.lib.periods import local_day

IDS = "(SELECT value FROM json_each(?))"
FACTS = f"SELECT id, user_id, kind, body, digest FROM intake_fact WHERE id IN {IDS}"  # noqa: S608 - names of our own
PASSES = (
    "SELECT id, slip, kind, area_code, valid_from, valid_until, people, every_days, times, max_hours, forfeits, state, "
    "household_id FROM gates_gatepass WHERE "
)
BY_ID = f"{PASSES} id IN {IDS}"
BY_SLIP = f"{PASSES} slip IN {IDS}"
BY_HOME = f"{PASSES} kind = 'household' AND state = 'valid' AND household_id IN {IDS}"
HOMES = f"""
SELECT h.id, h.area_code, h.compound, h.door, h.part,
       EXISTS (SELECT 1 FROM registers_restriction r WHERE r.household_id = h.id AND r.from_at <= :at AND r.until_at > :at
               AND r.lifted_at IS NULL),
       (SELECT e.kind FROM gates_errand e WHERE e.household_id = h.id AND e.from_on <= :day AND e.until_on > :day
        AND e.withdrawn_at IS NULL ORDER BY e.granted_at DESC LIMIT 1)
FROM registers_household h WHERE h.id IN {IDS.replace("?", ":ids")}
"""  # noqa: S608 - names of our own
USES = """
SELECT u.id, u.pass_id, u.household_id, u.direction, u.at, u.counts, coalesce(g.name, ''), s.id IS NOT NULL, s.due_back_at
FROM gates_passuse u LEFT JOIN gates_gate g ON g.id = u.gate_id LEFT JOIN gates_gatescan s ON s.id = u.id
"""
OF_HOMES = f"{USES} WHERE u.household_id IN {IDS}"
OF_PASSES = f"{USES} WHERE u.household_id IS NULL AND u.pass_id IN {IDS}"
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
    passes = [
        *_passes(connection, BY_ID, [one.hex for one in wanted.passes]),
        *_passes(connection, BY_SLIP, list(wanted.slips)),
        *_passes(connection, BY_HOME, [one.hex for one in wanted.homes]),
    ]
    homes = {*wanted.homes, *(one.household_id for one in passes if one.household_id)}
    alone = wanted.passes | {one.id for one in passes if not one.household_id}
    uses = [*_uses(connection, OF_HOMES, homes), *_uses(connection, OF_PASSES, alone)]
    return Known(passes, _homes(connection, homes, wanted.at), uses)


def _passes(connection: sqlite3.Connection, query: str, values: Sequence[str]) -> Iterable[PassRow]:
    if not values:
        return
    for row in connection.execute(query, (msgspec.json.encode(values).decode(),)):
        pk, slip, kind, area, begins, ends, people, every_days, times, hours, forfeits, state, home = row
        yield PassRow(
            id_from(pk), slip, kind, area, _moment(begins), _moment(ends), people, every_days, times, hours, forfeits, state,
            _id(home),
        )  # fmt: skip


def _homes(connection: sqlite3.Connection, ids: Iterable[UUID], at: datetime) -> Iterable[HomeRow]:
    given = {"ids": _hexes(ids), "at": _text(at), "day": local_day(at).isoformat()}
    for pk, area, compound, door, part, restricted, granted in connection.execute(HOMES, given):
        yield HomeRow(id_from(pk), area, compound, door, part, bool(restricted), granted or "")


def _uses(connection: sqlite3.Connection, query: str, ids: Iterable[UUID]) -> Iterable[UseRow]:
    for row in connection.execute(query, (_hexes(ids),)):
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
