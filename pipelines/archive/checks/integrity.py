"""Checks of the whole archive. SQLite's own misses an empty search index and a changed byte."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import cache, partial

from pipelines.archive.archive import Archive
from pipelines.archive.checks import (
    column_types,
    label_index,
    own_digests,
    row_digests,
    search_tables,
)
from pipelines.archive.connection import path_of
from pipelines.archive.environment_errors import damaged
from pipelines.archive.migrating import migrate
from pipelines.archive.schema import TABLES, normalised, parts

SMALL = 256 * 1024 * 1024
"""Bytes of a file that is looked at before every crawl, in a third of a second; larger ones once a day."""
Definitions = Mapping[tuple[str, str], str]
"""Kind and name → SQL: an index and a trigger may share a name."""
Check = Callable[[sqlite3.Connection], Iterator[str]]
LAST_CHANGE = """\
SELECT ifnull(max(seq), 0) FROM (
    SELECT seq FROM sqlite_sequence WHERE name = '_changes' UNION ALL SELECT seq FROM _changes
    UNION ALL SELECT seq FROM _exports UNION ALL SELECT seq FROM _alerts) WHERE typeof(seq) = 'integer'"""
"""The highest number that a change has had, by what is left of them and by those who have looked at them."""
OURS = {statement.split()[2] for statement in TABLES}
_ADDED = """\
SELECT type, name, tbl_name, sql FROM main.sqlite_master
WHERE sql LIKE 'CREATE UNIQUE%' OR type = 'trigger' ORDER BY name"""
_WRITES = re.compile(
    rf"\b(?:INTO|UPDATE(?: OR \w+)?|DELETE FROM) [\[`]?(?:posts_fts|{'|'.join(OURS)})\b|\bRAISE\b",
    re.IGNORECASE,
)
"""What the body of a trigger does to our tables, or to the statement that sets it off."""
_ORDERED = """\
SELECT DISTINCT indexes.name FROM main.sqlite_master AS tables, pragma_index_list(tables.name) AS indexes,
    pragma_index_xinfo(indexes.name) AS columns
WHERE tables.type = 'table' AND columns.coll = ?"""
_GIVEN = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = '_changes' AND typeof(seq) = 'integer'"


def checks(archive: Archive) -> Iterator[tuple[str, list[str]]]:
    """Yield each check's name and what it finds, one line each. Only that of the index makes writers wait."""
    for name, check in CHECKS.items():
        with archive.reading() as connection:
            found = list(guarded(check, connection))
        yield name, found
    with archive.reading() as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            found = list(search_index(connection))
        finally:
            connection.execute("ROLLBACK")
    yield "search index", found


