# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Numbers of posts by blog, label, author, language, year, origin and media: ways to narrow a list down.

What is counted of a post is held in memory, some 300 bytes each: reading the rows of 50,000 posts takes most
of a second, counting them here a twentieth of it.
"""

import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from pipelines.archive.public_names import public_author
from pipelines.archive.values import json_list
from pipelines.search.conditions import MONTH
from pipelines.search.index_rows import change_state
from pipelines.search.matching import MAX_LISTED
from pipelines.text.case_folding import fold_case

Facets = Mapping[str, Sequence[tuple[str, int]]]
"""Name of a facet → its values and their posts, the most first; years, the last first."""
MOST = MAX_LISTED
"""Posts of a list that are counted, the first: 10 to 25 ms of processor time."""
_FACETS = ("blog", "author", "language", "year", "origin", "has", "has")
"""Facets of the facts of a post, in their order; of media, keys of `filters.HAS`."""
_ROWS = f"""\
SELECT posts.id, kind, labels, blog_id, author, language, substr({MONTH}, 1, 4), source,
       CASE WHEN images <> '[]' THEN 'image' END, CASE WHEN embeds <> '[]' THEN 'embed' END
FROM posts INDEXED BY posts_facets LEFT JOIN sources INDEXED BY sources_by_post ON post = posts.id"""
_CHANGED = f"{_ROWS} WHERE posts.id IN (SELECT post FROM _changes WHERE seq > ?)"


class FacetTable:
    """The values that facets count, of every post of one archive. One thread adds to it, any may count."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._columns: tuple[list[str], ...] = tuple([] for _ in _FACETS)
        self._labels: list[tuple[str, ...]] = []
        self._pages: set[int] = set()
        self._names: dict[str, str] = {}
        self._seen = 0
        self._all: Facets | None = None

    def refreshed(self, connection: sqlite3.Connection) -> "FacetTable":
        """Return this table with the posts that were written since; another one where some are gone."""
        newest, posts = change_state(connection)
        if newest > self._seen > 0:
            self._read(connection.execute(_CHANGED, (self._seen,)))
        self._seen = newest
        if posts == len(self._places):
            return self
        table = FacetTable()
        table._read(connection.execute(_ROWS))
        table._seen = newest
        return table

    def count_all(self) -> Facets:
        """Count all posts but static pages."""
        if self._all is None:
            self._all = self.count([id_ for id_ in list(self._places) if id_ not in self._pages])
        return self._all

    def count(self, ids: Iterable[int]) -> Facets:
        """Count the posts with these row ids; those that were stored since the last refresh are left out.

        Nothing where there is none to count.
        """
        places = [place for place in map(self._places.get, ids) if place is not None]
        if not places:
            return {}
        counted: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
        for name, column in zip(_FACETS, self._columns, strict=True):
            counted[name].update(map(column.__getitem__, places))
            counted[name].pop("", None)
        folded = Counter(chain.from_iterable(map(self._labels.__getitem__, places)))
        counted["label"] = Counter({self._names[label]: posts for label, posts in folded.items()})
        return in_order(counted)

    def _read(self, rows: Iterable[sqlite3.Row]) -> None:
        for id_, kind, labels, blog, author, *facts in rows:
            values = blog, public_author(author), *facts
            place = self._places.get(id_, len(self._labels))
            for column, value in zip(self._columns, values, strict=True):
                column[place : place + 1] = [sys.intern(str(value or ""))]
            self._labels[place : place + 1] = [self._folded(labels)]
            self._places[id_] = place  # at last: others count meanwhile
            (self._pages.add if kind == "page" else self._pages.discard)(id_)
        self._all = None

    def _folded(self, labels: str) -> tuple[str, ...]:
        """Return the labels of a post, folded, each once."""
        names = {sys.intern(fold_case(str(label))): str(label) for label in json_list(labels)}
        for folded, name in names.items():
            self._names.setdefault(folded, name)
        return tuple(names)


def add_facets(archives: Iterable[Facets]) -> Facets:
    """Return the sums of several archives; labels that differ in case only are one."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for name, values in (item for facets in archives for item in facets.items()):
        for value, posts in values:
            counted[name][names.setdefault(fold_case(value), value) if name == "label" else value] += posts
    return in_order(counted) if counted else {}


def in_order(counted: Mapping[str, Counter[str]]) -> Facets:
    """Return counts in the order in which they are shown."""
    facets = {name: counts.most_common() for name, counts in counted.items()}
    return facets | {"year": sorted(counted["year"].items(), reverse=True)}
