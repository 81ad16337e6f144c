"""Posts that were never published: drafts, scheduled and trashed ones of an owner's backup.

They have a table of their own, so that no search, count, list or export of `posts` can show them by mistake.
When a post of that id is stored as published, a trigger takes its draft away.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from crawler.items import Post
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.changes.decide import Kind
from pipelines.archive.checks.digests import row_digest
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import PreparedPost, prepare, row_post
from pipelines.archive.statements import upsert

_SHOWN = ("title", "published", "updated", "text", "blog_id", "post_id")
_PUBLISHED = "SELECT 1 FROM posts WHERE blog_id = ? AND post_id = ?"
_STORED = "SELECT updated, digest FROM drafts WHERE blog_id = ? AND post_id = ?"
_READ = "SELECT * FROM drafts WHERE ifnull(blog_id = ?, 1) ORDER BY blog_id, post_id"


def store(context: WriteContext, batch: Sequence[Post]) -> list[Kind]:
    """Store drafts; return what became of each. One whose post is held as published changes nothing.

    Of two versions of a draft, the one that was saved later stays.
    """
    return [_store(context, post, prepare(post)) for post in batch]


def read(connection: sqlite3.Connection, blog_id: str | None = None) -> Iterator[Post]:
    """Yield every draft, or those of one blog."""
    for row in connection.execute(_READ, (blog_id,)):
        yield _from_row(dict(row))


def _store(context: WriteContext, post: Post, prepared: PreparedPost) -> Kind:
    key = (post.blog_id, post.post_id)
    if context.connection.execute(_PUBLISHED, key).fetchone():
        return Kind.SAME
    digest = row_digest(prepared.row | {"status": post.status})
    stored = context.connection.execute(_STORED, key).fetchone()
    # Equal times: the digests decide, so that either order of two backups ends in the same draft.
    if stored and (prepared.row["updated"] or "", digest) <= (stored["updated"] or "", stored["digest"]):
        return Kind.SAME
    ensure_rows(context, (post.blog_id,))
    shown = {name: prepared.row[name] for name in _SHOWN}
    rest = {name: value for name, value in prepared.row.items() if name not in _SHOWN}
    facts = {"status": post.status, "first_seen": context.now, "digest": digest}
    row = shown | facts | {"record": json.dumps(rest, ensure_ascii=False)}
    context.connection.execute(upsert("drafts", row, key=("blog_id", "post_id"), once=("first_seen",)), row)
    return Kind.CHANGED if stored else Kind.NEW


def _from_row(row: dict[str, Any]) -> Post:
    return replace(row_post(row | json.loads(row["record"])), status=row["status"])
