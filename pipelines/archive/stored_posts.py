# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Reading stored posts, each with what is known of its source and the digest that was stored with it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.items import Post
from pipelines.archive.checks.digests import row_digest
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
_READ_SOME = f"{READ} WHERE posts.id IN (SELECT value FROM json_each(?)) ORDER BY posts.id"
_OF_BLOG = f"{READ} WHERE ifnull(blog_id = :blog_id, 1) ORDER BY posts.id"


@dataclass(frozen=True, slots=True)
class StoredPost(PreparedPost):
    """A post with the digest that was stored with it."""

    id: int

    @property
    def is_as_stored(self) -> bool:
        """Return whether nothing but this program has written the row."""
        return row_digest(self.row) == self.digest


def read(connection: sqlite3.Connection, blog_id: str | None = None) -> Iterator[StoredPost]:
    """Yield every stored post, or those of one blog, by row id."""
    return map(_from_row, connection.execute(_OF_BLOG, {"blog_id": blog_id}))


def read_some(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[StoredPost]:
    """Yield the posts of these rows, by row id."""
    return map(_from_row, connection.execute(_READ_SOME, (json.dumps(list(ids)),)))


def _from_row(row: sqlite3.Row) -> StoredPost:
    post = row_post(dict(row))
    return StoredPost(post, post_row(post), row["digest"], row["id"])
