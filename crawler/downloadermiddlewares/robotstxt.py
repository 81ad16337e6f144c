"""robots.txt as RFC 9309 has it: what cannot be read because the server fails forbids, it does not allow."""

import asyncio
import time
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.asyncio import sleep
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.internet.defer import CancelledError

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.costs import CrawlCosts
from crawler.blogger.response_checks import read_retry_after
from crawler.items import Robots

GOOD_FOR = timedelta(hours=24)  # time for which a robots.txt may be used without asking again (RFC 9309, 2.4)
MAX_ORIGINS = 500  # origins whose rules are kept when there are twice as many; the archive keeps those of all
PRIORITY = 1000  # before every other request
ROUNDS = 4  # times that a robots.txt is asked for, with all retries, where the server says when to come again


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be had, so nothing may be asked of its host in this run."""


class RobotsMiddleware:
    """Lets through what robots.txt allows. 429, 5xx and network failures close a host for the run.

    What was fetched is added to the costs of the crawl, for the archive, and not fetched again for a day.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY is off")
        self._crawler = crawler
        self._user_agent: str | None = settings["ROBOTSTXT_USER_AGENT"]
        self._parser_class: type[RobotParser] = load_object(settings["ROBOTSTXT_PARSER"])
        self._reader = _make_reader(crawler)
        self._max_wait = settings.getfloat("BLOGGER_MAX_WAIT")
        self._max_delay = settings.getfloat("BLOGGER_MAX_CRAWL_DELAY")
        self._not_before: dict[str, float] = {}
        """Origin → monotonic time before which its Crawl-delay allows no request."""
        self._rules: OrderedDict[str, asyncio.Future[RobotParser | Exception]] = OrderedDict()
        """Origin → its rules, or why they could not be had; pending while they are fetched."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_for(request)
        if isinstance(rules, Exception):
            raise RobotsUnreachableError(str(rules)) from rules
        user_agent = self._user_agent or request.headers.get("User-Agent") or ""
        if not rules.allowed(request.url, user_agent):
            self._count("forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")
        await self._keep_delay(request, rules.crawl_delay(user_agent))

    async def _keep_delay(self, request: Request, delay: float | None) -> None:
        """Wait until the time that the host wants between two requests has passed, up to the cap."""
        wanted = min(delay or 0.0, self._max_delay)
        if wanted <= 0:
            return
        parts, now = urlsplit(request.url), time.monotonic()
        origin = f"{parts.scheme}://{parts.netloc}"
        turn = max(now, self._not_before.get(origin, now))
        self._not_before[origin] = turn + wanted
        await sleep(turn - now)

    async def _rules_for(self, request: Request) -> RobotParser | Exception:
        """Return the rules of a request's origin, which are fetched once, however many requests wait."""
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin in self._rules:
            self._rules.move_to_end(origin)
            return await asyncio.shield(self._rules[origin])
        pending: asyncio.Future[RobotParser | Exception] = asyncio.get_running_loop().create_future()
        self._rules[origin] = pending
        try:
            pending.set_result(await self._recall(origin, request) or await self._fetch(origin, request))
        except (CancelledError, asyncio.CancelledError):
            del self._rules[origin]
            pending.cancel()
            raise
        except Exception as error:
            pending.set_result(error)
        self._make_room()
        return pending.result()

    async def _recall(self, origin: str, request: Request) -> RobotParser | None:
        """Return the rules that the archive holds, as long as they are good."""
        costs: CrawlCosts | None = request.meta.get("crawl_costs")
        kept = costs.kept_robots if costs else None
        if (kept is None or kept.origin != origin) and self._reader:
            kept = await self._reader.robots_txt(origin)
        if kept and timedelta() <= datetime.now(UTC) - kept.fetched < GOOD_FOR:
            return self._parse(kept.body.encode())
        return None

    async def _fetch(self, origin: str, request: Request) -> RobotParser:
        assert self._crawler.engine
        self._count("request_count")
        asked = Request(
            f"{origin}/robots.txt",
            priority=PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        response = await self._crawler.engine.download_async(asked)
        for _ in range(1, ROUNDS):
            if not self._is_asked_again(response):
                break
            response = await self._crawler.engine.download_async(asked)
        self._count("response_count")
        if response.status == 429 or response.status >= 500:
            raise RobotsUnreachableError(f"robots.txt answers {response.status}")
        costs: CrawlCosts | None = request.meta.get("crawl_costs")
        body = response.body if response.status == 200 else b""  # "not found" allows all (RFC 9309, 2.3.1.3)
        if costs is not None:
            text = body.decode("utf-8", errors="replace")
            costs.robots.append(Robots(origin=origin, fetched=datetime.now(UTC), body=text))
        return self._parse(body)

    def _is_asked_again(self, response: Response) -> bool:
        """Tell whether a server that is overloaded names a time, which `RetryAfterMiddleware` waits for.

        A robots.txt that is lost ends the visit of a blog, another answer only makes it incomplete.
        """
        if response.status not in {429, 503}:
            return False
        wait = read_retry_after(response.headers.get("Retry-After"), now=time.time())
        return wait is not None and wait <= self._max_wait

    def _parse(self, body: bytes) -> RobotParser:
        parser: Any = build_from_crawler(self._parser_class, self._crawler, body)
        assert isinstance(parser, RobotParser)
        return parser

    def _make_room(self) -> None:
        if len(self._rules) < 2 * MAX_ORIGINS:  # a look at all of them for each new one would cost
            return
        done = [origin for origin, rules in self._rules.items() if rules.done()]
        for origin in done[: max(0, len(done) - MAX_ORIGINS)]:
            del self._rules[origin]

    def _count(self, stat: str) -> None:
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(f"robotstxt/{stat}")


def _make_reader(crawler: Crawler) -> ArchiveReader | None:
    path = crawler.settings["BLOGGER_ARCHIVE_READER"]
    reader: ArchiveReader | None = build_from_crawler(load_object(path), crawler) if path else None
    return reader
