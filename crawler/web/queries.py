"""Queries of the pages: on Datasette's threads, within a time limit, with counts that are cached."""

import asyncio
import gc
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]

from crawler.web import chart
from crawler.web.page_links import ServedLinks
from crawler.web.security_headers import Access
from pipelines.archive.blog_states import BlogState, blog_states
from pipelines.search import browse
from pipelines.search.facets import FacetTable

TIME_LIMIT_MS = 3000
"""Time limit of a query: it cuts off what no index serves in an archive of millions of posts."""

FACETS_SECONDS = 3.0
"""Pages wait so long for facets that are being read: those of a million posts take some ten seconds."""

RECOUNT_SECONDS = 5
"""Counts are cached for at least so long, however fast a crawl writes."""

T = TypeVar("T")


class TooSlowError(Exception):
    """A query took longer than a page may."""


@contextmanager
def limited(connections: Iterable[sqlite3.Connection]) -> Iterator[None]:
    """Limit the time of queries. Raise TooSlowError after `TIME_LIMIT_MS`."""
    with ExitStack() as stack:
        for connection in connections:
            stack.enter_context(sqlite_timelimit(connection, TIME_LIMIT_MS))
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.args == ("interrupted",):
                raise TooSlowError from error
            raise


class ArchiveQueries:
    """One archive for all pages. Called from the event loop; queries run in Datasette's threads."""

    def __init__(self, database: Any, path: Path, access: Access) -> None:
        """`database` is Datasette's."""
        self.path = path
        self.access = access
        self.links = ServedLinks(access.base)
        self._database = database
        self._overview: browse.ArchiveCounts | None = None
        self._months: dict[str, chart.Months] = {}
        self._states: list[BlogState] | None = None
        self._facets = FacetTable()
        self._faceted_state: object = None
        self._counted_state: object = None
        self._counted = 0.0
        self.preparing: asyncio.Task[FacetTable] | None = None
        self._wait_until = 0.0
        self._counting = asyncio.Lock()

    async def run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Return `query(connection)`. Raises TooSlowError after `TIME_LIMIT_MS`."""

        def run(connection: sqlite3.Connection) -> T:
            with limited([connection]):
                return query(connection)

        answer: T = await self._database.execute_fn(run)
        return answer

    async def prepare(self) -> None:
        """Count before the first visitor comes, and begin with what facets are counted of."""
        await self.states()
        self._read_facets()

    async def overview(self) -> browse.ArchiveCounts:
        """Return all counts, made anew when the archive has changed."""
        async with self._counting:
            state = _file_state(self.path)
            aged = time.monotonic() - self._counted > RECOUNT_SECONDS
            if self._overview is None or (aged and state != self._counted_state):
                counted: browse.ArchiveCounts = await self._database.execute_fn(browse.count_archive)
                self._overview, self._counted_state, self._counted = counted, state, time.monotonic()
                self._months.clear()
                self._states = None
            return self._overview

    async def frame(self, path: str) -> dict[str, Any]:
        """Return the variables of the frame around every page."""
        overview = await self.overview()
        only = overview.blogs[0].title if len(overview.blogs) == 1 else None
        return {
            "overview": overview,
            "site_name": only or "Blog archive",
            "archive_name": self.path.name,
            "path": path,
        }

    async def months_of(self, blog_id: str) -> chart.Months:
        """Return the posts per month of one blog, as old as the other counts."""
        if blog_id not in self._months:
            self._months[blog_id] = await self.run(lambda c: browse.months_of(c, blog_id))
        return self._months[blog_id]

    async def states(self) -> list[BlogState]:
        """Return the state of every blog, as old as the other counts; like these it has no time limit."""
        await self.overview()
        if self._states is None:
            states: list[BlogState] = await self._database.execute_fn(blog_states)
            self._states = states
        return self._states

    async def facets(self) -> FacetTable:
        """Return what facets are counted of, as old as the other counts.

        From FACETS_SECONDS of reading on, until it ends, return those from before, at first none.
        """
        await self.overview()
        if self._faceted_state == self._counted_state:
            return self._facets
        reading = self.preparing
        if reading is None or reading.done():
            reading = self._read_facets()
        await asyncio.wait([reading], timeout=max(0.0, self._wait_until - time.monotonic()))
        return reading.result() if reading.done() else self._facets

    def _read_facets(self) -> asyncio.Task[FacetTable]:
        self._wait_until = time.monotonic() + FACETS_SECONDS
        self.preparing = asyncio.create_task(self._refresh_facets())
        return self.preparing

    async def _refresh_facets(self) -> FacetTable:
        state = self._counted_state
        table = await self._database.execute_fn(self._facets.refreshed)
        if table is not self._facets:
            _leave_to_stay()
        self._facets, self._faceted_state = table, state
        return self._facets


def _leave_to_stay() -> None:
    """Exempt what is in memory now from garbage collection: to look through it takes 60 ms each time."""
    gc.collect()
    gc.freeze()


def _file_state(path: Path) -> object:
    """Return a value that changes with the archive: size and time of the file and of its write-ahead log.

    A log without content is none: reading makes one, and removes it again.
    """
    stats = [each.stat() for each in (path, path.with_name(path.name + "-wal")) if each.exists()]
    return [(stat.st_mtime_ns, stat.st_size) for stat in stats if stat.st_size]
