"""Count how crawls ended, for the exit code."""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from crawler.exit_codes import Exit, of_outcomes
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


_OUTCOMES = ("complete", "incomplete", "failed", "interrupted")


def exit_code(crawler: Crawler, stopped: Exit | None = None) -> Exit:
    """Return the code for a finished crawl's statistics and the signal that stopped it, if any."""
    early = early_exit_code(crawler, stopped)
    if early is not None:
        return early
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    outcomes = [outcome for outcome in _OUTCOMES for _ in range(stats.get(f"crawl/{outcome}", 0))]
    code = of_outcomes(outcomes) if outcomes or not stats.get("watch/none_due") else Exit.OK
    return code or (Exit.INCOMPLETE if stats.get("warc/error") else Exit.OK)


def early_exit_code(crawler: Crawler, stopped: Exit | None) -> Exit | None:
    """Return the code for a run that did not come to its own end; None where it did."""
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    if stats.get("archive/error"):
        return Exit.LOCKED if stats.get("archive/locked") else Exit.ARCHIVE
    if stats.get("spider_exceptions/count") or stats.get("crawl/item_error"):
        return Exit.BUG
    reason = stats.get("finish_reason")
    if stopped or reason == "shutdown":
        return stopped or Exit.INTERRUPTED
    if reason != "finished":
        return Exit.BUG if reason == "start_error" else Exit.INCOMPLETE
    return None
