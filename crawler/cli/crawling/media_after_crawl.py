"""The media of the blogs that a crawl has visited, fetched when it has ended, in the same process."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.settings import Settings

from crawler.blogger.urls import read_address
from crawler.cli.crawling.crawl_signals import StopSignals
from crawler.cli.crawling.media_run import MediaRun
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.blogs import crawled_blogs
from pipelines.archive.media.media_queries import count_due
from pipelines.archive.media.media_upkeep import due_media

ALL = "all"  # value of BLOGGER_MEDIA that means every blog


class MediaAfterCrawl:
    """Begins when the crawl has ended; `end` gives the result after the process has stopped."""

    def __init__(self, settings: Settings, process: CrawlerProcessBase, out: TextIO | None) -> None:
        """`out` gets the result; None: it is not printed."""
        self._settings, self._process, self._out = settings, process, out
        self._held = ExitStack()
        self._run: MediaRun | None = None
        self._crawler: Crawler | None = None
        self._stop: StopSignals | None = None
        self._error: Exception | None = None

    def follow(self, task: Any, crawler: Crawler, stop: StopSignals) -> None:
        """Begin when the task of a crawl is done, unless a signal or the archive ended it."""

        def ended(_: Any) -> None:
            assert crawler.stats is not None
            if stop.code() is None and not crawler.stats.get_value("archive/error"):
                try:
                    self._begin(str(getattr(crawler.spider, "run_id", "")))
                except Exception as error:  # raised by `end`: the loop would only log it
                    self._error = error

        task.add_done_callback(ended)

    def _begin(self, run_id: str) -> None:
        archive = Path(self._settings["ARCHIVE_PATH"])
        with Archive(archive, read_only=True) as opened, opened.reading() as connection:
            chosen = _chosen(crawled_blogs(connection, run_id), self._settings.getlist("BLOGGER_MEDIA"))
        reader = self._held.enter_context(due_media(archive, chosen)) if chosen else None
        total = count_due(reader) if reader else 0
        if reader and total:
            self._run = MediaRun(self._settings, reader, total, out=self._out)
            self._crawler = self._run.make_crawler()
            self._stop = StopSignals(self._crawler)
            self._process.crawl(self._crawler, reader=reader)

    def end(self) -> Exit:
        """Print the result; return the exit code. Raises what kept it from beginning."""
        with self._held:
            if self._error is not None:
                raise self._error
            if self._run is None or self._crawler is None or self._stop is None:
                return Exit.OK
            return self._run.report(self._crawler, self._stop.code())


def _chosen(crawled: Mapping[str, str], wanted: list[str]) -> list[str]:
    """Return the ids of the crawled blogs whose media are wanted."""
    if ALL in wanted:
        return [*crawled]
    homes = {read_address(one).home for one in wanted}
    return [blog_id for blog_id, address in crawled.items() if read_address(address).home in homes]
