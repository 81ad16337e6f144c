# ruff: noqa: S608 - the SQL is put together from constants of this project
"""One post with its blog and comments, for a page. Long texts are cut."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.archive.compression.packing import HTML, RAW
from pipelines.archive.history import PRESENT, PostVersion, post_version
from pipelines.archive.public_names import public_author
from pipelines.archive.schema import STATIC_PAGES
from pipelines.archive.values import json_list

CUT = 200_000
"""Characters of a post that a page shows at once; a browser takes seconds for ten million."""

COMMENTS = 500
"""So many comments are shown at once."""

_CUT_COMMENT = 20_000


@dataclass(frozen=True, slots=True)
class AdjacentPost:
    """The post before or after, in the same blog."""

    blog_id: str
    post_id: str
    title: str | None
    published_local: str | None


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment."""

    comment_id: str
    parent_id: str | None
    author: str | None
    author_url: str | None
    published_local: str | None
    html: str


@dataclass(frozen=True, slots=True)
class PostView:
    """A post, its blog, its comments and its revisions."""

    id: int
    blog_id: str
    post_id: str
    blog_title: str | None
    blog_url: str | None
    url: str | None
    version: PostVersion
    author_url: str | None
    language: str | None
    word_count: int
    letters: int
    """Of the body's HTML, all of it."""
    location: str | None
    images: int
    embeds: tuple[str, ...]
    raw: str
    """The body as received, where it is HTML that shows embeds; else empty."""
    related: tuple[str, ...]
    """URLs of the post's source."""
    enclosures: tuple[str, ...]
    """URLs of attached files, such as a podcast's audio."""
    partial: bool
    date_note: str | None
    kind: str
    source: str | None
    captured: str | None
    """When the copy was made that it shows; None where it was fetched from the blog."""
    first_seen: str
    deleted_at: str | None
    comment_count: int | None
    """As the blog says; None where it does not."""
    comments_stored: int
    comments: tuple[CommentView, ...]
    """At most `COMMENTS`."""
    replaced: tuple[str, ...]
    """Time at which each older version was replaced, oldest first."""
    aside: tuple[tuple[str, str], ...]
    """Edits that were kept aside: time at which each was seen, and the reason."""
    older: AdjacentPost | None
    newer: AdjacentPost | None


_POST = f"""\
SELECT {PRESENT}, id, blog_id, post_id, url, author_url, language, word_count, length({HTML}) AS letters,
       location, json_array_length(images) AS images, embeds, related,
       enclosures, partial, date_note, first_seen, deleted_at,
       comment_count, kind, source, captured,
       (SELECT title FROM blogs WHERE blog_id = posts.blog_id) AS blog_title,
       (SELECT url FROM blogs WHERE blog_id = posts.blog_id) AS blog_url,
       (SELECT count(*) FROM comments WHERE blog_id = :blog_id AND post_id = :post_id) AS comments_stored,
       CASE WHEN embeds <> '[]' AND body_type = 'html' AND :cut > 0 THEN {RAW} END AS raw
FROM posts LEFT JOIN sources ON sources.post = posts.id WHERE blog_id = :blog_id AND post_id = :post_id"""
_COMMENTS = f"""\
SELECT comment_id, parent_id, author, author_url, ifnull(published_local, published) AS published_local,
       substr(CASE WHEN html = '' THEN text ELSE html END, 1, {_CUT_COMMENT}) AS html
FROM comments WHERE blog_id = :blog_id AND post_id = :post_id ORDER BY published, id LIMIT :comments"""
# By time first: an import may bring a version that is older than those that are held.
_REVISIONS = "SELECT replaced, flag FROM revisions WHERE post = :id ORDER BY replaced, id"
_NEIGHBOUR = f"""\
SELECT blog_id, post_id, title, published_local FROM posts
WHERE blog_id = :blog_id AND id {{0}} :id AND id NOT IN {STATIC_PAGES} ORDER BY id {{1}} LIMIT 1"""
_OLDER, _NEWER = _NEIGHBOUR.format("<", "DESC"), _NEIGHBOUR.format(">", "ASC")


def read_post(
    connection: sqlite3.Connection,
    blog_id: str,
    post_id: str,
    *,
    cut: int = CUT,
    comments: int = COMMENTS,
) -> PostView | None:
    """Return the post, its body up to `cut` characters, and so many comments; None where there is none."""
    named = {"blog_id": blog_id, "post_id": post_id, "cut": cut, "comments": comments}
    row = connection.execute(_POST, named).fetchone()
    if row is None:
        return None
    named["id"] = row["id"]
    revisions = connection.execute(_REVISIONS, named).fetchall()
    is_page = row["kind"] == "page"
    made: dict[str, Any] = {
        "version": post_version(row),
        "embeds": tuple(map(str, json_list(row["embeds"]))),
        "raw": row["raw"] or "",
        "related": _urls(row["related"]),
        "enclosures": _urls(row["enclosures"]),
        "partial": bool(row["partial"]),
        "comments": tuple(map(_comment, connection.execute(_COMMENTS, named))),
        "replaced": tuple(each["replaced"] for each in revisions if each["flag"] is None),
        "aside": tuple((each["replaced"], _reason(each["flag"])) for each in revisions if each["flag"]),
        "older": None if is_page else _neighbour(connection, _OLDER, named),
        "newer": None if is_page else _neighbour(connection, _NEWER, named),
    }
    return PostView(**{name: row[name] for name in PostView.__slots__ if name not in made}, **made)


def _reason(flag: str) -> str:
    """The reason in a flag such as "suspect: …"."""
    return flag.partition(":")[2].strip() or flag


def _comment(row: Any) -> CommentView:
    return CommentView(**dict(row) | {"author": public_author(row["author"])})


def _neighbour(connection: sqlite3.Connection, sql: str, named: dict[str, Any]) -> AdjacentPost | None:
    row: Sequence[Any] | None = connection.execute(sql, named).fetchone()
    return None if row is None else AdjacentPost(*row)


def _urls(cell: str) -> tuple[str, ...]:
    return tuple(str(each["url"]) for each in json_list(cell) if isinstance(each, dict) and each.get("url"))
