# ruff: noqa: S608 - names of tables of our own
"""The row id of a post: the Unix second of its publication, so that order by id is order by date.

`order by rowid desc limit 2000` takes 0.8 ms whatever the word; with plain ids and an index of dates it took
27 ms for a word in 97 % of 100,000 posts and 280 ms for a join, and ten times that for a million. So a post
whose date changes moves to another id; `blog_id` and `post_id` are the key that stays.
"""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from crawler.items import Post
from pipelines.archive.statements import insert

UNDATED = 100_000_000
"""Ids below this second of 1973, long before Blogger, are for posts of unknown date, in no order."""
_WIDEST = 2**40
_PRECISION = {len("2013"): 366 * 86_400, len("2013-10"): 28 * 86_400, len("2013-10-05"): 86_400}
_CHILDREN = ("sources", "other_sources", "revisions", "_fingerprints", "_absences")
_TAKEN = " UNION ALL ".join((
    "SELECT 1 FROM posts WHERE id = :id",
    *(f"SELECT 1 FROM {table} WHERE post = :id" for table in (*_CHILDREN, "_terms", "_changes")),
))  # fmt: skip
"""Rows of a post that is gone hold its id too: a damaged archive has such."""


def candidates(post: Post) -> Iterator[int]:
    """Yield ids for `post`, best first, without end; the caller takes the first free one.

    The same post gets the same ids in the same order. On a tie the id is near the second, not exactly it.
    """
    second, span = _second(post)
    for turn in count():
        yield second + _number(post, turn) % span
        span = min(span * 60, _WIDEST)


def free_id(connection: sqlite3.Connection, post: Post, taken: Collection[int] = ()) -> int:
    """Return the best id for `post` that no row has and that is not `taken`."""
    free = (id_ for id_ in candidates(post) if id_ not in taken)
    return next(id_ for id_ in free if not connection.execute(_TAKEN, {"id": id_}).fetchone())


def is_redated(old: Post, new: Post) -> bool:
    """Return whether the id that fits one version of a post does not fit the other."""
    return _second(old) != _second(new)


def move(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Give the post of one id another one, with all rows that hang on it, within the open transaction.

    The terms go first and come last: their triggers put them into the search index.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    terms = connection.execute("SELECT * FROM _terms WHERE post = ?", (old,)).fetchone()
    connection.execute("DELETE FROM _terms WHERE post = ?", (old,))
    connection.execute("DELETE FROM _changes WHERE post = ?", (old,))
    connection.execute("UPDATE posts SET id = ? WHERE id = ?", (new, old))
    for table in _CHILDREN:
        connection.execute(f"UPDATE {table} SET post = ? WHERE post = ?", (new, old))
    if terms is not None:
        row = dict(terms) | {"post": new}
        connection.execute(insert("_terms", row), row)


def _second(post: Post) -> tuple[int, int]:
    """Return the first second of the known time of publication, and its length in seconds."""
    moment, span = post.published, 1
    if moment is None and post.published_local:
        moment, span = _first_moment(post.published_local)
    second = int(moment.timestamp()) if moment else 0
    return (second, span) if second >= UNDATED else (1, UNDATED - 1)


def _first_moment(local: str) -> tuple[datetime | None, int]:
    span = _PRECISION.get(len(local), 60)
    whole = local + "2013-01-01"[len(local) :] if len(local) < 10 else local
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError:
        return None, 1
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), span


def _number(post: Post, turn: int) -> int:
    return int.from_bytes(sha256(f"{post.blog_id} {post.post_id} {turn}".encode()).digest()[:8])
