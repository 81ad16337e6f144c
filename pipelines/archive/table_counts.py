"""Numbers of rows in the archive."""

import sqlite3

from pipelines.archive.schema import STATIC_PAGES

TABLES = ("blogs", "posts", "comments", "revisions", "crawls")  # tables that people look at


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each of TABLES; of posts, static pages are counted apart, as "pages"."""
    counted = {table: _one(connection, f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608
    pages = _one(connection, f"SELECT count(*) FROM {STATIC_PAGES}")  # noqa: S608
    blogs, posts = counted.pop("blogs"), counted.pop("posts")
    return {"blogs": blogs, "posts": posts - pages, "pages": pages, **counted}


def _one(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
