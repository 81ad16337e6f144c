# ruff: noqa: S608 - the SQL is put together from constants of this file
"""Bring what is kept beside posts to the same posts of another archive, or under another blog id."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from pipelines.archive import other_sources, pending_edits
from pipelines.archive.connection import WriteContext

_OF_BLOGS = "blog_id IN (SELECT value FROM json_each(?))"
_FORMER = f"""\
SELECT posts.blog_id, posts.post_id, revisions.* FROM revisions JOIN posts ON posts.id = revisions.post
WHERE flag IS NULL AND posts.{_OF_BLOGS} ORDER BY replaced, revisions.id"""
_COPIES = f"""\
SELECT posts.blog_id, posts.post_id, other_sources.* FROM other_sources JOIN posts ON posts.id = post
WHERE posts.{_OF_BLOGS}"""
_MARKED = f"SELECT blog_id, post_id, deleted_at FROM posts WHERE deleted_at IS NOT NULL AND {_OF_BLOGS}"
_FIRST_SEEN = f"SELECT blog_id, post_id, first_seen FROM posts WHERE {_OF_BLOGS}"
_FIND = "SELECT id FROM posts WHERE blog_id = ? AND post_id = ?"
_MARK = """\
UPDATE posts SET deleted_at = min(ifnull(deleted_at, :at), :at), last_changed = :now
WHERE blog_id = :blog AND post_id = :post AND ifnull(deleted_at > :at, 1)"""
_SEEN = """\
UPDATE posts SET first_seen = min(first_seen, :at) WHERE blog_id = :blog AND post_id = :post"""


def bring_histories(
    context: WriteContext, source: sqlite3.Connection, blog_ids: Sequence[str], *, into: str | None = None
) -> tuple[int, int]:
    """Bring revisions, further copies, marks of deletion and when each post was first seen.

    `into` is the blog whose posts get them; None: the blogs of the same ids. Return how many revisions and
    marks came.
    """
    rows = partial(_rows, source, json.dumps(blog_ids), into)
    revisions = sum(_add_revision(context, row) for row in rows(_FORMER))
    for row in rows(_COPIES):
        if post := _find(context, row):
            other_sources.add(context, post, row)
    other_sources.drop_shown(context)
    marks = sum(_add_mark(context, row) for row in rows(_MARKED))
    for row in rows(_FIRST_SEEN):
        values = {"blog": row["blog_id"], "post": row["post_id"], "at": row["first_seen"]}
        context.connection.execute(_SEEN, values)
    return revisions, marks


def _rows(
    source: sqlite3.Connection, blog_ids: str, into: str | None, statement: str
) -> Iterator[dict[str, Any]]:
    found = source.execute(statement, (blog_ids,))
    for row in found.fetchall() if into else found:  # what is written may not be read again
        yield dict(row) | ({"blog_id": into} if into else {})


def _find(context: WriteContext, row: dict[str, Any]) -> int | None:
    found = context.connection.execute(_FIND, (row["blog_id"], row["post_id"])).fetchone()
    return int(found["id"]) if found else None


def _add_revision(context: WriteContext, row: dict[str, Any]) -> bool:
    post = _find(context, row)
    return post is not None and pending_edits.copy_revision(context, post, row)


def _add_mark(context: WriteContext, row: dict[str, Any]) -> bool:
    values = {"blog": row["blog_id"], "post": row["post_id"], "at": row["deleted_at"], "now": context.now}
    return context.connection.execute(_MARK, values).rowcount > 0
