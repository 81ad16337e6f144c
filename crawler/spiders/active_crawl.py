"""One crawl under way: its costs, and what it sent that the pipelines are not done with."""

import asyncio
from dataclasses import dataclass, field

from crawler.blogger.frontier.blog_crawl import BlogCrawl
from crawler.blogger.frontier.costs import CrawlCosts
from crawler.items import Comment, Post

CRAWL_LEFT = object()
"""Signal of Scrapy's kind: the spider is done with the blog at `address`, however its crawl ended."""


@dataclass(slots=True, eq=False)
class ActiveCrawl:
    """A crawl of a blog, as the spider runs it: one request at a time."""

    crawl: BlogCrawl
    costs: CrawlCosts
    _unsettled: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, item: Post | Comment) -> Post | Comment:
        """Count an item that is given to the pipelines. Returns it."""
        self._unsettled += 1
        return item

    def settle(self, *, lost: bool) -> None:
        """Take note that the pipelines are done with an item; `lost`: it was refused."""
        self._unsettled -= 1
        self.crawl.sources.lost += lost
        self._changed.set()

    async def wait_until_settled(self) -> None:
        """Wait until the pipelines are done with everything that was sent."""
        while self._unsettled > 0:
            self._changed.clear()
            await self._changed.wait()
