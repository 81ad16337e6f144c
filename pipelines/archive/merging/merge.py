# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Bring everything of one archive into another: blogs, posts, revisions, comments, marks, the watch list.

Two people's archives of one blog become one. Merged either way round, the posts are the same: of two versions
the one that was saved later is current, the other a revision; a post that either has marked as deleted is
marked. A blog that only the other one has is copied row by row, with all that is remembered of it.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from crawler.items import Comment, Post
from pipelines.archive.archive import Archive
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.connection import WriteContext
from pipelines.archive.merging import blog_copy
from pipelines.archive.merging.identities import resolve_blog_id
from pipelines.archive.merging.post_histories import bring_histories
from pipelines.archive.schema import STATIC_PAGES
from pipelines.archive.statements import insert
from pipelines.archive.watchlist import follow

BATCH = 150  # posts or comments in one transaction

T = TypeVar("T", Post, Comment)

_DELETED = "SELECT count(*) FROM posts WHERE deleted_at IS NOT NULL AND blog_id = ?"
_PAGES = f"SELECT count(*) FROM {STATIC_PAGES} JOIN posts USING (id) WHERE blog_id = ?"
_CRAWLS = "SELECT * FROM crawls WHERE ended IS NOT NULL"
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

    posts: Counter[str] = field(default_factory=Counter)  # "new", "changed", "unchanged" … to posts
    pages: Counter[str] = field(default_factory=Counter)  # the same of static pages
    comments: Counter[str] = field(default_factory=Counter)
    revisions: int = 0
    deleted: int = 0  # posts that have got a mark of deletion
    followed: int = 0  # blogs that the watch list has got


def merge(into: Archive, other: Archive) -> Iterator[MergeReport]:
    """Yield the report as it grows. Safe to repeat: what is there already changes nothing."""
    report = MergeReport()
    held = [blog for blog in other.blogs() if not _copy(into, other, blog.blog_id, report)]
    yield report
    for blog in held:
        into.import_blog(blog)
        yield from _merge_blog(into, other, blog.blog_id, report)
    with other.reading() as source, into.writing() as context:
        revisions, marks = bring_histories(context, source, [blog.blog_id for blog in held])
        report.revisions += revisions
        report.deleted += marks
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
        pages = source.execute(_PAGES, (blog_id,)).fetchone()[0]
    report.posts["new"] += rows["posts"] - pages
    report.pages["new"] += pages
    report.comments["new"] += rows["comments"]
    report.revisions += rows["revisions"]
    report.followed += rows["watchlist"]
    return True


def _merge_blog(into: Archive, other: Archive, blog_id: str, report: MergeReport) -> Iterator[MergeReport]:
    for posts in _batches(other.posts(blog_id)):
        for post, kind in zip(posts, into.import_posts(posts), strict=True):
            (report.pages if post.kind == "page" else report.posts)[kind.word] += 1
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
        context.connection.execute(f"{insert('crawls', values)} ON CONFLICT DO NOTHING", values)
    for statement in _ORDER_CRAWLS:
        context.connection.execute(statement)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
