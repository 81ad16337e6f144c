"""The first page and the search of several archives; all other pages are those of one."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Any

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]
from jinja2 import Environment
from markupsafe import Markup

from crawler.web.page_links import ServedLinks
from crawler.web.queries import TIME_LIMIT_MS, ArchiveQueries, TooSlowError
from crawler.web.search_params import PAGE_SIZE, SearchParams
from crawler.web.view import TemplatePage
from pipelines.archive.connection import connect_to_read
from pipelines.search import browse
from pipelines.search.combined_counts import add_counts
from pipelines.search.combined_search import search_archives
from pipelines.search.facets import MOST, add_facets
from pipelines.search.known_names import UnknownNameError
from pipelines.search.results import Hit, SearchResult
from pipelines.search.search import MAX_RANKED

_BLOGS = 12
"""Blogs of each archive on the first page."""
Found = tuple[SearchResult, list[browse.PostSummary]]


class SeveralLinks(ServedLinks):
    """Addresses on the pages of all archives: a post is on the pages of the archive that holds it."""

    sections: tuple[str, ...] = ()

    def __init__(self, base: str, one: ServedLinks, homes: Mapping[tuple[str, str], ServedLinks]) -> None:
        """`one`: of an archive, which serves the style; `homes`: by the ids of blog and post."""
        super().__init__(base)
        self.style, self.icon, self._homes = one.style, one.icon, homes
        self.feed = self.data = ""

    def post(self, blog_id: str, post_id: str) -> str:
        return self._homes[blog_id, post_id].post(blog_id, post_id)


@dataclass(frozen=True, slots=True)
class _Archive:
    """One archive on the first page."""

    name: str
    home: str
    counts: browse.ArchiveCounts
    states: Markup
    more: str | None
    """Address of all its blogs, where there are more."""


class SeveralPages:
    """The pages, as templates and their variables."""

    def __init__(self, archives: Mapping[str, ArchiveQueries], base: str, environment: Environment) -> None:
        self._archives, self._base, self._environment = archives, base, environment

    async def frame(self, path: str) -> dict[str, Any]:
        """Return the variables of the frame around every page."""
        return {
            "overview": await self._overview(),
            "site_name": "Blog archives",
            "archive_name": f"{len(self._archives)} archives",
            "path": path,
            "links": self._links({}),
        }

    async def home(self) -> TemplatePage:
        """Every archive with its blogs and their states."""
        archives = [await self._archive(name, queries) for name, queries in self._archives.items()]
        return TemplatePage("archives.html", {"archives": archives})

    async def search(self, params: SearchParams) -> TemplatePage:
        """Posts of all archives, in the order of one archive that holds them all."""
        counts = await self._overview()
        blog = next((each for each in counts.blogs if each.blog_id == params.blog), None)
        context: dict[str, Any] = {"params": params, "blog": blog, "chart": None}
        try:
            result, posts = await asyncio.to_thread(self._find, params)
        except UnknownNameError as error:
            return TemplatePage("search.html", {**context, "posts": [], "total": 0, "unknown": str(error)})
        queries = list(self._archives.values())
        names = list(self._archives)
        homes = {(hit.blog_id, hit.post_id): queries[hit.archive].links for hit in result.hits}
        reached = (params.page + 1) * PAGE_SIZE
        more = min(result.matches, result.ranked or MAX_RANKED) > reached
        return TemplatePage("search.html", {
            **context,
            "posts": posts,
            "hits": dict(enumerate(result.hits)) if params.q else None,
            "answer": result,
            "total": result.matches,
            "held_by": {
                place: [names[number] for number in sorted((hit.archive, *hit.others))]
                for place, hit in enumerate(result.hits)
                if hit.others
            },
            **await self._facets(result),
            "previous": params.changed(page=params.page - 1).url if params.page else None,
            "following": params.changed(page=params.page + 1).url if more else None,
            "links": self._links(homes),
        })  # fmt: skip

    async def _facets(self, result: SearchResult) -> dict[str, Any]:
        """Count the first posts that were found in each archive."""
        tables = [await queries.facets() for queries in self._archives.values()]
        overview = await self._overview()
        titles = {each.blog_id: each.title for each in overview.blogs if each.title}
        counted = [ids[:MOST] for ids in result.counted_by_archive]
        facets = [table.count(ids) for table, ids in zip(tables, counted, strict=False)]
        return {"facets": add_facets(facets), "faceted": sum(map(len, counted)), "blog_titles": titles}

    def _find(self, params: SearchParams) -> Found:
        """Search within the time limit; posts get their places on the page for ids. Raise TooSlowError."""
        first = params.page * PAGE_SIZE
        with ExitStack() as stack:
            opened = [stack.enter_context(closing(connect_to_read(q.path))) for q in self._archives.values()]
            for connection in opened:
                stack.enter_context(sqlite_timelimit(connection, TIME_LIMIT_MS))
            try:
                sort = params.sort or ("best" if params.q else "date")
                result = search_archives(opened, params.q, params.filter, limit=first + PAGE_SIZE, sort=sort)
                shown = result.hits[first:]
                return replace(result, hits=shown), _summaries(opened, shown)
            except sqlite3.OperationalError as error:
                if error.args == ("interrupted",):
                    raise TooSlowError from error
                raise

    async def _archive(self, name: str, queries: ArchiveQueries) -> _Archive:
        counts, states = await queries.overview(), await queries.states()
        table = self._environment.get_template("_states.html")
        shown = table.render(states=states[:_BLOGS], links=queries.links, heading=f"Blogs of {name}")
        more = queries.links.section("blogs") if len(states) > _BLOGS else None
        return _Archive(name, queries.links.home, counts, Markup(shown), more)  # noqa: S704 - autoescaped

    async def _overview(self) -> browse.ArchiveCounts:
        return add_counts([await queries.overview() for queries in self._archives.values()])

    def _links(self, homes: Mapping[tuple[str, str], ServedLinks]) -> SeveralLinks:
        return SeveralLinks(self._base, next(iter(self._archives.values())).links, homes)


def _summaries(opened: Sequence[sqlite3.Connection], hits: Sequence[Hit]) -> list[browse.PostSummary]:
    """Return the posts that were found, in their order, each with its place for an id."""
    read = {
        (number, each.id): each
        for number, connection in enumerate(opened)
        for each in browse.read_summaries(connection, [hit.id for hit in hits if hit.archive == number])
    }
    return [replace(read[hit.archive, hit.id], id=place) for place, hit in enumerate(hits)]
