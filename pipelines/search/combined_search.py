"""Searching several archives: the same posts as from each, in the order of one archive that holds all."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from crawler.errors import UsageError
from pipelines.search.combined_bm25 import count_held, index_totals, phrases_of, rescored, row_sizes
from pipelines.search.filters import Filter
from pipelines.search.known_names import UnknownNameError, blogs_called, labels_called, languages_called
from pipelines.search.matching import Found
from pipelines.search.query import Query, expression, parse
from pipelines.search.query_expansion import Expander
from pipelines.search.ranking import Candidate, Ranker, Strength, best_first, read_candidates
from pipelines.search.results import Hit, SearchResult
from pipelines.search.search import MAX_RANKED, SORT_ORDERS, PostSearch, by_date, hits
from pipelines.search.shared_posts import copies_of


class _Place(NamedTuple):
    archive: int
    post: int


@dataclass(frozen=True, slots=True)
class _Opened:
    """One of the archives, with what is asked of it."""

    number: int
    connection: sqlite3.Connection
    search: PostSearch
    ranker: Ranker


def search_archives(  # noqa: PLR0913 - each says one thing
    connections: Sequence[sqlite3.Connection],
    text: str,
    chosen: Filter,
    *,
    limit: int,
    sort: str = "best",
    bounded: bool = True,
) -> SearchResult:
    """Return what `pipelines.search.search` returns, of all of them. Raise UsageError as that does."""
    if sort not in SORT_ORDERS:
        raise UsageError(f"--sort {sort}: say one of {', '.join(SORT_ORDERS)}")
    query = parse(text)
    filters = local_filters(connections, chosen)
    result = _Combined(connections, filters, query, bounded=bounded).run(limit, sort)
    if not result.hits and result.is_bounded:
        result = _Combined(connections, filters, query, bounded=False).run(limit, sort)
    if result.hits:
        return result
    made = (Expander(connection).suggestion(query, text) for connection in connections)
    return replace(result, suggestion=next(filter(None, made), None))


def local_filters(connections: Sequence[sqlite3.Connection], chosen: Filter) -> list[Filter | None]:
    """Return the filter for each archive, with those of its names that the archive has; None: nothing passes.

    Raise UnknownNameError for a name that none has.
    """
    called: tuple[tuple[str, Callable[[sqlite3.Connection, Iterable[str]], object]], ...] = (
        ("blogs", blogs_called), ("labels", labels_called),
    )  # fmt: skip
    found: list[Filter | None] = [chosen for _ in connections]
    for field, names in called:
        known = _known(connections, getattr(chosen, field), names)
        for number, here in enumerate(known):
            one = found[number]
            if getattr(chosen, field) and one:
                known_here: dict[str, Any] = {field: here}
                found[number] = replace(one, **known_here) if here else None
    if chosen.language:
        known = _known(connections, (chosen.language,), languages_called)
        found = [one if here else None for one, here in zip(found, known, strict=True)]
    return found


def _known(
    connections: Sequence[sqlite3.Connection],
    names: Sequence[str],
    called: Callable[[sqlite3.Connection, Iterable[str]], object],
) -> list[tuple[str, ...]]:
    known: list[tuple[str, ...]] = [() for _ in connections]
    for name in names:
        unknown: UnknownNameError | None = None
        for number, connection in enumerate(connections):
            try:
                called(connection, (name,))
            except UnknownNameError as error:
                unknown = error
            else:
                known[number] += (name,)
        if unknown and not any(name in here for here in known):
            raise unknown
    return known


class _Combined:
    """One search in several archives."""

    def __init__(
        self,
        connections: Sequence[sqlite3.Connection],
        filters: Sequence[Filter | None],
        query: Query,
        *,
        bounded: bool,
    ) -> None:
        self._connections, self._query, self._bounded = connections, query, bounded
        searches = [
            (number, connection, PostSearch(connection, query, chosen, bounded=bounded))
            for number, (connection, chosen) in enumerate(zip(connections, filters, strict=True))
            if chosen is not None
        ]
        self._opened = {
            number: _Opened(number, connection, made, Ranker(connection, query, made.expander))
            for number, connection, made in searches
        }

    def run(self, limit: int, sort: str) -> SearchResult:
        most = max(MAX_RANKED, limit)
        all_found = [
            (each, each.search.matching.newest(most, oldest_first=sort == "oldest"))
            for each in self._opened.values()
        ]
        places = sorted(
            (_Place(each.number, id_) for each, found in all_found for id_ in found.ids),
            key=lambda place: (place.post, place.archive),
            reverse=sort != "oldest",
        )
        kept = places[:most] if self._bounded else places
        first = [
            _Place(each.number, id_) for each in self._opened.values() for id_ in each.search.at_address()
        ]
        ordered = list(dict.fromkeys((*first, *self._sorted(kept, sort))))
        copies = copies_of({each.number: each.connection for each in self._opened.values()}, ordered)
        repeated = {place for places in copies.values() for place in places}
        ordered = [place for place in ordered if place not in repeated]
        counted = self._counted([found for _, found in all_found], len(kept), sort)
        return replace(
            counted,
            hits=tuple(
                replace(hit, others=tuple(archive for archive, _ in copies[hit.archive, hit.id]))
                for hit in self._hits(ordered[:limit])
            ),
            matches=max(counted.matches - len(repeated), len(ordered)),
            ids=tuple(place.post for place in ordered),
            counted_by_archive=self._counted_ids(all_found, repeated),
        )

    def _counted_ids(
        self, found: Sequence[tuple[_Opened, Found]], repeated: Collection[tuple[int, int]]
    ) -> tuple[tuple[int, ...], ...]:
        counted: list[tuple[int, ...]] = [() for _ in self._connections]
        for each, own in found:
            left_out = {post for archive, post in repeated if archive == each.number}
            counted[each.number] = tuple(id_ for id_ in own.counted if id_ not in left_out)
        return tuple(counted) if any(counted) else ()

    def _counted(self, found: Sequence[Found], ranked: int, sort: str) -> SearchResult:
        matches, more = sum(each.matches for each in found), any(each.more for each in found)
        complete = not more and matches == ranked
        dated = sort in ("date", "oldest") or not self._query.groups
        looked_at = [each.looked_at for each in found if each.looked_at is not None]
        narrowed = (word for each in self._opened.values() for word in each.search.expander.narrowed)
        return SearchResult(
            matches=matches,
            more=more,
            ranked=None if complete or dated else ranked,
            looked_at=sum(looked_at) if looked_at else None,
            narrowed=tuple(dict.fromkeys(narrowed)),
            shortened=self._query.shortened,
        )

    def _sorted(self, places: Sequence[_Place], sort: str) -> list[_Place]:
        read = {
            _Place(each.number, candidate.id): candidate
            for each, ids in self._by_archive(places)
            for candidate in read_candidates(each.connection, ids)
        }
        there = [place for place in places if place in read]
        if sort in ("date", "oldest"):
            return sorted(there, key=lambda place: by_date(read[place]), reverse=sort == "date")
        return self._ranked(there, [read[place] for place in there], recent=sort == "best")

    def _ranked(
        self, places: Sequence[_Place], candidates: Sequence[Candidate], *, recent: bool
    ) -> list[_Place]:
        bm25 = self._bm25(places)
        together = {
            _Place(each.number, id_)
            for each, ids in self._by_archive(places)
            for id_ in each.ranker.together(ids)
        }
        strengths = [Strength(bm25[place], place in together) for place in places]
        return [places[at] for at in best_first(self._query, candidates, strengths, recent=recent)]

    def _bm25(self, places: Sequence[_Place]) -> dict[_Place, float]:
        """Weigh the places by the words that are common in none of the archives."""
        scores: dict[_Place, float] = defaultdict(float)
        light = [each.ranker.light().groups for each in self._opened.values()]
        groups = tuple(group for group in self._query.groups if all(group in own for own in light))
        if not groups or not places:
            return scores
        match = expression(Query(groups))
        own = {each.number: each.ranker.strengths_by(match, ids) for each, ids in self._by_archive(places)}
        sizes = {number: row_sizes(self._connections[number], list(found)) for number, found in own.items()}
        totals = [index_totals(connection) for connection in self._connections]
        for phrase in phrases_of(match):
            held = [count_held(connection, phrase) for connection in self._connections]
            everywhere = sum(totals[1:], totals[0]), sum(held)
            for number, found in own.items():
                by_phrase = self._opened[number].ranker.strengths_by(phrase, list(found)) if found else {}
                here = totals[number], held[number]
                for id_, score in rescored(by_phrase, sizes[number], here, everywhere):
                    scores[_Place(number, id_)] += score
        return scores

    def _hits(self, wanted: Sequence[_Place]) -> Iterator[Hit]:
        shown = {
            _Place(each.number, hit.id): replace(hit, archive=each.number)
            for each, ids in self._by_archive(wanted)
            for hit in hits(each.connection, ids, self._query)
        }
        return (shown[place] for place in wanted if place in shown)

    def _by_archive(self, places: Sequence[_Place]) -> Iterator[tuple[_Opened, list[int]]]:
        for number, each in self._opened.items():
            ids = [place.post for place in places if place.archive == number]
            if ids:
                yield each, ids
