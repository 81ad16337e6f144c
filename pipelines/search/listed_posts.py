"""Posts as the entries of lists, and the results of a search."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.archive.public_names import public_author
from pipelines.archive.values import items
from pipelines.search.query import Query
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
_BLOGS = "SELECT blog_id FROM blogs"
_KEYS = """\
SELECT posts.id, blog_id, post_id FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value
WHERE blog_id IN (SELECT value FROM json_each(?))"""
_WITH_TEXT, _WITH_LEAD = _POSTS.format("text"), _POSTS.format(f"substr(text, 1, {_LEAD})")

Place = tuple[int, int]
"""Number of an archive, and row id of a post there."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The posts that a search found, and how far it looked."""

    hits: tuple[ListedPost, ...] = ()
    ids: tuple[int, ...] = ()
    """Row ids of all posts that were ranked, in that order."""
    counted: tuple[Sequence[int], ...] = ()
    """Row ids of the posts of each archive that were counted as matches, by date; a post that two archives
    hold is in the first. Empty: those that were ranked."""
    matches: int = 0
    """Number of posts that match; where `more`, there are more."""
    more: bool = False
    ranked: int | None = None
    """Only so many of the matches, the newest, were ranked; None: all."""
    looked_at: int | None = None
    """Only so many posts with the words, the newest, were looked at for the filters; None: all."""
    narrowed: tuple[str, ...] = ()
    """Beginnings that stand only for the commonest of their words."""
    shortened: bool = False
    """The query was too long; its end was left out."""
    index: str | None = None
    """Name of the index beside the archive that has answered; None: SQLite's own."""
    suggestion: str | None = None
    """The query with words that the archive does hold."""

    @property
    def is_bounded(self) -> bool:
        """True where posts that match may have been left out of those looked at or ranked."""
        return self.ranked is not None or self.looked_at is not None or bool(self.narrowed)


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


def posts_by_archive(places: Iterable[Place]) -> dict[int, list[int]]:
    """Return the row ids by their archives."""
    found: dict[int, list[int]] = {}
    for archive, post in places:
        found.setdefault(archive, []).append(post)
    return found


def copies_of(
    archives: Mapping[int, sqlite3.Connection], places: Sequence[Place]
) -> Mapping[Place, Sequence[Place]]:
    """Return the further places of posts, by the first of each; empty for those that have none."""
    if len(archives) == 1:
        return {}
    blogs = Counter(row[0] for connection in archives.values() for row in connection.execute(_BLOGS))
    shared = [blog for blog, holders in blogs.items() if holders > 1]
    copies: dict[Place, list[Place]] = defaultdict(list)
    if not shared:
        return copies
    keys: dict[Place, tuple[str, str]] = {}
    for number, connection in archives.items():
        ids = json.dumps([post for archive, post in places if archive == number])
        for id_, *key in connection.execute(_KEYS, (ids, json.dumps(shared))):
            keys[number, id_] = (key[0], key[1])
    firsts: dict[tuple[str, str], Place] = {}
    for place in places:
        if place in keys and (first := firsts.setdefault(keys[place], place)) != place:
            copies[first].append(place)
    return copies
