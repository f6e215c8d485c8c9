"""Writing many rows at once, many times as fast as one ORM object at a time, on both databases.

Rows are given as mappings of column attributes (`household_id`, `name`), as `vars(instance)` has them. Values go
through the model's own fields, so what is encrypted is encrypted here too. What `save` would have derived must be
there already.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from linli.core.fields import EncryptedJSON, EncryptedText

PIECE = 2000
Values = Mapping[str, Any]
Prepare = Callable[[Any], Any]


def blank(model: type[models.Model]) -> dict[str, Any]:
    """The defaults of a model's columns, to be laid under the values of each new row. Ids must be given."""
    return {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.null or not isinstance(field, models.ForeignKey))
    }


def insert(model: type[models.Model], rows: Sequence[Values]) -> None:
    if not rows:
        return
    _need_transaction()
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    names = ", ".join(_quoted(field) for field in fields)
    values = _tuples(rows, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {_table(model)} ({names}) FROM STDIN", values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})", values)  # noqa: S608 - names are the model's own


def update(model: type[models.Model], rows: Sequence[Values], names: Sequence[str]) -> None:
    """Write these columns of rows that are in the database; each row has its id too."""
    if not rows:
        return
    _need_transaction()
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    sets = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    values = _tuples(rows, [*fields, model._meta.pk])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_table(model)} SET {sets} WHERE {_quoted(model._meta.pk)} = %s", values)  # noqa: S608 - names are the model's own


def delete(model: type[models.Model], keys: Iterable[UUID]) -> int:
    """Delete rows by their ids, with whatever hangs on them; return how many."""
    waiting, gone = iter(keys), 0
    while piece := list(islice(waiting, PIECE)):
        gone += model._base_manager.filter(pk__in=piece).delete()[1].get(model._meta.label, 0)
    return gone


def look_again(*tables: type[models.Model]) -> None:
    """Let the database count its rows anew: after thousands of new ones it would choose its indexes badly."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 400")
        for model in tables:
            cursor.execute(f"ANALYZE {_table(model)}")


def _tuples(rows: Sequence[Values], fields: Sequence[Any]) -> list[tuple[Any, ...]]:
    columns = [_column(rows, field) for field in fields]
    return list(zip(*columns, strict=True))


def _column(rows: Sequence[Values], field: Any) -> list[Any]:
    """One column of all rows, as the database takes it: the way to convert is found once."""
    name = field.attname
    prepare = _preparer(field.target_field if isinstance(field, models.ForeignKey) else field)
    if prepare is None:
        return [row[name] for row in rows]
    return [None if (value := row[name]) is None else prepare(value) for row in rows]


def _preparer(field: Any) -> Prepare | None:
    """How the database takes a value of this field; None where it takes it as it is."""
    postgresql = connection.vendor == "postgresql"
    if isinstance(field, EncryptedText | EncryptedJSON):
        return lambda value: field.get_prep_value(value)
    if isinstance(field, models.UUIDField):
        return None if postgresql else _hex
    if isinstance(field, models.DateTimeField):
        return None if postgresql else _Moments(field)
    if isinstance(field, models.DateField):
        return None if postgresql else date.isoformat
    if isinstance(field, models.CharField):
        return str if field.choices else None
    if isinstance(field, models.IntegerField | models.BooleanField):
        return None
    if isinstance(field, models.JSONField):
        empty = field.get_db_prep_save({}, connection)
        return lambda value: field.get_db_prep_save(value, connection) if value else empty
    return lambda value: field.get_db_prep_save(value, connection)


def _hex(value: UUID) -> str:
    return value.hex


class _Moments(dict[datetime, Any]):
    """A batch has one time for all its rows; it is converted once."""

    def __init__(self, field: Any) -> None:
        self._field = field

    def __missing__(self, value: datetime) -> Any:
        self[value] = self._field.get_db_prep_save(value, connection)
        return self[value]

    def __call__(self, value: datetime) -> Any:
        return self[value]


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _need_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Rows are written in the transaction of their action.")
