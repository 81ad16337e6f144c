"""Numbers of rows in the archive."""

import sqlite3

TABLES = ("blogs", "posts", "comments", "revisions", "crawls")
"""Tables that people look at."""


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each of TABLES."""
    counted = (connection.execute(f"SELECT count(*) FROM {table}") for table in TABLES)  # noqa: S608
    return {table: rows.fetchone()[0] for table, rows in zip(TABLES, counted, strict=True)}
