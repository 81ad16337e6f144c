# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Posts whose derived fields older rules have made, and writing what today's rules make of them."""

import json
import sqlite3
from typing import Any

from crawler.items import Post
from pipelines.archive import posts
from pipelines.archive.checks.derived_rows import update_terms
from pipelines.archive.checks.own_digests import damaged_rows
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import prepare
from pipelines.archive.stored_posts import StoredPost, read_some
from pipelines.text.rule_versions import CURRENT_RULES, rules_of

_CHOSEN = "ifnull(blog_id = :blog_id, 1) AND (:every OR rules IS NOT :rules)"
_COUNT = f"SELECT count(*) FROM posts WHERE {_CHOSEN}"
_IDS = f"SELECT id FROM posts WHERE {_CHOSEN} AND id > :after ORDER BY id LIMIT :limit"
_SAMPLE = f"SELECT id FROM posts WHERE {_CHOSEN} ORDER BY random() LIMIT :limit"
_READABLE = "SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(:ids)) AND json_valid(labels)"
_DATES = """\
SELECT post_id, published_raw, time_raw, updated_raw, locale, url FROM posts JOIN sources ON post = posts.id
WHERE blog_id = ? AND (source = 'page' OR date_note IS NOT NULL) ORDER BY posts.id"""


def count_outdated(connection: sqlite3.Connection, blog_id: str | None = None, *, every: bool = False) -> int:
    """Count the posts that other versions of the rules have made; with `every`, all posts."""
    return int(connection.execute(_COUNT, _asked(blog_id, every=every)).fetchone()[0])


def read_outdated(
    connection: sqlite3.Connection, blog_id: str | None, *, every: bool, after: int, limit: int
) -> list[StoredPost]:
    """Return the next posts that `count_outdated` counts, by row id, after the row `after`."""
    asked = _asked(blog_id, every=every) | {"after": after, "limit": limit}
    return _chosen(connection, _IDS, asked)


def sample_posts(connection: sqlite3.Connection, blog_id: str | None, limit: int) -> list[StoredPost]:
    """Return posts that were chosen at random."""
    asked = _asked(blog_id, every=True) | {"limit": limit}
    return _chosen(connection, _SAMPLE, asked)


def damaged_ids(connection: sqlite3.Connection) -> list[int]:
    """Return the rows of posts that are not as they were stored, but whose labels SQLite can read."""
    damaged = json.dumps([row.id for row in damaged_rows(connection, "posts")])
    return [row[0] for row in connection.execute(_READABLE, {"ids": damaged})]


def read_dates(connection: sqlite3.Connection, blog_id: str) -> list[Post]:
    """Return the raw dates of a blog's posts that may not be exact, as posts without anything else."""
    return [Post(blog_id=blog_id, **dict(row)) for row in connection.execute(_DATES, (blog_id,))]


def store_recleaned(context: WriteContext, stored: StoredPost, recleaned: Post) -> bool:
    """Write what today's rules make of a post, without a revision; return whether search terms changed."""
    changed = update_terms(context.connection, stored.id, recleaned)
    id_ = stored.id
    if recleaned != stored.post:
        id_ = posts.replace(context, stored, prepare(recleaned))
    context.connection.execute("UPDATE posts SET rules = ? WHERE id = ?", (rules_of(recleaned), id_))
    return changed


def _asked(blog_id: str | None, *, every: bool) -> dict[str, Any]:
    return {"blog_id": blog_id, "every": every, "rules": CURRENT_RULES}


def _chosen(connection: sqlite3.Connection, statement: str, asked: dict[str, Any]) -> list[StoredPost]:
    return list(read_some(connection, [row[0] for row in connection.execute(statement, asked)]))
