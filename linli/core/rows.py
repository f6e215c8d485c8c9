"""Thousands of rows at once, on both databases. PostgreSQL gets them by columns, each as one array.

Many times as fast as one ORM object a row. For batches that are written the same way every time; what `save` would have
derived, sealed or checked must have been done before.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, get_args
from uuid import UUID

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from msgspec.structs import astuple

# The digits of an id, as SQLite keeps it and PostgreSQL reads it: a batch looks ids up many times, and text is found in a
# tenth of the time of a `UUID`.
Hex = str

_json = msgspec.json.Encoder(uuid_format="hex")


def write_rows(
    model: type[models.Model],
    rows: Sequence[msgspec.Struct],
    *,
    unique: Sequence[str],
    replace: Iterable[str] = (),
    add: Iterable[str] = (),
) -> None:
    """Insert rows; of those that are there by the `unique` columns, write the columns `replace`, add to the columns `add`,
    or leave them alone. Rows are written in the order given, so that two who write cannot wait for each other.

    A row is a struct whose fields are named as the columns: `household_id`, not `household`. Ids may be `UUID` or their 32
    digits, `Hex`; times are in UTC.
    """
    if not rows:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("Rows are written in the transaction of their action.")
    names = rows[0].__struct_fields__
    quote = connection.ops.quote_name
    into = ", ".join(quote(_field(model, name).column) for name in names)
    table = quote(model._meta.db_table)
    new = [f"{quote(name)} = excluded.{quote(name)}" for name in replace]
    more = [f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in add]
    sets = ", ".join([*new, *more])
    clash = f"ON CONFLICT ({', '.join(map(quote, unique))}) DO {f'UPDATE SET {sets}' if sets else 'NOTHING'}"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # no round trips there: a row by itself is cheaper than unpacking
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({into}) VALUES ({marks}) {clash}", list(_plain(rows)))  # noqa: S608
            return
        given = given_rows(type(rows[0]), model)
        cursor.execute(
            f"INSERT INTO {table} ({into}) SELECT {_listed(names)} FROM {given} WHERE true {clash}",  # noqa: S608
            as_given(rows),
        )


def rows_by_key(
    model: type[models.Model], keys: Sequence[msgspec.Struct], columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    """These columns of the rows whose columns have the values of one of the structs, as the driver gives them.

    Each by the index, however many are wanted: asked to join, PostgreSQL would rather read a whole table of today.
    """
    if not keys:
        return []
    quote = connection.ops.quote_name
    wanted = ", ".join(f"row.{quote(name)}" for name in columns)
    same = " AND ".join(f"row.{quote(name)} = given.{quote(name)}" for name in keys[0].__struct_fields__)
    given, table = given_rows(type(keys[0]), model), quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        each = f"LATERAL (SELECT {wanted} FROM {table} AS row WHERE {same} OFFSET 0) AS found"  # noqa: S608 - names of our own
        statement = f"SELECT found.* FROM {given} CROSS JOIN {each}"  # noqa: S608
    else:  # CROSS, so that SQLite goes through what is wanted and not through the table.
        statement = f"SELECT {wanted} FROM {given} CROSS JOIN {table} AS row WHERE {same}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, as_given(keys))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def as_given(rows: Sequence[msgspec.Struct]) -> list[str]:
    """The parameters of `given_rows`."""
    if connection.vendor == "postgresql":
        return [_array(column) for column in zip(*map(astuple, rows), strict=True)]
    return [_json.encode(rows).decode()]


def _array(column: Sequence[Any]) -> str:
    """A column as PostgreSQL reads an array. But for what JSON writes with a backslash, both are written the same way."""
    text = _json.encode(column).decode()[1:-1]
    if "\\" in text:
        text = ",".join("null" if value is None else _quoted(value) for value in column)
    return f"{{{text}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def given_rows(
    row: type[msgspec.Struct], model: type[models.Model], like: Mapping[str, str] | None = None
) -> str:
    """What stands in a FROM for many structs, at least one: rows named `given`, with a column for each field.

    A column is of the type of the model's column of that name, or of the one that `like` names.
    """
    fields = {name: _field(model, (like or {}).get(name, name)) for name in row.__struct_fields__}
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{_kind(field)}[]" for field in fields.values())
        names = ", ".join(f'"{name}"' for name in fields)
        return f"unnest({arrays}) AS given({names})"
    columns = ", ".join(f'{_unpacked(field, name)} AS "{name}"' for name, field in fields.items())
    return f"(SELECT {columns} FROM json_each(%s)) AS given"  # noqa: S608 - names of our own


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _target(field: Any) -> Any:
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _kind(field: Any) -> str:
    """Its type on PostgreSQL; text without its length: a cast to varchar(8) would cut what is too long, and say nothing."""
    target = _target(field)
    if isinstance(target, models.CharField | models.TextField):
        return "text"
    return str(target.db_type(connection))


def _unpacked(field: Any, name: str) -> str:
    """A value out of the JSON, in the form in which Django keeps it on SQLite."""
    value = f"value->>'{name}'"
    if isinstance(_target(field), models.DateTimeField):
        return f"replace(replace({value}, 'T', ' '), 'Z', '')"
    return value


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'given."{name}"' for name in names)


# ---- values as Django keeps them on SQLite ------------------------------------------------------------------
def _plain(rows: Sequence[msgspec.Struct]) -> Iterable[tuple[Any, ...]]:
    """Each row as text and numbers. By columns: most are so already."""
    columns: list[Sequence[Any]] = list(zip(*map(astuple, rows), strict=True))
    for at, make in _making(type(rows[0])):
        columns[at] = make(columns[at])
    return zip(*columns, strict=True)


Make = Callable[[Sequence[Any]], Sequence[Any]]


@cache
def _making(row: type[msgspec.Struct]) -> tuple[tuple[int, Make], ...]:
    """The columns of such rows that are no text or numbers, and what makes text of them."""
    return tuple(
        (at, make)
        for at, field in enumerate(msgspec.structs.fields(row))
        for kind, make in MADE.items()
        if field.type == kind or kind in get_args(field.type)
    )


def _each(make: Callable[[Any], str | int]) -> Make:
    return lambda values: [None if value is None else make(value) for value in values]


def _utc_texts(moments: Sequence[datetime | None]) -> Sequence[str | None]:
    """All in one call where none is missing and all are in UTC, as those of a batch are: one by one takes eight times as long."""
    if not all(at is not None and at.tzinfo is UTC for at in moments):
        return _one_by_one(moments)
    text = _json.encode(moments).decode()
    return text[2:-2].replace("T", " ").replace("Z", "").split('","')


_one_by_one = _each(lambda at: str(at.astimezone(UTC))[:-6])
MADE: Mapping[type, Make] = {
    UUID: _each(attrgetter("hex")),
    datetime: _utc_texts,
    date: _each(lru_cache(1000)(date.isoformat)),
    bool: _each(int),  # which is what it becomes; the driver looks long for what to make of anything else
}


class among(Expression):  # noqa: N801 - reads as a condition: filter(among("pk", ids))
    """The rows whose column has one of these ids, however many: one parameter, where `__in` has one for each."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, column: str, ids: Collection[UUID | Hex]) -> None:
        super().__init__()
        self._column: Any = models.F(column)
        self._ids = ids

    def get_source_expressions(self) -> list[Any]:
        return [self._column]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        (self._column,) = expressions

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, parameters = compiler.compile(self._column)
        if (
            connection.vendor == "postgresql"
        ):  # as text: the driver takes longer for a list of ids than the query does
            array = "{" + ",".join(map(digits_of, self._ids)) + "}"
            return f"{column} = ANY(%s::uuid[])", [*parameters, array]
        hexes = _json.encode(list(self._ids)).decode()
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, hexes]  # noqa: S608 - a column of our own


