"""What all ways of crawling share: requests that belong to a visit, and the accounts that end it."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Self
from uuid import uuid4

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler

from crawler.items import Blog, Comment, Post
from crawler.spiders.visit import Visit

Outputs = AsyncIterator[Any]


class VisitingSpider(scrapy.Spider):
    """Every request of a visit ends in `_answered`, by callback or errback; the last one ends the visit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run_id = uuid4().hex
        self.visits: dict[str, Visit] = {}
        """Blog id → its visit in this run."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider._settled, signal)
        return spider

    def _request(
        self,
        url: str,
        callback: Callable[..., Outputs],
        priority: int,
        *,
        errback: Callable[..., Outputs],
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
            meta={"tally": visit},
            dont_filter=True,  # the walk knows what to ask twice; a filtered request would end nothing
        )

    def _known_as(self, blog: Blog, visit: Visit) -> bool:
        """Register the visit under its blog's id. False where another address of the blog was first."""
        visit.blog_id = blog.blog_id
        if self.visits.setdefault(blog.blog_id, visit) is visit:
            return True
        self.logger.info("%s is the same blog as %s", visit.asked, self.visits[blog.blog_id].asked)
        return False

    def _give_up(self, visit: Visit, reason: str) -> None:
        self.logger.error(reason)
        visit.troubles.append(reason)

    async def _answered(self, visit: Visit) -> Outputs:
        """A request of this visit is done with; the last one ends the visit."""
        visit.open_requests -= 1
        if visit.open_requests == 0 and self.visits.get(visit.blog_id or "", visit) is visit:
            await visit.all_settled()
            yield visit.crawl(ended=True)

    def _settled(self, item: Any) -> None:
        if isinstance(item, (Post, Comment)) and item.blog_id in self.visits:
            self.visits[item.blog_id].settled()


def sent(item: Post | Comment, visit: Visit) -> Post | Comment:
    """The item, counted as given to the pipelines."""
    visit.sent()
    return item
