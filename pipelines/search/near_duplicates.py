# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Copies among the posts: their fingerprints, and groups of posts that say the same.

The band keys are not indexed: that would be 64 entries in random places for each post of a crawl. SQLite
sorts the keys of 100,000 posts, one band after the other, in ten seconds, when somebody asks.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from itertools import combinations, groupby

from pipelines.archive.rowids import UNDATED
from pipelines.archive.schema import STATIC_PAGES
from pipelines.search.conditions import conditions
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import ListedPost, read_listed
from pipelines.text.fingerprints import (
    BANDS,
    KEY,
    LONGEST,
    VERSION,
    likeness,
    longest_addition,
    shingles,
)

LEAST = 0.75
"""Likeness from which a post counts as a copy, unless another one is asked for."""
ADDITION = 50
"""Words in a row that an earlier text has not, from which on a post is more than a copy."""
COPIES = "temp.copies"

_ALL_PAIRS = 12
"""So many posts that agree in a band are compared each with each; of more, with the first and last few."""
_FIRST = 4
_BANDS_IN_COMMON = 2
"""One band in common is chance among a million posts; a copy with a fifth changed has seven on average."""

_CANDIDATES = f"""\
CREATE TEMP TABLE chosen AS SELECT post AS id, keys FROM _fingerprints
WHERE version = {VERSION} AND keys <> x'' AND post NOT IN {STATIC_PAGES}"""
_BUCKETS = f"""\
SELECT group_concat(id) FROM temp.chosen GROUP BY substr(keys, :at, {KEY}) HAVING count(*) > 1"""
_PAIRS = f"""\
SELECT later, earlier FROM temp.pairs GROUP BY later, earlier HAVING count(*) >= {_BANDS_IN_COMMON}
ORDER BY later < {UNDATED}, later, earlier < {UNDATED}, earlier"""
_MEMBERS = """\
WITH members AS (
    SELECT id, first, likeness FROM temp.copies UNION ALL SELECT DISTINCT first, first, 1.0 FROM temp.copies)
SELECT first, id, likeness FROM members JOIN posts USING (id)
ORDER BY first, posts.id <> first, published, posts.id"""


class BlogScope(Enum):
    """The pairs of blogs in which copies are looked for."""

    ANY = "any"
    SAME = "same blog"
    OTHER = "other blogs"

    def allows(self, blog: str, other: str) -> bool:
        """Return whether posts of these two blogs may be a pair."""
        return self is BlogScope.ANY or (blog == other) is (self is BlogScope.SAME)


@dataclass(frozen=True, slots=True)
class _Text:
    """The parts of a post that are compared."""

    blog_id: str
    rest: str
    """The text beyond what its shingles are made of; "" of all but the longest."""
    shingles: Sequence[bytes]
    shingle_set: frozenset[bytes]

    def adds_to(self, earlier: "_Text") -> bool:
        """Return whether it has a passage of its own."""
        if self.rest and self.rest != earlier.rest:
            return True
        return longest_addition(self.shingles, earlier.shingle_set) >= ADDITION


def find_duplicates(
    connection: sqlite3.Connection, chosen: Filter, least: float = LEAST, scope: BlogScope = BlogScope.ANY
) -> Iterator[list[tuple[ListedPost, float]]]:
    """Yield groups of posts, each with its likeness to the first of its group, which is the earliest.

    The earliest group comes first. Call it within one `snapshot()`, as `mark_duplicates`.
    """
    mark_duplicates(connection, chosen, least, scope)
    rows = connection.execute(_MEMBERS)
    for _, group in groupby(rows, key=lambda row: row["first"]):
        alike = {row["id"]: row["likeness"] for row in group}
        yield list(zip(read_listed(connection, [*alike]), alike.values(), strict=True))


def mark_duplicates(
    connection: sqlite3.Connection,
    chosen: Filter,
    least: float,
    scope: BlogScope = BlogScope.ANY,
    *,
    contained: bool = False,
) -> None:
    """Fill the temporary table `copies`: id of a post, id of the first of its group, their likeness.

    With `contained`, only posts that have no passage of their own of ADDITION words: what a first report
    said and a longer one says again is no reason to leave out the longer one.
    """
    compiled = conditions(connection, chosen)
    restriction = f" AND id IN (SELECT posts.id FROM posts WHERE {compiled.on_posts()})"
    connection.execute(_CANDIDATES + (restriction if chosen != Filter() else ""), compiled.params)
    connection.execute("CREATE TEMP TABLE pairs (later INTEGER, earlier INTEGER)")
    connection.execute("CREATE TEMP TABLE copies (id INTEGER PRIMARY KEY, first INTEGER, likeness REAL)")
    for band in range(BANDS):
        buckets = connection.execute(_BUCKETS, {"at": 1 + band * KEY})
        pairs = (pair for row in buckets for pair in _pairs(row[0]))
        connection.executemany("INSERT INTO temp.pairs VALUES (?, ?)", pairs)
    verified = _verified(connection, least, scope, contained=contained)
    connection.executemany("INSERT INTO temp.copies VALUES (?, ?, ?)", verified)


def _verified(
    connection: sqlite3.Connection, least: float, scope: BlogScope, *, contained: bool
) -> Iterator[tuple[int, int, float]]:
    """Yield each post that is alike enough to an earlier one that is not itself a copy."""
    read = lru_cache(maxsize=256)(partial(_read, connection))
    copied: set[int] = set()
    for later, earlier in connection.execute(_PAIRS):
        if later in copied or earlier in copied:
            continue
        first, other = read(earlier), read(later)
        if not scope.allows(first.blog_id, other.blog_id) or (contained and other.adds_to(first)):
            continue
        if (alike := likeness(first.shingle_set, other.shingle_set)) >= least:
            copied.add(later)
            yield later, earlier, alike


def _read(connection: sqlite3.Connection, id_: int) -> _Text:
    row = connection.execute("SELECT blog_id, text FROM posts WHERE id = ?", (id_,)).fetchone()
    found = shingles(row["text"])
    return _Text(row["blog_id"], row["text"][LONGEST:], found, frozenset(found))


def _pairs(bucket: str) -> Iterator[tuple[int, int]]:
    """(later, earlier) of the posts that agree in a band; ids are dates, but for posts without one."""
    ids = sorted(map(int, bucket.split(",")), key=lambda id_: (id_ < UNDATED, id_))
    if len(ids) <= _ALL_PAIRS:
        yield from ((later, earlier) for earlier, later in combinations(ids, 2))
        return
    for place, later in enumerate(ids):
        near = max(_FIRST, place - _FIRST)
        yield from ((later, earlier) for earlier in (*ids[: min(_FIRST, place)], *ids[near:place]))