def plain_rows(rows: models.QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` of ids, text, days, numbers and yes or no, as the database's driver gives them; ids as `Hex`.

    Django asks each value of each row what it may be; a batch of facts reads thousands. Not for times and sealed text.
    """
    compiler = rows.query.get_compiler(using=connection.alias)
    try:
        statement, parameters = compiler.as_sql()
    except EmptyResultSet:
        return []
    if connection.vendor == "postgresql":
        statement = _with_digits(
            statement, [_is_id(column.output_field) for column, *_rest in compiler.select]
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _with_digits(statement: str, are_ids: Sequence[bool]) -> str:
    names = [f"c{at}" for at in range(len(are_ids))]
    columns = [DIGITS.format(name) if is_id else name for name, is_id in zip(names, are_ids, strict=True)]
    return f"SELECT {', '.join(columns)} FROM ({statement}) AS found({', '.join(names)})"  # noqa: S608 - names of our own


# The digits of an id on PostgreSQL.
DIGITS = "replace({}::text, '-', '')"


def digits_of(given: UUID | Hex) -> Hex:
    """Of an id as the database's driver gave it."""
    return given if isinstance(given, str) else given.hex


def digits(given: UUID | Hex | None) -> Hex | None:
    return None if given is None else digits_of(given)


def _is_id(field: Any) -> bool:
    return isinstance(_target(field), models.UUIDField)
