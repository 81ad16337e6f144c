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
     "unchanged", "partial", "comments_expected", "comments_received", "requests", "bytes", "error"),
    key=("run", "address"),
)  # fmt: skip


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
    """Write the record of a crawl, or what it has become."""
    ensure(connection, (crawl.blog_id,), now)
    connection.execute(_CRAWL, crawl_row(crawl))


def read_crawls(connection: sqlite3.Connection, run: str | None = None) -> Iterator[Crawl]:
    """Every crawl, or those of one run, as they began."""
    rows = connection.execute("SELECT * FROM crawls WHERE ifnull(run = ?, 1) ORDER BY id", (run,))
    yield from (row_crawl(dict(row)) for row in rows)
