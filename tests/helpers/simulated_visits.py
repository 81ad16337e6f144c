"""Years of visits of a simulated blog, stored in a real archive, in process and without a network."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from crawler.blogger.frontier.blog_crawl import BlogCrawl
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.exchange import PageRequest
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import read_address
from crawler.items import Crawl
from pipelines.archive.write_lock import sole_writer
from pipelines.item_cleaner import ItemCleaner
from pipelines.store import StorePipeline
from pipelines.store_reader import StoreArchiveReader
from tests.helpers.frontier import HOST, Killed, drive
from tests.helpers.simulated_blog import SimulatedBlog
from tests.helpers.visit_judge import Figures, VisitJudge


@dataclass(frozen=True, slots=True)
class Pace:
    """Choices of what lies between two visits, and of what is wrong with the clock of one."""

    events: tuple[int, ...] = (0, 0, 1, 3, 12)
    hours: tuple[int, ...] = (1, 6, 30, 200)
    skews: tuple[int, ...] = (0, 0, 0, -26, 26)
    """In hours."""


STEADY = Pace(events=(0, 0, 1, 3), hours=(119, 120, 121), skews=(0,) * 20 + (-26, 26, -3 * 8766))
"""A visit every five days, by a clock that is wrong now and then, once by three years."""


class SimulatedVisits:
    """One blog and one archive; the seed decides everything."""

    def __init__(
        self, seed: int, folder: Path, *, pace: Pace | None = None, host: str = HOST, **blog: Any
    ) -> None:
        """`blog`: arguments of `SimulatedBlog`. Those of one folder and seed share an archive."""
        self._pace = pace or Pace()
        self.random = Random(seed)
        self.path = folder / f"visits-{seed}.db"
        self._address = read_address(host)
        self.blog = SimulatedBlog(self.random, **blog)
        self.judge = VisitJudge(self.blog, self.path, comments=self.random.random() < 0.5)
        self._limits = DeletionLimits()
        self._asked: list[PageRequest] = []
        self._bodies: list[bytes] = []

    def run(self, visits: int) -> Figures:
        """Let things happen and crawl, so many times."""
        for _ in range(visits):
            for _ in range(self.random.choice(self._pace.events)):
                self.blog.happen()
            self.blog.now += timedelta(hours=self.random.choice(self._pace.hours))
            self.judge.begin()
            record = asyncio.run(self._visit())
            if record is None:
                self.judge.figures.killed += 1
            else:
                self.judge.end(record, b"".join(self._bodies), {each.purpose for each in self._asked})
                # Where too many posts are gone at once, a person looks, and says that it is true.
                asked = "not listed any more" in (record.error or "")
                self._limits = DeletionLimits(1000, 1.0) if asked else DeletionLimits()
        return self.judge.figures

    async def _visit(self) -> Crawl | None:
        """Crawl once, with a clock of our own, while things go on. None: the process was killed."""
        skew = timedelta(hours=self.random.choice(self._pace.skews))
        change_at = {self.random.randrange(1, 12) for _ in range(self.random.choice((0, 0, 1, 2)))}
        kill_at = self.random.choice((None,) * 9 + (self.random.randrange(1, 6),))

        def interfere(number: int) -> None:
            if number == kill_at:
                raise Killed
            if number in change_at:
                self.blog.happen()

        with sole_writer(self.path):
            pass  # as a run begins: crawls that were killed are recorded as interrupted
        run = f"run {self.judge.figures.visits}"
        store = StorePipeline(str(self.path), lambda _: None, lambda: None, run=run)
        await store.open_spider()
        try:
            return await self._crawl(store, interfere, lambda: self.blog.now + skew)
        except Killed:
            store._batch.clear()  # as a kill does; the record of the crawl stays open
            store._running.clear()
            return None
        finally:
            await store.close_spider()

    async def _crawl(
        self, store: StorePipeline, interfere: Callable[[int], None], now: Callable[[], datetime]
    ) -> Crawl:
        reader = StoreArchiveReader(cast("Any", SimpleNamespace(get_item_pipeline=lambda _: store)))
        known = await reader.find_blog(self._address.home)
        address = read_address(known.address) if known else self._address  # where the watch list has it
        target = Target(address.home, address, known)
        options = CrawlOptions(comments=self.judge.comments, deletion_limits=self._limits)
        crawl = BlogCrawl(store.run, target, reader, options, now)
        cleaner = ItemCleaner()

        async def keep(item: Any) -> None:
            await store.process_item(cleaner.clean(item))

        self._asked, self._bodies = [], []
        try:
            asked = (crawl, self.blog.site, keep, interfere, self._asked, self._bodies)
            await drive(*asked, resolves=self.blog.resolves, closes=self.blog.closes)
        finally:
            self.judge.figures.requests.update(request.purpose.name for request in self._asked)
        ended = await store.process_item(crawl.finish())
        assert isinstance(ended, Crawl)
        return ended
