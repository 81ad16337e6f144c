# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Questions of a crawl about the posts and comments that are held of one blog."""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime

from pipelines.archive.compression.packing import RAW
from pipelines.archive.values import instant

# Answered by indexes alone, which the flags would not be.
_COMPLETE_POSTS = """\
SELECT post_id FROM posts WHERE blog_id = :blog_id AND post_id < ':'
EXCEPT SELECT post_id FROM posts WHERE blog_id = :blog_id AND partial = 1
EXCEPT SELECT post_id FROM posts WHERE blog_id = :blog_id AND deleted_at IS NOT NULL
EXCEPT SELECT post_id FROM posts WHERE blog_id = :blog_id AND kind = 'page'"""
_UPDATE_TIMES = """\
SELECT post_id, updated FROM json_each(:ids) AS wanted
JOIN posts ON blog_id = :blog_id AND post_id = wanted.value WHERE deleted_at IS NULL AND partial = 0"""
_SAVED_ADDRESSES = """\
SELECT post_id, url, updated, iif(comment_count <= (
    SELECT count(*) FROM comments WHERE comments.blog_id = posts.blog_id AND comments.post_id = posts.post_id
), comment_count, NULL)
FROM posts WHERE blog_id = ? AND kind = 'post' AND deleted_at IS NULL AND partial = 0
  AND url IS NOT NULL AND updated IS NOT NULL"""
_BODIES = f"""\
SELECT post_id, {RAW} FROM json_each(:ids) AS wanted
JOIN posts ON blog_id = :blog_id AND post_id = wanted.value JOIN sources ON sources.post = posts.id"""
_UNKNOWN_COMMENT = """\
SELECT 1 FROM json_each(:ids) AS wanted WHERE NOT EXISTS
    (SELECT 1 FROM comments WHERE blog_id = :blog_id AND comment_id = wanted.value) LIMIT 1"""
_COMMENTS_COUNTED = """\
SELECT (SELECT count(*) FROM comments WHERE blog_id = :blog_id) + comment_gap
FROM watchlist WHERE blog_id = :blog_id"""
_COMMENT_COUNTS = """\
SELECT post_id, count(*) FROM json_each(:ids) AS wanted
JOIN comments ON blog_id = :blog_id AND post_id = wanted.value GROUP BY post_id"""
_COMMENTS_READ = """\
SELECT ended FROM crawls
WHERE blog_id = ? AND outcome = 'complete' AND comments_expected IS NOT NULL ORDER BY id DESC LIMIT 1"""


def complete_post_ids(connection: sqlite3.Connection, blog_id: str) -> list[str]:
    """Return Blogger's ids of the posts of a blog that are held with their whole text and not deleted."""
    return [row[0] for row in connection.execute(_COMPLETE_POSTS, {"blog_id": blog_id})]


def update_times(
    connection: sqlite3.Connection, blog_id: str, post_ids: Collection[str]
) -> dict[str, datetime | None]:
    """Return `updated` by post id, of those posts that are held with their whole text and not deleted."""
    asked = {"blog_id": blog_id, "ids": json.dumps(list(post_ids))}
    return {row[0]: instant(row[1], None) for row in connection.execute(_UPDATE_TIMES, asked)}


def saved_addresses(
    connection: sqlite3.Connection, blog_id: str
) -> list[tuple[str, str, datetime, int | None]]:
    """Return id, address, time of the save and comments of posts held whole and not marked as deleted.

    The comments are those that the post counts; None where fewer are held.
    """
    rows = connection.execute(_SAVED_ADDRESSES, (blog_id,))
    return [(post_id, url, at, count) for post_id, url, saved, count in rows if (at := instant(saved, None))]


def raw_bodies(connection: sqlite3.Connection, blog_id: str, post_ids: Collection[str]) -> dict[str, str]:
    """Return the body as received, by post id, of those posts that are held."""
    asked = {"blog_id": blog_id, "ids": json.dumps(list(post_ids))}
    return dict(connection.execute(_BODIES, asked).fetchall())


def holds_comments(
    connection: sqlite3.Connection, blog_id: str, comment_ids: Collection[str], total: int | None
) -> bool:
    """Return whether all of these comments are held, and the blog's own `total` is what is held besides.

    Comments that the blog has deleted stay: a comment that was approved late must not hide behind them.
    """
    asked = {"blog_id": blog_id, "ids": json.dumps(list(comment_ids))}
    counted = connection.execute(_COMMENTS_COUNTED, asked).fetchone()
    all_known = connection.execute(_UNKNOWN_COMMENT, asked).fetchone() is None
    return all_known and total is not None and counted is not None and counted[0] == total


def comment_counts(connection: sqlite3.Connection, blog_id: str, post_ids: Collection[str]) -> dict[str, int]:
    """Return the number of comments held, by post id, of those posts that have any."""
    asked = {"blog_id": blog_id, "ids": json.dumps(list(post_ids))}
    return dict(connection.execute(_COMMENT_COUNTS, asked).fetchall())


def comments_read(connection: sqlite3.Connection, blog_id: str) -> datetime | None:
    """Return when the last crawl ended that read all comments of a blog."""
    row = connection.execute(_COMMENTS_READ, (blog_id,)).fetchone()
    return instant(row[0], None) if row else None
