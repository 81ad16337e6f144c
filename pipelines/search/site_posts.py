"""The posts of an offline site, numbered, with their paths and lists, in temporary tables on disk.

So memory stays flat, whatever the number of posts. The tables live within one snapshot of the archive.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.archive.public_names import public_author
from pipelines.archive.values import json_list
from pipelines.search.browse import ArchiveCounts, BlogCount
from pipelines.search.conditions import LOCAL
from pipelines.search.export_rows import Selection, selection_condition
from pipelines.search.post_view import AdjacentPost
from pipelines.text.case_folding import fold_case

ALL, BLOG, LABEL, AUTHOR, LANGUAGE, MONTH, YEAR, PAGES = LIST_KINDS = (
    "all", "blog", "label", "author", "language", "month", "year", "pages",
)  # fmt: skip
"""Kinds of lists."""

_TABLES = (
    """\
CREATE TEMP TABLE _site_posts (
    number INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, blog_id TEXT NOT NULL, post_id TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE COLLATE NOCASE, digest TEXT NOT NULL DEFAULT '', UNIQUE (blog_id, post_id)
)""",
    "CREATE INDEX temp._site_posts_by_blog ON _site_posts (blog_id, number)",
    """\
CREATE TEMP TABLE _site_lists (
    kind TEXT, key TEXT, number INTEGER, name TEXT, PRIMARY KEY (kind, key, number)
) WITHOUT ROWID""",
    """\
