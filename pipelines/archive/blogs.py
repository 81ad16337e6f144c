"""Writing and reading blogs and the crawls of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.items import Blog, Crawl
from pipelines.archive.rows import blog_row, crawl_row, row_blog, row_crawl
from pipelines.archive.statements import upsert

_BLOG = upsert(
    "blogs",
    ("blog_id", "title", "url", "subtitle", "author", "updated", "labels", "aliases", "first_seen"),
    key=("blog_id",),
    once=("first_seen",),
)
_CRAWL = upsert(
    "crawls",
    ("run", "address", "blog_id", "started", "ended", "outcome", "expected", "received", "new", "changed",
     "suspect", "unchanged", "partial", "comments_expected", "comments_received", "requests", "bytes",
     "error", "months", "months_by", "held", "held_partial", "missing",
     "kind", "next_due", "failures", "failing_since"),
    key=("run", "address"),
)  # fmt: skip

# Each is counted by an index alone.
_HOLDINGS = """\
SELECT (SELECT count(*) FROM posts WHERE blog_id = :blog_id) AS held,
       (SELECT count(*) FROM posts WHERE blog_id = :blog_id AND deleted_at IS NOT NULL) AS deleted,
       (SELECT count(*) FROM posts WHERE blog_id = :blog_id AND partial = 1) AS partial"""
_CLOSE_KILLED = """\
UPDATE crawls SET ended = :now, outcome = 'interrupted',
       error = 'killed: the run ended without a word; found by the next one'
WHERE ended IS NULL"""


def ensure(connection: sqlite3.Connection, blog_ids: Iterable[str | None], now: str) -> None:
    """Make sure that each has a row; the blog's own feed may describe it later."""
    rows = [(blog_id, now) for blog_id in dict.fromkeys(blog_ids) if blog_id]
    connection.executemany(
        "INSERT INTO blogs (blog_id, first_seen) VALUES (?, ?) ON CONFLICT DO NOTHING", rows
    )


def store(connection: sqlite3.Connection, blog: Blog, now: str) -> None:
    """Write what a blog says of itself. Addresses under which it was known stay as aliases."""
    found = connection.execute("SELECT * FROM blogs WHERE blog_id = ?", (blog.blog_id,)).fetchone()
    if found is not None:
        known = row_blog(dict(found))
        seen = dict.fromkeys((*known.aliases, known.url, *blog.aliases))
        blog = replace(blog, aliases=tuple(alias for alias in seen if alias and alias != blog.url))
    connection.execute(_BLOG, blog_row(blog) | {"first_seen": now})


def read(connection: sqlite3.Connection) -> Iterator[Blog]:
    """Every blog, by title."""
    rows = connection.execute("SELECT * FROM blogs ORDER BY title, blog_id")
    yield from (row_blog(dict(row)) for row in rows)


def store_crawl(connection: sqlite3.Connection, crawl: Crawl, now: str) -> None:
    """Write the record of a crawl, or what it has become; at its end, with what is held of the blog."""
    ensure(connection, (crawl.blog_id,), now)
    if crawl.ended and crawl.blog_id:
        crawl = _with_holdings(connection, crawl, crawl.blog_id)
    connection.execute(_CRAWL, crawl_row(crawl))


def holdings(connection: sqlite3.Connection, blog_id: str) -> tuple[int, int]:
    """How many posts of a blog are held, without those that are gone from it, and how many are partial."""
    row = connection.execute(_HOLDINGS, {"blog_id": blog_id}).fetchone()
    return row["held"] - row["deleted"], row["partial"]


def close_killed(connection: sqlite3.Connection, now: str) -> int:
    """Record as interrupted what was begun and never ended; give how many. For the sole writer."""
    return connection.execute(_CLOSE_KILLED, {"now": now}).rowcount


def _with_holdings(connection: sqlite3.Connection, crawl: Crawl, blog_id: str) -> Crawl:
    held, partial = holdings(connection, blog_id)
    missing = None if crawl.expected is None else max(0, crawl.expected - held)
    return replace(crawl, held=held, held_partial=partial, missing=missing)


def read_crawls(connection: sqlite3.Connection, run: str | None = None) -> Iterator[Crawl]:
    """Every crawl, or those of one run, as they began."""
    rows = connection.execute("SELECT * FROM crawls WHERE ifnull(run = ?, 1) ORDER BY id", (run,))
    yield from (row_crawl(dict(row)) for row in rows)


def last_crawl(
    connection: sqlite3.Connection, blog_id: str | None = None, *, number: int | None = None
) -> Crawl | None:
    """The last crawl of a blog that has ended, or the crawl of that number."""
    if number is not None:
        row = connection.execute("SELECT * FROM crawls WHERE id = ?", (number,)).fetchone()
    else:
        statement = "SELECT * FROM crawls WHERE blog_id = ? AND ended IS NOT NULL ORDER BY id DESC LIMIT 1"
        row = connection.execute(statement, (blog_id,)).fetchone()
    return row_crawl(dict(row)) if row else None
