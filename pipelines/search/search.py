"""Searching: the posts that a query finds in one archive or several, the best first, in bounded time.

Counting and listing matches is cheap, weighing them is not: a word that stands in half of a million posts
takes SQLite's own ranking seconds. So the newest matches are ranked, and the answer says of how many they are
the newest. Several archives give the same posts as each of them, in the order of one that holds all.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crawler.errors import UsageError
from pipelines.search.combined_bm25 import weigh_together
from pipelines.search.filters import Filter
from pipelines.search.known_names import local_filters
from pipelines.search.listed_posts import Place, SearchResult, copies_of, posts_by_archive, read_places
from pipelines.search.matching import ArchiveSearch, Found
from pipelines.search.query import Query, expression, parse
from pipelines.search.query_expansion import Expander
from pipelines.search.ranking import (
    Candidate,
    Strength,
    best_first,
    read_candidates,
    read_strengths,
    words_together,
)

SORT_ORDERS = ("best", "rank", "date", "oldest")
"""Best: by rank, newer posts a little higher; rank: the date does not count."""
MAX_RANKED = 2000
"""Matches that are ranked, the newest."""


def search(  # noqa: PLR0913 - each says one thing
    connection: sqlite3.Connection,
    text: str,
    chosen: Filter | None = None,
    *,
    limit: int = 20,
    offset: int = 0,
    sort: str = "best",
    bounded: bool = True,
) -> SearchResult:
    """Return the posts that `text`, as people type it, finds among those that `chosen` lets through.

    Any text is a query. The first `offset` posts are left out. Without `bounded` every match is read and
    ranked, however long that takes. Raise UsageError for an unknown `sort`.
    """
    wanted = slice(offset, offset + limit)
    return search_archives([connection], text, chosen or Filter(), wanted, sort=sort, bounded=bounded)


def search_archives(  # noqa: PLR0913 - each says one thing
    connections: Sequence[sqlite3.Connection],
    text: str,
    chosen: Filter,
    wanted: slice,
    *,
    sort: str = "best",
    bounded: bool = True,
) -> SearchResult:
    """Return the `wanted` ones of what `search` returns, of all of the archives. Raise UsageError as that."""
    if sort not in SORT_ORDERS:
        raise UsageError(f"--sort {sort}: say one of {', '.join(SORT_ORDERS)}")
    query = parse(text)
    if query.is_empty and chosen == Filter():
        return SearchResult(shortened=query.shortened)
    filters = local_filters(connections, chosen)
    result = _Search(connections, filters, query, bounded=bounded).run(wanted, sort)
    if not result.matches and result.is_bounded:  # only a look at everything proves absence
        result = _Search(connections, filters, query, bounded=False).run(wanted, sort)
    return result if result.matches else replace(result, suggestion=suggestion(connections, query, text))


def suggestion(connections: Iterable[sqlite3.Connection], query: Query, text: str) -> str | None:
    """Return the query with words that the first of the archives holds which knows near ones."""
    made = (Expander(connection).suggestion(query, text) for connection in connections)
    return next(filter(None, made), None)


class _Search:
    """One search in all archives. An archive is its number."""

    def __init__(
        self,
        connections: Sequence[sqlite3.Connection],
        filters: Sequence[Filter | None],
        query: Query,
        *,
        bounded: bool,
    ) -> None:
        self._connections, self._query, self._bounded = connections, query, bounded
        self._searches = {
            number: ArchiveSearch(connection, query, chosen, bounded=bounded)
            for number, (connection, chosen) in enumerate(zip(connections, filters, strict=True))
            if chosen is not None
        }

    def run(self, wanted: slice, sort: str) -> SearchResult:
        most, oldest_first = max(MAX_RANKED, wanted.stop), sort == "oldest"
        found = {
            number: each.newest(most, oldest_first=oldest_first) for number, each in self._searches.items()
        }
        kept = _newest(found, most if self._bounded else None, oldest_first=oldest_first)
        first = [(number, id_) for number, each in self._searches.items() for id_ in each.at_address()]
        ordered = list(dict.fromkeys((*first, *self._sorted(kept, sort))))
        opened = {number: each.connection for number, each in self._searches.items()}
        copies = copies_of(opened, ordered)
        repeated = {place for places in copies.values() for place in places}
        ordered = [place for place in ordered if place not in repeated] if repeated else ordered
        matches = sum(each.matches for each in found.values())
        shown = read_places(opened, ordered[wanted], self._query)
        return replace(
            self._bounds(found, matches, sum(map(len, kept.values())), sort),
            hits=tuple(
                replace(each, others=tuple(number for number, _ in copies.get((each.archive, each.id), ())))
                for each in shown
            ),
            ids=tuple(post for _, post in ordered),
            counted=self._counted(found, ordered, repeated),
            matches=max(matches - len(repeated), len(ordered)),
        )

    def _counted(
        self, found: Mapping[int, Found], ordered: Iterable[Place], repeated: Collection[Place]
    ) -> tuple[Sequence[int], ...]:
        """Return what was counted in each archive; else what is there by its address."""
        counted: Mapping[int, Sequence[int]] = {
            number: [id_ for id_ in each.counted if (number, id_) not in repeated]
            if repeated
            else each.counted
            for number, each in found.items()
        }
        shown = counted if any(counted.values()) else posts_by_archive(ordered)
        return tuple(shown.get(number, ()) for number in range(len(self._connections))) if shown else ()

    def _bounds(self, found: Mapping[int, Found], matches: int, ranked: int, sort: str) -> SearchResult:
        more = any(each.more for each in found.values())
        looked_at = [each.looked_at for each in found.values() if each.looked_at is not None]
        narrowed = (word for each in self._searches.values() for word in each.expander.narrowed)
        is_complete = not more and matches == ranked
        by_date = sort in ("date", "oldest") or not self._query.groups
        return SearchResult(
            more=more,
            ranked=None if is_complete or by_date else ranked,
            looked_at=sum(looked_at) if looked_at else None,
            narrowed=tuple(dict.fromkeys(narrowed)),
            shortened=self._query.shortened,
        )

    def _sorted(self, kept: Mapping[int, Sequence[int]], sort: str) -> Iterator[Place]:
        candidates = [
            candidate
            for number, ids in kept.items()
            for candidate in read_candidates(self._connections[number], ids, number)
        ]
        if sort in ("date", "oldest"):
            candidates.sort(key=_by_date, reverse=sort == "date")
        else:
            candidates = self._ranked(candidates, kept, recent=sort == "best")
        return ((each.archive, each.id) for each in candidates)

    def _ranked(
        self, candidates: Sequence[Candidate], kept: Mapping[int, Sequence[int]], *, recent: bool
    ) -> list[Candidate]:
        bm25 = self._bm25(kept)
        together = {
            number: words_together(self._connections[number], self._query, ids)
            for number, ids in kept.items()
        }
        strengths = [
            Strength(bm25[each.archive].get(each.id, 0), each.id in together[each.archive])
            for each in candidates
        ]
        return [candidates[at] for at in best_first(self._query, candidates, strengths, recent=recent)]

    def _bm25(self, kept: Mapping[int, Sequence[int]]) -> Mapping[int, Mapping[int, float]]:
        """Weigh posts by the words that are common in none of the archives: to count these costs too much."""
        groups = tuple(
            group
            for group in self._query.groups
            if all(all(map(each.expander.is_light, group)) for each in self._searches.values())
        )
        if not groups:
            return {number: {} for number in kept}
        match = expression(Query(groups))
        own = {number: read_strengths(self._connections[number], match, ids) for number, ids in kept.items()}
        return own if len(self._connections) == 1 else weigh_together(self._connections, match, own)


def _newest(
    found: Mapping[int, Found], most: int | None, *, oldest_first: bool
) -> Mapping[int, Sequence[int]]:
    """Return so many of the posts that each archive has found, the newest of all, or the oldest."""
    if len(found) == 1:
        return {number: each.ids for number, each in found.items() if each.ids}
    places = sorted(
        ((id_, number) for number, each in found.items() for id_ in each.ids), reverse=not oldest_first
    )
    return posts_by_archive((number, id_) for id_, number in places[:most])


def _by_date(candidate: Candidate) -> tuple[str, int, int]:
    """Return the key by which posts are sorted from the oldest on."""
    return candidate.published or "", candidate.id, candidate.archive