def guarded(check: Check, connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the lines of a check, and one for a value, a page or an altered table that it cannot read."""
    try:
        yield from check(connection)
    except (ValueError, TypeError, OverflowError, RecursionError) as exc:
        yield f"a damaged value stops this check ({type(exc).__name__}: {exc})"
    except sqlite3.DatabaseError as exc:
        if exc.sqlite_errorcode == sqlite3.SQLITE_ERROR_MISSING_COLLSEQ:
            yield _describe_order(connection, str(exc).rpartition(": ")[2])
        elif exc.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            yield f"a damaged page stops this check ({exc})"
        elif exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR:
            raise  # locked, full: of the environment
        else:
            what = "an altered table" if any(_schema(connection)) else "a damaged value"
            yield f"{what} stops this check ({exc})"


def _describe_order(connection: sqlite3.Connection, rules: str) -> str:
    names = ", ".join(row[0] for row in connection.execute(_ORDERED, (rules,)))
    return (
        f"the index {names} orders by rules that only another tool has ({rules}): nothing can be written; "
        "drop it with that tool, or leave it out with: blogger-archive verify --repair"
    )


def problems(archive: Archive) -> list[str]:
    """Return what is wrong with the archive, one line each. Reads everything."""
    return [problem for _, found in checks(archive) for problem in found]


def require_sound(archive: Archive) -> None:
    """Raise ArchiveError where SQLite's quick check finds damage.

    It reads the whole file: a second for a gigabyte that is in memory. So a large file is checked by the
    first crawl of a day only.
    """
    with archive.reading() as connection:
        if not _is_check_due(connection, archive.now()):
            return
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(archive.path, " ".join(found.split()))


def _is_check_due(connection: sqlite3.Connection, now: str) -> bool:
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    last = connection.execute("SELECT started FROM crawls ORDER BY id DESC LIMIT 1").fetchone()
    return pages * size <= SMALL or last is None or last["started"][:10] != now[:10]


def file_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each damaged page, each index that does not match its table, bytes behind the end."""
    found = (row[0] for row in connection.execute("PRAGMA integrity_check"))
    yield from (f"file: {' '.join(line.split())}" for line in found if line != "ok")
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    path = path_of(connection)
    log = path.with_name(f"{path.name}-wal")
    behind = path.stat().st_size - pages * size
    if behind > 0 and not (log.exists() and log.stat().st_size):  # else the log may make it shorter
        yield f"file: {behind:,} bytes behind its end, which are none of the archive"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table}: row {row} names a row of {parent} that does not exist"


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each table, index or trigger that is missing or altered.

    Some tools drop triggers when they alter a table, and the search index goes stale silently.
    """
    here = definitions(connection)
    for (kind, name), sql in wanted().items():
        if (kind, name) not in here:
            yield f"schema: {name} is missing"
        elif not _is_as_made(here[kind, name], sql):
            yield f"schema: {name} is not as it was made"
    yield from (line for _, _, line in added_objects(connection))


def added_objects(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and a line of what another tool has added and what changes or refuses our rows.

    Other triggers, as of `sqlite-utils enable-fts`, and other indexes are nobody's harm.
    """
    for kind, name, table, sql in connection.execute(_ADDED):
        if table not in OURS or (kind, name) in wanted():
            continue
        if kind == "index" or _WRITES.search(normalised(sql).partition(" BEGIN ")[2]):
            does = "refuses rows" if kind == "index" else "changes what is stored"
            yield kind, name, f"schema: the {kind} {name}, which another tool has added, {does} of {table}"


def _is_as_made(here: str, made: str) -> bool:
    """Return whether a definition is ours, but for columns that another tool has added to a table."""
    if made.startswith("CREATE TABLE"):
        return set(parts(here)) >= set(parts(made))
    if made.startswith("CREATE VIRTUAL"):  # its columns may still have their former order
        return set(parts(here)) == set(parts(made))
    return normalised(here) == normalised(made)


def change_numbers(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line if the next change would get a number that exports and alerts have passed."""
    given, last = (connection.execute(asked).fetchone()[0] for asked in (_GIVEN, LAST_CHANGE))
    if given != last:
        yield f"changes: their numbers are set back from {last:,} to {given:,}; exports would leave posts out"


@cache
def wanted() -> Definitions:
    """Return the schema as this program makes it, in the order in which it is made."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        migrate(fresh)
        return definitions(fresh)


def definitions(connection: sqlite3.Connection) -> Definitions:
    """Return the SQL of the tables, views, indexes and triggers of a file."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(row[0], row[1]): row[2] for row in rows}


def search_index(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line if the index does not hold the words of the posts. Take the write lock; write nothing."""
    try:
        connection.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as exc:
        if exc.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
            raise  # locked, or not to be written
        then = "repair it with: blogger-archive verify --repair"
        yield f"search index: does not match the posts ({exc}); {then}"


CHECKS: Mapping[str, Check] = {
    "file": file_problems,
    "references": _references,
    "schema": _schema,
    "types": column_types.problems,
    "labels": label_index.problems,
    "changes": change_numbers,
    **{table: partial(own_digests.problems, table=table) for table in own_digests.COLUMNS},
    "rows": row_digests.problems,
    "search tables": search_tables.problems,
}
"""Checks that need no write lock; `search_index` needs it."""
