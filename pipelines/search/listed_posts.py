"""Posts as the entries of lists and of search results."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.archive.public_names import public_author
from pipelines.archive.values import items
from pipelines.search.query import Query
from pipelines.search.shared_posts import Place, posts_by_archive
from pipelines.search.snippets import Fragment, Highlighter

_LEAD = 400
"""Characters of a text that stand for it in a list."""

_POSTS = """\
SELECT posts.id, published, published_local, posts.title, posts.author, posts.labels, {} AS snippet,
       posts.url, language, deleted_at, blog_id, post_id, blogs.title AS blog, blogs.url AS blog_url, kind,
       source, EXISTS (SELECT 1 FROM revisions WHERE post = posts.id AND flag IS NULL) AS edited
FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value LEFT JOIN blogs USING (blog_id)
LEFT JOIN sources ON post = posts.id
ORDER BY wanted.key"""
_WITH_TEXT, _WITH_LEAD = _POSTS.format("text"), _POSTS.format(f"substr(text, 1, {_LEAD})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPost:
    """A post as an entry of a list."""

    id: int
    published: str | None
    published_local: str | None
    title: tuple[Fragment, ...]
    """In pieces, those marked that were searched for; empty: the post has none."""
    author: str | None
    labels: tuple[str, ...]
    snippet: tuple[Fragment, ...]
    """The part of the text with most of the words; without a search its beginning."""
    url: str | None
    language: str | None
    deleted_at: str | None
    blog: str | None
    blog_url: str | None
    blog_id: str
    post_id: str
    kind: str
    """"post" or "page"."""
    source: str | None
    """Where it came from: feed, page, export …; None where another tool has replaced the row."""
    edited: bool
    archive: int
    """Of several archives that were searched, the place of the one that holds it; else 0."""
    others: tuple[int, ...] = ()
    """Places of others that hold it too."""
    status: str | None = None
    """"draft", "scheduled" or "trashed"; None: published."""


def read_listed(
    connection: sqlite3.Connection, ids: Sequence[int], query: Query | None = None, *, archive: int = 0
) -> Iterator[ListedPost]:
    """Yield the posts of these row ids, in this order; with a query, its words are marked."""
    highlighter = Highlighter(query or Query())
    for row in connection.execute(_WITH_TEXT if query else _WITH_LEAD, (json.dumps(list(ids)),)):
        cells = dict(row)
        text = cells.pop("snippet")
        yield ListedPost(
            **cells
            | {
                "title": highlighter.highlight(cells["title"] or ""),
                "author": public_author(cells["author"]),
                "labels": items(cells["labels"]),
                "snippet": highlighter.snippet(text) if query else (Fragment(text),),
                "edited": bool(cells["edited"]),
                "archive": archive,
            }
        )


def read_places(
    connections: Mapping[int, sqlite3.Connection], places: Sequence[Place], query: Query | None = None
) -> Iterator[ListedPost]:
    """Yield posts of several archives in the order of `places`."""
    read = {
        (number, post.id): post
        for number, ids in posts_by_archive(places).items()
        for post in read_listed(connections[number], ids, query, archive=number)
    }
    return (read[place] for place in places if place in read)
