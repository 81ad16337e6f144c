"""A run of the media spider in this process."""

import sys
from dataclasses import dataclass, field
from typing import Any, TextIO

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.cli.crawling.crawl_settings import require_numbers
from crawler.cli.crawling.crawl_signals import StopSignals
from crawler.cli.output.figures import file_size
from crawler.cli.output.stdout import progress_bar
from crawler.exit_codes import Exit
from crawler.extensions.crawl_stats import early_exit_code
from crawler.log_formatter import install_log
from crawler.media_reader import MediaReader
from crawler.spiders.media_files import MediaSpider
from crawler.terminal import count

_OF_MEDIA: dict[str, Any] = {
    "ITEM_PIPELINES": {"pipelines.store_media.StoreMediaPipeline": 900},
    "BLOGGER_ARCHIVE_READER": "",  # robots.txt of picture hosts is kept for the run only
    "EXTENSIONS": {"crawler.extensions.crawl_stats.CrawlStats": 50},
}
TIMEOUT = 180  # seconds for one file, which may be a film


@dataclass(slots=True)
class MediaRun:
    """One fetch of media; `run` may be called once."""

    settings: Settings
    reader: MediaReader
    total: int  # number of media that are due
    out: TextIO | None = field(default_factory=lambda: sys.stdout)  # gets the result; None: it is not printed

    def run(self) -> Exit:
        """Fetch what is due; print the result; return the exit code."""
        install_log(self.settings)
        process = AsyncCrawlerProcess(self.settings)
        crawler = self.make_crawler()
        stop = StopSignals(crawler)
        process.crawl(crawler, reader=self.reader)
        process.start()
        return Exit.BUG if process.bootstrap_failed else self.report(crawler, stop.code())

    def make_crawler(self) -> Crawler:
        """Return the crawler, with its own settings and a progress bar."""
        settings = self.settings.copy()
        require_numbers(settings)
        settings.set("DOWNLOAD_TIMEOUT", TIMEOUT, priority="project")
        settings.set("DOWNLOAD_MAXSIZE", settings.getint("BLOGGER_MEDIA_MAXSIZE"), priority="cmdline")
        settings.setdict(_OF_MEDIA, priority="cmdline")
        crawler = Crawler(MediaSpider, settings)
        bar = progress_bar(" files", self.total)
        crawler.signals.connect(bar.update, signals.item_scraped, weak=False)
        crawler.signals.connect(bar.close, signals.spider_closed, weak=False)
        return crawler

    def report(self, crawler: Crawler, stopped: Exit | None) -> Exit:
        """Print what came; return the exit code."""
        assert crawler.stats is not None
        stats = crawler.stats.get_stats()
        number = {name: stats.get(f"media/{name}", 0) for name in _WORDS}
        said = ", ".join(f"{number[name]:,} {word}" for name, word in _WORDS.items() if number[name])
        size = file_size(stats.get("media/bytes", 0))
        if self.out:
            why = "; `blogger-archive media status` says why" if number["failed"] else ""
            line = (
                f"{count(sum(number.values()), 'media file')} asked for: {said or 'none'}; {size} kept{why}"
            )
            print(line, file=self.out, flush=True)
        spider = crawler.spider
        limit = spider.stopped if isinstance(spider, MediaSpider) else None
        if limit:
            print(f"stopped early: {limit}; what is left is asked for by the next run", file=sys.stderr)
        early = early_exit_code(crawler, stopped)
        if early is not None:
            return early
        nothing = number["failed"] and number["failed"] == sum(number.values())
        return Exit.INCOMPLETE if limit else Exit.ALL_FAILED if nothing else Exit.OK


_WORDS = {"held": "came", "unchanged": "unchanged", "gone": "gone", "refused": "refused", "failed": "failed"}
