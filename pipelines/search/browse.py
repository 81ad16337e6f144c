# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Lists and counts for a person who looks around: every query stops after a page, or reads a narrow index."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipelines.archive.public_names import public_author
from pipelines.archive.schema import STATIC_PAGES
from pipelines.search.conditions import MONTH, conditions
from pipelines.search.filters import Filter, Params
from pipelines.text.case_folding import fold_case

LABELS = 1000
"""So many labels, the most used first, are counted one by one; tags can be as many as posts."""


@dataclass(frozen=True, slots=True)
class BlogCount:
    """A blog and how many posts of it are stored."""

    blog_id: str
    title: str | None
    url: str | None
    posts: int


@dataclass(frozen=True, slots=True)
class ArchiveCounts:
    """Numbers of posts of an archive. Names and counts are in the order in which they are shown."""

    posts: int
    blogs: tuple[BlogCount, ...]
    months: tuple[tuple[str, int], ...]
    """ "2013-10" and its posts, oldest first; on the clock of each post, as filters take it."""
    languages: tuple[tuple[str, int], ...]
    labels: tuple[tuple[str, int], ...]
    """At most `LABELS`."""
    authors: tuple[tuple[str, int], ...] = ()
    """At most `LABELS`."""
    pages: int = 0
    """Static pages, which are not among the posts."""


_BLOGS = f"""\
SELECT blog_id, title, url, posts FROM blogs
JOIN (SELECT blog_id, count(*) FILTER (WHERE id NOT IN {STATIC_PAGES}) AS posts
      FROM posts GROUP BY blog_id) USING (blog_id)
ORDER BY posts DESC, title, blog_id"""
_MONTHS = f"""\
SELECT {MONTH}, count(*) FROM posts INDEXED BY {{}}
WHERE {{}} AND published >= '0' AND id NOT IN {STATIC_PAGES} GROUP BY 1 ORDER BY 1"""
_LANGUAGES = f"""\
SELECT language, count(*) AS posts FROM posts
WHERE language > '' COLLATE NOCASE AND id NOT IN {STATIC_PAGES}
GROUP BY language COLLATE NOCASE ORDER BY posts DESC, language"""
_LABELS = f"""\
SELECT label, count(*) AS posts FROM _labels WHERE post NOT IN {STATIC_PAGES}
GROUP BY label ORDER BY posts DESC, label LIMIT ?"""

_AUTHORS = f"""\
SELECT author, count(*) AS posts FROM posts INDEXED BY posts_by_author
WHERE author > '' AND id NOT IN {STATIC_PAGES} GROUP BY author ORDER BY posts DESC, author LIMIT ?"""


def count_archive(connection: sqlite3.Connection) -> ArchiveCounts:
    """Count everything; this reads some tens of bytes a post."""
    blogs = tuple(BlogCount(*row) for row in connection.execute(_BLOGS))
    return ArchiveCounts(
        posts=sum(blog.posts for blog in blogs),
        blogs=blogs,
        months=_pairs(connection, _MONTHS.format("posts_facets", "1")),
        languages=_pairs(connection, _LANGUAGES),
        labels=_merged(_pairs(connection, _LABELS, LABELS)),
        authors=_sums([(public_author(name), posts)] for name, posts in _pairs(connection, _AUTHORS, LABELS)),
        pages=int(connection.execute(f"SELECT count(*) FROM {STATIC_PAGES}").fetchone()[0]),
    )


def add_counts(archives: Sequence[ArchiveCounts]) -> ArchiveCounts:
    """Return the sums of several archives. A post that two of them hold counts twice."""
    blogs: dict[str, BlogCount] = {}
    for blog in (blog for each in archives for blog in each.blogs):
        known = blogs.get(blog.blog_id)
        blogs[blog.blog_id] = replace(known, posts=known.posts + blog.posts) if known else blog
    return ArchiveCounts(
        posts=sum(each.posts for each in archives),
        pages=sum(each.pages for each in archives),
        blogs=tuple(sorted(blogs.values(), key=lambda blog: -blog.posts)),
        months=tuple(sorted(_sums(each.months for each in archives))),
        languages=_sums(each.languages for each in archives),
        labels=_sums(each.labels for each in archives)[:LABELS],
        authors=_sums(each.authors for each in archives)[:LABELS],
    )


def months_of(connection: sqlite3.Connection, blog_id: str) -> tuple[tuple[str, int], ...]:
    """Return the posts per month of one blog, oldest first."""
    return _pairs(connection, _MONTHS.format("posts_in_order", "blog_id = ?"), blog_id)


def newest_ids(  # noqa: PLR0913 - each says one thing
    connection: sqlite3.Connection,
    chosen: Filter,
    *,
    limit: int,
    before: int | None = None,
    after: int | None = None,
    oldest: bool = False,
) -> list[int]:
    """Return ids of the newest posts that pass, newest first: of all, before a row id, or next after it.

    `limit` is the most that are given; with `oldest` and no row id, they are the oldest of all.
    """
    compiled = conditions(connection, chosen)
    table, key, condition = compiled.source()
    params: Params = compiled.params | {"limit": limit}
    ascending = after is not None or (oldest and before is None)
    edge = before if after is None else after
    if edge is not None:
        condition, params["edge"] = f"{condition} AND {key} {'>' if ascending else '<'} :edge", edge
    order = "ASC" if ascending else "DESC"
    found = f"SELECT {key} AS id FROM {table} WHERE {condition} ORDER BY {key} {order} LIMIT :limit"
    # One array: a row for each id takes twice the time. The limit within keeps the order.
    answer = connection.execute(f"SELECT json_group_array(id) FROM ({found})", params).fetchone()
    ids: list[int] = json.loads(answer[0])
    return ids[::-1] if ascending else ids


def _merged(labels: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Labels that differ in case only as one, by the name that most posts have."""
    names: dict[str, str] = {}
    posts: Counter[str] = Counter()
    for name, count in labels:
        folded = fold_case(name)
        names.setdefault(folded, name)
        posts[folded] += count
    return tuple((names[folded], count) for folded, count in posts.most_common())


def _sums(counts: Iterable[Iterable[tuple[str, int]]]) -> tuple[tuple[str, int], ...]:
    """Return the sums, the largest first."""
    total: Counter[str] = Counter()
    for name, posts in chain.from_iterable(counts):
        total[name] += posts
    return tuple(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def _pairs(connection: sqlite3.Connection, sql: str, *params: object) -> tuple[tuple[str, int], ...]:
    return tuple((str(row[0]), int(row[1])) for row in connection.execute(sql, params))
