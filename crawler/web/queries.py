"""Where pages ask: questions to the archive, within a time limit, and its counts, which are kept."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]

from crawler.web import chart
from pipelines.search import browse

PATIENCE_MS = 3000
"""No question takes longer. What no index serves is cut off here in an archive of millions of posts."""

FRESH_SECONDS = 5
"""Counts are not made again before that, however fast a crawl writes."""

T = TypeVar("T")


class TooSlowError(Exception):
    """A question took longer than a page may."""


class Desk:
    """One archive for all pages. Used from the event loop; what it asks runs in Datasette's threads."""

    def __init__(self, database: Any, path: Path, hosts: frozenset[str] | None) -> None:
        """`database` is Datasette's; `hosts` are the names under which pages may be asked for, None: any."""
        self.path = path
        self.hosts = hosts
        self._database = database
        self._overview: browse.ArchiveCounts | None = None
        self._months: dict[str, chart.Months] = {}
        self._stamp: object = None
        self._counted = 0.0
        self._counting = asyncio.Lock()

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What `question` answers when it is given a connection. Raises TooSlowError after `PATIENCE_MS`."""

        def limited(connection: sqlite3.Connection) -> T:
            with sqlite_timelimit(connection, PATIENCE_MS):
                return question(connection)

        try:
            answer: T = await self._database.execute_fn(limited)
        except sqlite3.OperationalError as error:
            if error.args == ("interrupted",):
                raise TooSlowError from error
            raise
        return answer

    async def overview(self) -> browse.ArchiveCounts:
        """All counts, made again when the archive has changed."""
        async with self._counting:
            stamp = _stamp(self.path)
            aged = time.monotonic() - self._counted > FRESH_SECONDS
            if self._overview is None or (aged and stamp != self._stamp):
                counted: browse.ArchiveCounts = await self._database.execute_fn(browse.count_archive)
                self._overview, self._stamp, self._counted = counted, stamp, time.monotonic()
                self._months.clear()
            return self._overview

    async def months_of(self, blog_id: str) -> chart.Months:
        """Posts per month of one blog, as old as the other counts."""
        if blog_id not in self._months:
            self._months[blog_id] = await self.ask(lambda c: browse.months_of(c, blog_id))
        return self._months[blog_id]


def _stamp(path: Path) -> object:
    """Something that differs when the archive has changed: new commits lie in the log beside it."""
    stats = [each.stat() for each in (path, path.with_name(path.name + "-wal")) if each.exists()]
    return [(stat.st_mtime_ns, stat.st_size) for stat in stats]
