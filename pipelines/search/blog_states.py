# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The state of each blog: posts held and expected, their span, and the story of its crawls."""

import sqlite3
from dataclasses import dataclass

from pipelines.archive.run_status import FIRST_ADDRESS, moved_from, says_gone
from pipelines.archive.schema import STATIC_PAGES

_MAX_CRAWLS = _MAX_EDITS = 50


@dataclass(frozen=True, slots=True)
class BlogState:
    """One blog in the archive, with the end of its last crawl. Times are ISO 8601."""

    blog_id: str
    title: str | None
    url: str | None
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
    outcome: str | None
    """ "complete", "incomplete", "failed" or "interrupted"; None: never crawled, as after an import."""
    error: str | None
    failing_since: str | None
    suspect: int
    """Edits that are kept aside."""
    asked: str | None
    """Address of the first crawl."""

    @property
    def is_gone(self) -> bool:
        """True where Blogger said at the last visit that there is no such blog, or none any more."""
        return self.outcome == "failed" and says_gone(self.error)

    @property
    def moved_from(self) -> str | None:
        """Host at which it was crawled first, where it answers at another one now."""
        return moved_from(self.asked, self.url)


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """One crawl of a blog."""

    started: str
    ended: str | None
    kind: str
    outcome: str | None
    error: str | None
    expected: int | None
    held: int | None
    new: int
    changed: int
    requests: int


@dataclass(frozen=True, slots=True)
class EditAside:
    """A suspect edit that is kept aside."""

    post_id: str
    title: str | None
    seen: str
    reason: str
    number: int
    """Among the edits of its post that were kept aside, counted from 1, the oldest."""


# A post's row id is near the second of its publication: the index alone finds the oldest and the newest.
_STATES = f"""\
SELECT blogs.blog_id, blogs.title, blogs.url, coalesce(crawls.held, ends.posts, 0) AS held, crawls.expected,
       crawls.missing, coalesce(oldest.published_local, oldest.published) AS first,
       coalesce(newest.published_local, newest.published) AS last, crawls.ended AS visited, crawls.outcome,
       crawls.error, crawls.failing_since, ifnull(aside.edits, 0) AS suspect, {FIRST_ADDRESS} AS asked
FROM blogs
LEFT JOIN (SELECT blog_id, count(*) AS posts, min(id) AS lowest, max(id) AS highest
           FROM posts INDEXED BY posts_by_blog WHERE id NOT IN {STATIC_PAGES}
           GROUP BY blog_id) AS ends USING (blog_id)
LEFT JOIN (SELECT blog_id, count(*) AS edits FROM revisions JOIN posts ON posts.id = post
           WHERE flag IS NOT NULL AND flag LIKE 'suspect:%' GROUP BY blog_id) AS aside USING (blog_id)
LEFT JOIN posts AS oldest ON oldest.id = ends.lowest
LEFT JOIN posts AS newest ON newest.id = ends.highest
LEFT JOIN crawls ON crawls.id = (SELECT max(id) FROM crawls AS every
                                 WHERE every.blog_id = blogs.blog_id AND every.ended IS NOT NULL)
ORDER BY held DESC, blogs.title, blogs.blog_id"""
_CRAWLS = """\
SELECT started, ended, kind, outcome, error, expected, held, new, changed, requests
FROM crawls WHERE blog_id = ? ORDER BY id DESC LIMIT ?"""

_ASIDE = """\
SELECT post_id, title, replaced, trim(substr(flag, 9)), number
FROM (SELECT post_id, posts.title, replaced, flag,
             row_number() OVER (PARTITION BY post ORDER BY replaced, revisions.id) AS number
      FROM revisions JOIN posts ON posts.id = post WHERE flag IS NOT NULL AND blog_id = ?)
WHERE flag LIKE 'suspect:%' ORDER BY replaced DESC LIMIT ?"""


def blog_states(connection: sqlite3.Connection) -> list[BlogState]:
    """Return the state of every blog, the largest first."""
    return [BlogState(**dict(row)) for row in connection.execute(_STATES)]


def crawls_of(connection: sqlite3.Connection, blog_id: str) -> list[CrawlSummary]:
    """Return the last crawls of a blog, newest first."""
    return [CrawlSummary(*row) for row in connection.execute(_CRAWLS, (blog_id, _MAX_CRAWLS))]


def edits_aside(connection: sqlite3.Connection, blog_id: str) -> list[EditAside]:
    """Return the suspect edits of a blog's posts, newest first."""
    return [EditAside(*row) for row in connection.execute(_ASIDE, (blog_id, _MAX_EDITS))]
