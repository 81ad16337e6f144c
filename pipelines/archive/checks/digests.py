"""Digests that posts, revisions and comments are stored with: they tell what something else has changed."""

import hashlib
from collections.abc import Mapping
from functools import cache

from pipelines.archive.values import Value

_VERSION = "1"
DAMAGED = "damaged"
"""In place of the version: the digest of a damaged row that a repair has told, until a crawl replaces it."""
_EMPTY = (None, "", "[]")
_DEFAULTS: Mapping[str, Value] = {"kind": "post"}
"""Values that say no more than silence does: archives have digests of rows from before these columns came."""

REVISION_COLUMNS = (
    "replaced", "published", "title", "author", "labels", "text", "published_local", "updated", "html",
    "body_raw", "flag", "run",
)  # fmt: skip
COMMENT_COLUMNS = (
    "published", "author", "text", "url", "blog_id", "post_id", "comment_id", "parent_id", "author_url",
    "published_local", "updated", "html", "published_raw", "updated_raw", "body_raw",
)  # fmt: skip


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
