"""Is the archive whole? SQLite's own check misses an empty search index and a changed byte."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from pipelines.archive import posts
from pipelines.archive.connection import damaged
from pipelines.archive.migrations import migrations
from pipelines.archive.rows import row_digest

SMALL = 256 * 1024 * 1024
"""Bytes of a file that is looked at before every crawl, in a third of a second; larger ones once a day."""


def counts(connection: sqlite3.Connection, tables: Iterable[str]) -> dict[str, int]:
    """Rows by table."""
    database = Database(connection, execute_plugins=False)
    return {table: database.table(table).count for table in tables}


def is_check_due(connection: sqlite3.Connection, now: str) -> bool:
    """Whether a crawl should look for damage before it begins; `now` is UTC text."""
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    last = connection.execute("SELECT started FROM crawls ORDER BY id DESC LIMIT 1").fetchone()
    return pages * size <= SMALL or last is None or last["started"][:10] != now[:10]


def require_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ArchiveError where SQLite's quick check finds damage."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, " ".join(found.split()))


def problems(connection: sqlite3.Connection) -> list[str]:
    """One line for each thing that is wrong. Run it within a transaction."""
    checks = (_file, _references, _schema, _search_index, _texts)
    return [problem for check in checks for problem in check(connection)]


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    found = (row[0] for row in connection.execute("PRAGMA integrity_check"))
    yield from (f"file: {line}" for line in found if line != "ok")


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table}: row {row} names a row of {parent} that does not exist"


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    """Some tools drop triggers when they alter a table, and the index goes stale without a word."""
    with Database(memory=True) as fresh:
        migrations.apply(fresh)
        wanted = _definitions(fresh.conn)
    here = _definitions(connection)
    yield from (f"schema: {name} is missing" for name in wanted if name not in here)
    yield from (
        f"schema: {name} is not as it was made" for name, sql in wanted.items() if here.get(name, sql) != sql
    )


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0]: row[1] for row in rows}


def _search_index(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        connection.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as exc:
        mend = "mend it with: sqlite-utils rebuild-fts FILE posts"
        yield f"search index: does not match the posts ({exc}); {mend}"


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    for stored in posts.read(connection):
        name = f"post {stored.post.post_id} of blog {stored.post.blog_id}"
        if row_digest(stored.row) != stored.digest:
            yield f"{name}: not as it was stored (edited by another tool, or damaged)"