CREATE TEMP TABLE _site_entries (
    id INTEGER, kind TEXT, html TEXT, PRIMARY KEY (id, kind)
) WITHOUT ROWID""",
)
_CHOSEN = """\
SELECT posts.id, blog_id, post_id, url, {} AS published, language, author, labels, kind FROM posts
WHERE {} ORDER BY posts.id"""
_ADD = "INSERT OR IGNORE INTO _site_posts (number, id, blog_id, post_id, path) VALUES (?, ?, ?, ?, ?)"
_LIST = "INSERT OR IGNORE INTO _site_lists (kind, key, number, name) VALUES (?, ?, ?, ?)"
_COUNTS = "SELECT key, name, count(*) AS posts FROM _site_lists WHERE kind = ? GROUP BY key, name"
_LISTED = """\
SELECT id, digest FROM _site_lists JOIN _site_posts USING (number)
WHERE kind = ? AND key = ? ORDER BY number DESC"""
_ENTRIES = "SELECT id, html FROM _site_entries WHERE kind = ? AND id IN (SELECT value FROM json_each(?))"
_ADD_ENTRY = "INSERT INTO _site_entries (id, kind, html) VALUES (?, ?, ?)"
_NOTE = "UPDATE _site_posts SET digest = ? WHERE number = ?"
_DIGESTS = "SELECT digest FROM _site_posts WHERE number >= ? AND number < ? ORDER BY number"
_PATH = "SELECT path FROM _site_posts WHERE blog_id = ? AND post_id = ?"
_POSTS = "SELECT number, id, blog_id, post_id, path FROM _site_posts ORDER BY number"
_NEIGHBOUR = """\
SELECT posts.blog_id, posts.post_id, title, published_local
FROM _site_posts AS site JOIN posts USING (id)
WHERE site.blog_id = ? AND number {0} ? AND kind = 'post' ORDER BY number {1} LIMIT 1"""
_OLDER, _NEWER = _NEIGHBOUR.format("<", "DESC"), _NEIGHBOUR.format(">", "ASC")
_ADDRESSES = "SELECT url, aliases, path FROM _site_posts JOIN posts USING (id) ORDER BY number"
_BLOG_NAMES = "SELECT blog_id, title, url FROM blogs"

PathCandidates = Callable[[str, str, str | None], Sequence[str]]
"""Blog id, post id and URL → paths for the post, the best first; the last is sure to be free."""


class SitePost(NamedTuple):
    """A post of the site; `number` counts from the oldest."""

    number: int
    id: int
    blog_id: str
    post_id: str
    path: str


class ListCount(NamedTuple):
    """A list of posts: all with one label, of one month …"""

    key: str
    name: str
    posts: int


class SitePosts:
    """The chosen posts. Use it within `export_rows.snapshot`, whose end drops the tables."""

    def __init__(
        self, connection: sqlite3.Connection, selection: Selection, candidates: PathCandidates
    ) -> None:
        self._connection = connection
        for sql in _TABLES:
            connection.execute(sql)
        condition, params = selection_condition(connection, selection)
        for number, row in enumerate(connection.execute(_CHOSEN.format(LOCAL, condition), params)):
            self._add(number, row, candidates(row["blog_id"], row["post_id"], row["url"]))

    def _add(self, number: int, row: sqlite3.Row, paths: Sequence[str]) -> None:
        keys = number, row["id"], row["blog_id"], row["post_id"]
        any(self._connection.execute(_ADD, (*keys, path)).rowcount for path in paths)  # until one is free
        lists = ((kind, key, number, name) for kind, key, name in _lists(row))
        self._connection.executemany(_LIST, lists)

    def path(self, blog_id: str, post_id: str) -> str:
        """Return the path of a post."""
        return str(self._connection.execute(_PATH, (blog_id, post_id)).fetchone()[0])

    def posts(self) -> Iterator[SitePost]:
        """Yield every post, the oldest first."""
        return (SitePost(*row) for row in self._connection.execute(_POSTS))

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield each address at which a post was, and its path."""
        for url, aliases, path in self._connection.execute(_ADDRESSES):
            yield from ((str(each), path) for each in (url, *json_list(aliases)) if each)

    def note(self, post: SitePost, digest: str) -> None:
        """Keep the digest of all that is said of a post."""
        self._connection.execute(_NOTE, (digest, post.number))

    def digests(self, numbers: range) -> Iterator[str]:
        """Yield what was noted of posts by their numbers, the oldest first."""
        return (row[0] for row in self._connection.execute(_DIGESTS, (numbers.start, numbers.stop)))

    def listed(self, kind: str, key: str = "") -> Iterator[tuple[int, str]]:
        """Yield row id and noted digest of each post of a list, the newest first."""
        return (tuple(row) for row in self._connection.execute(_LISTED, (kind, key)))

    def entries(self, kind: str, ids: Sequence[int], make: Callable[[list[int]], Iterable[str]]) -> list[str]:
        """Return entries of a kind for posts, each made once: most posts stand in eight lists."""
        found = dict(self._connection.execute(_ENTRIES, (kind, json.dumps(list(ids)))).fetchall())
        missing = [id_ for id_ in ids if id_ not in found]
        made = dict(zip(missing, make(missing), strict=True))
        self._connection.executemany(_ADD_ENTRY, ((id_, kind, html) for id_, html in made.items()))
        return [(found | made)[id_] for id_ in ids]

    def neighbours(self, post: SitePost) -> tuple[AdjacentPost | None, AdjacentPost | None]:
        """Return the posts before and after in the same blog."""
        found = (
            self._connection.execute(sql, (post.blog_id, post.number)).fetchone() for sql in (_OLDER, _NEWER)
        )
        older, newer = (row and AdjacentPost(*row) for row in found)
        return older, newer

    def lists(self, kind: str) -> list[ListCount]:
        """Return the lists of a kind, the longest first; each by the name that most of its posts have."""
        names: dict[str, str] = {}
        posts: Counter[str] = Counter()
        rows = self._connection.execute(_COUNTS, (kind,)).fetchall()
        for key, name, count in sorted(rows, key=lambda row: (-row["posts"], row["name"])):
            names.setdefault(key, name)
            posts[key] += count
        return [ListCount(key, names[key], count) for key, count in posts.most_common()]

    def counts(self) -> ArchiveCounts:
        """Return the numbers of chosen posts."""
        blogs = {row["blog_id"]: row for row in self._connection.execute(_BLOG_NAMES)}
        dated = {each.key: each.posts for kind in (MONTH, YEAR) for each in self.lists(kind)}
        return ArchiveCounts(
            posts=sum(each.posts for each in self.lists(ALL)),
            blogs=tuple(
                BlogCount(key, blogs[key]["title"], blogs[key]["url"], posts)
                for key, _, posts in self.lists(BLOG)
                if key in blogs
            ),
            months=tuple(sorted((key, posts) for key, posts in dated.items() if len(key) > len("2013"))),
            languages=tuple((each.name, each.posts) for each in self.lists(LANGUAGE)),
            labels=tuple((each.name, each.posts) for each in self.lists(LABEL)),
            authors=tuple((each.name, each.posts) for each in self.lists(AUTHOR)),
            pages=sum(each.posts for each in self.lists(PAGES)),
        )


def list_key(kind: str, name: str) -> str:
    """Return the key of a list by its name: labels are one whatever their case."""
    return fold_case(name) if kind in (LABEL, LANGUAGE) else name


def _lists(row: sqlite3.Row) -> Iterator[tuple[str, str, str]]:
    """Yield kind, key and name of each list in which a post stands; static pages have one of their own."""
    if row["kind"] == "page":
        yield PAGES, "", ""
        return
    published = row["published"] or ""
    names = [(ALL, ""), (BLOG, row["blog_id"]), (LANGUAGE, row["language"])]
    names += [(AUTHOR, public_author(row["author"]))]
    names += [(YEAR, published[:4]), (MONTH, published[:7] if len(published) > len("2013") else "")]
    names += [(LABEL, str(label)) for label in json_list(row["labels"])]
    yield from ((kind, list_key(kind, name), name) for kind, name in names if name or kind == ALL)
