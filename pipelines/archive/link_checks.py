# ruff: noqa: S608 - the SQL is put together from constants of this module
"""Links of posts: those that are due to be asked whether they still lead somewhere, and their answers.

A link is dead where its server says so (404, 410), or where two checks in a row got no page.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.archive.connection import WriteContext
from pipelines.archive.statements import upsert
from pipelines.archive.values import utc

GONE = (404, 410)
ALIVE_DAYS = 90  # days until a link that answered is asked again
FAILED_DAYS = 7  # days until one that did not is; twice as long after each failure, a year at most

_LINKS = """\
SELECT substr(link, 1, instr(link || '#', '#') - 1) AS url, post FROM (
    SELECT iif(each.type = 'object', json_extract(each.value, '$.url'), NULL) AS link, posts.id AS post
    FROM posts, json_each(iif(json_valid(links), links, '[]')) AS each
    WHERE :blog_id IS NULL OR posts.blog_id = :blog_id
) WHERE link LIKE 'http://%' OR link LIKE 'https://%'"""
_DUE = f"""\
SELECT found.url, count(*) OVER () FROM ({_LINKS}) AS found LEFT JOIN _link_checks USING (url)
WHERE ifnull(next_due, '') <= :now AND found.url NOT IN (SELECT url FROM posts WHERE url IS NOT NULL)
GROUP BY found.url ORDER BY next_due, min(found.post) LIMIT :limit"""
_DEAD = f"""\
SELECT found.url, status, error, checked, posts.title, posts.url, posts.published
FROM ({_LINKS}) AS found JOIN _link_checks USING (url) JOIN posts ON posts.id = found.post
WHERE status IN {GONE} OR failures > 1 GROUP BY found.url, posts.id ORDER BY posts.id, found.url"""


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """The answer of one link."""

    url: str
    status: int | None  # of HTTP, after redirects; None: there was no answer
    error: str | None = None  # why there was none; one line
    allowed: bool = True  # False where robots.txt forbids to ask: that tells nothing about the page

    @property
    def failed(self) -> bool:
        """True where no page was found, for now or for ever."""
        return self.allowed and (self.status is None or self.status in GONE or self.status >= 500)


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that leads nowhere, in one of the posts that have it."""

    url: str
    status: int | None
    error: str | None
    checked: str
    title: str | None  # of the post
    post_url: str | None
    published: str | None  # of the post: a copy of that time is what its author saw


def due_links(
    connection: sqlite3.Connection, now: str, *, blog_id: str | None, limit: int
) -> tuple[list[str], int]:
    """Return at most `limit` links that are due, never checked ones first, and how many there are."""
    given = {"now": now, "blog_id": blog_id, "limit": limit}
    rows = connection.execute(_DUE, given).fetchall()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def store_checks(context: WriteContext, checks: Sequence[LinkCheck]) -> None:
    """Store answers, and when each link is to be asked again."""
    for check in checks:
        known = "SELECT failures FROM _link_checks WHERE url = ?"
        found = context.connection.execute(known, (check.url,)).fetchone()
        failures = (found[0] if found else 0) + 1 if check.failed else 0
        days = min(FAILED_DAYS << min(failures - 1, 10), 365) if failures else ALIVE_DAYS
        due = utc(datetime.fromisoformat(context.now) + timedelta(days=days))
        row = {"url": check.url, "checked": context.now, "status": check.status, "error": check.error}
        row |= {"failures": failures, "next_due": due}
        context.connection.execute(upsert("_link_checks", row, key=("url",)), row)


def dead_links(connection: sqlite3.Connection, blog_id: str | None) -> Iterator[DeadLink]:
    """Yield dead links, by post."""
    for row in connection.execute(_DEAD, {"blog_id": blog_id}):
        yield DeadLink(*row)
