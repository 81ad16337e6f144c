"""Rows that are derived from a post and stored beside it: the terms of its search index, its fingerprint."""

import sqlite3
from collections.abc import Iterable

from crawler.items import Post
from pipelines.archive.statements import upsert
from pipelines.text.fingerprints import VERSION
from pipelines.text.search_terms import Terms, terms

_STORE_TERMS = upsert("_terms", ("post", *Terms._fields), key=("post",))
_READ_TERMS = f"SELECT {', '.join(Terms._fields)} FROM _terms WHERE post = ?"  # noqa: S608 - constants
_NO_TERMS = ("",) * len(Terms._fields)
_STORE_FINGERPRINT = """\
INSERT OR REPLACE INTO _fingerprints (post, version, keys)
SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM posts WHERE id = ? AND text = ?)"""


def store_terms(connection: sqlite3.Connection, id_: int, made: Terms) -> None:
    """Write the search terms of a post; delete the row of a post that needs none.

    Write them before the row of a new post: the trigger of `posts` then indexes both at once.
    """
    if any(made):
        connection.execute(_STORE_TERMS, {"post": id_, **made._asdict()})
    else:
        connection.execute("DELETE FROM _terms WHERE post = ?", (id_,))


def take_outdated_terms(connection: sqlite3.Connection, id_: int, post: Post) -> Terms | None:
    """Delete the terms of a stored post before it changes to `post`, and return those to store after it.

    None where they stay the same. Without terms, which are most of the work, the triggers of `posts` take
    the row out of the index, and put the new one in, at little cost.
    """
    made = terms(post)
    if Terms(*(connection.execute(_READ_TERMS, (id_,)).fetchone() or _NO_TERMS)) == made:
        return None
    connection.execute("DELETE FROM _terms WHERE post = ?", (id_,))
    return made


def update_terms(connection: sqlite3.Connection, id_: int, post: Post) -> bool:
    """Write the search terms of a stored post where they differ; return whether they did."""
    made = take_outdated_terms(connection, id_, post)
    if made is not None:
        store_terms(connection, id_, made)
    return made is not None


def store_fingerprints(connection: sqlite3.Connection, made: Iterable[tuple[int, str, bytes]]) -> None:
    """Write fingerprints of stored posts where the text is still the one they were made of."""
    rows = ((id_, VERSION, keys, id_, text) for id_, text, keys in made)
    connection.executemany(_STORE_FINGERPRINT, rows)
