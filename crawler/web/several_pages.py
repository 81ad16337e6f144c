"""The first page and the search of several archives; all other pages are those of one."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from crawler.web.list_pages import result_context
from crawler.web.page_links import ServedLinks
from crawler.web.queries import ArchiveQueries, limited
from crawler.web.search_params import PAGE_SIZE, SearchParams
from crawler.web.view import TemplatePage
from pipelines.archive.connection import connect_to_read
from pipelines.search.browse import ArchiveCounts, add_counts
from pipelines.search.facets import FacetTable
from pipelines.search.known_names import UnknownNameError
from pipelines.search.listed_posts import ListedPost, read_places
from pipelines.search.search import search_archives

_BLOGS = 12
"""Blogs of each archive on the first page."""


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


class SeveralPages:
    """The pages, as templates and their variables."""

    def __init__(self, archives: Mapping[str, ArchiveQueries], base: str, environment: Environment) -> None:
        self._archives, self._base, self._environment = archives, base, environment
        self._queries = list(archives.values())

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
        titles = {each.blog_id: each.title for each in counts.blogs if each.title}
        context = {"params": params, "blog": blog, "chart": None, "blog_titles": titles}
        try:
            tables = [await queries.facets() for queries in self._queries]
            found = await asyncio.to_thread(self._find, params, tables)
        except UnknownNameError as error:
            return TemplatePage("search.html", {**context, "posts": [], "total": 0, "unknown": str(error)})
        homes = {(post.blog_id, post.post_id): self._queries[post.archive].links for post in found["posts"]}
        return TemplatePage(
            "search.html", {**context, **found, "archives": list(self._archives), "links": self._links(homes)}
        )

    def _find(self, params: SearchParams, tables: Sequence[FacetTable]) -> dict[str, Any]:
        """Search within the time limit. Raise TooSlowError."""
        wanted = slice(params.page * PAGE_SIZE, (params.page + 1) * PAGE_SIZE)
        sort = params.sort or ("best" if params.q else "date")
        with ExitStack() as stack:
            opened = [stack.enter_context(closing(connect_to_read(each.path))) for each in self._queries]
            with limited(opened):
                result = search_archives(opened, params.q, params.filter, wanted, sort=sort)
                found = result_context(params, result, tables)
                return found if params.q else found | {"posts": _with_beginnings(opened, result.hits)}

    async def _archive(self, name: str, queries: ArchiveQueries) -> dict[str, Any]:
        """Return the variables of an archive; `more`: address of all its blogs, where there are more."""
        counts, states = await queries.overview(), await queries.states()
        template = self._environment.get_template("_states.html")
        shown = template.render(states=states[:_BLOGS], links=queries.links, heading=f"Blogs of {name}")
        more = queries.links.section("blogs") if len(states) > _BLOGS else None
        table = Markup(shown)  # noqa: S704 - autoescaped
        return {"name": name, "home": queries.links.home, "counts": counts, "states": table, "more": more}

    async def _overview(self) -> ArchiveCounts:
        return add_counts([await queries.overview() for queries in self._queries])

    def _links(self, homes: Mapping[tuple[str, str], ServedLinks]) -> SeveralLinks:
        return SeveralLinks(self._base, self._queries[0].links, homes)


def _with_beginnings(opened: Sequence[sqlite3.Connection], posts: Sequence[ListedPost]) -> list[ListedPost]:
    """Return the posts as a list shows them where nothing was searched for."""
    read = read_places(dict(enumerate(opened)), [(each.archive, each.id) for each in posts])
    return [replace(each, others=found.others) for each, found in zip(read, posts, strict=True)]
