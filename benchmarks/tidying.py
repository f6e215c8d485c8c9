"""What PostgreSQL does by itself in the minutes after tables were filled, done before anything is measured."""

# As `docs/operations/install.md` says.
SETTINGS = {"min_wal_size": "2GB", "max_wal_size": "4GB"}
MEGABYTES_OF_LOG = 1_000


def set_up(url: str) -> None:
    """Set a server up that is ours alone, as one is for a city."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")


def tidy(url: str, *, database: str = "") -> None:
    """Count the rows, mark the pages, and write them to the disk, and have files of the log to use again: at the server of
    this address, else nothing.

    Left to itself it begins with it in the middle of what is measured, on the same cores, at the cost of whichever side comes
    next. A server that has held a city for longer than a quarter of an hour has it behind it.
    """
    if not url:
        return
    import psycopg
    from psycopg.conninfo import make_conninfo

    where = make_conninfo(url, dbname=database) if database else url
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        for _megabyte in range(0 if database else MEGABYTES_OF_LOG):
            connection.execute("SELECT pg_logical_emit_message(false, 'tidy', repeat('x', 1000000))")
        connection.execute("CHECKPOINT")
