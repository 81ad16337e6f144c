"""A crawl of the spider `blogger` in this process, for `blogger-archive` and for `scrapy crawl` alike.

Arguments are checked before anything is fetched, one run at a time writes the archive, and the exit code
tells how the crawl really ended.
"""

import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcessBase
from scrapy.settings import Settings

from crawler.cli.crawling.crawl_output import ExportErrors, require_warc_folder, require_writable
from crawler.cli.crawling.crawl_settings import require_numbers
from crawler.cli.crawling.crawl_signals import StopSignals
from crawler.cli.output.stdout import print_error
from crawler.errors import BlogArchiveError, UsageError
from crawler.exit_codes import Exit, of_error
from crawler.extensions.crawl_stats import exit_code
from crawler.extensions.report import ReportExtension, exports_to_stdout
from crawler.interpreter import tune_interpreter
from crawler.log_formatter import install_log
from crawler.spiders.arguments import read_arguments
from crawler.terminal import UnbreakableStream, keep_streams_open
from pipelines.archive import Archive, sole_writer
from pipelines.archive.alerts import stored_alerts
from pipelines.archive.watchlist import follows_any

if TYPE_CHECKING:
    from crawler.cli.crawling.media_after_crawl import MediaAfterCrawl

SPIDER = "blogger"
_NOBODY = "no blog was named, and none is followed; name one, such as https://example.blogspot.com"


