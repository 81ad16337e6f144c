# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The fields of posts that an index beside the archive holds, and the posts that have changed."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pipelines.archive.values import items
from pipelines.search.conditions import LOCAL
from pipelines.search.export_rows import count_posts, last_change
from pipelines.search.filters import HAS
from pipelines.text.search_terms import Terms

_BATCH = 500
_CHANGED = "SELECT seq, post FROM _changes WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
_IDS = "SELECT id FROM posts"
_FLAGS = " || ".join(f"CASE WHEN {condition} THEN '{name} ' ELSE '' END" for name, condition in HAS.items())
_ROWS = f"""\
SELECT posts.id, posts.blog_id, title, labels, text, author, language, {LOCAL} AS day,
       words, characters, clusters,
       {_FLAGS} || CASE WHEN deleted_at IS NULL THEN '' ELSE 'deleted' END AS flags
FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value
LEFT JOIN _terms ON _terms.post = posts.id"""


class IndexedPost(NamedTuple):
    """A post as an index holds it."""

    id: int
    blog_id: str
    title: str
    labels: tuple[str, ...]
    labels_json: str
    text: str
    author: str | None
    language: str | None
    day: str | None
    """Time of publication on the post's own clock, as filters by day ask for it."""
    terms: Terms
    flags: tuple[str, ...]
    """Values of --has that let it through; "deleted" where it is gone from its blog."""


class ChangeState(NamedTuple):
    """Place in the change log of an archive."""

    last: int
    """Number of the last change."""
    posts: int
    """Posts that are there."""


def change_state(connection: sqlite3.Connection) -> ChangeState:
    """Return how far the change log has come."""
    return ChangeState(last_change(connection), count_posts(connection))


def changed_posts(connection: sqlite3.Connection, after: int, last: int) -> Iterator[list[IndexedPost]]:
    """Yield in batches the posts written after one change, up to another, in the order of their changes."""
    while changes := connection.execute(_CHANGED, (after, last, _BATCH)).fetchall():
        yield list(_posts(connection, [row[1] for row in changes]))
        after = changes[-1][0]


def posts_with(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[IndexedPost]:
    """Yield the posts with these ids."""
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        yield from _posts(connection, batch)


def post_ids(connection: sqlite3.Connection) -> set[int]:
    """Return the ids of all posts."""
    return {row[0] for row in connection.execute(_IDS)}


def _posts(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[IndexedPost]:
    return (
        IndexedPost(
            row["id"], row["blog_id"], row["title"] or "", items(row["labels"]), row["labels"], row["text"],
            row["author"], row["language"], row["day"],
            Terms(*(row[name] or "" for name in Terms._fields)), tuple(row["flags"].split()),
        )
        for row in connection.execute(_ROWS, (json.dumps(ids),))
    )  # fmt: skip
