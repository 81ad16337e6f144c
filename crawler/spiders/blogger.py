"""The spider: turns the requests of crawls into Scrapy's, and its answers into calls."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self
from uuid import uuid4

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.python.failure import Failure

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.blogger.frontier.blog_crawl import BlogCrawl
from crawler.blogger.frontier.costs import CrawlCosts
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest
from crawler.blogger.frontier.read_ahead import Clean, read_ahead
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import Address, read_address
from crawler.items import Comment, Crawl, Post
from crawler.spiders.active_crawl import CRAWL_LEFT, ActiveCrawl
from crawler.spiders.arguments import ARGUMENTS, read_arguments, read_options
from crawler.spiders.conversion import read_response
from crawler.spiders.fetch_errors import describe_failure, is_abandoned
from crawler.worker import SMALL_ANSWER, WorkLimitError, shared_worker

Outputs = AsyncIterator[Any]

ROOM_TIMEOUT = 10.0
"""Seconds between two looks whether a crawl got lost."""


class BloggerSpider(scrapy.Spider):
    """Crawls blogs through their feeds, or through their pages: those named, else those followed and due.

    Arguments (`-a name=value`): `blog` one or more addresses, comma-separated; `blogs` a file with a list
    of them; `follow` "no" to leave blogs named so off the watch list; `all` "yes" for every blog followed,
    due or not; `full` "yes" to ask for all posts, whatever is new; `comments` "yes" to fetch the comments
    too; `via` "pages" to leave the feeds alone. Where a feed is off or ends early, pages are read anyway.
    Raises UsageError where arguments cannot be used.
    """

    name = "blogger"
    reader: ArchiveReader
    options: CrawlOptions
    clean_while_reading: Clean | None = None
    """Set by the pipeline that cleans: what the process that reads a large answer can do at once."""

    def __init__(self, *, run_id: str | None = None, **kwargs: Any) -> None:
        given = {name: kwargs.pop(name) for name in ARGUMENTS if name in kwargs}
        super().__init__(**kwargs)
        self.arguments = read_arguments(given)
        self.run_id = run_id or uuid4().hex
        self._active: set[ActiveCrawl] = set()
        self._by_blog_id: dict[str, ActiveCrawl] = {}
        self._ending: dict[str, ActiveCrawl] = {}
        """Address → crawl whose record is on its way to the archive."""
        self._crawled: dict[str, str] = {}
        """Blog id → the address under which this run crawled it."""
        self._room = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.reader = build_from_crawler(load_object(crawler.settings["BLOGGER_ARCHIVE_READER"]), crawler)
        spider.options = read_options(crawler.settings.getfloat, spider.arguments)
        crawler.signals.connect(spider._item_scraped, signals.item_scraped)
        crawler.signals.connect(spider._item_lost, signals.item_dropped)
        crawler.signals.connect(spider._item_lost, signals.item_error)
        crawler.signals.connect(spider._callback_failed, signals.spider_error)
        return spider

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Addresses of the blogs that were named, or else of those that are crawled just now."""
        named = self.arguments.addresses
        return named or tuple(read_address(active.costs.address) for active in self._active)

    def now(self) -> datetime:
        """Return the time, aware."""
        return datetime.now(UTC)

    async def start(self) -> Outputs:
        self._room.set()
        async for crawl in self._named() if self.arguments.addresses else self._due():
            kept = crawl.target.known.robots if crawl.target.known else None
            active = ActiveCrawl(crawl, CrawlCosts(crawl.target.asked, kept_robots=kept))
            self._active.add(active)
            async for output in self._proceed(active, ()):
                yield output
            await self._wait_for_room()

    async def handle_response(self, response: Response, request: PageRequest, active: ActiveCrawl) -> Outputs:
        """Give an answer to its crawl, and go on with that."""
        answer = read_response(response)
        try:
            if len(answer.body) > SMALL_ANSWER:
                read = partial(read_ahead, request.purpose, answer, self.clean_while_reading)
                parsed = await shared_worker().run(active.costs.address, read)
                answer = replace(answer, parsed=parsed)
        except WorkLimitError as error:
            failure = FetchFailure(answer.url, str(error), FailureKind.TOO_LARGE)
            items = await active.crawl.fail(request, failure)
        else:
            items = await active.crawl.handle(request, answer)
        async for output in self._proceed(active, items):
            yield output

    async def handle_failure(self, failure: Failure, request: PageRequest, active: ActiveCrawl) -> Outputs:
        """Tell a crawl that a request got no answer, and go on with it.

        Where the run was told to stop, the crawl stays open, and is recorded as interrupted.
        """
        if is_abandoned(failure):
            return
        items = await active.crawl.fail(request, describe_failure(failure))
        async for output in self._proceed(active, items):
            yield output

    async def _proceed(self, active: ActiveCrawl, items: Sequence[Any]) -> Outputs:
        """Send the next request, then the items: it travels while they are cleaned and stored."""
        crawl = active.crawl
        self._tell_notes(crawl)
        if crawl.target.blog_id and not crawl.target.duplicate_of:
            self._by_blog_id[crawl.target.blog_id] = active
        request = crawl.next()
        if request:
            yield self._make_request(request, active)
        for item in items:
            yield self._prepare(item, active)
        while request is None:
            await active.wait_until_settled()
            if not await crawl.advance():
                break
            if request := crawl.next():
                yield self._make_request(request, active)
        if request is None:
            for item in self._end(active):
                yield item

    def _prepare(self, item: Any, active: ActiveCrawl) -> Any:
        if isinstance(item, Crawl):
            return replace(item, requests=active.costs.requests, bytes=active.costs.bytes)
        return active.send(item) if isinstance(item, Post | Comment) else item

    def _end(self, active: ActiveCrawl) -> list[Any]:
        """Return the last items of a crawl: what is to be kept of it."""
        self._tell_notes(active.crawl)
        if active.crawl.target.duplicate_of:
            self._forget(active)
            return []
        self._count("pages/forbidden", active.crawl.sources.pages.forbidden)
        self._ending[active.costs.address] = active
        return [*active.costs.robots, self._prepare(active.crawl.finish(), active)]

    def _make_request(self, request: PageRequest, active: ActiveCrawl) -> Request:
        arguments = {"request": request, "active": active}

        def fail(failure: Failure) -> Outputs:
            return self.handle_failure(failure, request, active)

        return Request(
            request.url,
            callback=self.handle_response,
            errback=fail,
            cb_kwargs=arguments,
            priority=request.purpose.value,
            headers=dict(request.headers),
            meta={"crawl_costs": active.costs, "active_crawl": active},
            dont_filter=True,  # the crawl knows what to ask twice; a filtered request would end nothing
        )

    # --- Which blogs

    async def _named(self) -> AsyncIterator[BlogCrawl]:
        """Begin crawls of the blogs that were asked for by name, due or not."""
        for address in self.arguments.addresses:
            known = await self.reader.find_blog(address.home)
            yield self._begin(address.home, known)

    async def _due(self) -> AsyncIterator[BlogCrawl]:
        """Begin crawls of the blogs of the watch list that are due."""
        count, every = 0, self.arguments.all
        async for found in self.reader.each_due(self.now(), self.options.revisit.ceiling, every=every):
            for known in found:
                yield self._begin(known.asked or known.address, known)
            count += len(found)
        self._count("watch/none_due", int(not count))

    def _begin(self, asked: str, known: KnownBlog | None) -> BlogCrawl:
        def claim(blog_id: str) -> str | None:
            first = self._crawled.setdefault(blog_id, asked)
            return first if first != asked else None

        target = Target(asked, read_address(asked), known, claim)
        return BlogCrawl(self.run_id, target, self.reader, self.options, self.now)

    async def _wait_for_room(self) -> None:
        """Wait while enough blogs are crawled: else all of a long list would stand in memory at once.

        A crawl whose request got lost on the way ends without a word; nobody waits for it.
        """
        assert self.crawler.engine
        while len(self._active) >= self.crawler.settings.getint("BLOGGER_BLOGS_AT_ONCE"):
            self._room.clear()
            try:
                await asyncio.wait_for(self._room.wait(), ROOM_TIMEOUT)
            except TimeoutError:
                if not self.crawler.engine.downloader.active:
                    return

    # --- Signals

    def closed(self, reason: str) -> None:
        """Report crawls that are open though the run has finished: their requests got lost on the way."""
        for active in self._active if reason == "finished" else ():
            self.logger.error("%s: the visit did not end; crawl it again", active.costs.address)
            self._count("crawl/interrupted", 1)

    def _item_scraped(self, item: Any) -> None:
        self._settle(item, lost=False)

    def _item_lost(self, item: Any) -> None:
        self._settle(item, lost=True)

    def _settle(self, item: Any, *, lost: bool) -> None:
        if isinstance(item, Crawl) and item.ended and item.address in self._ending:
            self._forget(self._ending.pop(item.address))
        elif isinstance(item, Post | Comment) and item.blog_id in self._by_blog_id:
            self._by_blog_id[item.blog_id].settle(lost=lost)

    def _callback_failed(self, response: Any) -> None:
        """Forget a crawl whose callback failed, which Scrapy logs: it will not end by itself any more."""
        request = response.request if isinstance(response, Response) else None
        active = request.meta.get("active_crawl") if request else None
        if isinstance(active, ActiveCrawl):
            self._forget(active)

    def _forget(self, active: ActiveCrawl) -> None:
        blog_id = active.crawl.target.blog_id or ""
        if self._by_blog_id.get(blog_id) is active:
            del self._by_blog_id[blog_id]
        self._active.discard(active)
        self._room.set()
        self.crawler.signals.send_catch_log(CRAWL_LEFT, address=active.costs.address)

    def _tell_notes(self, crawl: BlogCrawl) -> None:
        """Log what a person may be told; the report says the errors once more, at the end."""
        is_reported = self.crawler.settings.getbool("REPORT_ENABLED")
        for level, text in crawl.target.notes:
            level = logging.INFO if is_reported and level >= logging.ERROR else level  # noqa: PLW2901
            self.logger.log(level, "%s", text, extra={"blog": crawl.target.asked})
        crawl.target.notes.clear()

    def _count(self, stat: str, number: int) -> None:
        assert self.crawler.stats is not None
        if number:
            self.crawler.stats.inc_value(stat, number)
