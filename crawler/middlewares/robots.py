"""robots.txt as RFC 9309 has it: what cannot be read because the server fails forbids, it does not allow."""

import logging
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

# The request that waited for robots.txt fails with the same words; once is enough.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be had, so nothing may be asked of its host in this run."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, but 429, 5xx and network trouble close a host for the run instead of opening it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, Exception] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        await super().process_request(request)
        trouble = self._unreachable.get(urlsplit(request.url).netloc)
        if trouble and not request.meta.get("dont_obey_robotstxt"):
            raise RobotsUnreachableError(str(trouble)) from trouble

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            raise RobotsUnreachableError(f"robots.txt answers {response.status}")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable[netloc] = exc
        super()._robots_error(exc, netloc)
