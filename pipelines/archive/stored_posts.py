# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Reading stored posts, each with what is known of its source and the digest that was stored with it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from crawler.items import Post
from pipelines.archive.compression import packing
from pipelines.archive.rows import PreparedPost, post_row, row_post

SOURCE_COLUMNS = (
    "source", "source_url", "captured", "published_raw", "time_raw", "updated_raw", "locale", "body_type",
    "entry_raw", "body_raw", "filled",
)  # fmt: skip
OWN_COLUMNS = tuple(name for name in post_row(Post(blog_id="", post_id="")) if name not in SOURCE_COLUMNS)
POST_COLUMNS = (*OWN_COLUMNS, *SOURCE_COLUMNS)  # columns of `posts` and `sources` that the digest covers

# A row that another tool replaced has lost its source. Of two columns of a name, sqlite3.Row gives the first.
READ = f"""\
SELECT {packing.HTML} AS html, posts.*, ifnull(source, 'feed') AS source, source_url, captured,
       published_raw, time_raw, updated_raw, locale, ifnull(body_type, 'html') AS body_type,
       {packing.ENTRY} AS entry_raw, {packing.RAW} AS body_raw, filled, ifnull(digest, '') AS digest
FROM posts LEFT JOIN sources ON sources.post = posts.id"""
"""Every post with the columns of `sources`."""
_READ_SOME = f"{READ} WHERE posts.id IN (SELECT value FROM json_each(?))"
_OF_BLOG = f"{READ} WHERE ifnull(blog_id = :blog_id, 1) ORDER BY posts.id"


def read(connection: sqlite3.Connection, blog_id: str | None = None) -> Iterator[PreparedPost]:
    """Yield every stored post, by id, with the digest that was stored with it."""
    for row in connection.execute(_OF_BLOG, {"blog_id": blog_id}):
        yield _from_row(row)


def read_some(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[tuple[int, PreparedPost]]:
    """Yield the posts of these rows, each with its row id."""
    for row in connection.execute(_READ_SOME, (json.dumps(list(ids)),)):
        yield row["id"], _from_row(row)


def _from_row(row: sqlite3.Row) -> PreparedPost:
    post = row_post(dict(row))
    return PreparedPost(post, post_row(post), row["digest"])
