"""Rows that are derived from a post and stored beside it: the terms of its search index, its fingerprint."""

import sqlite3

from crawler.items import Post
from pipelines.archive.statements import upsert
from pipelines.text.fingerprints import VERSION, band_keys
from pipelines.text.search_terms import Terms, terms

_STORE_TERMS = upsert("_terms", ("post", *Terms._fields), key=("post",))
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


def store_fingerprint(connection: sqlite3.Connection, id_: int, text: str) -> None:
    """Write the fingerprint of a post, after its row."""
    connection.execute(_STORE_FINGERPRINT, (id_, VERSION, band_keys(text)))
