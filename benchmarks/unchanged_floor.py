"""The floor for blogs without news: bare Scrapy asks each once, and each answers 304.

No robots.txt, no watch list, no archive: what nobody can do without who asks with Scrapy.

    python -m benchmarks.unchanged_floor FILE
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

_LATER = "Fri, 01 Jan 2100 00:00:00 GMT"


class UnchangedSpider(scrapy.Spider):
    """One conditional request to each blog of a list."""

    name = "unchanged_floor"
    handle_httpstatus_list = [304]  # noqa: RUF012 - as Scrapy reads it

    def __init__(self, listed: str) -> None:
        super().__init__()
        self.addresses = Path(listed).read_text(encoding="utf-8").split()

    async def start(self) -> AsyncIterator[Any]:
        for address in self.addresses:
            url = f"{address}/feeds/posts/default?alt=json&redirect=false&orderby=updated&max-results=150"
            yield scrapy.Request(url, headers={"If-Modified-Since": _LATER}, dont_filter=True)

    def parse(self, response: Response) -> None:
        if response.status != 304:
            raise RuntimeError(f"{response.url} answers {response.status}")


if __name__ == "__main__":
    process = AsyncCrawlerProcess(
        {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    )
    crawler = process.create_crawler(UnchangedSpider)
    process.crawl(crawler, listed=sys.argv[1])
    process.start()
    assert crawler.stats
    sys.exit(bool(crawler.stats.get_value("spider_exceptions/count")))
