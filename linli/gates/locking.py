"""Letting one at a time write what belongs together, where there is no row that stands for it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

TAKEN_BY_GATES = 0x6A7E_0000_0000_0000


def lock_keys(keys: Iterable[UUID]) -> None:
    """Wait for everybody who writes about the same households, passes or scans, until this transaction ends.

    A pass may be unknown here, and a household has no row of its own for gates. On SQLite the database is locked for
    writing already. In one order, so that two cannot wait for each other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Keys are locked inside a transaction.")
    if connection.vendor != "postgresql":
        return
    numbers = numbers_of(keys)
    if not numbers:
        return
    with connection.cursor() as cursor:
        # One after another, in the order of the list: `unnest` keeps it.
        cursor.execute("SELECT pg_advisory_xact_lock(one) FROM unnest(%s::bigint[]) AS one", [numbers])


def numbers_of(keys: Iterable[UUID]) -> list[int]:
    """What is locked in PostgreSQL for keys, in the one order; a gate with a line locks the same."""
    return sorted({TAKEN_BY_GATES | (key.int & 0xFFFF_FFFF_FFFF) for key in keys})
