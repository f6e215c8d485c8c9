"""What must be in place before Linli serves: tables, the cache's table, keys."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from linli.cli.output import err, refuse
from linli.core.crypto import keyring, keyring_path
from linli.core.resealing import newest_sealed


def waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Create or bring up to date the database; does nothing when all is there."""
    if waiting := waiting_migrations():
        with err.status(_("Preparing the database ({n} steps)").format(n=waiting)):
            call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _refuse_without_keys()
    keyring()


def _refuse_without_keys() -> None:
    """New keys would open nothing of what is there, and what they seal would not open when the old ones are back."""
    if not keyring_path().exists() and next(newest_sealed(), None) is not None:
        refuse(
            _(
                "The keys are missing: {path}. Bring the file back from the backup; without it nothing opens."
            ).format(path=keyring_path())
        )
