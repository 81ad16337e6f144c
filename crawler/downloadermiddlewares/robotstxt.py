"""robots.txt as RFC 9309 has it: what cannot be read because the server fails forbids, it does not allow."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.internet.defer import Deferred

from crawler.archive_reader import ArchiveReader
from crawler.items import Robots

# The request that waited for robots.txt fails with the same words; once is enough.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


GOOD_FOR = timedelta(hours=24)
"""How long a robots.txt may be used without asking again (RFC 9309, 2.4)."""
HOSTS = 500
"""Hosts whose rules are kept at hand; the archive keeps those of all."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be had, so nothing may be asked of its host in this run."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, but 429, 5xx and network trouble close a host for the run instead of opening it.

    What was fetched is hung on the request's tally, for the archive, and not fetched again for a day.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, Exception] = {}
        memory = crawler.settings["BLOGGER_ARCHIVE_READER"]
        self._memory: ArchiveReader | None = (
            build_from_crawler(load_object(memory), crawler) if memory else None
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        await super().process_request(request)
        trouble = self._unreachable.get(urlsplit(request.url).netloc)
        if trouble and not request.meta.get("dont_obey_robotstxt"):
            raise RobotsUnreachableError(str(trouble)) from trouble

    async def robot_parser(self, request: Request) -> RobotParser | None:
        parts = urlsplit(request.url)
        if parts.netloc not in self._parsers and self._memory:
            kept = await self._memory.robots(f"{parts.scheme}://{parts.netloc}")
            if kept and timedelta() <= datetime.now(UTC) - kept.fetched < GOOD_FOR:
                self._parsers.setdefault(parts.netloc, self._read(kept.body))
        self._make_room()
        return await super().robot_parser(request)

    def _read(self, body: str) -> RobotParser:
        return build_from_crawler(self._parserimpl, self.crawler, body.encode())

    def _make_room(self) -> None:
        known = [host for host, parser in self._parsers.items() if not isinstance(parser, Deferred)]
        for host in known[: max(0, len(known) - HOSTS)]:
            del self._parsers[host]

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            raise RobotsUnreachableError(f"robots.txt answers {response.status}")
        await super()._parse_robots(response, netloc, request)
        visit = request.meta.get("tally")
        if visit is not None:
            parts = urlsplit(request.url)
            body = response.body.decode("utf-8", errors="replace") if response.status == 200 else ""
            visit.robots.append(
                Robots(origin=f"{parts.scheme}://{parts.netloc}", fetched=datetime.now(UTC), body=body)
            )

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable[netloc] = exc
        super()._robots_error(exc, netloc)
