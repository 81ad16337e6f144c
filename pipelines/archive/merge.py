"""Bring everything of one archive into another: blogs, posts, revisions, comments, marks, the watch list.

Two people's archives of one blog become one. Merged either way round, the posts are the same: of two versions
the one that was saved later is current, the other a revision; a post that either has marked as deleted is
marked. A blog that only the other one has is copied row by row, with all that is remembered of it.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from crawler.items import Comment, Post
from pipelines.archive import blog_copy, other_sources, pending_edits
from pipelines.archive.archive import Archive
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.connection import WriteContext
from pipelines.archive.identities import resolve_blog_id
from pipelines.archive.watchlist import follow

BATCH = 150
"""Posts or comments in one transaction."""

T = TypeVar("T", Post, Comment)

_FORMER = """\
SELECT posts.blog_id, posts.post_id, revisions.* FROM revisions JOIN posts ON posts.id = revisions.post
WHERE flag IS NULL AND posts.blog_id IN (SELECT value FROM json_each(?)) ORDER BY replaced, revisions.id"""
_COPIES = """\
SELECT posts.blog_id, posts.post_id, other_sources.* FROM other_sources JOIN posts ON posts.id = post
WHERE posts.blog_id IN (SELECT value FROM json_each(?))"""
_MARKED = """\
SELECT blog_id, post_id, deleted_at FROM posts
WHERE deleted_at IS NOT NULL AND blog_id IN (SELECT value FROM json_each(?))"""
_FIRST_SEEN = """\
SELECT blog_id, post_id, first_seen FROM posts WHERE blog_id IN (SELECT value FROM json_each(?))"""
_DELETED = "SELECT count(*) FROM posts WHERE deleted_at IS NOT NULL AND blog_id = ?"
_FIND = "SELECT id FROM posts WHERE blog_id = ? AND post_id = ?"
_MARK = """\
UPDATE posts SET deleted_at = min(ifnull(deleted_at, :at), :at), last_changed = :now
WHERE blog_id = :blog AND post_id = :post AND ifnull(deleted_at > :at, 1)"""
_SEEN = """\
UPDATE posts SET first_seen = min(first_seen, :at) WHERE blog_id = :blog AND post_id = :post"""
_CRAWLS = "SELECT * FROM crawls WHERE ended IS NOT NULL"
_ADD_CRAWL = "INSERT OR IGNORE INTO crawls ({}) VALUES ({})"
# The newest crawl of a blog is the one of the highest id. The minus: no two rows have one id meanwhile.
_ORDER_CRAWLS = (
    "UPDATE crawls SET id = -id",
    """\
WITH ranked AS (SELECT id AS old, row_number() OVER (ORDER BY started, run, address) AS place FROM crawls)
UPDATE crawls SET id = place FROM ranked WHERE old = crawls.id""",
)
_WATCHED = "SELECT address FROM watchlist ORDER BY id"


@dataclass(slots=True)
class MergeReport:
    """Counts of what came."""

    posts: Counter[str] = field(default_factory=Counter)
    """"new", "changed", "unchanged" … to posts."""
    comments: Counter[str] = field(default_factory=Counter)
    revisions: int = 0
    deleted: int = 0
    """Posts that have got a mark of deletion."""
    followed: int = 0
    """Blogs that the watch list has got."""


def merge(into: Archive, other: Archive) -> Iterator[MergeReport]:
    """Yield the report as it grows. Safe to repeat: what is there already changes nothing."""
    report = MergeReport()
    held = [blog for blog in other.blogs() if not _copy(into, other, blog.blog_id, report)]
    yield report
    for blog in held:
        into.import_blog(blog)
        yield from _merge_blog(into, other, blog.blog_id, report)
    with other.reading() as source, into.writing() as context:
        asked = (json.dumps([blog.blog_id for blog in held]),)
        report.revisions += sum(_add_revision(context, row) for row in source.execute(_FORMER, asked))
        for row in source.execute(_COPIES, asked):
            _add_copy(context, row)
        other_sources.drop_shown(context)
        report.deleted += sum(_add_mark(context, row) for row in source.execute(_MARKED, asked))
        for row in source.execute(_FIRST_SEEN, asked):
            context.connection.execute(_SEEN, {"blog": row[0], "post": row[1], "at": row[2]})
        report.followed += blog_copy.copy_unseen(source, context.connection)["watchlist"]
        _add_crawls(context, source)
        report.followed += sum(follow(context, row["address"]) for row in source.execute(_WATCHED))
    yield report


def _copy(into: Archive, other: Archive, blog_id: str, report: MergeReport) -> bool:
    """Copy a blog of which `into` knows nothing; return False where it has to be merged post by post."""
    with other.reading() as source, into.writing() as context:
        if not blog_copy.may_be_copied(source, context.connection, blog_id):
            return False
        rows = blog_copy.copy_blogs(source, context.connection, [blog_id])
        report.deleted += source.execute(_DELETED, (blog_id,)).fetchone()[0]
    report.posts["new"] += rows["posts"]
    report.comments["new"] += rows["comments"]
    report.revisions += rows["revisions"]
    report.followed += rows["watchlist"]
    return True


def _merge_blog(into: Archive, other: Archive, blog_id: str, report: MergeReport) -> Iterator[MergeReport]:
    for posts in _batches(other.posts(blog_id)):
        report.posts.update(kind.word for kind in into.import_posts(posts))
        yield report
    for drafts in _batches(other.drafts(blog_id)):
        into.import_posts(drafts)
    for comments in _batches(other.comments(blog_id)):
        report.comments.update(kind.word for kind in into.save_comments(comments, imported=True))
        yield report


def _add_crawls(context: WriteContext, source: sqlite3.Connection) -> None:
    """Bring the crawls that the other archive has ended, and put all in the order of time."""
    for row in source.execute(_CRAWLS):
        known = row["blog_id"] and resolve_blog_id(context.connection, row["blog_id"])
        values = dict(row) | {"blog_id": known}
        del values["id"]
        ensure_rows(context, (known,))
        names = ", ".join(values), ", ".join(f":{name}" for name in values)
        context.connection.execute(_ADD_CRAWL.format(*names), values)
    for statement in _ORDER_CRAWLS:
        context.connection.execute(statement)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _add_revision(context: WriteContext, row: sqlite3.Row) -> bool:
    found = context.connection.execute(_FIND, (row["blog_id"], row["post_id"])).fetchone()
    return bool(found) and pending_edits.copy_revision(context, found["id"], dict(row))


def _add_copy(context: WriteContext, row: sqlite3.Row) -> None:
    if found := context.connection.execute(_FIND, (row["blog_id"], row["post_id"])).fetchone():
        other_sources.add(context, found["id"], dict(row))


def _add_mark(context: WriteContext, row: sqlite3.Row) -> bool:
    values = {"blog": row["blog_id"], "post": row["post_id"], "at": row["deleted_at"], "now": context.now}
    return context.connection.execute(_MARK, values).rowcount > 0
