"""Locking scarce or shared rows in one way: inside a transaction, sorted, so that two actions cannot deadlock."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connections, models, transaction

M = TypeVar("M", bound=models.Model)


def lock_rows(rows: models.QuerySet[M], keys: Iterable[Any]) -> list[M]:
    """Lock the rows with these primary keys and return them as they are now, in key order.

    On SQLite the whole database is already locked for writing (IMMEDIATE); on PostgreSQL the second
    transaction waits here for the first.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Rows are locked inside a transaction.")
    wanted = rows.filter(pk__in=list(keys)).order_by("pk")
    if rows.query.select_related and connections[rows.db].features.has_select_for_update:
        # PostgreSQL reads a row that it had to wait for anew, but what is joined to it as it was before, and leaves the
        # row out where the two no longer belong together. So: lock, then read.
        list(wanted.select_related(None).only("pk").select_for_update(of=("self",)))
        return list(wanted)
    return list(wanted.select_for_update(of=("self",)))
