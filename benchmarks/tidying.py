"""What PostgreSQL does by itself in the minutes after tables were filled, done before anything is measured."""


def tidy(url: str, *, database: str = "") -> None:
    """Count the rows, mark the pages, and write them to the disk: at the server of this address, else nothing.

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
        connection.execute("CHECKPOINT")
