# ruff: noqa: S608 - the SQL is put together from constants of this file
"""Status of the archive: runs, health of the followed blogs, growth, size."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.blogger.page_type import PageType, explain
from crawler.blogger.urls import read_address
from crawler.errors import UsageError
from pipelines.archive import pending_edits
from pipelines.archive.connection import path_of
from pipelines.archive.table_counts import count_rows
from pipelines.archive.values import time_text, utc

SEEN = "(outcome = 'complete' OR outcome = 'incomplete' AND received > 0)"
"""A crawl in which a blog gave something. Of one that lacks a post for ever that must be enough."""

FIRST_ADDRESS = (
    "(SELECT address FROM crawls AS every WHERE every.blog_id = blogs.blog_id ORDER BY every.id LIMIT 1)"
)
"""Address at which a blog was crawled first."""
_GONE = (explain(PageType.REMOVED), explain(PageType.NOT_FOUND))  # ends of a crawl's error


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over all its blogs."""

    started: str  # UTC, ISO 8601, as all times here
    ended: str | None  # None: it runs, or was killed
    blogs: int
    complete: int
    incomplete: int
    failed: int
    interrupted: int
    new: int
    changed: int
    suspect: int  # edits kept aside
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The state of one followed blog."""

    blog_id: str | None
    title: str | None
    address: str  # as it was asked for last
    last_tried: str | None  # None: never
    last_seen: str | None  # when it last gave something
    failing_since: str | None
    """The first of the crawls since then in which it gave nothing; None: the last one went well."""
    failures: int  # number of these
    error: str | None  # of the last crawl
    next_due: str | None = None  # when it is to be asked again, where the archive plans that
    followed: str | None = None  # since when it is on the watch list
    is_gone: bool = False  # Blogger said at the last crawl that there is no such blog, or none any more
    moved_from: str | None = None  # host at which it was crawled first, where it answers at another one now


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Figures of the whole archive."""

    posts: int
    pages: int  # static ones, which are not among the posts
    blogs: int
    comments: int
    bytes: int  # of the file and what SQLite keeps beside it
    new_7_days: int
    new_30_days: int  # posts that came in so many days
    suspect: int  # suspect edits that wait for another run


_RUNS = """\
SELECT min(started) AS started, CASE WHEN count(*) = count(ended) THEN max(ended) END AS ended,
       count(*) AS blogs,
       sum(outcome IS 'complete') AS complete, sum(outcome IS 'incomplete') AS incomplete,
       sum(outcome IS 'failed') AS failed, sum(outcome IS 'interrupted') AS interrupted,
       sum(new) AS new, sum(changed) AS changed, sum(suspect) AS suspect,
       sum(requests) AS requests
FROM crawls GROUP BY run ORDER BY max(id) DESC LIMIT ?"""

# A crawl that never saw the blog does not know its id: the address tells which blog it was. Blogs that were
# forgotten or are paused are nobody's worry.
_NAMED = f"""\
WITH known AS (SELECT address, blog_id, max(id) FROM crawls WHERE blog_id IS NOT NULL GROUP BY address),
named AS (SELECT crawls.*, coalesce(crawls.blog_id, known.blog_id, crawls.address) AS who
          FROM crawls LEFT JOIN known USING (address) WHERE ended IS NOT NULL),
seen AS (SELECT who, max(id) AS id, max(ended) AS ended FROM named WHERE {SEEN} GROUP BY who),
last AS (SELECT who, max(id) AS id FROM named GROUP BY who),
since AS (SELECT named.who, min(started) AS started, count(*) AS number FROM named LEFT JOIN seen USING (who)
          WHERE named.id > ifnull(seen.id, 0) AND outcome <> 'interrupted' GROUP BY named.who)
SELECT blogs.blog_id, blogs.title, named.address, named.ended AS last_tried, seen.ended AS last_seen,
       since.started AS failing_since, ifnull(since.number, 0) AS failures, named.error, named.next_due,
       (SELECT min(added) FROM watchlist WHERE paused IS NULL
        AND (watchlist.blog_id = last.who OR watchlist.address = named.address)) AS followed,
       blogs.url, {FIRST_ADDRESS} AS asked
FROM last JOIN named ON named.id = last.id LEFT JOIN seen ON seen.who = last.who
LEFT JOIN since ON since.who = last.who LEFT JOIN blogs ON blogs.blog_id = last.who
WHERE followed IS NOT NULL
UNION ALL
SELECT blogs.blog_id, title, address, NULL, NULL, NULL, 0, NULL, NULL, added, NULL, NULL
FROM watchlist LEFT JOIN blogs USING (blog_id)
WHERE paused IS NULL AND address NOT IN (SELECT address FROM named)
AND NOT EXISTS (SELECT 1 FROM last WHERE last.who = watchlist.blog_id)
ORDER BY last_seen, address"""


def last_runs(connection: sqlite3.Connection, limit: int) -> list[Run]:
    """Return the last `limit` runs, newest first."""
    return [_run(row) for row in connection.execute(_RUNS, (limit,))]


def _run(row: sqlite3.Row) -> Run:
    ended = time_text(row["ended"]) if row["ended"] else None
    return Run(**{**dict(row), "started": time_text(row["started"]), "ended": ended})


def blog_health(connection: sqlite3.Connection) -> list[Health]:
    """Return every blog that is followed and not paused, those first that were not seen for longest."""
    return [_health(row) for row in connection.execute(_NAMED)]


def _health(row: sqlite3.Row) -> Health:
    times = ("last_tried", "last_seen", "failing_since", "next_due", "followed")
    found = {**dict(row), **{name: time_text(row[name]) for name in times if row[name] is not None}}
    moved = moved_from(found.pop("asked"), found.pop("url"))
    return Health(**found, is_gone=says_gone(row["error"]), moved_from=moved)


def says_gone(error: str | None) -> bool:
    """Tell whether the error of a crawl says that there is no such blog, or none any more."""
    return any(said in (error or "") for said in _GONE)


def moved_from(asked: str | None, url: str | None) -> str | None:
    """Return the host at which a blog was crawled first, where it answers at another one now."""
    try:
        before, now = read_address(asked or ""), read_address(url or "")
    except UsageError:
        return None
    same = before.host.removeprefix("www.") == now.host.removeprefix("www.")
    return None if same or before.blog_id or now.blog_id else before.host


def overview(connection: sqlite3.Connection, now: datetime) -> Overview:
    """Return the figures of the whole archive; `now` ends the spans of new posts."""
    rows = count_rows(connection)
    week, month = (_new(connection, now - timedelta(days)) for days in (7, 30))
    path = path_of(connection)
    files = (path, path.with_name(f"{path.name}-wal"))
    size = sum(file.stat().st_size for file in files if file.exists())
    return Overview(
        **{name: rows[name] for name in ("posts", "pages", "blogs", "comments")},
        bytes=size,
        new_7_days=week,
        new_30_days=month,
        suspect=pending_edits.count(connection),
    )


def _new(connection: sqlite3.Connection, since: datetime) -> int:
    statement = "SELECT ifnull(sum(new), 0) FROM crawls WHERE started >= ?"
    return int(connection.execute(statement, (utc(since),)).fetchone()[0])
