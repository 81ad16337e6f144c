# ruff: noqa: S608 - the names of tables and columns come from the schema
"""The types of cells: SQLite itself takes any value in any column."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from pipelines.archive.schema import TABLES

_PACKED = ("html", "body_raw", "entry_raw")
"""Columns of which a BLOB may be a packed text: the digest of the row tells what cannot be unpacked, unless
the text was empty."""
_FRAME = "x'28b52ffd'"  # the beginning of a packed text
_TYPES = ("TEXT", "INTEGER", "REAL", "BLOB")


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each row with a value of another type than its column's."""
    for table, columns in _tables(connection):
        keys = " || ' ' || ".join(row["name"] for row in columns if row["pk"])
        wrong = " || ".join(_wrong(row) for row in columns if row["type"] in _TYPES)
        if keys and wrong:
            found = connection.execute(f"SELECT {keys}, {wrong} AS wrong FROM {table} WHERE wrong <> ''")
            yield from (
                f"{table} {key}: of another type than its column (damaged):{names}" for key, names in found
            )


def cast(connection: sqlite3.Connection) -> Iterator[str]:
    """Cast values of another type to that of their column, so that they are told once; yield what is told."""
    yield from (f"{line}; cast to the column's type" for line in list(problems(connection)))
    for table, columns in _tables(connection):
        for row in columns:
            if row["type"] in _TYPES:
                value = f"ifnull(CAST({row['name']} AS {row['type']}), '')"
                with suppress(sqlite3.IntegrityError):  # names a row that there is not: told as before
                    connection.execute(
                        f"UPDATE OR IGNORE {table} SET {row['name']} = {value} WHERE NOT ({_right(row)})"
                    )


def _tables(connection: sqlite3.Connection) -> Iterator[tuple[str, list[sqlite3.Row]]]:
    for table in (statement.split()[2] for statement in TABLES):
        yield table, connection.execute(f"PRAGMA table_info({table})").fetchall()


def _right(column: sqlite3.Row) -> str:
    name = column["name"]
    null = "" if column["pk"] else ", 'null'"  # SQLite takes NULL in a primary key of texts
    packed = f" OR substr({name}, 1, 4) = {_FRAME}" if name in _PACKED else ""
    return f"typeof({name}) IN ('{column['type'].lower()}'{null}){packed}"


def _wrong(column: sqlite3.Row) -> str:
    return f"CASE WHEN {_right(column)} THEN '' ELSE ' {column['name']}' END"
