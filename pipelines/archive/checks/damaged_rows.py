# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Revisions and comments that are not as they were stored: naming them, and writing what was there."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.archive.checks.digests import COMMENT_COLUMNS, REVISION_COLUMNS, row_digest
from pipelines.archive.stored_posts import read_some

COLUMNS = {"revisions": REVISION_COLUMNS, "comments": COMMENT_COLUMNS}
_REVISIONS = f"""\
SELECT revisions.id, digest, post, {", ".join(f"revisions.{name}" for name in REVISION_COLUMNS)},
       posts.blog_id AS blog, posts.post_id AS of_post
FROM revisions LEFT JOIN posts ON posts.id = revisions.post ORDER BY revisions.id"""
_COMMENTS = f"SELECT id, digest, {', '.join(COMMENT_COLUMNS)} FROM comments ORDER BY id"


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row of `revisions` or `comments`, the digest it was stored with, and its name for people."""

    table: str
    id: int
    cells: Mapping[str, Any]
    digest: str
    name: str
    post: int | None = None  # row of the post, of a revision

    def is_proved(self, cells: Mapping[str, Any]) -> bool:
        """Return whether these cells are what was stored."""
        return row_digest({name: cells[name] for name in COLUMNS[self.table]}) == self.digest


def damaged_revisions(connection: sqlite3.Connection) -> Iterator[DamagedRow]:
    """Yield each revision that something else has changed."""
    for found in connection.execute(_REVISIONS):
        name = f"revision {found['id']} of post {found['of_post']} of blog {found['blog']}"
        yield from _if_damaged("revisions", dict(found), name, found["post"])


def damaged_comments(connection: sqlite3.Connection) -> Iterator[DamagedRow]:
    """Yield each comment that something else has changed."""
    for found in connection.execute(_COMMENTS):
        name = f"comment {found['comment_id']} of blog {found['blog_id']}"
        yield from _if_damaged("comments", dict(found), name)


def _if_damaged(
    table: str, found: Mapping[str, Any], name: str, post: int | None = None
) -> Iterator[DamagedRow]:
    row = DamagedRow(table, found["id"], {each: found[each] for each in COLUMNS[table]}, "", name, post)
    if row_digest(row.cells) != found["digest"]:
        yield DamagedRow(table, row.id, row.cells, str(found["digest"]), name, post)


def related_cells(connection: sqlite3.Connection, row: DamagedRow) -> list[Mapping[str, Any]]:
    """Return the cells of the other rows of the same post, in which a damaged cell may stand whole."""
    names = ", ".join(COLUMNS[row.table])
    if row.table == "revisions":
        of_post = [
            {"replaced": None, "flag": None, "run": None} | stored.row
            for _, stored in read_some(connection, [row.post or 0])
        ]
        others = connection.execute(f"SELECT {names} FROM revisions WHERE post = ?", (row.post,))
        return [*of_post, *map(dict, others)]
    of_post_too = f"SELECT {names} FROM comments WHERE blog_id = ? AND post_id = ?"
    asked = (row.cells["blog_id"], row.cells["post_id"])
    return [*map(dict, connection.execute(of_post_too, asked))]


def write_cells(connection: sqlite3.Connection, row: DamagedRow, cells: Mapping[str, Any]) -> None:
    """Write a damaged row as it was stored, within the open transaction.

    A digest does not tell nothing from an empty text, which some columns must have.
    """
    found = connection.execute('SELECT name FROM pragma_table_info(?) WHERE "notnull"', (row.table,))
    cells = {**cells, **{name: "" for (name,) in found if name in cells and cells[name] is None}}
    changes = ", ".join(f"{name} = :{name}" for name in COLUMNS[row.table])
    connection.execute(f"UPDATE {row.table} SET {changes} WHERE id = :id", {**cells, "id": row.id})
