"""For jobs that write tens of thousands of rows one after another."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# More of the indexes in memory: 96 MB. The log is moved into the file less often: when it has 64 MB.
ROOMY = (("cache_size", -98_304), ("wal_autocheckpoint", 16_000))


@contextmanager
def many_rows() -> Iterator[None]:
    """Python does not look for circles, of which such rows have none: that takes a tenth of the time. SQLite keeps
    more of its indexes in memory, and moves its log into the file less often; both are as before afterwards.
    """
    sqlite = connection.vendor == "sqlite"
    collects = gc.isenabled()
    gc.disable()
    before = [(name, _pragma(name)) for name, _value in ROOMY] if sqlite else []
    for name, value in ROOMY if sqlite else ():
        _pragma(name, value)
    try:
        yield
    finally:
        for name, value in before:
            _pragma(name, value)
        if collects:
            gc.enable()


def _pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
