"""`scrapy crawl`, with arguments checked before anything is fetched and an exit code that tells the truth."""

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path

from scrapy import signals
from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as WrongOption

from crawler.commands.exporting import ExportErrors, require_writable
from crawler.commands.parsing import speak_plainly
from crawler.commands.pinging import ping
from crawler.commands.stopping import Stop
from crawler.commands.telling import of_error
from crawler.commands.waiting import add_wait_option
from crawler.errors import BlogArchiveError, UsageError
from crawler.exit_codes import Exit, of_outcomes
from crawler.extensions.report import ReportExtension, exports_to_stdout
from crawler.spiders.arguments import Arguments, read_arguments
from crawler.terminal import inert, inert_logs, steady_streams
from pipelines.archive import Archive, sole_writer
from pipelines.archive.watchlist import follows_any

NUMBERS = (
    "BLOGGER_MAX_WAIT",
    "BLOGGER_MAX_REQUESTS",
    "BLOGGER_MAX_SECONDS",
    "BLOGGER_REVISIT_MIN",
    "BLOGGER_REVISIT_MAX",
    "BLOGGER_FULL_DAYS",
    "BLOGGER_SWEEP_DAYS",
    "BLOGGER_MAX_GONE",
    "BLOGGER_MAX_GONE_SHARE",
    "BLOGGER_BLOGS_AT_ONCE",
    "CLOSESPIDER_PAGECOUNT",
    "CLOSESPIDER_TIMEOUT",
    "CONCURRENT_REQUESTS",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_TIMEOUT",
    "REDIRECT_MAX_TIMES",
    "RETRY_TIMES",
)
"""Settings that people set with `-s`, and that would end in a traceback."""


