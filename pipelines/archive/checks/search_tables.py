"""Tables that the search index makes for itself: what SQLite's check of the index does not look at."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive.schema import RANKS

TABLES = ("posts_fts_data", "posts_fts_idx", "posts_fts_docsize", "posts_fts_config")
_REPAIR = "repair it with: blogger-archive verify --repair"
_RANK = "SELECT v FROM posts_fts_config WHERE k = 'rank'"
_PAGES = "SELECT id, substr(block, 3, 2), length(block) FROM posts_fts_data WHERE id > 10"
_NO_DAMAGE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
"""Errors that say nothing about the index."""
_OF_TREE, _PAGE, _SEGMENT = 63 << 31, (1 << 31) - 1, 37
"""Of the id of a page: bits of pages that hold no words, its number, the place of its segment's number."""


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line where the index cannot be read, ranks by other settings, or does not find its words."""
    try:
        connection.execute("SELECT 1 FROM posts_fts WHERE rowid = 0").fetchone()
        rank = connection.execute(_RANK).fetchone()
        if not rank or rank[0] != RANKS.get(columns(connection)):
            yield f"search index: its settings are not as they were made; {_REPAIR}"
        if lost := len(_pages(connection) - _found(connection)):
            yield f"search index: the words of {lost:,} of its pages are not found; {_REPAIR}"
    except (sqlite3.Error, TypeError) as exc:
        if getattr(exc, "sqlite_errorcode", 0) & 0xFF in _NO_DAMAGE:
            raise
        yield f"search index: cannot be read ({exc}); {_REPAIR}"


def columns(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the columns of the index, in their order."""
    return tuple(row[1] for row in connection.execute("PRAGMA table_info(posts_fts)"))


def _pages(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    """Return segment and number of the pages on which words begin: their list stands behind the content."""
    return {
        (id_ >> _SEGMENT, id_ & _PAGE)
        for id_, end, size in connection.execute(_PAGES)
        if not id_ & _OF_TREE and size > int.from_bytes(end)
    }


def _found(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    rows = connection.execute("SELECT segid, pgno >> 1 FROM posts_fts_idx")
    return {(segment, page) for segment, page in rows}
