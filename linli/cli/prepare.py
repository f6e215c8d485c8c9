"""What must be in place before Linli serves: tables, the cache's table, keys."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.cli.output import err
from linli.core.crypto import keyring


def waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Create or bring up to date the database; does nothing when all is there."""
    if waiting := waiting_migrations():
        with err.status(f"Preparing the database ({waiting} steps)"):
            call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    keyring()