class Command(crawl.Command):
    """Scrapy's own command for any spider; for "blogger" it also says how the crawl really ended."""

    def long_desc(self) -> str:
        return (
            "scrapy crawl blogger -a blog=URL,URL crawls these blogs, and follows them from now on; without "
            "blog, those that are followed and due. Other arguments: -a blogs=FILE (addresses or OPML), "
            "-a follow=no, -a comments=yes, -a full=yes (ask for every post), -a via=pages (not the feed)."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        add_wait_option(parser)
        parser.add_argument("--all", action="store_true", help="every blog that is followed, due or not")
        parser.add_argument(
            "--quiet",
            action="store_true",
            help="say nothing when all is well, else one line a problem (for cron)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        self._stdout, self._said = steady_streams(), list[str]()
        super().process_options(args, opts)
        assert self.settings is not None
        level = self.settings["LOG_LEVEL"]
        if isinstance(level, str) and level not in logging.getLevelNamesMapping():
            raise WrongOption(f"LOG_LEVEL {level}: say DEBUG, INFO, WARNING, ERROR or CRITICAL")
        if opts.quiet:
            self.settings.setdict({"REPORT_QUIET": True}, priority="cmdline")
            if not opts.loglevel:
                self.settings.set("LOG_LEVEL", "ERROR", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        inert_logs()
        if getattr(opts, "all", False):
            opts.spargs["all"] = "yes"
        if args != ["blogger"]:
            self._other_spider(args, opts)
            return
        self.exitcode = Exit.BUG  # until something better is known: a ping goes out even then
        try:
            self.exitcode = self._run(opts)
        finally:
            self._ping()

    def _run(self, opts: argparse.Namespace) -> Exit:
        try:
            asked = read_arguments(opts.spargs)
            self._require_numbers()
            with sole_writer(self._archive, wait=opts.wait):
                self._require_blogs(asked)
                self._only_posts_in_exports()
                return self._crawl(opts.spargs)
        except BlogArchiveError as error:
            self._say(f"error: {error}")
            return of_error(error)
        except KeyboardInterrupt:  # while it waited for another run
            return Exit.INTERRUPTED

    @property
    def _archive(self) -> str:
        assert self.settings is not None
        return str(self.settings["ARCHIVE_PATH"])

    def _require_blogs(self, asked: Arguments) -> None:
        with Archive(self._archive, read_only=True) as archive, archive.reading() as connection:
            if not asked.addresses and not follows_any(connection):
                raise UsageError(
                    "no blog was named, and none is followed; add -a blog=https://example.blogspot.com or "
                    "-a blogs=FILE"
                )

    def _other_spider(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        names = self.crawler_process.spider_loader.list()
        if len(args) == 1 and args[0] in names:
            super().run(args, opts)
            return
        self._say(f"error: name one spider: scrapy crawl {' | '.join(names)}")
        self.exitcode = Exit.USAGE

    def _say(self, line: str) -> None:
        self._said.append(line)
        print(inert(line), file=sys.stderr)

    def _ping(self) -> None:
        """Whatever happened, and without changing how it ended."""
        assert self.settings is not None
        url = self.settings["BLOGGER_PING_URL"]
        if url:
            try:
                ping(url, Exit(self.exitcode), "\n".join(self._said))
            except (OSError, HTTPException, ValueError) as error:
                print(
                    inert(f"warning: BLOGGER_PING_URL could not be called: {error}; check it"),
                    file=sys.stderr,
                )

    def _require_numbers(self) -> None:
        assert self.settings is not None
        for name in NUMBERS:
            try:
                self.settings.getfloat(name)
            except (TypeError, ValueError):
                raise UsageError(f"{name}={self.settings[name]}: say a number") from None

    def _only_posts_in_exports(self) -> None:
        """`-O posts.jsonl` means posts; the spider's other items are for the archive."""
        assert self.settings is not None
        feeds = self.settings.getdict("FEEDS")
        for uri, options in feeds.items():
            options.setdefault("item_classes", ["crawler.items.Post"])
            if uri in {"-", "stdout:"}:
                options["overwrite"] = False  # there is nothing to overwrite, and Scrapy would say so twice
        require_writable(map(str, feeds), archive=Path(self._archive))
        self.settings.set("FEEDS", feeds, priority="cmdline")

    def _crawl(self, spargs: dict[str, str]) -> Exit:
        assert self.crawler_process is not None
        crawler = self._create_crawler("blogger")
        crawler.signals.connect(_spare_the_collector, signals.spider_opened)
        stop, exported = Stop(crawler), ExportErrors()
        self.crawler_process.crawl(crawler, **spargs)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed:
            return Exit.BUG
        report = crawler.get_extension(ReportExtension)
        self._said += report.said if report else []
        return self._exported(exit_code(crawler, stop.code()), exported.errors)

    def _exported(self, code: Exit, errors: Sequence[OSError]) -> Exit:
        """The code, or another where posts were to go to a file or stdout as well and did not get there."""
        assert self.settings is not None
        lost = self._stdout.lost if exports_to_stdout(self.settings) else None
        error = next(iter(errors), lost)
        if error is None:
            return code
        self._say(f"error: export: {error.strerror}; the archive has all posts that came, the export has not")
        return code or Exit.INCOMPLETE


def _spare_the_collector() -> None:
    """Keep the garbage collector away from what stays for the whole run; measured, 15 % of a crawl's time.

    Parsing makes many short-lived objects without cycles: the collector is called seldom and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


OUTCOMES = ("complete", "incomplete", "failed", "interrupted")


def exit_code(crawler: Crawler, stopped: Exit | None = None) -> Exit:
    """Read from what a finished crawl counted, and the signal that stopped it."""
    stats = crawler.stats.get_stats()
    if stats.get("archive/error"):
        return Exit.ARCHIVE
    if stats.get("spider_exceptions/count") or stats.get("report/item_error"):
        return Exit.BUG
    reason = stats.get("finish_reason")
    if stopped or reason == "shutdown":
        return stopped or Exit.INTERRUPTED
    if reason != "finished":
        return Exit.BUG if reason == "start_error" else Exit.INCOMPLETE
    outcomes = [o for o in OUTCOMES for _ in range(stats.get(f"crawl/{o}", 0))]
    return of_outcomes(outcomes) if outcomes or not stats.get("watch/none_due") else Exit.OK
