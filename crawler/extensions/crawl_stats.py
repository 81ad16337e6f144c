"""Count how crawls ended, for the exit code."""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from crawler.items import Crawl


class CrawlStats:
    """Stats `crawl/<outcome>`, one for each blog's crawl that ended, and `crawl/item_error`."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.stats is not None
        extension = cls(crawler.stats)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.item_error, signals.item_error)
        return extension

    def item_scraped(self, item: Any) -> None:
        if isinstance(item, Crawl) and item.ended is not None:
            self._stats.inc_value(f"crawl/{item.outcome}")

    def item_error(self) -> None:
        self._stats.inc_value("crawl/item_error")
