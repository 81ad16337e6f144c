# ruff: noqa: S608 - the SQL is put together from constants of this file
"""Posts that are gone from their blog: noticed, marked, and unmarked when they come again."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable

from crawler.archive_reader import IdComparison, UnlistedPost
from crawler.items import Crawl, DeletionReport, Post
from pipelines.archive.connection import WriteContext
from pipelines.archive.values import instant, moment

_HELD_ROWS = "SELECT count(*) FROM posts WHERE blog_id = {0} AND post_id < ':'"  # digits: Blogger's own ids
_PAGES = f"{_HELD_ROWS} AND kind = 'page' AND deleted_at IS NULL"
HELD = f"({_HELD_ROWS}) - ({_HELD_ROWS} AND deleted_at IS NOT NULL) - ({_PAGES})"
"""Posts of a blog that count as being there and have an id of Blogger's; no static pages."""
_ABSENT = """\
SELECT posts.post_id, posts.url, noticed FROM posts LEFT JOIN _absences ON _absences.post = posts.id
WHERE posts.blog_id = :blog_id AND deleted_at IS NULL AND post_id < ':' AND kind = 'post'
  AND post_id NOT IN (SELECT value FROM json_each(:ids))"""
_UNKNOWN = """\
SELECT count(*) FROM json_each(:ids) AS listed WHERE NOT EXISTS
    (SELECT 1 FROM posts WHERE blog_id = :blog_id AND post_id = listed.value)"""

_IDS = "(SELECT value FROM json_each(:ids))"
_FORGET_ABSENCES = f"""\
DELETE FROM _absences WHERE blog_id = :blog_id
    AND post NOT IN (SELECT id FROM posts WHERE blog_id = :blog_id AND post_id IN {_IDS})"""
_NOTICE = f"""\
INSERT OR IGNORE INTO _absences (post, blog_id, noticed)
SELECT id, blog_id, :now FROM posts WHERE blog_id = :blog_id AND post_id IN {_IDS}"""
_MARK = f"""\
UPDATE posts SET deleted_at = :now, last_changed = :now
WHERE blog_id = :blog_id AND post_id IN {_IDS} AND deleted_at IS NULL"""
_CLEAR = f"""\
DELETE FROM _absences WHERE post IN (SELECT id FROM posts WHERE blog_id = :blog_id AND post_id IN {_IDS})"""
# The plus signs: else SQLite reads all posts of the blog instead of the index of addresses.
MARK_SUPERSEDED = f"""\
UPDATE posts SET deleted_at = :now, last_changed = :now
WHERE url IN (SELECT value FROM json_each(:urls)) AND +blog_id = :blog_id AND deleted_at IS NULL
  AND +post_id < ':' AND +post_id NOT IN {_IDS}"""
_RESTORE = f"""\
UPDATE posts SET deleted_at = NULL, last_changed = :now
WHERE deleted_at IS NOT NULL AND blog_id = :blog_id AND post_id IN {_IDS}"""


def mark_superseded(context: WriteContext, new: Iterable[Post], batch: Iterable[Post]) -> None:
    """Mark posts as deleted whose address a new post of the blog's feed has now, under another id.

    An address is one post's: the former one was deleted, or its author gave it another address. Then the feed
    brings it again, and `restore` takes the mark off. Posts of the same `batch` are not marked.
    """
    ids = json.dumps([post.post_id for post in batch])
    urls: defaultdict[str, list[str]] = defaultdict(list)
    for post in new:
        if post.source == "feed" and post.url:
            rest = post.url.partition("://")[2]
            urls[post.blog_id] += [f"http://{rest}", f"https://{rest}"]
    for blog_id, its in urls.items():
        asked = {"blog_id": blog_id, "urls": json.dumps(its), "ids": ids, "now": context.now}
        context.connection.execute(MARK_SUPERSEDED, asked)


def count_held(connection: sqlite3.Connection, blog_id: str) -> int:
    """Return the number of posts of a blog that are not deleted and have an id of Blogger's."""
    count: int = connection.execute(f"SELECT {HELD.format(':blog_id')}", {"blog_id": blog_id}).fetchone()[0]
    return count


def compare(connection: sqlite3.Connection, blog_id: str, listed: Collection[str]) -> IdComparison:
    """Compare a complete list of a blog's post ids with what is held."""
    asked = {"blog_id": blog_id, "ids": json.dumps(list(listed))}
    unlisted = [
        UnlistedPost(post_id=row["post_id"], url=row["url"], noticed=instant(row["noticed"], None))
        for row in connection.execute(_ABSENT, asked)
    ]
    unknown = connection.execute(_UNKNOWN, asked).fetchone()[0]
    return IdComparison(held=count_held(connection, blog_id), unlisted=tuple(unlisted), unknown=unknown)


def note(connection: sqlite3.Connection, crawl: Crawl, report: DeletionReport) -> None:
    """Write what a crawl found out about posts that are gone."""
    for statement, ids in (
        (_FORGET_ABSENCES, report.doubtful),
        (_NOTICE, report.noticed),
        (_MARK, report.confirmed),
        (_CLEAR, report.confirmed),
    ):
        at = moment(crawl.ended, None)
        connection.execute(statement, {"blog_id": crawl.blog_id, "ids": json.dumps(ids), "now": at})


def restore(context: WriteContext, keys: Iterable[tuple[str, str]]) -> None:
    """Take the mark off posts, by blog and post id, that came again."""
    came = defaultdict(list)
    for blog_id, post_id in keys:
        came[blog_id].append(post_id)
    for blog_id, ids in came.items():
        asked = {"blog_id": blog_id, "ids": json.dumps(ids), "now": context.now}
        context.connection.execute(_RESTORE, asked)
