"""Django's SQLite backend; a day's list has three thousand ids, and half of its time went into checking their text."""

from typing import Any
from uuid import UUID, SafeUUID

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations


def id_from(text: str) -> UUID:
    """The id of 32 hexadecimal digits, as this database keeps it.

    `UUID(text)` takes five ways of writing and checks each; what comes from a column has one.
    """
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int(text, 16))
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


class Operations(DatabaseOperations):
    def convert_uuidfield_value(self, value: Any, expression: Any, connection: Any) -> UUID | None:
        return None if value is None else id_from(value)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