@dataclass(slots=True)
class CrawlRun:
    """One run of the spider; `run` may be called once."""

    settings: Settings
    arguments: Mapping[str, str]  # the spider's arguments, as after `scrapy crawl blogger -a`
    wait: float = 0.0  # seconds to wait for another run that writes to the archive
    make_process: Callable[[Settings], CrawlerProcessBase] = AsyncCrawlerProcess
    stdout: UnbreakableStream | None = None
    """Standard output, where it is unbreakable already; None: it becomes so when the crawl begins."""
    messages: list[str] = field(default_factory=list)
    """Lines for the monitor: errors, then problems or the summary."""
    spider: str | type[Spider] = SPIDER
    spider_options: Mapping[str, Any] = field(default_factory=dict)
    """What the spider is given besides the arguments."""

    def run(self) -> Exit:
        """Crawl, then call the monitor, however the crawl ended. Prints errors; returns the exit code."""
        code = Exit.BUG
        try:
            code = self._run()
        finally:
            self._ping(code)
        return code

    def _run(self) -> Exit:
        try:
            asked = read_arguments(self.arguments)
            require_numbers(self.settings)
            if not asked.addresses and not Path(self._archive).exists():
                raise UsageError(_NOBODY)  # and no empty archive is left behind
            with sole_writer(self._archive, wait=self.wait):
                self._require_blogs(named=bool(asked.addresses))
                self._prepare_feeds()
                require_warc_folder(self.settings["BLOGGER_WARC"])
                code = self._crawl(_without_files(self.arguments, [each.home for each in asked.addresses]))
                self._send_alerts(code)
                return code
        except BlogArchiveError as error:
            self._say(f"error: {error}")
            return of_error(error)
        except KeyboardInterrupt:  # while it waited for another run
            return Exit.INTERRUPTED

    @property
    def _archive(self) -> str:
        return str(self.settings["ARCHIVE_PATH"])

    def _say(self, line: str) -> None:
        self.messages.append(line)
        print_error(line)

    def _require_blogs(self, *, named: bool) -> None:
        with Archive(self._archive, read_only=True) as archive, archive.reading() as connection:
            if not named and not follows_any(connection):
                raise UsageError(_NOBODY)

    def _prepare_feeds(self) -> None:
        """Restrict Scrapy's exports to posts: the spider's other items are for the archive."""
        feeds = self.settings.getdict("FEEDS")
        for uri, options in feeds.items():
            options.setdefault("item_classes", ["crawler.items.Post"])
            if uri in {"-", "stdout:"}:
                options["overwrite"] = False  # there is nothing to overwrite, and Scrapy would warn twice
        require_writable(map(str, feeds), archive=Path(self._archive))
        self.settings.set("FEEDS", feeds, priority="cmdline")

    def _crawl(self, arguments: Mapping[str, str]) -> Exit:
        self.stdout = self.stdout or keep_streams_open()  # before the process logs to stderr
        install_log(self.settings)
        process = self.make_process(self.settings)
        crawler = process.create_crawler(self.spider)
        crawler.signals.connect(tune_interpreter, signals.spider_opened)
        stop, exported = StopSignals(crawler), ExportErrors()
        task = process.crawl(crawler, **self.spider_options, **arguments)
        media = self._media(process) if self.settings.getlist("BLOGGER_MEDIA") else None
        if media:
            media.follow(task, crawler, stop)
        process.start()
        if process.bootstrap_failed:
            return Exit.BUG
        report = crawler.get_extension(ReportExtension)
        self.messages += report.said if report else []
        code = self._with_export(exit_code(crawler, stop.code()), exported)
        of_media = media.end() if media else Exit.OK
        return code or of_media

    def _media(self, process: CrawlerProcessBase) -> "MediaAfterCrawl":
        from crawler.cli.crawling.media_after_crawl import MediaAfterCrawl  # noqa: PLC0415 - most crawls fetch none

        out = sys.stderr if exports_to_stdout(self.settings) else sys.stdout
        return MediaAfterCrawl(self.settings, process, None if self.settings.getbool("REPORT_QUIET") else out)

    def _send_alerts(self, code: Exit) -> None:
        """Send what alerts find; a run that a signal ended leaves that to the next one."""
        if code in {Exit.ARCHIVE, Exit.LOCKED, Exit.HUNG_UP, Exit.INTERRUPTED, Exit.TERMINATED}:
            return
        with Archive(self._archive) as archive:
            with archive.reading() as connection:
                if not stored_alerts(connection):
                    return
            from crawler.cli.output.alert_delivery import send_alerts  # noqa: PLC0415 - most archives have none

            out = sys.stderr if exports_to_stdout(self.settings) else sys.stdout
            for line in send_alerts(archive, out):
                self._say(line)

    def _with_export(self, code: Exit, exported: ExportErrors) -> Exit:
        """Return the code, or another where posts did not get to the file or stdout that was asked for."""
        lost = self.stdout.lost if self.stdout and exports_to_stdout(self.settings) else None
        error = next(iter(exported.errors), lost)
        if error is None:
            return code
        self._say(f"error: export: {error.strerror}; the archive has all posts that came, the export has not")
        return code or Exit.INCOMPLETE

    def _ping(self, code: Exit) -> None:
        """Call the monitor without changing how the run ended."""
        url = self.settings["BLOGGER_PING_URL"]
        if not url:
            return
        try:
            ping(url, code, "\n".join(self.messages))
        except (OSError, HTTPException, ValueError) as error:
            print_error(f"warning: BLOGGER_PING_URL could not be called: {error}; check it")


def _without_files(arguments: Mapping[str, str], addresses: list[str]) -> dict[str, str]:
    """Return the spider's arguments with a list's addresses instead of its file.

    The list may be a pipe, such as /dev/stdin, which can be read only once.
    """
    kept = {name: value for name, value in arguments.items() if name not in {"blog", "blogs"}}
    return kept | ({"blog": ",".join(addresses)} if addresses else {})


_TIMEOUT = 10.0  # seconds
_LONGEST = 10_000  # bytes of a body, the most that healthchecks.io keeps


def ping(url: str, code: Exit, messages: str) -> None:
    """POST the messages to `url`, or to `url`/fail where the run did not end well.

    Certificates are verified; the proxies of the environment are used. Raises OSError or UsageError.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise UsageError("not a web address")
    path = parts.path.rstrip("/") + ("" if code is Exit.OK else "/fail")
    body = f"exit code {code.value} ({code.name.lower()})\n{messages}".encode()[:_LONGEST]
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        parts._replace(path=path).geturl(), data=body, headers={"Content-Type": "text/plain; charset=utf-8"}
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
        pass
