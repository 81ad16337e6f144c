# ruff: noqa: S608 - the names of tables and columns come from the schema
"""Check that every cell holds a value of its column's type: SQLite itself takes any value in any column."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive.schema import TABLES

_PACKED = ("html", "body_raw", "entry_raw")
"""Columns of which a BLOB may be a packed text: the digest of the row tells what cannot be unpacked, unless
the text was empty."""
_FRAME = "x'28b52ffd'"  # the beginning of a packed text
_TYPES = ("TEXT", "INTEGER", "REAL", "BLOB")


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each row with a value of another type than its column's."""
    for table in (statement.split()[2] for statement in TABLES):
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        keys = " || ' ' || ".join(row["name"] for row in columns if row["pk"])
        wrong = " || ".join(_wrong(row["name"], row["type"]) for row in columns if row["type"] in _TYPES)
        if keys and wrong:
            found = connection.execute(f"SELECT {keys}, {wrong} AS wrong FROM {table} WHERE wrong <> ''")
            yield from (
                f"{table} {key}: of another type than its column (damaged):{names}" for key, names in found
            )


def _wrong(column: str, type_: str) -> str:
    right = f"typeof({column}) IN ('{type_.lower()}', 'null')"
    right += f" OR substr({column}, 1, 4) = {_FRAME}" if column in _PACKED else ""
    return f"CASE WHEN {right} THEN '' ELSE ' {column}' END"
