"""Where facts are kept before a device is answered: one store for each database, beside Django's own connections."""

from typing import Any

from django.db import connections

from linli.intake.stores.base import (
    Decide,
    Decided,
    DeviceRow,
    Existing,
    KeptScan,
    NewUse,
    Note,
    Row,
    Store,
    StoreFailed,
    Wanted,
)

__all__ = [
    "Decide",
    "Decided",
    "DeviceRow",
    "Existing",
    "KeptScan",
    "NewUse",
    "Note",
    "Row",
    "Store",
    "StoreFailed",
    "Wanted",
    "store_for",
]


def store_for(settings: dict[str, Any] | None = None) -> Store:
    """The store for a database as Django's settings name it; by default the one that the pages use."""
    database = settings or connections["default"].settings_dict
    if database["ENGINE"].endswith("postgresql"):
        from linli.intake.stores.postgresql import PostgresqlStore

        return PostgresqlStore(database)
    from linli.intake.stores.sqlite import SqliteStore

    return SqliteStore(database)
