# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Posts, revisions and comments beside the digests that they are stored with: which ones are as they were."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.archive.checks.digests import COMMENT_COLUMNS, DAMAGED, REVISION_COLUMNS, digest_like
from pipelines.archive.stored_posts import POST_COLUMNS, READ, read_some

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "posts": POST_COLUMNS,
    "revisions": REVISION_COLUMNS,
    "comments": COMMENT_COLUMNS,
}
"""Table → columns that its digest covers."""
_NAMES = {
    "posts": "post {post_id} of blog {blog_id}",
    "revisions": "revision {id} of post {post_id} of blog {blog_id}",
    "comments": "comment {comment_id} of blog {blog_id}",
}
_READ = {
    "posts": READ,
    "revisions": """\
SELECT revisions.*, posts.blog_id, posts.post_id
FROM revisions LEFT JOIN posts ON posts.id = revisions.post""",
    "comments": "SELECT * FROM comments",
}
_UPDATE = {
    "posts": "UPDATE sources SET digest = ? WHERE post = ?",
    "revisions": "UPDATE revisions SET digest = ? WHERE id = ?",
    "comments": "UPDATE comments SET digest = ? WHERE id = ?",
}
_TOLD = f"""\
SELECT blog_id, count(*) FROM sources JOIN posts ON posts.id = sources.post
WHERE digest LIKE '{DAMAGED}:%' GROUP BY blog_id"""


@dataclass(frozen=True, slots=True)
class DigestedRow:
    """A row of `posts` with its source, of `revisions` or `comments`."""

    table: str
    id: int
    cells: Mapping[str, Any]
    digest: str  # that it was stored with
    name: str  # for people

    def digest_of(self, cells: Mapping[str, Any]) -> str:
        """Return the digest of the row if it had these cells."""
        return digest_like(self.digest, {name: cells[name] for name in COLUMNS[self.table]})

    def is_proved(self, cells: Mapping[str, Any]) -> bool:
        """Return whether these cells are what was stored."""
        return self.digest_of(cells) == self.digest


def read_rows(
    connection: sqlite3.Connection, table: str, ids: Collection[int] | None = None
) -> Iterator[DigestedRow]:
    """Yield the rows of a table, or those of these ids."""
    chosen = "" if ids is None else f"WHERE {table}.id IN (SELECT value FROM json_each(:ids))"
    asked = {} if ids is None else {"ids": json.dumps(list(ids))}
    for found in connection.execute(f"{_READ[table]} {chosen} ORDER BY {table}.id", asked):
        row = dict(found)
        yield DigestedRow(table, row["id"], row, str(row["digest"]), _NAMES[table].format_map(row))


def damaged_rows(connection: sqlite3.Connection, table: str) -> Iterator[DigestedRow]:
    """Yield each row that something else has changed, after a repair told of it or without one."""
    return (row for row in read_rows(connection, table) if not row.is_proved(row.cells))


def problems(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield a line for each row that something else has changed."""
    return (describe(row) for row in damaged_rows(connection, table))


def describe(row: DigestedRow) -> str:
    """Return the line for a row that something else has changed."""
    return f"{row.name}: not as it was stored (edited by another tool, or damaged)"


def sound_ids(connection: sqlite3.Connection, table: str, ids: Collection[int]) -> list[int]:
    """Return which of these rows say what was stored."""
    return [row.id for row in read_rows(connection, table, ids) if row.is_proved(row.cells)]


def update_digests(connection: sqlite3.Connection, table: str, ids: Collection[int]) -> None:
    """Make the digests of rows anew that were changed within the open transaction."""
    made = [(row.digest_of(row.cells), row.id) for row in read_rows(connection, table, ids)]
    connection.executemany(_UPDATE[table], made)


def damaged_blogs(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many posts of each blog a repair has told as damaged that no crawl has replaced yet."""
    return dict(connection.execute(_TOLD).fetchall())


def related_cells(connection: sqlite3.Connection, row: DigestedRow) -> list[Mapping[str, Any]]:
    """Return the cells of the other rows of the same post, in which a damaged cell may stand whole."""
    if row.table == "revisions":
        post = row.cells["post"]
        of_none: dict[str, Any] = {"replaced": None, "flag": None, "run": None}
        shown = [of_none | stored.row for stored in read_some(connection, [post or 0])]
        others = connection.execute("SELECT * FROM revisions WHERE post = ?", (post,))
        return [*shown, *map(dict, others)]
    of_post_too = "SELECT * FROM comments WHERE blog_id = ? AND post_id = ?"
    return [*map(dict, connection.execute(of_post_too, (row.cells["blog_id"], row.cells["post_id"])))]


def write_cells(connection: sqlite3.Connection, row: DigestedRow, cells: Mapping[str, Any]) -> None:
    """Write a damaged revision or comment as it was stored, within the open transaction.

    A digest does not tell nothing from an empty text, which some columns must have.
    """
    found = connection.execute('SELECT name FROM pragma_table_info(?) WHERE "notnull"', (row.table,))
    cells = {**cells, **{name: "" for (name,) in found if name in cells and cells[name] is None}}
    changes = ", ".join(f"{name} = :{name}" for name in COLUMNS[row.table])
    connection.execute(f"UPDATE {row.table} SET {changes} WHERE id = :id", {**cells, "id": row.id})
