# ruff: noqa: S608 - the SQL is put together from constants of this file
"""Digests of rows, and tallies of them by blog: these find rows that something else has changed or removed.

Each post, revision and comment is stored with the digest of what it says. A blog's tally is how many rows
of a kind this program has stored and the sum of the first 62 bits of their digests, which does not depend
on the order. A row that disappears leaves its share in the sum.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from pipelines.archive.values import Value

_VERSION = "1"
DAMAGED = "damaged"
"""In place of the version: the digest of a damaged row that a repair has told, until a crawl replaces it."""
_EMPTY = (None, "", "[]")
_DEFAULTS: Mapping[str, Value] = {"kind": "post"}
"""Values that say no more than silence does: archives have digests of rows from before these columns came."""
_MODULUS = 2**62

REVISION_COLUMNS = (
    "replaced", "published", "title", "author", "labels", "text", "published_local", "updated", "html",
    "body_raw", "flag", "run",
)  # fmt: skip
COMMENT_COLUMNS = (
    "published", "author", "text", "url", "blog_id", "post_id", "comment_id", "parent_id", "author_url",
    "published_local", "updated", "html", "published_raw", "updated_raw", "body_raw",
)  # fmt: skip

_DIGESTS = {
    "posts": "SELECT blog_id, digest FROM posts JOIN sources ON sources.post = posts.id",
    "revisions": "SELECT blog_id, digest FROM revisions JOIN posts ON posts.id = revisions.post",
    "comments": "SELECT blog_id, digest FROM comments",
}
KINDS = tuple(_DIGESTS)
"""Tables whose rows are counted."""
_REVISIONS = f"SELECT id, digest, {', '.join(REVISION_COLUMNS)} FROM revisions"
_COMMENTS = f"SELECT id, digest, {', '.join(COMMENT_COLUMNS)} FROM comments"
_SOME_COMMENTS = f"{_COMMENTS} WHERE id IN (SELECT value FROM json_each(?))"
_STORED = "SELECT blog_id, kind, count, digest FROM _tallies"
_STORE = "INSERT OR REPLACE INTO _tallies (blog_id, kind, count, digest) VALUES (?, ?, ?, ?)"


class Tally(NamedTuple):
    """A number of rows and the sum of the beginnings of their digests."""

    rows: int = 0
    digest: int = 0

    def changed(self, removed: Iterable[str] = (), added: Iterable[str] = ()) -> "Tally":
        """Return the tally after rows with these digests have gone and come."""
        gone, come = list(removed), list(added)
        sum_ = self.digest + sum(map(_number, come)) - sum(map(_number, gone))
        return Tally(self.rows + len(come) - len(gone), sum_ % _MODULUS)

    def plus(self, other: "Tally", times: int = 1) -> "Tally":
        """Return the tally of both; with -1 of the rows without those of the other."""
        return Tally(self.rows + times * other.rows, (self.digest + times * other.digest) % _MODULUS)


def difference(was: Tally, is_: Tally, what: str) -> str:
    """Return in words how the rows that are there differ from those that were stored, or ""."""
    if was.rows != is_.rows:
        return f"{was.rows:,} {what} were stored, and {is_.rows:,} are there"
    return "" if was == is_ else f"other {what} are there than were stored"


def row_digest(row: Mapping[str, Value]) -> str:
    """Return a stable name of what a row says, version:sha256.

    Empty fields do not count, so that new ones may come. Fields are separated by NUL, which no stored
    text holds.
    """
    digest = hashlib.sha256()
    separator = ""
    for name in _in_order(tuple(row)):  # one by one: a body may have megabytes
        value = row[name]
        if _says(name, value):
            digest.update(f"{separator}{name}={value}".encode())
            separator = "\0"
    return f"{_VERSION}:{digest.hexdigest()}"


def digest_like(stored: str, row: Mapping[str, Value]) -> str:
    """Return the digest of a row, marked as damaged where the stored one is."""
    version, _, digest = row_digest(row).partition(":")
    return f"{DAMAGED if is_damaged(stored) else version}:{digest}"


def is_damaged(stored: str) -> bool:
    """Tell whether a repair has told the row as damaged."""
    return stored.startswith(f"{DAMAGED}:")


@cache
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names, key="{}=".format))


def _says(name: str, value: Value) -> bool:
    return value not in _EMPTY and (name not in _DEFAULTS or value != _DEFAULTS[name])


def revision_digest(row: Mapping[str, Value]) -> str:
    """Return the digest of a row of `revisions`."""
    return row_digest({name: row[name] for name in REVISION_COLUMNS})


def comment_digest(row: Mapping[str, Value]) -> str:
    """Return the digest of a row of `comments`."""
    return row_digest({name: row[name] for name in COMMENT_COLUMNS})


def count_change(
    connection: sqlite3.Connection,
    blog_id: str,
    kind: str,
    *,
    removed: Iterable[str] = (),
    added: Iterable[str] = (),
) -> None:
    """Take rows with these digests out of the tally of a blog and into it, within the open transaction."""
    statement = f"{_STORED} WHERE blog_id = ? AND kind = ?"
    row = connection.execute(statement, (blog_id, kind)).fetchone()
    before = Tally(row[2], row[3]) if row else Tally()
    connection.execute(_STORE, (blog_id, kind, *before.changed(removed, added)))


def stored_tallies(connection: sqlite3.Connection) -> dict[tuple[str, str], Tally]:
    """Return what was counted when rows were stored, by blog id and table."""
    return {(row[0], row[1]): Tally(row[2], row[3]) for row in connection.execute(_STORED)}


def actual_tallies(
    connection: sqlite3.Connection, blog_id: str | None = None
) -> dict[tuple[str, str], Tally]:
    """Count the rows that are there now, of all blogs or of one, by blog id and table."""
    found: dict[tuple[str, str], Tally] = {}
    for kind, statement in _DIGESTS.items():
        rows = connection.execute(f"SELECT * FROM ({statement}) WHERE ifnull(blog_id = ?, 1)", (blog_id,))
        for blog, digest in rows:
            found[blog, kind] = found.get((blog, kind), Tally()).changed(added=(digest,))
    return found


def count_anew(connection: sqlite3.Connection, blog_id: str | None = None) -> None:
    """Replace the tallies of all blogs, or of one, by what is there now."""
    connection.execute("DELETE FROM _tallies WHERE ifnull(blog_id = ?, 1)", (blog_id,))
    for (blog, kind), tally in actual_tallies(connection, blog_id).items():
        connection.execute(_STORE, (blog, kind, *tally))


def settle_replaced(connection: sqlite3.Connection, blog_id: str) -> None:
    """Take the sum of a blog's posts from what is there, unless posts are missing, which must be told."""
    key = (blog_id, "posts")
    stored, actual = (
        found.get(key, Tally()) for found in (stored_tallies(connection), actual_tallies(connection, blog_id))
    )
    if stored.rows == actual.rows:
        connection.execute(_STORE, (*key, *actual))


