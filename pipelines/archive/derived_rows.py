"""Rows that are derived from a post and stored beside it: the terms of its search index, its fingerprint."""

import sqlite3

from crawler.items import Post
from pipelines.archive.statements import upsert
from pipelines.text.fingerprints import VERSION, band_keys
from pipelines.text.search_terms import Terms, terms

_STORE_TERMS = upsert("_terms", ("post", *Terms._fields), key=("post",))
_READ_TERMS = f"SELECT {', '.join(Terms._fields)} FROM _terms WHERE post = ?"  # noqa: S608 - constants
_NO_TERMS = ("",) * len(Terms._fields)
_HAS_FINGERPRINT = "SELECT 1 FROM _fingerprints WHERE post = ? AND version = ?"
_STORE_FINGERPRINT = "INSERT OR REPLACE INTO _fingerprints (post, version, keys) VALUES (?, ?, ?)"


def store_terms(connection: sqlite3.Connection, id_: int, post: Post) -> None:
    """Write the search terms of a post; delete the row of a post that needs none.

    Write them before the row of a new post: the trigger of `posts` then indexes both at once.
    """
    made = terms(post)
    if any(made):
        connection.execute(_STORE_TERMS, {"post": id_, **made._asdict()})
    else:
        connection.execute("DELETE FROM _terms WHERE post = ?", (id_,))


def update_terms(connection: sqlite3.Connection, id_: int, post: Post) -> bool:
    """Write the search terms of a stored post where they differ; return whether they did."""
    row = connection.execute(_READ_TERMS, (id_,)).fetchone()
    if Terms(*(row or _NO_TERMS)) == terms(post):
        return False
    store_terms(connection, id_, post)
    return True


def store_missing_fingerprint(connection: sqlite3.Connection, id_: int, text: str) -> None:
    """Write the fingerprint of a post where there is none of today's method."""
    if connection.execute(_HAS_FINGERPRINT, (id_, VERSION)).fetchone() is None:
        store_fingerprint(connection, id_, text)


def store_fingerprint(connection: sqlite3.Connection, id_: int, text: str) -> None:
    """Write the fingerprint of a post, after its row."""
    connection.execute(_STORE_FINGERPRINT, (id_, VERSION, band_keys(text)))
