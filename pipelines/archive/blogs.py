# ruff: noqa: S608 - the SQL is put together from constants of this file
"""Writing and reading blogs and the crawls of them."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.errors import UsageError
from crawler.items import Blog, Crawl
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import blog_row, crawl_row, row_blog, row_crawl
from pipelines.archive.statements import upsert
from pipelines.text.case_folding import fold_case

_FIND = """\
SELECT blog_id, title, url FROM blogs
WHERE blog_id = :name OR title = :name COLLATE NOCASE OR url LIKE '%://' || :host || '/%'
   OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE value LIKE '%://' || :host || '/%')
ORDER BY title, blog_id"""
_HOST = re.compile(r"^(?:https?://)?([^/?#]+)/?$")

# Each is counted by an index alone.
_HOLDINGS = """\
SELECT (SELECT count(*) FROM posts WHERE blog_id = :blog_id)
           - (SELECT count(*) FROM posts WHERE blog_id = :blog_id AND kind = 'page') AS held,
       (SELECT count(*) FROM posts
           WHERE blog_id = :blog_id AND deleted_at IS NOT NULL AND kind = 'post') AS deleted,
       (SELECT count(*) FROM posts WHERE blog_id = :blog_id AND partial = 1 AND kind = 'post') AS partial"""
_CLOSE_KILLED = """\
UPDATE crawls SET ended = :now, outcome = 'interrupted',
       error = 'killed: the run ended without a word; found by the next one'
WHERE ended IS NULL"""


def ensure_rows(context: WriteContext, blog_ids: Iterable[str | None]) -> None:
    """Make sure that each blog has a row; its own feed may describe it later."""
    rows = [(blog_id, context.now) for blog_id in dict.fromkeys(blog_ids) if blog_id]
    context.connection.executemany(
        "INSERT INTO blogs (blog_id, first_seen) VALUES (?, ?) ON CONFLICT DO NOTHING", rows
    )


def is_described(connection: sqlite3.Connection, blog_id: str) -> bool:
    """Return whether a blog's own feed or pages have described it."""
    found = connection.execute("SELECT url FROM blogs WHERE blog_id = ?", (blog_id,)).fetchone()
    return bool(found and found["url"])


def store(context: WriteContext, blog: Blog) -> None:
    """Write the description of a blog by its own feed. Its former addresses stay as aliases."""
    found = context.connection.execute("SELECT * FROM blogs WHERE blog_id = ?", (blog.blog_id,)).fetchone()
    if found is not None:
        known = row_blog(dict(found))
        seen = dict.fromkeys((*known.aliases, known.url, *blog.aliases))
        blog = replace(blog, aliases=tuple(alias for alias in seen if alias and alias != blog.url))
    row = blog_row(blog) | {"first_seen": context.now}
    context.connection.execute(upsert("blogs", row, key=("blog_id",), once=("first_seen",)), row)


def read(connection: sqlite3.Connection) -> Iterator[Blog]:
    """Yield every blog, by title."""
    rows = connection.execute("SELECT * FROM blogs ORDER BY title, blog_id")
    yield from (row_blog(dict(row)) for row in rows)


def _host_pattern(name: str) -> str:
    """Return the host of an address, for LIKE; "-", which matches nothing, for any other text."""
    match = _HOST.match(name.lower())
    return match.group(1).replace("%", "").replace("_", "") if match and "." in match.group(1) else "-"


def find_blogs(connection: sqlite3.Connection, name: str) -> list[sqlite3.Row]:
    """Return blog_id, title and url of the blogs of that address, title or id, in whatever case."""
    found = connection.execute(_FIND, {"name": name, "host": _host_pattern(name)}).fetchall()
    if found or name.isascii():  # SQLite folds the case of ASCII only
        return found
    titled = connection.execute("SELECT blog_id, title, url FROM blogs WHERE title IS NOT NULL")
    return [row for row in titled if fold_case(row["title"]) == fold_case(name)]


def find_blog_id(connection: sqlite3.Connection, name: str | None) -> str | None:
    """Return the id of the blog that was named; None where none was, which means every blog."""
    return require_blog(connection, name) if name else None


def require_blog(connection: sqlite3.Connection, name: str) -> str:
    """Return the id of the one blog of that address, title or id. Raises UsageError."""
    found = find_blogs(connection, name)
    if len(found) != 1:
        problem = "no such blog in the archive" if not found else f"{len(found)} blogs are called so"
        raise UsageError(f"{name}: {problem}; `blogger-archive verify` lists them; name one by its address")
    return str(found[0]["blog_id"])


def store_crawl(context: WriteContext, crawl: Crawl) -> None:
    """Insert or update the record of a crawl; when it has ended, with the number of posts held."""
    ensure_rows(context, (crawl.blog_id,))
    if crawl.ended and crawl.blog_id:
        crawl = _with_holdings(context.connection, crawl, crawl.blog_id)
    row = crawl_row(crawl)
    context.connection.execute(upsert("crawls", row, key=("run", "address")), row)


def holdings(connection: sqlite3.Connection, blog_id: str) -> tuple[int, int]:
    """Return how many posts of a blog are held, without deleted ones, and how many of all are partial."""
    row = connection.execute(_HOLDINGS, {"blog_id": blog_id}).fetchone()
    return row["held"] - row["deleted"], row["partial"]


def close_killed_crawls(context: WriteContext) -> int:
    """Record crawls that began and never ended as interrupted; return how many. For the sole writer only."""
    return context.connection.execute(_CLOSE_KILLED, {"now": context.now}).rowcount


def _with_holdings(connection: sqlite3.Connection, crawl: Crawl, blog_id: str) -> Crawl:
    held, partial = holdings(connection, blog_id)
    missing = None if crawl.expected is None else max(0, crawl.expected - held)
    return replace(crawl, held=held, held_partial=partial, missing=missing)


def read_crawls(connection: sqlite3.Connection, run: str | None = None) -> Iterator[Crawl]:
    """Yield every crawl, or those of one run, in the order in which they started."""
    rows = connection.execute("SELECT * FROM crawls WHERE ifnull(run = ?, 1) ORDER BY id", (run,))
    yield from (row_crawl(dict(row)) for row in rows)


def crawled_blogs(connection: sqlite3.Connection, run: str) -> dict[str, str]:
    """Return id → address of the blogs that a run has crawled."""
    rows = connection.execute("SELECT blog_id, address FROM crawls WHERE run = ?", (run,))
    return {row["blog_id"]: row["address"] for row in rows if row["blog_id"]}


def crawls_of(
    connection: sqlite3.Connection, blog_id: str, condition: str = "1", *, limit: int
) -> list[Crawl]:
    """Return the last crawls of a blog, newest first, of which a `condition` in SQL holds."""
    statement = f"SELECT * FROM crawls WHERE blog_id = ? AND {condition} ORDER BY id DESC LIMIT ?"
    return [row_crawl(dict(row)) for row in connection.execute(statement, (blog_id, limit))]


def last_crawl(connection: sqlite3.Connection, blog_id: str, condition: str = "1") -> Crawl | None:
    """Return the last crawl of a blog that has ended, of which a `condition` in SQL holds."""
    return next(iter(crawls_of(connection, blog_id, f"ended IS NOT NULL AND {condition}", limit=1)), None)


def read_crawl(connection: sqlite3.Connection, number: int) -> Crawl:
    """Return the crawl with that row id."""
    return row_crawl(dict(connection.execute("SELECT * FROM crawls WHERE id = ?", (number,)).fetchone()))
