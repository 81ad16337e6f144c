"""Crawls of the fake Blogger without sockets: `https://anything.blogspot.com` inside this process."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from tests.helpers.fake_blogger.fake_site import Site
from tests.helpers.fake_blogger.wire import respond

QUIET: Mapping[str, Any] = {
    "TWISTED_REACTOR_ENABLED": False,
    "LOG_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
}
"""Settings of a crawl in a test: no reactor, no waiting, nothing written to the terminal."""


@dataclass(slots=True, kw_only=True)
class Crawled:
    """What a crawl left behind."""

    items: list[Any] = field(default_factory=list)  # items that passed every pipeline, in their order
    stats: dict[str, Any] = field(default_factory=dict)


def handler_for(sites: Mapping[str, Site]) -> type:
    """A Scrapy download handler that asks these sites (by host, "*" is any other) and opens no connection."""

    class FakeBloggerHandler:
        lazy = False

        async def download_request(self, request: Request) -> Response:
            return await _download(sites, request)

        async def close(self) -> None:
            """Nothing is open."""

    return FakeBloggerHandler


async def _download(sites: Mapping[str, Site], request: Request) -> Response:
    made = respond(sites, request.method, request.url, _fields(request.headers))
    limit = request.meta.get("download_timeout") or 180
    await asyncio.sleep(min(made.delay, limit))
    request.meta["download_latency"] = made.delay  # as Scrapy's handlers note it, for AutoThrottle
    if made.delay > limit:
        raise DownloadTimeoutError(f"{request.url} took longer than {limit} seconds")
    if made.reset:
        raise DownloadFailedError(f"{request.url}: connection reset")
    if made.claims_all:
        raise ResponseDataLossError(f"{request.url}: the connection ended before the body did")
    headers = Headers({name: [value] for name, value in made.headers.items()})
    kind = responsetypes.from_args(headers=headers, url=request.url, body=made.body)
    return kind(url=request.url, status=made.status, headers=headers, body=made.body, protocol="HTTP/1.1")


def _fields(headers: Headers) -> dict[str, str]:
    return {str(name).lower(): value for name, value in headers.to_unicode_dict().items()}


def crawl(
    sites: Mapping[str, Site] | Site,
    spider: Any = "blogger",
    *,
    settings: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Crawled:
    """Run a spider of the project over these sites; the arguments are its `-a` options.

    A spider class is run as it is, without the project's settings.
    """
    table = {"*": sites} if isinstance(sites, Site) else sites
    handler = handler_for(table)
    chosen = get_project_settings() if isinstance(spider, str) else Settings()
    doors = {"DOWNLOAD_HANDLERS": {"http": handler, "https": handler}}
    chosen.setdict({**QUIET, **doors, **(settings or {})}, "cmdline")
    crawled = Crawled()
    runner = AsyncCrawlerRunner(chosen)
    asyncio.run(_run(runner, spider, crawled, arguments))
    return crawled


async def _run(
    runner: AsyncCrawlerRunner, spider: Any, crawled: Crawled, arguments: Mapping[str, Any]
) -> None:
    crawler = runner.create_crawler(spider)

    def keep(item: Any) -> None:
        crawled.items.append(item)

    crawler.signals.connect(keep, signal=signals.item_scraped)
    await runner.crawl(crawler, **arguments)
    assert crawler.stats is not None
    crawled.stats = dict(crawler.stats.get_stats())
