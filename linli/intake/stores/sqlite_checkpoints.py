"""Moves what was committed from the log of SQLite into its file, beside the commits instead of in one of them.

SQLite by itself does so within every so-many-eth commit, which takes four times as long as the others: whoever waits
for it at a gate waits as well. Here a thread with a connection of its own does it fifty times a second. A writer never
waits for it; only where it cannot keep up does a commit do it as before, once the log is as long as it may stay.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable

logger = logging.getLogger("linli.intake")

# Often: while much is moved at once, a commit waits for the same disk.
SECONDS_BETWEEN = 0.02
# And on a slow disk less often: so many times as long as it took, commits have the disk for themselves.
TIMES_AS_LONG = 2
# In pages of 4 kB: the log is as long then as `journal_size_limit` lets it stay.
AT_THE_LATEST = f"PRAGMA wal_autocheckpoint={16_000}"
CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


class Checkpoints:
    """`connect` is called in the thread that uses the connection."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._is_due = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def soon(self) -> None:
        """Something was committed."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="linli-checkpoints", daemon=True)
            self._thread.start()
        self._is_due.set()

    def close(self) -> None:
        self._ended.set()
        self._is_due.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        pause = SECONDS_BETWEEN
        while self._is_due.wait() and not self._ended.wait(pause):
            self._is_due.clear()
            begun = time.monotonic()
            try:
                connection = connection or self._connect()
                connection.execute(CHECKPOINT).fetchone()
            except sqlite3.Error as error:
                logger.warning("The log of the database could not be emptied: %s", error)
            pause = max(SECONDS_BETWEEN, TIMES_AS_LONG * (time.monotonic() - begun))
        if connection is not None:
            connection.close()
