# ruff: noqa: S608 - the names of tables and columns come from the schemas of both files
"""Writing an archive anew from every row that can be read, as a repair.

What is made of other rows is not copied but made: search index, indexes, labels. Tables, columns, indexes and
triggers of other tools come along. Of a row on a damaged page, the cells that can be read are kept, and those
of which an index has a copy: so a post keeps its name, and what hangs on it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from pipelines.archive.checks import integrity, label_index, row_digests, search_tables
from pipelines.archive.checks.row_copy import added_columns, copy_table
from pipelines.archive.migrating import migrate
from pipelines.archive.schema import TRIGGERS

_MADE = ("_labels", "_sqlite_migrations", "posts_fts", *search_tables.TABLES)
_DIGESTS = {"_row_digests", "_digest_sums"}
_TABLES = f"""\
SELECT name, sql FROM old.sqlite_master
WHERE type = 'table' AND name NOT IN {_MADE}
    AND (name NOT LIKE 'sqlite~_%' ESCAPE '~' OR name = 'sqlite_sequence')
ORDER BY sql NOT LIKE 'CREATE VIRTUAL%', name = 'sqlite_sequence'"""
_MADE_TABLES = "SELECT name FROM main.sqlite_master WHERE sql NOT LIKE 'CREATE VIRTUAL%'"
_ADDED = "SELECT name FROM main.sqlite_master WHERE sql LIKE '%REFERENCES%'"
_OTHERS = """\
SELECT name, sql FROM old.sqlite_master AS theirs
WHERE type <> 'table' AND sql IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM main.sqlite_master AS ours WHERE ours.type = theirs.type AND ours.name = theirs.name)"""


def rewrite(archive: Path, target: Path) -> list[str]:
    """Write a new file with the rows of an archive; return what was lost, made or left out."""
    with closing(_open(archive, target)) as connection:
        for statement in TRIGGERS:
            connection.execute(f"DROP TRIGGER {statement.split()[2]}")
        done = list(_tables(connection))
        for statement in TRIGGERS:
            connection.execute(statement)
        connection.execute(label_index.FILL)
        connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
        done += [*_others(connection), *_without_rules(connection)]
    return done


def _open(archive: Path, target: Path) -> sqlite3.Connection:
    """Open the new file, and the archive as `old`: also one that is cut off, as far as it goes."""
    connection = sqlite3.connect(f"file:{quote(str(target.absolute()))}", uri=True, isolation_level=None)
    connection.text_factory = lambda raw: str(raw, "utf-8", "replace")
    row_digests.add_function(connection)
    migrate(connection)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("ATTACH DATABASE ? AS old", (f"file:{quote(str(archive.absolute()))}?mode=ro",))
    size, version = (
        connection.execute(f"PRAGMA old.{name}").fetchone()[0] for name in ("page_size", "user_version")
    )
    connection.execute(f"PRAGMA main.page_size = {size}")
    connection.execute("VACUUM main")
    for setting in (
        f"main.user_version = {version}",
        "synchronous = OFF",
        "main.journal_mode = MEMORY",
        "cell_size_check = ON",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    found = connection.execute(_TABLES).fetchall()
    for name, sql in found:
        if not connection.execute("SELECT 1 FROM main.sqlite_master WHERE name = ?", (name,)).fetchone():
            yield from _make(connection, name, sql)
        elif not name.startswith("sqlite_"):
            for column, statement in added_columns(connection, name, sql):
                yield from _make(connection, f"{name}.{column}", statement)
    torn = set()
    made = {row[0] for row in connection.execute(_MADE_TABLES)}
    for name in (name for name, _ in found if name in made):
        lines = list(copy_table(connection, name))
        yield from lines
        torn |= {name} if lines else set()
    if torn & _DIGESTS:
        row_digests.store_all(connection)


def _make(connection: sqlite3.Connection, name: str, sql: str) -> Iterator[str]:
    """Make what another tool has added."""
    try:
        connection.execute(sql)
    except sqlite3.Error as exc:
        yield f"left out {name}, which another tool has added ({exc})"


def _without_rules(connection: sqlite3.Connection) -> Iterator[str]:
    """Keep rows alone where a table of another tool names ours in a way that stops every change of them."""
    for (name,) in connection.execute(_ADDED).fetchall():
        try:
            connection.execute(f'PRAGMA main.foreign_key_check("{name}")').fetchall()
        except sqlite3.OperationalError as exc:
            connection.execute(f'CREATE TABLE main."{name} of rows" AS SELECT * FROM main."{name}"')
            connection.execute(f'DROP TABLE main."{name}"')
            connection.execute(f'ALTER TABLE main."{name} of rows" RENAME TO "{name}"')
            yield f"kept the rows of {name}, which another tool has added, without its rules ({exc})"


def _others(connection: sqlite3.Connection) -> Iterator[str]:
    for name, sql in connection.execute(_OTHERS).fetchall():
        yield from _make(connection, name, sql)
    for kind, name, line in list(integrity.added_objects(connection)):
        connection.execute(f'DROP {kind} main."{name}"')
        yield f"{line}; left out"
