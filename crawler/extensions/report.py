"""Report a crawl to people: a progress bar on a terminal, plain lines elsewhere, then the summary."""

import logging
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Self, TextIO

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.blogger.urls import Address
from crawler.extensions.progress import ProgressBar
from crawler.extensions.summary import (
    begun_anew,
    blog_lines,
    closing,
    next_steps,
    problems,
    summary,
    time_needed,
)
from crawler.items import Blog, Crawl, Post
from crawler.log_lines import LogLines, json_line, line_of
from crawler.terminal import short_path

_FIGURES = (
    "kind", "outcome", "error", "expected", "received", "new", "changed", "unchanged", "suspect",
    "requests", "bytes",
)  # fmt: skip
"""Members of a crawl's line in JSON."""


class ReportExtension:
    """The bar and problems go to stderr; plain lines to stdout, or to stderr where stdout carries an export.

    So a cron job that sends stdout to a file is silent unless something is wrong. With REPORT_QUIET there is
    no bar and no summary, but one line on stderr for each problem.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.archive = crawler.settings["ARCHIVE_PATH"]
        self.quiet = crawler.settings.getbool("REPORT_QUIET")
        self.hints = crawler.settings.getbool("REPORT_NEXT_STEPS")
        self.titles: dict[str, str] = {}
        self.ended: list[Crawl] = []
        self.estimated: set[str] = set()  # addresses of blogs of which it was said how long they take
        self.unchanged = 0
        self.pages: Counter[str] = Counter()  # static pages received, by blog
        self.sample_title = ""
        self.bar: ProgressBar | None = None
        self.many = False
        self.said: list[str] = []  # the problems, or else the summary, as printed last

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("REPORT_ENABLED"):
            raise NotConfigured  # without a message: Scrapy would warn of it
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.scraped, signals.item_scraped)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self, spider: Spider) -> None:
        addresses: Sequence[Address] = getattr(spider, "addresses", ())
        self.many = len(addresses) != 1
        named = addresses[0].home if len(addresses) == 1 else f"{len(addresses)} blogs"
        crawled = named if addresses else "the blogs that are due"
        if self.quiet:
            spider.logger.logger.setLevel(
                logging.CRITICAL
            )  # what it logs is said in one line a blog, at the end
        elif sys.stderr.isatty() and not LogLines.as_json:
            self.bar = ProgressBar(self.requests)
        else:
            self._print([f"crawling {crawled} into {short_path(self.archive)}"], self._out())

    def scraped(self, item: Any) -> None:
        if isinstance(item, Post):
            self.sample_title = self.sample_title or item.title or ""
            self.pages[item.blog_id] += item.kind == "page"
            if self.bar:
                self.bar.advance()
        elif isinstance(item, Blog):
            self.titles[item.blog_id] = item.title or item.url
        elif isinstance(item, Crawl):
            self._crawl(item)

    def _crawl(self, item: Crawl) -> None:
        if item.ended is None:
            self._begin(item)
            return
        if item.kind == "unchanged" and item.requests == 1 and self.many:
            self.unchanged += 1  # of ten thousand blogs most are: they are counted, not kept
        else:
            self.ended.append(item)

    def _begin(self, item: Crawl) -> None:
        if self.bar and item.kind == "full":
            self.bar.expect(item.address, item.expected or 0)
        needed = time_needed(item, datetime.now(UTC))
        if needed is None or self.quiet or item.address in self.estimated:
            return
        self.estimated.add(item.address)
        line = line_of(f"{self.titles.get(item.blog_id or '', item.address)}: {needed}")
        if self.bar:
            self.bar.print(line)
        else:
            print(line, file=self._out(), flush=True)

    def closed(self, reason: str) -> None:
        if self.bar:
            self.bar.close()
        stats = self._stats.get_stats()
        written = stats.get("archive/post/new", 0) + stats.get("archive/post/changed", 0)
        found = problems(self.ended, self.titles, reason=reason, written=written)
        of_run: dict[str, Any] = {"reason": reason, "written": written, "unchanged": self.unchanged}
        lines = summary(self.ended, self.titles, self.archive, **of_run, pages=self.pages)
        if stats.get("watch/none_due"):
            lines.insert(
                0, "No blog is due; `blogger-archive blogs` says when they are, --all crawls them now"
            )
        if anew := stats.get("workers/tasks_begun_anew"):
            lines.insert(-1, begun_anew(anew))
        self.said = found or lines
        if LogLines.as_json:
            self._log(closing(self.ended, self.archive, **of_run), early=reason != "finished")
            return
        if self.quiet:
            self._print(found, sys.stderr)
            return
        hints = next_steps(self._named_archive(), self.sample_title) if self.hints and self.ended else []
        self._print([*lines, *hints], self._out())
        if found and reason == "finished" and _are_apart(self._out(), sys.stderr):
            self._print(found, sys.stderr)  # cron mails it though the summary goes to a file

    def _named_archive(self) -> str | None:
        """Return the archive where a person chose another than the default."""
        chosen = (self.crawler.settings.getpriority("ARCHIVE_PATH") or 0) > SETTINGS_PRIORITIES["project"]
        return self.archive if chosen else None

    def _log(self, end: Sequence[str], *, early: bool) -> None:
        """Write a line with the figures of each crawl, then those of the run; if quiet, problems only."""
        for crawl in self.ended:
            message = "; ".join(line.strip() for line in blog_lines(crawl, self.titles, self.pages))
            figures = {name: getattr(crawl, name) for name in _FIGURES}
            wrong = bool(problems([crawl], self.titles, reason="finished", written=0))
            self._write(message, wrong=wrong, blog=crawl.address, **figures)
        for line in end:
            self._write(line, wrong=early)

    def _write(self, message: str, *, wrong: bool, **more: Any) -> None:
        if wrong or not self.quiet:
            line = json_line("WARNING" if wrong else "INFO", message, **more)
            print(line, file=sys.stderr if wrong else self._out(), flush=True)

    def _print(self, lines: list[str], out: TextIO) -> None:
        for line in lines:
            print(line_of(line), file=out)
        out.flush()

    def _out(self) -> TextIO:
        return sys.stderr if exports_to_stdout(self.crawler.settings) else sys.stdout

    def requests(self) -> int:
        """Return the number of requests sent so far in this run."""
        return int(self._stats.get_value("downloader/request_count", 0))

    @property
    def _stats(self) -> Any:
        return self.crawler.stats


def _are_apart(one: TextIO, other: TextIO) -> bool:
    """Tell whether two streams lead to different files, neither of them a terminal where both are read."""
    try:
        return not one.isatty() and not os.path.sameopenfile(one.fileno(), other.fileno())
    except (OSError, ValueError):  # a stream of a test, or one that is closed
        return False


def exports_to_stdout(settings: BaseSettings) -> bool:
    """Return whether posts are exported to standard output (`-O -`)."""
    return any(str(uri).startswith(("-", "stdout:")) for uri in settings.getdict("FEEDS"))
