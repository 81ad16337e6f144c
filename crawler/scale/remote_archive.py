"""A worker's components of Scrapy that ask the coordinator: pipeline, reader, and download handler."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.downloadermiddlewares.header_limit import HeaderLimitHandler
from crawler.downloadermiddlewares.platform_slot import PLATFORM
from crawler.scale.coordinator_link import LinkError, link

T = TypeVar("T")

BATCH = 50  # posts and comments of one call
PATIENCE = 5.0  # seconds after which fewer are sent too, so that a kill costs little
COUNTED = ("downloader/request_count", "spider_exceptions/count", "crawl/item_error")
"""Stats of a worker that count for the run."""


async def _flush_nothing() -> None:
    """Do nothing: no pipeline is there yet."""


class TaskQueue:
    """Blogs of the tasks that Dask gives to this worker, for its spider."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[list[KnownBlog]] = asyncio.Queue()
        self._open: dict[str, asyncio.Event] = {}
        self.flush: Callable[[], Awaitable[None]] = _flush_nothing  # sends what the pipeline has

    async def crawl(self, blogs: Sequence[KnownBlog]) -> None:
        """Return when the spider is done with these blogs, and all is stored."""
        ends = {blog.asked or blog.address: asyncio.Event() for blog in blogs}
        self._open |= ends
        self._waiting.put_nowait(list(blogs))
        for end in ends.values():
            await end.wait()
        await self.flush()

    async def next(self) -> list[KnownBlog]:
        """Return the blogs of a task, when there is one."""
        return await self._waiting.get()

    def end(self, address: str) -> None:
        """Take note that the spider is done with a blog."""
        if address in self._open:
            self._open.pop(address).set()


TASKS = TaskQueue()  # tasks of this process


class RemoteStorePipeline:
    """Sends items to the coordinator, which stores them. An item that fills a batch waits for that.

    All others wait for the next question, or for the end of their task: a call costs a millisecond, and a
    blog without news gives one small record.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._batch: list[Any] = []
        self._since = 0.0
        TASKS.flush = self.flush
        self._turn = asyncio.Lock()  # items arrive in the order in which they were sent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        now = asyncio.get_running_loop().time()
        self._since = self._since if self._batch else now
        self._batch.append(item)
        if len(self._batch) >= BATCH or now - self._since > PATIENCE:
            try:
                await self.flush()
            except LinkError as error:
                raise DropItem(str(error), log_level="DEBUG") from error
        return item

    async def flush(self) -> None:
        """Send what waits, and wait until it is stored. Raises LinkError where the coordinator is gone."""
        batch, self._batch = self._batch, []
        async with self._turn:
            if batch:
                await link().call("store", self._counts(), batch)

    def _counts(self) -> dict[str, int]:
        assert self._crawler.stats is not None
        stats = self._crawler.stats.get_stats()
        return {name: stats[name] for name in COUNTED if name in stats}


class RemoteArchiveReader(ArchiveReader):
    """Asks the coordinator. The watch list is what its tasks bring."""

    async def ask(self, question: str, nothing: T, *given: Any, **_: Any) -> T:
        if question == "due_blogs":  # the coordinator has chosen
            chosen: Any = await TASKS.next()
            return chosen
        if question == "find_blog":
            return nothing
        if question != "robots_txt":
            await TASKS.flush()
        return await link().call("ask", question, *given)


class SharedRateHandler:
    """A download handler that waits for its turn at the platform, which all workers share."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._inner = HeaderLimitHandler(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        assert self._crawler.engine is not None
        if self._crawler.engine.downloader.get_slot_key(request) == PLATFORM:
            await link().call("turn")
        return await self._inner.download_request(request)

    async def close(self) -> None:
        await self._inner.close()
