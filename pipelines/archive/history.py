# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The versions of one post, and edits of it that were kept aside, which are none."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipelines.archive.compression.packing import HTML
from pipelines.archive.public_names import public_author
from pipelines.archive.values import json_list

WHOLE = 1_000_000_000  # characters: no cell of SQLite is longer

_FIELDS = """\
published_local, updated, title, author, labels, substr(text, 1, :cut) AS text,
substr({0}, 1, :cut) AS html, max(length(text), length({0})) > :cut AS cut"""
PRESENT = _FIELDS.format(HTML)
"""The fields of a `PostVersion`, in SQL that joins `posts` and `sources`."""
_CURRENT = f"""\
SELECT {PRESENT}, last_changed AS at, NULL AS flag
FROM posts LEFT JOIN sources ON sources.post = posts.id WHERE id = :post"""
# By time first: an import may bring a version that is older than those that are held.
_FORMER = f"""\
SELECT {_FIELDS.format("html")}, replaced AS at, flag FROM revisions
WHERE post = :post AND (flag IS NOT NULL) = :aside ORDER BY replaced, id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostVersion:
    """The fields of a post that its author can change."""

    published_local: str | None
    updated: str | None
    title: str | None
    author: str | None
    labels: tuple[str, ...]
    text: str
    html: str
    cut: bool
    """The body is longer than what is here."""

    @property
    def fields(self) -> dict[str, str]:
        """Return the fields but for the body, as people compare them."""
        return {
            "title": self.title or "",
            "labels": ", ".join(self.labels),
            "author": self.author or "",
            "published": self.published_local or "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(PostVersion):
    """One version of a post, or an edit that was kept aside."""

    number: int  # from 1, the oldest
    at: str
    """UTC. Of a former version, when the next one was stored; of an edit kept aside, when it was seen; of the
    present one, when it was stored."""
    flag: str | None  # of an edit kept aside, "suspect: …" or "withdrawn: …"
    current: bool

    @property
    def is_waiting(self) -> bool:
        """True for an edit that another run is still to see."""
        return (self.flag or "").startswith("suspect:")


def post_version(row: sqlite3.Row) -> PostVersion:
    """Return the version in a row of `PRESENT`."""
    return PostVersion(**_fields(row))


def versions(connection: sqlite3.Connection, post: int, *, cut: int = WHOLE) -> Iterator[Version]:
    """Yield the versions of the post of that row, the present one last, each up to `cut` characters."""
    number = 0
    for number, row in _former(connection, post, cut, aside=False):
        yield _version(row, number)
    present = connection.execute(_CURRENT, {"post": post, "cut": cut}).fetchone()
    yield _version(present, number + 1, current=True)


def edits_aside(connection: sqlite3.Connection, post: int, *, cut: int = WHOLE) -> Iterator[Version]:
    """Yield the edits of the post of that row that were kept aside, each up to `cut` characters."""
    return (_version(row, number) for number, row in _former(connection, post, cut, aside=True))


def version_pair(
    connection: sqlite3.Connection, post: int, number: int, *, aside: bool, cut: int
) -> tuple[Version, Version] | None:
    """Return a former version by its number and the one after it; with `aside`, the present one and an edit.

    None where there is none of that number.
    """
    if number < 1:
        return None
    listed = (edits_aside if aside else versions)(connection, post, cut=cut)
    found = list(islice(listed, number - 1, number + 1))
    if aside and found:
        *_, present = versions(connection, post, cut=cut)
        return present, found[0]
    return (found[0], found[1]) if len(found) == 2 else None


def _former(
    connection: sqlite3.Connection, post: int, cut: int, *, aside: bool
) -> Iterator[tuple[int, sqlite3.Row]]:
    asked = {"post": post, "cut": cut, "aside": aside}
    return enumerate(connection.execute(_FORMER, asked), 1)


def _version(row: sqlite3.Row, number: int, *, current: bool = False) -> Version:
    return Version(**_fields(row), number=number, at=row["at"], flag=row["flag"], current=current)


def _fields(row: sqlite3.Row) -> dict[str, Any]:
    values = {name: row[name] for name in PostVersion.__slots__}
    values["labels"] = tuple(str(label) for label in json_list(row["labels"]))
    return values | {"author": public_author(row["author"]), "cut": bool(row["cut"])}
