"""Searching: the posts that a query finds, the best first, in bounded time.

Counting and listing matches is cheap, weighing them is not: a word that stands in half of a million posts
takes SQLite's own ranking seconds. So the newest matches are ranked, and the answer says of how many they are
the newest.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.errors import UsageError
from pipelines.archive.public_names import public_author
from pipelines.archive.values import items
from pipelines.search.conditions import conditions, holds_terms
from pipelines.search.filters import Filter
from pipelines.search.matching import Matches
from pipelines.search.query import Query, expression, parse
from pipelines.search.query_expansion import Expander
from pipelines.search.ranking import Candidate, Ranker, read_candidates
from pipelines.search.results import Hit, SearchResult
from pipelines.search.snippets import Highlighter

SORT_ORDERS = ("best", "rank", "date", "oldest")
"""Best: by rank, newer posts a little higher; rank: the date does not count."""
MAX_RANKED = 2000
"""Matches that are ranked, the newest."""

_POSTS = """\
SELECT posts.id, published, published_local, posts.title, posts.author, posts.labels, text, posts.url,
       language, deleted_at, blog_id, post_id, blogs.title AS blog, blogs.url AS blog_url, kind, source
FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value JOIN blogs USING (blog_id)
LEFT JOIN sources ON post = posts.id
ORDER BY wanted.key"""
_AT_ADDRESS = """\
SELECT posts.id FROM posts WHERE url IN ('http://' || :rest, 'https://' || :rest) AND {condition} LIMIT 20"""


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
    if sort not in SORT_ORDERS:
        raise UsageError(f"--sort {sort}: say one of {', '.join(SORT_ORDERS)}")
    query, chosen, wanted = parse(text), chosen or Filter(), slice(offset, offset + limit)
    if query.is_empty and chosen == Filter():
        return SearchResult(shortened=query.shortened)
    result = PostSearch(connection, query, chosen, bounded=bounded).run(wanted, sort)
    if not result.matches and result.is_bounded:  # only a look at everything proves absence
        result = PostSearch(connection, query, chosen, bounded=False).run(wanted, sort)
    if result.matches:
        return result
    return replace(result, suggestion=Expander(connection).suggestion(query, text))


class PostSearch:
    """One search in one archive."""

    def __init__(
        self, connection: sqlite3.Connection, query: Query, chosen: Filter, *, bounded: bool
    ) -> None:
        self._connection, self._query = connection, query
        self.expander = Expander(connection)
        match = None
        if query.groups:
            expansions = self.expander.expansions(query) if bounded else None
            match = expression(query, expansions, glued=holds_terms(connection))
        self._compiled = conditions(connection, chosen, query, match=match)
        slow = bool(self.expander.narrowed) or any(len(word.tokens) > 1 for word in query.words)
        self.matching = Matches(connection, self._compiled, chosen, slow=slow, bounded=bounded)

    def run(self, wanted: slice, sort: str) -> SearchResult:
        found = self.matching.newest(max(MAX_RANKED, wanted.stop), oldest_first=sort == "oldest")
        at_address = self.at_address()
        ids = list(dict.fromkeys((*at_address, *self._sorted(found.ids, sort))))
        dated = sort in ("date", "oldest") or not self._query.groups
        return SearchResult(
            hits=tuple(hits(self._connection, ids[wanted], self._query)),
            ids=tuple(ids),
            counted=tuple(found.counted),
            matches=max(found.matches, len(ids)),
            more=found.more,
            ranked=None if found.complete or dated else len(found.ids),
            looked_at=found.looked_at,
            narrowed=tuple(self.expander.narrowed),
            shortened=self._query.shortened,
        )

    def at_address(self) -> list[int]:
        """Return the post whose address was typed."""
        if self._query.address is None:
            return []
        rest = self._query.address.partition("://")[2].partition("#")[0].partition("?")[0]
        passing = replace(self._compiled, match=None).on_posts()
        sql = _AT_ADDRESS.format(condition=passing)
        return [row[0] for row in self._connection.execute(sql, self._compiled.params | {"rest": rest})]

    def _sorted(self, ids: Sequence[int], sort: str) -> list[int]:
        candidates = read_candidates(self._connection, ids)
        if sort in ("best", "rank"):
            ranker = Ranker(self._connection, self._query, self.expander)
            return ranker.ranked(candidates, recent=sort == "best")
        return [each.id for each in sorted(candidates, key=by_date, reverse=sort == "date")]


def by_date(candidate: Candidate) -> tuple[str, int]:
    """Return the key by which posts are sorted from the oldest on."""
    return candidate.published or "", candidate.id


def hits(connection: sqlite3.Connection, ids: Sequence[int], query: Query) -> Iterator[Hit]:
    """Posts as lists of results show them, in the order of `ids`."""
    highlighter = Highlighter(query)
    for row in connection.execute(_POSTS, (json.dumps(ids),)):
        cells = dict(row)
        text = cells.pop("text")
        yield Hit(
            **cells
            | {
                "title": highlighter.highlight(cells["title"] or ""),
                "author": public_author(cells["author"]),
                "labels": items(cells["labels"]),
                "snippet": highlighter.snippet(text),
            }
        )
