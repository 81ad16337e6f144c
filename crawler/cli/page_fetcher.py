"""Fetch single pages through Scrapy, with the manners of a crawl, and store nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.cli.configuration import Configuration
from crawler.cli.crawl_settings import scrapy_settings
from crawler.log_formatter import install_log

_FETCH_ONLY: dict[str, dict[str, str]] = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A response of any status: error pages have a type too."""

    body: bytes
    url: str  # the address that redirects led to
    charset: str | None  # as the Content-Type header names it


class _PageSpider(Spider):
    name = "page"

    def __init__(self, urls: Sequence[str], found: dict[str, FetchedPage], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls
        self.found = found

    async def start(self) -> Any:
        for url in dict.fromkeys(self.urls):
            yield Request(url, callback=self.keep, cb_kwargs={"asked": url}, dont_filter=True)

    def keep(self, response: Response, asked: str) -> None:
        header = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
        charset = header.partition("charset=")[2].partition(";")[0].strip(" \"'")
        self.found[asked] = FetchedPage(response.body, response.url, charset or None)


def fetch(urls: Sequence[str], configuration: Configuration) -> dict[str, FetchedPage]:
    """Return the page of each address that answered."""
    settings = scrapy_settings(configuration)
    settings.setdict(_FETCH_ONLY, priority="cmdline")
    found: dict[str, FetchedPage] = {}
    install_log(settings)
    process = AsyncCrawlerProcess(settings)
    process.crawl(_PageSpider, urls=urls, found=found)
    process.start()
    return found
