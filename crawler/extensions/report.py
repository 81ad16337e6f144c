"""Tells a person how a crawl goes: a bar on a terminal, plain lines elsewhere, then the summary."""

import sys
from collections.abc import Sequence
from typing import Any, Self, TextIO

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.blogger.urls import Address
from crawler.extensions.bar import Bar
from crawler.extensions.summary import next_steps, short_path, summary
from crawler.items import Blog, Crawl, Post


class ReportExtension:
    """The bar and problems go to stderr; plain lines to stdout, or to stderr where stdout carries an export.

    So a cron job that sends stdout to a file is silent unless something is wrong.

    Also counts how each blog's crawl ended as stats `crawl/<outcome>`, which the exit code is made from.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.archive = crawler.settings["ARCHIVE_PATH"]
        self.hints = crawler.settings.getbool("REPORT_NEXT_STEPS")
        self.titles: dict[str, str] = {}
        self.ended: list[Crawl] = []
        self.unchanged = 0
        self.sample_title = ""
        self.bar: Bar | None = None
        self.many = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("REPORT_ENABLED"):
            raise NotConfigured("REPORT_ENABLED is off")
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.scraped, signals.item_scraped)
        crawler.signals.connect(extension.item_failed, signals.item_error)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self, spider: Spider) -> None:
        addresses: Sequence[Address] = getattr(spider, "addresses", ())
        self.many = len(addresses) != 1
        what = addresses[0].home if len(addresses) == 1 else f"{len(addresses)} blogs"
        what = what if addresses else "the blogs that are due"
        if sys.stderr.isatty():
            self.bar = Bar(self.requests)
        else:
            print(f"crawling {what} into {short_path(self.archive)}", file=self._out(), flush=True)

    def scraped(self, item: Any) -> None:
        if isinstance(item, Post):
            self.sample_title = self.sample_title or item.title or ""
            if self.bar:
                self.bar.advance()
        elif isinstance(item, Blog):
            self.titles[item.blog_id] = item.title or item.url
        elif isinstance(item, Crawl):
            self._crawl(item)

    def _crawl(self, item: Crawl) -> None:
        if item.ended is None:
            if self.bar and item.kind == "full":
                self.bar.expect(item.expected or 0)
            return
        if item.kind == "unchanged" and item.requests == 1 and self.many:
            self.unchanged += 1  # of ten thousand blogs most are: they are counted, not kept
        else:
            self.ended.append(item)
        self._stats.inc_value(f"crawl/{item.outcome}")

    def item_failed(self) -> None:
        self._stats.inc_value("report/item_error")

    def closed(self, reason: str) -> None:
        if self.bar:
            self.bar.close()
        out = self._out()
        if self._stats.get_value("watch/none_due"):
            print("No blog is due; `scrapy blogs` says when they are, --all crawls them now", file=out)
        stats = self._stats.get_stats()
        written = stats.get("archive/post/new", 0) + stats.get("archive/post/changed", 0)
        for line in summary(
            self.ended, self.titles, self.archive, reason=reason, written=written, unchanged=self.unchanged
        ):
            print(line, file=out)
        if self.hints and self.ended:
            print("\n".join(next_steps(self.archive, self.sample_title)), file=out)
        out.flush()

    def _out(self) -> TextIO:
        return sys.stderr if _exports_to_stdout(self.crawler) else sys.stdout

    def requests(self) -> int:
        """Requests sent so far in this run."""
        return int(self._stats.get_value("downloader/request_count", 0))

    @property
    def _stats(self) -> Any:
        return self.crawler.stats


def _exports_to_stdout(crawler: Crawler) -> bool:
    return any(str(uri).startswith(("-", "stdout:")) for uri in crawler.settings.getdict("FEEDS"))
