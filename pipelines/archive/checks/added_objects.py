# ruff: noqa: S608 - names of tables and columns of our own
"""Triggers and indexes that another tool has added, and that change or refuse what this program stores."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive.schema import STATEMENTS, TABLES

_OURS = {statement.split()[2] for statement in STATEMENTS if not statement.startswith("INSERT")}
_TABLES = {statement.split()[2] for statement in TABLES}
_ADDED = """\
SELECT type, name, tbl_name, sql FROM main.sqlite_master
WHERE sql LIKE 'CREATE UNIQUE%' OR type = 'trigger' ORDER BY name"""
_WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}


def harmful(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield kind and name of each, and a line. Others, as of `sqlite-utils enable-fts`, are nobody's harm."""
    rows = connection.execute(_ADDED).fetchall()
    added = [tuple(row) for row in rows if row[2] in _TABLES and row[1] not in _OURS]
    writing = _writing_triggers(connection, {table for _, _, table, _ in added})
    for kind, name, table, sql in added:
        if kind == "index":
            yield (
                kind,
                name,
                f"schema: the index {name}, which another tool has added, refuses rows of {table}",
            )
        elif name in writing or "RAISE" in sql.upper():
            yield (
                kind,
                name,
                f"schema: the trigger {name}, which another tool has added, changes what is stored",
            )


def _writing_triggers(connection: sqlite3.Connection, tables: set[str]) -> set[str]:
    """Return the triggers of these tables that write to ours, as SQLite itself names them."""
    found: set[str] = set()

    def look(action: int, table: str | None, _column: str | None, _file: str | None, by: str | None) -> int:
        if action in _WRITES and by and table in _TABLES | {"posts_fts"}:
            found.add(by)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(look)
    try:
        for table in tables:
            columns = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
            for statement in (
                f"INSERT INTO main.{table} DEFAULT VALUES",
                f"UPDATE main.{table} SET {', '.join(f'{name} = NULL' for (name,) in columns)}",
                f"DELETE FROM main.{table}",
            ):
                connection.execute(f"EXPLAIN {statement}")
    finally:
        connection.set_authorizer(None)
    return found
