"""The versions of one post, oldest first."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.archive.post_lookup import require_post
from pipelines.archive.public_names import public_author
from pipelines.archive.values import items

_FIELDS = "title, labels, published_local AS published, author, text"
_CURRENT = f"SELECT {_FIELDS}, last_changed AS at, NULL AS flag FROM posts WHERE id = ?"  # noqa: S608
_FORMER = f"SELECT {_FIELDS}, replaced AS at, flag FROM revisions WHERE post = ? ORDER BY replaced, id"  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a post."""

    number: int  # from 1, the oldest
    at: str
    """UTC. Of a former version, when the next one was stored; of one kept aside, when that arrived; of the
    present one, when it was stored."""
    flag: str | None  # of an edit that was kept aside, "suspect: …" or "withdrawn: …"
    current: bool
    title: str
    labels: tuple[str, ...]
    published: str
    author: str
    text: str


def versions(connection: sqlite3.Connection, name: str) -> list[Version]:
    """Return all versions of a post, the present one last; `name` is its address, Blogger's id or its row's.

    Raise UsageError where there is no such post, or more than one.
    """
    return _versions(connection, require_post(connection, name))


def _versions(connection: sqlite3.Connection, post: int) -> list[Version]:
    former = connection.execute(_FORMER, (post,)).fetchall()
    current = connection.execute(_CURRENT, (post,)).fetchone()
    rows = [*((dict(row), False) for row in former), (dict(current), True)]
    return [_version(row, number, current=is_current) for number, (row, is_current) in enumerate(rows, 1)]


def _version(row: Mapping[str, Any], number: int, *, current: bool) -> Version:
    return Version(
        number=number,
        at=row["at"],
        flag=row["flag"],
        current=current,
        title=row["title"] or "",
        labels=items(row["labels"]),
        published=row["published"] or "",
        author=public_author(row["author"] or ""),
        text=row["text"],
    )
