"""Thousands of rows in one statement, on both databases: they go over as one JSON text, which the database unpacks.

Many times as fast as one ORM object a row. For batches that are written the same way every time; what `save` would have
derived, sealed or checked must have been done before.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from linli.core.sqlite.base import id_from


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

    A row is a struct with `array_like=True`, whose fields are named as the columns: `household_id`, not `household`.
    """
    if not rows:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("Rows are written in the transaction of their action.")
    names = rows[0].__struct_fields__
    quote = connection.ops.quote_name
    columns = {name: model._meta.get_field(name) for name in names}
    given = ", ".join(unpacked(columns[name], at) for at, name in enumerate(names))
    into = ", ".join(quote(_column(columns[name])) for name in names)
    table = quote(model._meta.db_table)
    new = [f"{quote(name)} = excluded.{quote(name)}" for name in replace]
    more = [f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in add]
    sets = ", ".join([*new, *more])
    clash = f"({', '.join(map(quote, unique))}) DO {f'UPDATE SET {sets}' if sets else 'NOTHING'}"
    statement = (
        f"INSERT INTO {table} ({into}) SELECT {given} FROM {EACH[connection.vendor]} "  # noqa: S608 - names of our own
        f"WHERE true ON CONFLICT {clash}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [msgspec.json.encode(rows).decode()])


# What the JSON text of a statement stands as in its FROM: rows named `one`.
EACH = {"sqlite": "json_each(%s) AS one", "postgresql": "json_array_elements(%s::json) AS one(value)"}


def _column(field: Any) -> str:
    return str(field.column)


def unpacked(field: Any, at: int) -> str:
    """A value out of the JSON, in the form in which Django keeps it in this database."""
    value = f"one.value->>{at}"
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if connection.vendor == "postgresql":
        # Text without its length: a cast to varchar(8) would cut what is too long, and say nothing.
        kind = (
            "text" if isinstance(target, models.CharField | models.TextField) else target.db_type(connection)
        )
        return f"({value})::{kind}"
    if isinstance(target, models.UUIDField):
        return f"replace({value}, '-', '')"
    if isinstance(target, models.DateTimeField):
        return f"replace(replace({value}, 'T', ' '), 'Z', '')"
    return value


class among(Expression):  # noqa: N801 - reads as a condition: filter(among("pk", ids))
    """The rows whose column has one of these ids, however many: one parameter, where `__in` has one for each."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, column: str, ids: Collection[UUID]) -> None:
        super().__init__()
        self._column: Any = models.F(column)
        self._ids = ids

    def get_source_expressions(self) -> list[Any]:
        return [self._column]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        (self._column,) = expressions

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, parameters = compiler.compile(self._column)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::uuid[])", [*parameters, list(self._ids)]
        hexes = msgspec.json.encode([one.hex for one in self._ids]).decode()
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, hexes]  # noqa: S608 - a column of our own


def plain_rows(rows: models.QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` of ids, text, days, numbers and yes or no, as the database's driver gives them.

    Django asks each value of each row what it may be; a batch of facts reads thousands. Not for times and sealed text.
    """
    if connection.vendor != "sqlite":
        return list(rows)
    compiler = rows.query.get_compiler(connection=connection)
    try:
        statement, parameters = compiler.as_sql()
    except EmptyResultSet:
        return []
    ids = [at for at, (column, *_rest) in enumerate(compiler.select) if _is_id(column.output_field)]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    return [_with_ids(row, ids) for row in found] if ids else found


def _is_id(field: Any) -> bool:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return isinstance(target, models.UUIDField)


def _with_ids(row: tuple[Any, ...], ids: Iterable[int]) -> tuple[Any, ...]:
    made = list(row)
    for at in ids:
        if made[at] is not None:
            made[at] = id_from(made[at])
    return tuple(made)
