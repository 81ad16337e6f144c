"""What all ways of crawling share: requests that belong to a visit, and the accounts that end it."""

from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Any, Self
from uuid import uuid4

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.items import Blog, Comment, Crawl, Post
from crawler.spiders.visit import Visit

Outputs = AsyncIterator[Any]


class VisitingSpider(scrapy.Spider):
    """Every request of a visit ends in `_answered`, by callback or errback; the last one ends the visit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run_id = uuid4().hex
        self.visits: dict[str, Visit] = {}
        """Blog id → its visit, as long as that lasts."""
        self.visited: dict[str, str] = {}
        """Blog id → the address under which this run has visited it."""
        self._closing: dict[str, Visit] = {}
        """Address → visit whose record is on its way to the archive."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._settled, signals.item_scraped)
        crawler.signals.connect(spider._lost, signals.item_dropped)
        crawler.signals.connect(spider._lost, signals.item_error)
        crawler.signals.connect(spider._broken, signals.spider_error)
        return spider

    def _request(
        self,
        url: str,
        callback: Callable[..., Outputs],
        priority: int,
        *,
        errback: Callable[..., Outputs],
        headers: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> Request:
        visit: Visit = kwargs["visit"]
        visit.open_requests += 1
        return Request(
            url,
            callback=callback,
            errback=partial(errback, **kwargs),
            cb_kwargs=kwargs,
            priority=priority,
            headers=dict(headers or {}),
            meta={"tally": visit},
            dont_filter=True,  # the walk knows what to ask twice; a filtered request would end nothing
        )

    def _known_as(self, blog_id: str, visit: Visit) -> bool:
        """Register the visit under its blog's id. False where another address of the blog was first."""
        visit.blog_id = blog_id
        first = self.visited.setdefault(blog_id, visit.asked)
        if self.visits.setdefault(blog_id, visit) is visit and first == visit.asked:
            return True
        self.logger.info("%s is the same blog as %s", visit.asked, first)
        visit.duplicate = True
        if self.visits[blog_id] is visit:
            del self.visits[blog_id]
        return False

    def _is_stranger(self, blog: Blog, visit: Visit) -> bool:
        """Whether another blog answers than the one whose posts are held from this address."""
        expected = visit.re.known.blog_id if visit.re.known else None
        known_by_number = (expected or "").isdecimal() and blog.blog_id.isdecimal()
        return known_by_number and expected != blog.blog_id

    def _give_up(self, visit: Visit, reason: str) -> None:
        self.logger.error(reason)
        visit.troubles.append(reason)

    async def _answered(self, visit: Visit) -> Outputs:
        """A request of this visit is done with; the last one ends the visit, unless there is more to ask."""
        visit.open_requests -= 1
        if visit.open_requests == 0:
            async for request in self._further(visit):
                yield request
        if visit.open_requests == 0:
            async for output in self._end(visit):
                yield output

    async def _further(self, visit: Visit) -> Outputs:  # noqa: ARG002 (for those who have more to ask)
        """What else is to be asked for now that all is answered: nothing."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _end(self, visit: Visit) -> Outputs:
        """The accounts of a visit, when the pipelines are done with all that it sent."""
        if not visit.duplicate:
            await visit.all_settled()
            for robots in visit.robots:
                yield robots
            self._closing[visit.asked] = visit
            yield self._accounts(visit)
        else:
            self._ended(visit)

    def _accounts(self, visit: Visit) -> Crawl:
        """The record that ends a visit."""
        return visit.crawl(ended=True)

    def _ended(self, visit: Visit) -> None:
        """Nothing more will come of this visit: its record is stored, or it has none."""
        if self.visits.get(visit.blog_id or "") is visit:
            del self.visits[visit.blog_id or ""]

    def _settled(self, item: Any) -> None:
        if isinstance(item, (Post, Comment)) and item.blog_id in self.visits:
            self.visits[item.blog_id].settled()
        elif isinstance(item, Crawl) and item.ended and item.address in self._closing:
            self._ended(self._closing.pop(item.address))

    def _broken(self, response: Any) -> None:
        """A callback failed, which Scrapy logs: the visit will not end by itself any more."""
        request = response.request if isinstance(response, Response) else None
        visit = request.meta.get("tally") if request else None
        if isinstance(visit, Visit):
            self._ended(visit)

    def _lost(self, item: Any) -> None:
        if isinstance(item, (Post, Comment)) and item.blog_id in self.visits:
            self.visits[item.blog_id].lost += 1
        self._settled(item)


def sent(item: Post | Comment, visit: Visit) -> Post | Comment:
    """The item, counted as given to the pipelines."""
    visit.sent()
    return item


def stranger(blog: Blog, visit: Visit) -> str:
    """What is said of another blog under the address of one that is held."""
    expected = visit.re.known.blog_id if visit.re.known else None
    return (
        f"{visit.asked}: another blog answers here now (id {blog.blog_id}, {blog.title!r}) than the one that "
        f"is held (id {expected}); nothing of it was stored; to have it too: scrapy blogs add {visit.asked}"
    )
