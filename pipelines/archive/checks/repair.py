"""Repairs inside the file. No post is ever deleted."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive import posts, rowids
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.checks import column_types, integrity, own_digests, row_digests
from pipelines.archive.checks.digests import DAMAGED
from pipelines.archive.connection import WriteContext
from pipelines.archive.schema import REDATED
from pipelines.archive.stored_posts import read_some

_OWNERLESS = "SELECT DISTINCT blog_id FROM {} WHERE blog_id NOT IN (SELECT blog_id FROM blogs)"
_MARK = """\
INSERT INTO sources (post, source, body_raw, digest) VALUES (?, 'feed', '', ?)
ON CONFLICT (post) DO UPDATE SET digest = excluded.digest"""
_RESTORE = (
    f"INSERT INTO sqlite_sequence (name, seq) SELECT '_changes', ({integrity.LAST_CHANGE})",
    """\
DELETE FROM sqlite_sequence
WHERE name = '_changes' AND rowid < (SELECT max(rowid) FROM sqlite_sequence WHERE name = '_changes')""",
    "DELETE FROM _terms WHERE post NOT IN (SELECT id FROM posts)",
    "DELETE FROM _fingerprints WHERE post NOT IN (SELECT id FROM posts)",
    "DELETE FROM _absences WHERE post NOT IN (SELECT id FROM posts)",
    "DELETE FROM _changes WHERE post NOT IN (SELECT id FROM posts)",
    "INSERT INTO _changes (post) SELECT id FROM posts WHERE id NOT IN (SELECT post FROM _changes)",
)
_REDATED = f"SELECT id FROM posts WHERE {REDATED} AND length(published) >= 10"  # noqa: S608 - constants


def repair(context: WriteContext) -> list[str]:
    """Restore rows that others refer to, terms and ids of posts; return what was done. See `rewrite` too."""
    connection = context.connection
    steps = (_blogs(context), _changes(connection), _rows(connection), _terms(connection), _ids(connection))
    return [line for step in steps for line in step]


def _blogs(context: WriteContext) -> Iterator[str]:
    for table in ("posts", "comments", "crawls"):
        rows = context.connection.execute(f"{_OWNERLESS.format(table)} AND blog_id IS NOT NULL").fetchall()
        ensure_rows(context, (row["blog_id"] for row in rows))
        yield from (f"restored the row of blog {row['blog_id']}, which {table} name" for row in rows)


def _changes(connection: sqlite3.Connection) -> Iterator[str]:
    """Give each post a place in the order of changes, behind those that exports and alerts have seen."""
    yield from (f"{line}; repaired" for line in integrity.change_numbers(connection))
    for statement in _RESTORE:
        connection.execute(statement)


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Take the rows as they are, so that what cannot be restored from here is told once."""
    yield from column_types.cast(connection)
    for id_, line in _damaged(connection, "posts"):
        connection.execute(_MARK, (id_, f"{DAMAGED}:"))
        own_digests.update_digests(connection, "posts", [id_])
        yield f"{line}; the next crawl that is sent it replaces it"
    lost: list[str] = []
    for table in ("revisions", "comments"):
        damaged = _damaged(connection, table)
        own_digests.update_digests(connection, table, [id_ for id_, _ in damaged])
        lost += (line for _, line in damaged)
    for line in [*lost, *integrity.guarded(row_digests.problems, connection)]:
        yield f"{line}; cannot be repaired, and counts as it is from now on"
    row_digests.store_all(connection)


def _damaged(connection: sqlite3.Connection, table: str) -> list[tuple[int, str]]:
    """Return id and line of each row, without its cells: another tool may have edited all posts."""
    return [(row.id, own_digests.describe(row)) for row in own_digests.damaged_rows(connection, table)]


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    """Give posts of which another program has changed the date the ids of their dates."""
    redated = list(read_some(connection, (row["id"] for row in connection.execute(_REDATED))))
    for stored in redated:
        rowids.move(connection, stored.id, rowids.free_id(connection, stored.post))
    if redated:
        yield f"gave {len(redated):,} posts the ids of their dates"


def _terms(connection: sqlite3.Connection) -> Iterator[str]:
    if changed := posts.update_all_terms(connection):
        yield f"made the search terms of {changed:,} posts anew"