@contextmanager
def counted(connection: sqlite3.Connection, *blog_ids: str) -> Iterator[None]:
    """Let the tallies of blogs follow what happens to their rows within; what was lacking before stays so."""
    before = {blog_id: actual_tallies(connection, blog_id) for blog_id in blog_ids}
    yield
    for blog_id, was in before.items():
        is_, stored = actual_tallies(connection, blog_id), stored_tallies(connection)
        for key in is_.keys() | was.keys():
            tally = stored.get(key, Tally()).plus(is_.get(key, Tally())).plus(was.get(key, Tally()), -1)
            connection.execute(_STORE, (*key, *tally))


def hand_over_tallies(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Add what is left of the tallies of a blog, whose rows have moved, to those of another: lost rows."""
    stored = stored_tallies(connection)
    for kind in KINDS:
        tally = stored.get((new, kind), Tally()).plus(stored.get((old, kind), Tally()))
        connection.execute(_STORE, (new, kind, *tally))


def digest_all(connection: sqlite3.Connection) -> None:
    """Make the digests of all revisions and comments anew, and the tallies."""
    for table, statement in (("revisions", _REVISIONS), ("comments", _COMMENTS)):
        made = [(digest, id_) for id_, _, digest in _digested(connection, statement)]
        connection.executemany(f"UPDATE {table} SET digest = ? WHERE id = ?", made)
    count_anew(connection)


def sound_comments(connection: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """Return which of these comments say what was stored."""
    found = _digested(connection, _SOME_COMMENTS, json.dumps(ids))
    return [id_ for id_, stored, digest in found if stored == digest]


def update_comment_digests(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Make the digests of comments anew whose rows were changed within the open transaction."""
    made = [(digest, id_) for id_, _, digest in _digested(connection, _SOME_COMMENTS, json.dumps(ids))]
    connection.executemany("UPDATE comments SET digest = ? WHERE id = ?", made)


def _digested(
    connection: sqlite3.Connection, statement: str, *parameters: str
) -> Iterator[tuple[int, str, str]]:
    """Yield id, stored digest and the digest of what is there."""
    cursor = connection.execute(statement, parameters)
    names = [column[0] for column in cursor.description]
    for id_, stored, *values in cursor:
        yield id_, stored, row_digest(dict(zip(names[2:], values, strict=True)))


def _number(digest: str) -> int:
    """Return the first 62 bits of a digest; 0 for a missing or damaged one."""
    try:
        return int(digest.partition(":")[2][:16], 16) >> 2
    except ValueError:
        return 0
