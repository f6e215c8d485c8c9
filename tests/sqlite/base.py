"""A fresh database costs ten seconds of a good processor, a minute of a busy one, and each run needs several.

The first run makes one by all migrations and keeps a copy in `.pytest_cache`; whoever comes later copies that one. The
copy's name hangs on every migration's text, so a changed one is never missed. Delete the folder to begin anew.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.db.backends.sqlite3.creation import DatabaseCreation as AsInDjango
from django.db.migrations.loader import MigrationLoader

from linli.core.sqlite import base

KEPT = Path(__file__).resolve().parents[2] / ".pytest_cache" / "tables"


class DatabaseCreation(AsInDjango):
    """`_create_test_db` fills the new database; the `migrate` that Django calls next finds nothing left to do."""

    held: sqlite3.Connection | None = None  # a database in memory lives as long as somebody holds it

    def create_test_db(self, *given: Any, **named: Any) -> str:
        with one_at_a_time():
            kept = KEPT / f"{text_of_migrations()}.db"
            self.kept = kept if kept.exists() else None
            name = super().create_test_db(*given, **named)
            if self.kept is None:
                self.keep(kept)
        return name

    def _create_test_db(self, *given: Any, **named: Any) -> str:
        name = super()._create_test_db(*given, **named)
        if self.kept is not None:
            self.held = sqlite3.connect(name, uri=True)
            kept = sqlite3.connect(self.kept)
            kept.backup(self.held)
            kept.close()
        return name

    def keep(self, path: Path) -> None:
        for old in KEPT.glob("*.db"):
            old.unlink()
        unfinished = path.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(unfinished) as copy:
            self.connection.ensure_connection()
            self.connection.connection.backup(copy)
        copy.close()
        unfinished.rename(path)


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation


@contextmanager
def one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def text_of_migrations() -> str:
    """Changes with Django, and with any migration of ours or of a library."""
    digest = hashlib.sha256(django.__version__.encode())
    for key in sorted((loader := MigrationLoader(None)).disk_migrations):
        module = loader.disk_migrations[key].__module__
        path = Path(str(__import__(module, fromlist=["_"]).__file__))
        digest.update(module.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
