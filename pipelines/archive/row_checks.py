# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Checks that rows say what was stored, and that all that were stored are there."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive.digests import (
    COMMENT_COLUMNS,
    REVISION_COLUMNS,
    Tally,
    actual_tallies,
    difference,
    row_digest,
    stored_tallies,
)
from pipelines.archive.posts import POST_COLUMNS, READ_ALL

_CHANGED = "not as it was stored (edited by another tool, or damaged)"
_REVISIONS = f"""\
SELECT revisions.id, posts.blog_id, posts.post_id, digest,
       {", ".join(f"revisions.{name}" for name in REVISION_COLUMNS)}
FROM revisions LEFT JOIN posts ON posts.id = revisions.post ORDER BY revisions.id"""
_COMMENTS = f"SELECT id, digest, {', '.join(COMMENT_COLUMNS)} FROM comments ORDER BY id"


def posts(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each post whose row or raw body was changed."""
    return (line for _, line in damaged_posts(connection))


def damaged_posts(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield row id and a line for each post whose row or raw body was changed."""
    for row in connection.execute(READ_ALL, {"blog_id": None}):
        found = dict(row)
        if row_digest({name: found[name] for name in POST_COLUMNS}) != found["digest"]:
            yield found["id"], f"post {found['post_id']} of blog {found['blog_id']}: {_CHANGED}"


def revisions(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each revision that was changed."""
    for row in connection.execute(_REVISIONS):
        found = dict(row)
        if row_digest({name: found[name] for name in REVISION_COLUMNS}) != found["digest"]:
            post = f"post {found['post_id']} of blog {found['blog_id']}"
            yield f"revision {found['id']} of {post}: {_CHANGED}"


def comments(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each comment that was changed."""
    for row in connection.execute(_COMMENTS):
        found = dict(row)
        if row_digest({name: found[name] for name in COMMENT_COLUMNS}) != found["digest"]:
            yield f"comment {found['comment_id']} of blog {found['blog_id']}: {_CHANGED}"


def missing_rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each blog and table in which other rows are there than were stored."""
    stored, actual = stored_tallies(connection), actual_tallies(connection)
    for blog_id, kind in sorted(stored.keys() | actual.keys()):
        was, is_ = (tallies.get((blog_id, kind), Tally()) for tallies in (stored, actual))
        if found := difference(was, is_, kind):
            yield f"blog {blog_id}: {found}"
