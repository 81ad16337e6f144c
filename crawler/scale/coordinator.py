"""The coordinator's side of a run on workers: it answers calls, and gives what is sent to the pipelines."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from scrapy.crawler import Crawler
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.downloadermiddlewares.retry import FASTER, SLOWER, SLOWEST
from crawler.items import Crawl
from crawler.scale.blog_tasks import BlogTask
from crawler.scale.call_server import CallServer, RunEndedError


class Coordinator:
    """Tasks of a run, and what is done with what workers send."""

    def __init__(self, crawler: Crawler, run_id: str, offer: Mapping[str, Any]) -> None:
        """`offer` is what a worker needs to know of the run."""
        settings = crawler.settings
        self.crawler, self.run_id = crawler, run_id
        self.reader: ArchiveReader = build_from_crawler(
            load_object(settings["BLOGGER_ARCHIVE_READER"]), crawler
        )
        self.rate = SharedRate(settings.getfloat("BLOGGER_RATE") or 1.0, time.monotonic)
        self.tasks: dict[int, BlogTask] = {}
        self._numbers = count(1)
        self._closing: asyncio.Future[None] | None = None
        self._counts: dict[str, Mapping[str, int]] = {}
        """Token of a worker → its stats that count for the run."""
        self.calls = CallServer(
            offer,
            {
                "begin": self._begin,
                "store": self._store,
                "ask": self._ask,
                "turn": self._turn,
                "pause": self._pause,
            },
        )

    def add(self, blogs: Sequence[KnownBlog]) -> BlogTask:
        """Make a task of some blogs."""
        task = BlogTask(next(self._numbers), {blog.asked or blog.address: blog for blog in blogs})
        self.tasks[task.number] = task
        return task

    async def give_up(self, task: BlogTask, error: str, *, follow: bool) -> None:
        """Record what is open of a task as interrupted; `follow` what was named."""
        for crawl in list(task.given_up(self.run_id, datetime.now(UTC), error, follow=follow)):
            await self._process(crawl)

    async def _begin(self, token: str, number: int) -> list[KnownBlog]:  # noqa: ARG002 - of all calls
        if self.tasks[number].begun:
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("workers/tasks_begun_anew")
        return await self.tasks[number].begin(self.reader, datetime.now(UTC))

    async def _store(self, token: str, number_counts: Mapping[str, int], items: Sequence[Any]) -> None:
        self._counts[token] = number_counts
        self._sum_counts()
        self._keep_limit()
        for item in items:
            await self._process(item)
            if isinstance(item, Crawl):
                self._note(item)

    def _note(self, crawl: Crawl) -> None:
        for task in self.tasks.values():
            if crawl.address in task.open:
                task.note(crawl)

    async def _ask(self, token: str, question: str, *arguments: Any) -> Any:  # noqa: ARG002 - of all calls
        return await getattr(self.reader, question)(*arguments)

    async def _turn(self, token: str) -> None:
        await self.rate.turn(self.calls.addresses[token])

    async def _pause(self, token: str, seconds: float) -> None:
        self.rate.pause(self.calls.addresses[token], seconds)

    async def _process(self, item: Any) -> None:
        """Give an item to the pipelines and wait until they are done with it."""
        assert self.crawler.engine is not None
        scraper = self.crawler.engine.scraper
        slot = scraper.slot
        if self.calls.ended or slot is None or slot.closing is not None:
            raise RunEndedError
        try:
            await scraper.start_itemproc_async(item, response=None)
        finally:
            # Scrapy looks whether it can close only when an answer was scraped, and here are none.
            if slot.closing is not None and slot.is_idle() and not slot.closing.called:
                slot.closing.callback(self.crawler.spider)

    def _keep_limit(self) -> None:
        """End the run where its workers together have sent as many requests as it may."""
        assert self.crawler.stats is not None
        assert self.crawler.engine is not None
        limit = self.crawler.settings.getint("CLOSESPIDER_PAGECOUNT")
        sent = self.crawler.stats.get_value("downloader/request_count", 0)
        if self._closing is None and 0 < limit <= sent:
            closing = self.crawler.engine.close_spider_async(reason="closespider_pagecount")
            self._closing = asyncio.ensure_future(closing)

    def _sum_counts(self) -> None:
        assert self.crawler.stats is not None
        for name in {name for counts in self._counts.values() for name in counts}:
            total = sum(counts.get(name, 0) for counts in self._counts.values())
            self.crawler.stats.set_value(name, total)


@dataclass(slots=True)
class SharedRate:
    """Turns at so many requests a second for each outgoing address; they are given in the order asked."""

    rate: float
    clock: Callable[[], float]
    _next: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Outgoing address → time of the next turn."""
    _paused: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Outgoing address → end of its pause."""
    _between: defaultdict[str, float] = field(init=False)
    """Outgoing address → seconds between two turns."""
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def __post_init__(self) -> None:
        self._between = defaultdict(lambda: 1 / self.rate)

    async def turn(self, address: str) -> None:
        """Return when a request may be sent from that address."""
        async with self._turns[address]:
            while (wait := self._next[address] - self.clock()) > 0:
                await asyncio.sleep(wait)
            between = self._between[address]
            self._next[address] = self.clock() + between
            self._between[address] = max(between * FASTER, 1 / self.rate)

    def pause(self, address: str, seconds: float) -> None:
        """Give no turn for so long: the server asked for it. Give them less often from then on."""
        if self.clock() >= self._paused[address]:
            self._between[address] = min(self._between[address] * SLOWER, SLOWEST)
        self._paused[address] = self._next[address] = max(self._next[address], self.clock() + seconds)
