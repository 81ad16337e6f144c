# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The state of each blog: posts held and expected, their span, and edits that wait."""

import sqlite3
from dataclasses import dataclass

from crawler.blogger.page_type import PageType, explain
from crawler.blogger.urls import read_address
from crawler.errors import UsageError
from pipelines.archive.pending_edits import WAITING
from pipelines.archive.schema import STATIC_PAGES
from pipelines.archive.values import time_text
from pipelines.archive.watchlist import LATEST_CRAWL

_MAX_EDITS = 50
_GONE = (explain(PageType.REMOVED), explain(PageType.NOT_FOUND))  # ends of a crawl's error


@dataclass(frozen=True, slots=True)
class BlogState:
    """One blog that is held or followed, with the end of its last crawl. Times are ISO 8601."""

    blog_id: str | None
    """None of a followed address at which no blog was seen yet."""
    title: str | None
    url: str | None
    address: str | None
    """Where it is asked; None: it is not followed, and was never crawled."""
    followed: str | None
    paused: str | None
    held: int
    """Posts in the archive; by the last crawl's count, which leaves deleted ones out, where there was one."""
    expected: int | None
    """Posts by the blog's own count."""
    missing: int | None
    first: str | None
    """Date of the oldest post."""
    last: str | None
    visited: str | None
    """End of the last crawl."""
    seen: str | None
    """End of the last crawl in which it gave something."""
    outcome: str | None
    """ "complete", "incomplete", "failed" or "interrupted"; None: never crawled, as after an import."""
    error: str | None
    failures: int
    """Crawls in a row that did not end complete."""
    failing_since: str | None
    """End of the first of these."""
    next_due: str | None
    suspect: int
    """Edits that are kept aside."""
    asked: str | None
    """Address of the first crawl."""

    @property
    def is_failing(self) -> bool:
        """True where it gave nothing at the last crawl; one that lacks a post for ever is not failing."""
        return self.failures > 0 and self.seen != self.visited

    @property
    def is_gone(self) -> bool:
        """True where Blogger said at the last crawl that there is no such blog, or none any more."""
        return self.outcome == "failed" and any(said in (self.error or "") for said in _GONE)

    @property
    def moved_from(self) -> str | None:
        """Host at which it was crawled first, where it answers at another one now."""
        try:
            before, now = read_address(self.asked or ""), read_address(self.url or "")
        except UsageError:
            return None
        same = before.host.removeprefix("www.") == now.host.removeprefix("www.")
        return None if same or before.blog_id or now.blog_id else before.host


@dataclass(frozen=True, slots=True)
class SuspectEdit:
    """A suspect edit that is kept aside."""

    post_id: str
    title: str | None
    seen: str
    reason: str
    number: int
    """Among the edits of its post that were kept aside, counted from 1, the oldest."""


_SEEN = "(outcome = 'complete' OR outcome = 'incomplete' AND received > 0)"
# A post's row id is near the second of its publication: the index alone finds the oldest and the newest.
_STATES = f"""\
SELECT listed.blog_id, listed.title, listed.url, ifnull(listed.address, crawls.address) AS address,
       added AS followed, paused,
       coalesce(crawls.held, ends.posts, 0) AS held, crawls.expected, crawls.missing,
       coalesce(oldest.published_local, oldest.published) AS first,
       coalesce(newest.published_local, newest.published) AS last, crawls.ended AS visited,
       given.ended AS seen, crawls.outcome, crawls.error, ifnull(crawls.failures, 0) AS failures,
       crawls.failing_since, crawls.next_due, ifnull(aside.edits, 0) AS suspect,
       (SELECT address FROM crawls AS every WHERE every.blog_id = listed.blog_id ORDER BY every.id LIMIT 1)
           AS asked
FROM (SELECT blogs.blog_id, title, url, address, added, paused
      FROM blogs LEFT JOIN watchlist USING (blog_id)
      UNION ALL
      SELECT NULL, NULL, NULL, address, added, paused FROM watchlist WHERE blog_id IS NULL) AS listed
LEFT JOIN (SELECT blog_id, count(*) AS posts, min(id) AS lowest, max(id) AS highest
           FROM posts INDEXED BY posts_by_blog WHERE id NOT IN {STATIC_PAGES}
           GROUP BY blog_id) AS ends USING (blog_id)
LEFT JOIN (SELECT blog_id, count(*) AS edits FROM revisions JOIN posts ON posts.id = post
           WHERE {WAITING} GROUP BY blog_id) AS aside USING (blog_id)
LEFT JOIN posts AS oldest ON oldest.id = ends.lowest
LEFT JOIN posts AS newest ON newest.id = ends.highest
LEFT JOIN crawls ON crawls.id = {LATEST_CRAWL.format("listed", "ended IS NOT NULL")}
LEFT JOIN crawls AS given ON given.id = {LATEST_CRAWL.format("listed", _SEEN)}
WHERE {{}} ORDER BY {{}}"""
_HELD = _STATES.format("listed.blog_id IS NOT NULL", "held DESC, listed.title, listed.blog_id")
_FOLLOWED = _STATES.format("added IS NOT NULL", "listed.title IS NULL, listed.title, listed.address")
_TIMES = ("followed", "paused", "visited", "seen", "failing_since", "next_due")
_ASIDE = f"""\
SELECT post_id, title, replaced, trim(substr(flag, 9)), number
FROM (SELECT post_id, posts.title, replaced, flag,
             row_number() OVER (PARTITION BY post ORDER BY replaced, revisions.id) AS number
      FROM revisions JOIN posts ON posts.id = post WHERE flag IS NOT NULL AND blog_id = ?)
WHERE {WAITING} ORDER BY replaced DESC LIMIT ?"""


def blog_states(connection: sqlite3.Connection) -> list[BlogState]:
    """Return the state of every blog of the archive, the largest first."""
    return [_state(row) for row in connection.execute(_HELD)]


def followed_blogs(connection: sqlite3.Connection) -> list[BlogState]:
    """Return the state of every blog of the watch list, by title."""
    return [_state(row) for row in connection.execute(_FOLLOWED)]


def _state(row: sqlite3.Row) -> BlogState:
    times = {name: time_text(row[name]) for name in _TIMES if row[name] is not None}
    return BlogState(**{**dict(row), **times})


def suspect_edits(connection: sqlite3.Connection, blog_id: str) -> list[SuspectEdit]:
    """Return the suspect edits of a blog's posts, newest first."""
    return [SuspectEdit(*row) for row in connection.execute(_ASIDE, (blog_id, _MAX_EDITS))]
