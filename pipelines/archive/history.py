"""The versions of one post, oldest first."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.blogger.urls import permalink
from crawler.errors import UsageError
from pipelines.archive.connection import path_of
from pipelines.archive.public_names import public_author
from pipelines.archive.values import items

# A post is known by an address that it has or had, by Blogger's id, or by its row.
_FIND = """\
SELECT id FROM posts WHERE post_id = :name OR id = :number OR url IN (:name, :url)
   OR EXISTS (SELECT 1 FROM json_each(posts.aliases) WHERE value IN (:name, :url))"""
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
    number = int(name) if name.isascii() and name.isdecimal() and len(name) < 19 else None
    query = {"name": name, "url": permalink(name), "number": number}
    found = connection.execute(_FIND, query).fetchall()
    if len(found) != 1:
        raise UsageError(_not_one(name, path_of(connection), [row["id"] for row in found]))
    return _versions(connection, found[0]["id"])


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


def _not_one(name: str, path: Path, found: list[int]) -> str:
    if found:
        return f"{name}: {len(found)} posts are known so; name one by its row: {json.dumps(found)[1:-1]}"
    return f"{name}: no such post in {path}; name its address, Blogger's id or its row (try a search)"
