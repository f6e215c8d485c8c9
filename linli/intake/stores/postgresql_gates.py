"""Scans of gates in PostgreSQL, right with several intakes at once: who uses a pass or a household holds its lock.

Two round trips, however many scans: lock and look; write, commit and let go. The locks are of the session, so that they last
until after the commit. They go with the connection where anything fails.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg
import msgspec

from linli.gates.judging import Known
from linli.gates.locking import TAKEN_BY_GATES
from linli.intake.stores.base import USE_COLUMNS, Decide, Decided, StoreFailed, Wanted
from linli.intake.stores.found_gates import kept_from, known_from
from linli.lib.periods import local_day

# The numbers are those of `locking.numbers_of`, which facts of phones lock when they become rows.
NUMBER = f"({TAKEN_BY_GATES} | ('x0000' || right(id::text, 12))::bit(64)::bigint)"
# A function, because each statement in one sees what was committed before it began: the second looks when the locks
# are held. It is of this connection alone, so that it is always the one that this code expects.
PREPARE_LOOK = f"""
CREATE FUNCTION pg_temp.look(
    at timestamptz, day date, asked_passes uuid[], asked_slips text[], asked_homes uuid[], asked_facts uuid[],
    asked_alone uuid[],
    OUT passes text, OUT homes text, OUT uses text, OUT facts text
) LANGUAGE plpgsql VOLATILE AS $look$
DECLARE
    pass_ids uuid[]; home_ids uuid[]; of_homes uuid[];
BEGIN
    SELECT coalesce(array_agg(p.id), '{{}}'), coalesce(array_agg(p.household_id), '{{}}'),
           coalesce(array_agg(p.id) FILTER (WHERE p.household_id IS NOT NULL), '{{}}') INTO pass_ids, home_ids, of_homes
    FROM gates_gatepass p WHERE p.id = ANY(asked_passes) OR p.slip = ANY(asked_slips)
        OR (p.kind = 'household' AND p.state = 'valid' AND p.household_id = ANY(asked_homes));
    home_ids := array_remove(home_ids, NULL) || asked_homes;
    -- The turns of a household are one; a pass without one has its own.
    PERFORM pg_advisory_lock(one) FROM (
        SELECT DISTINCT {NUMBER} AS one
        FROM unnest(asked_passes || pass_ids || home_ids || asked_alone) AS given(id)
        WHERE id <> ALL(of_homes) ORDER BY 1
    ) AS numbers;
    SELECT coalesce(json_agg(json_build_array(
        p.id, p.slip, p.kind, p.area_code, p.valid_from, p.valid_until, p.people, p.every_days, p.times, p.max_hours,
        p.forfeits, p.state, p.household_id)), '[]') INTO passes
    FROM gates_gatepass p WHERE p.id = ANY(pass_ids);
    SELECT coalesce(json_agg(json_build_array(
        h.id, h.area_code, h.compound, h.door, h.part,
        EXISTS (SELECT 1 FROM registers_restriction r WHERE r.household_id = h.id AND r.from_at <= at AND r.until_at > at
                AND r.lifted_at IS NULL),
        coalesce((SELECT e.kind FROM gates_errand e WHERE e.household_id = h.id AND e.from_on <= day AND e.until_on > day
                  AND e.withdrawn_at IS NULL ORDER BY e.granted_at DESC LIMIT 1), ''))), '[]') INTO homes
    FROM registers_household h WHERE h.id = ANY(home_ids);
    SELECT coalesce(json_agg(json_build_array(
        u.id, u.pass_id, u.household_id, u.direction, u.at, u.counts,
        coalesce((SELECT g.name FROM gates_gate g WHERE g.id = u.gate_id), ''),
        EXISTS (SELECT 1 FROM gates_gatescan s WHERE s.id = u.id),
        (SELECT s.due_back_at FROM gates_gatescan s WHERE s.id = u.id))), '[]') INTO uses
    FROM gates_passuse u WHERE u.household_id = ANY(home_ids) OR u.pass_id = ANY(asked_passes || pass_ids);
    SELECT coalesce(json_agg(json_build_array(f.id, f.user_id, f.kind, f.body, f.digest)), '[]') INTO facts
    FROM intake_fact f WHERE f.id = ANY(asked_facts);
