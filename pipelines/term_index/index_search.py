"""Searching several archives through one index: the same answers as from each, in one ranking."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipelines.search.conditions import placed_posts
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import Place, SearchResult, posts_by_archive, read_places
from pipelines.search.query import Query, parse
from pipelines.search.ranking import Candidate, Strength, as_typed, best_first, read_candidates
from pipelines.search.search import suggestion
from pipelines.term_index.index_fields import open_files
from pipelines.term_index.index_query import STRENGTH, TOGETHER, QueryCompiler

if TYPE_CHECKING:
    import tantivy

_RANKED = 1_000  # matches with the highest scores that are ranked by everything that counts
_CHECKED = 5_000
"""Matches looked at where words have to stand in one column, which the index does not always know."""
Connections = Mapping[int, sqlite3.Connection]  # archives by their numbers in the index


class _Match(NamedTuple):
    archive: int
    post: int
    score: float

    @property
    def place(self) -> Place:
        return self.archive, self.post

    @property
    def strength(self) -> Strength:
        mark = int(self.score)
        return Strength((self.score - mark) / STRENGTH, bool(mark & TOGETHER))


class TermIndex:
    """Searches the archives of an index that is up to date."""

    def __init__(self, folder: Path, connections: Connections) -> None:
        index = open_files(folder)
        self._connections, self._searcher = connections, index.searcher()
        self._name = folder.name
        self._compiler = QueryCompiler(index.schema, list(connections.values()))

    def search(
        self, text: str, chosen: Filter | None = None, *, limit: int = 20, offset: int = 0, sort: str = "best"
    ) -> SearchResult:
        """Return the posts that `text` finds, as `pipelines.search.search` does; every match is counted."""
        query, chosen = parse(text), chosen or Filter()
        if query.is_empty and chosen == Filter():
            return SearchResult(shortened=query.shortened, index=self._name)
        by_date = sort in ("date", "oldest") or not query.groups
        compiled = self._compiler.compiled(query, chosen, list(self._connections))
        checks = any(word.column for word in (*query.words, *query.without))
        most = max(offset + limit, _CHECKED if checks else _RANKED)
        found, total = self._matches(compiled, most, date=sort if by_date else None)
        if checks:
            found = list(self._checked(query, found))
            total = len(found) if total <= most else total
        ordered = found if by_date else self._ranked(query, found, recent=sort == "best")
        shown = [match.place for match in ordered[offset : offset + limit]]
        return SearchResult(
            hits=tuple(read_places(self._connections, shown, query)),
            matches=total,
            shortened=query.shortened,
            index=self._name,
            ids=tuple(match.post for match in ordered),
            suggestion=None if total else suggestion(self._connections.values(), query, text),
        )

    def _matches(self, compiled: "tantivy.Query", most: int, *, date: str | None) -> tuple[list[_Match], int]:
        import tantivy  # noqa: PLC0415 - an extra

        order = tantivy.Order.Asc if date == "oldest" else tantivy.Order.Desc
        by = "post" if date else None  # ids are in the order of publication
        result = self._searcher.search(compiled, most, order_by_field=by, order=order)
        addresses = [address for _, address in result.hits]
        archives, posts = (self._searcher.fast_field_values(name, addresses) for name in ("archive", "post"))
        scores = (score for score, _ in result.hits)
        found = [_Match(int(a or 0), int(p or 0), s) for a, p, s in zip(archives, posts, scores, strict=True)]
        return found, result.count  # type: ignore[attr-defined]  # its stub lacks it

    def _checked(self, query: Query, found: Sequence[_Match]) -> Iterator[_Match]:
        passing = {
            number: placed_posts(self._connections[number], query, ids)
            for number, ids in posts_by_archive(match.place for match in found).items()
        }
        return (match for match in found if match.post in passing[match.archive])

    def _ranked(self, query: Query, found: Sequence[_Match], *, recent: bool) -> list[_Match]:
        candidates: dict[Place, Candidate] = {}
        exact: set[Place] = set()
        for number, ids in posts_by_archive(match.place for match in found).items():
            connection = self._connections[number]
            candidates |= {(number, each.id): each for each in read_candidates(connection, ids, number)}
            exact |= {(number, id_) for id_ in as_typed(connection, query, ids)}
        there = [match for match in found if match.place in candidates]
        strengths = [
            match.strength._replace(together=True) if match.place in exact else match.strength
            for match in there
        ]
        places = best_first(query, [candidates[match.place] for match in there], strengths, recent=recent)
        return [there[place] for place in places]
