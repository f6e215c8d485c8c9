"""Facts into the embedded database: one connection in one thread, all rows handed over at once. Scans: see `_settled_here`.

SQLite takes them apart without holding the interpreter's lock, so that the next requests are read meanwhile. Facts that
are all new and in order go in by one statement, which is a transaction of its own: see `INSERT_NEW`. Where one is not, all of
them go the longer way, by way of JSON.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from linli.core.environment import SQLITE_PRAGMAS
from linli.intake.stores import sqlite_gates
from linli.intake.stores.base import COLUMNS, Decide, DeviceRow, Existing, Note, Row, StoreFailed, Wanted
from linli.intake.stores.sqlite_checkpoints import AT_THE_LATEST, Checkpoints

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

UUIDS = {"id", "device_id", "user_id", "same_id_as"}
MOMENTS = {"made_at", "received_at", "quarantined_at", "last_seen_at"}


def _value(name: str, at: int) -> str:
    """A column out of the JSON, in the form in which Django keeps it on SQLite."""
    value = f"value->>{at}"
    if name in UUIDS:
        return f"replace({value}, '-', '')"
    if name in MOMENTS:
        return f"replace(replace({value}, 'T', ' '), 'Z', '')"
    return value


def _values(names: Iterable[str]) -> str:
    return ", ".join(_value(name, at) for at, name in enumerate(names))


INSERT = (
    f"INSERT INTO intake_fact ({', '.join(COLUMNS)}) SELECT {_values(COLUMNS)} FROM json_each(?) WHERE true "  # noqa: S608 - names of our own
    "ON CONFLICT (id) DO NOTHING"
)
# The ids of a row come as JSON, quoted, so that no Python goes over them.
IDS_WIDTH = len(msgspec.json.encode(["0" * 32] * 3)) + 1  # and a comma


def _id(at: int) -> str:
    return f"CAST(substr(:ids, key * {IDS_WIDTH} + {3 + at * 35}, 32) AS TEXT)"


def _cut(name: str) -> str:
    return f"rtrim(CAST(substr(:{name}, key * :{name}_width + 1, :{name}_width) AS TEXT))"


PACKED = {
    "id": _id(0),
    "device_id": _id(1),
    "user_id": _id(2),
    "digest": _cut("digest"),
    "kind": _cut("kind"),
    "made_at": _cut("made_at"),
    "received_at": _cut("received_at"),
    "clock_error": f"nullif({_cut('clock_error')}, '')",
    "body": "value",
    "reason": "''",
    "detail": "''",
}
# A transaction of its own. Fails as a whole where one of them is there already.
INSERT_NEW = (
    f"INSERT INTO intake_fact ({', '.join(COLUMNS)}) "  # noqa: S608 - names of our own
    f"SELECT {', '.join(PACKED.get(name, 'NULL') for name in COLUMNS)} FROM json_each(:bodies)"
)
KNOWN = (
    "SELECT id, kind, made_at, digest, reason FROM intake_fact "
    "WHERE id IN (SELECT replace(value->>0, '-', '') FROM json_each(?))"
)
BODY = "SELECT body FROM intake_fact WHERE id = ?"
DEVICES = (
    "SELECT d.token_hash, d.id, d.user_id, d.revoked_at IS NULL AND u.is_active "
    "FROM intake_device d JOIN people_user u ON u.id = d.user_id "
    "WHERE d.token_hash IN (SELECT value FROM json_each(?))"
)
NOTE = f"""
WITH n (id, seen, version, waiting, ahead) AS (SELECT {_values(Note.__struct_fields__)} FROM json_each(?))
UPDATE intake_device SET last_seen_at = n.seen, app_version = n.version, waiting = n.waiting, clock_error = n.ahead
FROM n WHERE intake_device.id = n.id
"""  # noqa: S608 - names of our own

# The inserts of `sqlite_gates` are one for each number of rows.
STATEMENTS = 400

_hex = msgspec.json.Encoder(uuid_format="hex")


class SqliteStore:
    name = "sqlite"

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._path = str(database["NAME"])
        self._timeout = float(database.get("OPTIONS", {}).get("timeout", 20))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="linli-facts")
        self._connection: sqlite3.Connection | None = None  # of the thread
        self._here: sqlite3.Connection | None = None  # of the loop
        self._checkpoints = Checkpoints(self._connect)

    async def keep(self, rows: Sequence[Row]) -> Mapping[UUID, Existing]:
        return await self._do(lambda connection: _keep(connection, rows))

    async def body_of(self, fact_id: UUID) -> str:
        row = await self._do(lambda connection: connection.execute(BODY, (fact_id.hex,)).fetchone())
        return str(row[0]) if row else ""

    async def devices(self, token_hashes: Iterable[str]) -> Mapping[str, DeviceRow]:
        wanted = _json(list(token_hashes))
        rows = await self._do(lambda connection: connection.execute(DEVICES, (wanted,)).fetchall())
        return {row[0]: DeviceRow(UUID(row[1]), UUID(row[2]), bool(row[3])) for row in rows}

    async def note(self, notes: Sequence[Note]) -> None:
        text = _json(notes)
        await self._do(lambda connection: connection.execute(NOTE, (text,)))

    async def settle(self, wanted: Wanted, decide: Decide) -> None:
        if not self._settled_here(wanted, decide):
            await self._do(lambda connection: _settle(connection, wanted, decide))

    async def ping(self) -> None:
        await self._do(lambda connection: connection.execute("SELECT 1").fetchone())

    async def close(self) -> None:
        self._disconnect_here()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _settled_here(self, wanted: Wanted, decide: Decide) -> bool:
        """Scans are few, and all who could be answered meanwhile wait for them: handing them to the thread and back takes as
        long as writing them. Where somebody else is writing the loop would stand still: then the thread waits.
        """
        try:
            if self._here is None:
                self._here = self._connect(timeout=0)
            if not sqlite_gates.begin(self._here):
                return False
            sqlite_gates.settle(self._here, wanted, decide)
        except sqlite3.Error as error:
            self._disconnect_here()
            raise StoreFailed(str(error)) from error
        self._checkpoints.soon()
        return True

    def _disconnect_here(self) -> None:
        if self._here is not None:
            self._here.close()
            self._here = None

    async def _do(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_thread, work)

    def _in_thread(self, work: Work[T]) -> T:
        try:
            if self._connection is None:
                self._connection = self._connect()
            changed = self._connection.total_changes
            done = work(self._connection)
            if self._connection.total_changes != changed:
                self._checkpoints.soon()
            return done
        except sqlite3.Error as error:
            self._disconnect()
            raise StoreFailed(str(error)) from error

    def _close(self) -> None:
        self._checkpoints.close()
        self._disconnect()

    def _connect(self, *, timeout: float | None = None) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=self._timeout if timeout is None else timeout,
            isolation_level=None,
            uri=self._path.startswith("file:"),
            cached_statements=STATEMENTS,
        )
        connection.executescript(SQLITE_PRAGMAS)
        connection.execute(AT_THE_LATEST)
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _settle(connection: sqlite3.Connection, wanted: Wanted, decide: Decide) -> None:
    connection.execute("BEGIN IMMEDIATE")
    sqlite_gates.settle(connection, wanted, decide)


def _keep(connection: sqlite3.Connection, rows: Sequence[Row]) -> dict[UUID, Existing]:
    if all(not row.reason for row in rows):
        try:
            connection.execute(INSERT_NEW, _packed(rows))
            return {}
        except sqlite3.IntegrityError:
            pass  # nothing of them was written
    return _keep_new(connection, rows)


def _packed(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows as few texts as can be, of which SQLite finds each part by counting."""
    return {
        "ids": _hex.encode([(row.id, row.device_id, row.user_id) for row in rows])[1:],
        **_even("digest", [row.digest.encode() for row in rows]),
        **_even("kind", [row.kind.encode() for row in rows]),
        **_even("made_at", _moments([row.made_at for row in rows])),
        **_even("received_at", _moments([row.received_at for row in rows])),
        **_even("clock_error", [b"" if row.clock_error is None else b"%d" % row.clock_error for row in rows]),
        "bodies": _json([row.body for row in rows]),
    }


def _even(name: str, texts: Sequence[bytes]) -> dict[str, Any]:
    """All in one, each with the same width."""
    width = max(map(len, texts), default=0)
    return {name: b"".join([text.ljust(width) for text in texts]), f"{name}_width": width}


def _moments(moments: list[datetime]) -> list[bytes]:
    """As Django keeps them on SQLite; those of a row are in UTC."""
    return msgspec.json.encode(moments).replace(b"T", b" ").replace(b"Z", b"")[2:-2].split(b'","')


def _keep_new(connection: sqlite3.Connection, rows: Sequence[Row]) -> dict[UUID, Existing]:
    """Those that are new; what is known of the others."""
    text = _json(rows)
    connection.execute("BEGIN IMMEDIATE")
    try:
        known = connection.execute(KNOWN, (text,)).fetchall()
        if len(known) < len(rows):
            connection.execute(INSERT, (text,))
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return {UUID(row[0]): Existing(row[1], _moment(row[2]), row[3], row[4]) for row in known}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