END $look$
"""  # noqa: S608 - names of our own
LOOK = "SELECT passes, homes, uses, facts FROM pg_temp.look($1, $2, $3, $4, $5, $6, $7)"
LET_GO = "SELECT pg_advisory_unlock_all()"
# What a scan's fact says; it is in no quarantine.
FACT_TYPES = {
    "id": "uuid", "device_id": "uuid", "user_id": "uuid", "kind": "text", "made_at": "timestamptz", "received_at": "timestamptz",
    "clock_error": "int", "body": "text", "digest": "text",
}  # fmt: skip
USE_TYPES = ("uuid", "uuid", "uuid", "uuid", "text", "timestamptz", "bool")
GIVEN = len(FACT_TYPES) + len(USE_TYPES) + 1  # arrays: of facts, of uses, and what is taken back


def _unnested(types: Iterable[str], *, start: int) -> str:
    """Arrays as text: see `as_array`."""
    return f"unnest({', '.join(f'${at}::text::{kind}[]' for at, kind in enumerate(types, start=start))})"


# Facts, uses, and what is taken back, in one statement. A fact that a phone told by its outbox a moment ago makes all of it
# fail. Asked again, it is known.
WRITE = f"""
WITH fact AS (
    INSERT INTO intake_fact ({", ".join(FACT_TYPES)}, reason, detail)
    SELECT *, '', '' FROM {_unnested(FACT_TYPES.values(), start=1)}
),
gone AS (DELETE FROM gates_passuse WHERE id = ANY(${GIVEN}::text::uuid[]))
INSERT INTO gates_passuse ({", ".join(USE_COLUMNS)})
SELECT * FROM {_unnested(USE_TYPES, start=len(FACT_TYPES) + 1)} ON CONFLICT (id) DO NOTHING
"""  # noqa: S608 - names of our own
# A procedure, because one may commit: what is let go then is let go after the commit, in the same round trip.
PREPARE_WRITE = f"""
CREATE PROCEDURE pg_temp.write_scans({", ".join(["text"] * GIVEN)}) LANGUAGE plpgsql AS $write$
BEGIN
    {WRITE};
    COMMIT;
    PERFORM pg_advisory_unlock_all();
END $write$
"""
CALL_WRITE = f"CALL pg_temp.write_scans({', '.join(f'${at}' for at in range(1, GIVEN + 1))})"
PREPARE = f"{PREPARE_LOOK};{PREPARE_WRITE}"


def as_array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it, which quotes as JSON does; nothing in the values has to be escaped.

    One call writes such a text, and PostgreSQL reads it in a process of its own, while each value by itself takes many times
    as long.
    """
    return f"{{{msgspec.json.encode(values)[1:-1].decode()}}}"


async def settle(connection: "asyncpg.Connection[Any]", wanted: Wanted, decide: Decide) -> None:
    try:
        found = await connection.fetchrow(
            LOOK, wanted.at, local_day(wanted.at), list(wanted.passes), list(wanted.slips), list(wanted.homes),
            list(wanted.facts), list(wanted.alone),
        )  # fmt: skip
        known = known_from(found["passes"], found["homes"], found["uses"])
        _need_locked(known)
        await _write(connection, decide(known, kept_from(found["facts"])))
    except BaseException:
        connection.terminate()
        raise


def _need_locked(known: Known) -> None:
    """A pass went to another household while its lock was waited for. Asked again, that one is locked."""
    for one in known.passes.values():
        if one.household_id and one.household_id not in known.homes:
            raise StoreFailed("moved meanwhile")


async def _write(connection: "asyncpg.Connection[Any]", decided: Decided) -> None:
    if decided.rows:
        facts = [as_array([getattr(row, name) for row in decided.rows]) for name in FACT_TYPES]
        uses = [as_array([getattr(use, name) for use in decided.uses]) for name in USE_COLUMNS]
        await connection.execute(CALL_WRITE, *facts, *uses, as_array(decided.taken_back))
    else:
        await connection.execute(LET_GO)
