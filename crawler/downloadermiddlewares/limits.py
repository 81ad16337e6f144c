"""Limits of requests and time of one blog in one run."""

import time
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.blogger.frontier.costs import CrawlCosts
from crawler.errors import LimitError

_REACHED = "is reached; raise it if the blog is that large"


class LimitReachedError(LimitError, IgnoreRequest):
    """Scrapy then gives up this request without a word of its own."""


class LimitsMiddleware:
    """Asks nothing more of a blog that has used up its requests (BLOGGER_MAX_REQUESTS) or its time
    (BLOGGER_MAX_SECONDS). 0 is no limit.
    """

    def __init__(self, max_requests: int, max_seconds: float) -> None:
        self.max_requests, self.max_seconds = max_requests, max_seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        return cls(settings.getint("BLOGGER_MAX_REQUESTS"), settings.getfloat("BLOGGER_MAX_SECONDS"))

    def process_request(self, request: Request) -> None:
        costs: CrawlCosts | None = request.meta.get("crawl_costs")
        if costs is None:
            return
        now = time.monotonic()
        if costs.since is None:
            costs.since = now
        if self.max_requests and costs.requests >= self.max_requests:
            raise LimitReachedError(f"the limit BLOGGER_MAX_REQUESTS={self.max_requests} {_REACHED}")
        if self.max_seconds and now - costs.since >= self.max_seconds:
            raise LimitReachedError(f"the limit BLOGGER_MAX_SECONDS={self.max_seconds:g} {_REACHED}")
