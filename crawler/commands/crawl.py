"""`scrapy crawl`, with arguments checked before anything is fetched and an exit code that tells the truth."""

import argparse
import gc

from scrapy import signals
from scrapy.commands import crawl
from scrapy.crawler import Crawler

from crawler.commands.telling import telling
from crawler.commands.waiting import add_wait_option
from crawler.errors import UsageError
from crawler.exits import Exit, of_outcomes
from crawler.spiders.arguments import Arguments, read_arguments
from pipelines.archive import Archive, sole_writer


class Command(crawl.Command):
    """Scrapy's own command for any spider; for "blogger" it also says how the crawl really ended."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_wait_option(parser)
        parser.add_argument("--all", action="store_true", help="every blog that is followed, due or not")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if getattr(opts, "all", False):
            opts.spargs["all"] = "yes"
        if args != ["blogger"]:
            super().run(args, opts)
            return
        with telling(self):
            asked = read_arguments(opts.spargs)
            with sole_writer(self._archive, wait=opts.wait):
                self._require_blogs(asked)
                self._only_posts_in_exports()
                self._crawl(opts.spargs)

    @property
    def _archive(self) -> str:
        assert self.settings is not None
        return str(self.settings["ARCHIVE_PATH"])

    def _require_blogs(self, asked: Arguments) -> None:
        with Archive(self._archive, read_only=True) as archive:
            if not asked.addresses and not archive.follows_any():
                raise UsageError(
                    "no blog was named, and none is followed; add -a blog=https://example.blogspot.com or "
                    "-a blogs=FILE"
                )

    def _only_posts_in_exports(self) -> None:
        """`-O posts.jsonl` means posts; the spider's other items are for the archive."""
        assert self.settings is not None
        feeds = self.settings.getdict("FEEDS")
        for options in feeds.values():
            options.setdefault("item_classes", ["crawler.items.Post"])
        self.settings.set("FEEDS", feeds, priority="cmdline")

    def _crawl(self, spargs: dict[str, str]) -> None:
        assert self.crawler_process is not None
        crawler = self._create_crawler("blogger")
        crawler.signals.connect(_spare_the_collector, signals.spider_opened)
        self.crawler_process.crawl(crawler, **spargs)
        self.crawler_process.start()
        self.exitcode = Exit.BUG if self.crawler_process.bootstrap_failed else exit_code(crawler)


def _spare_the_collector() -> None:
    """Keep the garbage collector away from what stays for the whole run; measured, 15 % of a crawl's time.

    Parsing makes many short-lived objects without cycles: the collector is called seldom and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def exit_code(crawler: Crawler) -> Exit:
    """Read from what a finished crawl counted."""
    stats = crawler.stats.get_stats()
    if stats.get("archive/error"):
        return Exit.ARCHIVE
    if stats.get("spider_exceptions/count") or stats.get("report/item_error"):
        return Exit.BUG
    if stats.get("finish_reason") == "shutdown":
        return Exit.INTERRUPTED
    if stats.get("finish_reason") != "finished":
        return Exit.INCOMPLETE
    outcomes = [o for o in ("complete", "incomplete", "failed") for _ in range(stats.get(f"crawl/{o}", 0))]
    return of_outcomes(outcomes) if outcomes or not stats.get("watch/none_due") else Exit.OK
