"""`scrapy crawl`: for the spider `blogger` the same as `blogger-archive crawl`."""

import argparse
import sys

from scrapy.commands import crawl
from scrapy.crawler import CrawlerProcessBase
from scrapy.settings import SETTINGS_PRIORITIES, Settings

from crawler.cli.crawling.crawl_process import SPIDER, CrawlRun
from crawler.cli.crawling.crawl_settings import set_verbosity
from crawler.cli.options.configuration import read_configuration
from crawler.cli.output.stdout import print_error
from crawler.errors import BlogArchiveError
from crawler.exit_codes import Exit, of_error
from crawler.terminal import keep_streams_open

_PERSONAL = SETTINGS_PRIORITIES["project"] + 1
"""Priority of config files and environment: above the project's settings, below the command line's."""


class Command(crawl.Command):
    """Scrapy's own command, with this project's checks, lock and exit codes for the spider `blogger`."""

    def long_desc(self) -> str:
        return (
            "scrapy crawl blogger -a blog=URL,URL crawls these blogs, and follows them from now on; without "
            "blog, those that are followed and due. Other arguments: -a blogs=FILE (addresses or OPML), -a "
            "follow=no, -a all=yes, -a comments=yes, -a full=yes (ask for every post), -a via=pages."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--quiet", action="store_true", help="as of blogger-archive crawl")
        parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="the same")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        self._stdout = keep_streams_open()
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            configuration = read_configuration(opts.set)
            values = configuration.values()
            self.settings.setdict(values, priority=_PERSONAL)
            if "ARCHIVE_PATH" in values:  # with its ~ expanded
                self.settings.set("ARCHIVE_PATH", values["ARCHIVE_PATH"], priority="cmdline")
            set_verbosity(self.settings, quiet=opts.quiet, log_level=opts.loglevel)
        except BlogArchiveError as error:
            print_error(f"error: {error}")
            sys.exit(of_error(error))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args == [SPIDER]:
            assert self.settings is not None
            order = CrawlRun(self.settings, opts.spargs, opts.wait, self._process, self._stdout)
            self.exitcode = order.run()
        else:
            self._run_other(args, opts)

    def _process(self, _: Settings) -> CrawlerProcessBase:
        assert self.crawler_process is not None
        return self.crawler_process

    def _run_other(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        names = self.crawler_process.spider_loader.list()
        if len(args) == 1 and args[0] in names:
            super().run(args, opts)
            return
        unknown = next((arg for arg in args if arg.startswith("-")), None)
        print_error(
            f"error: no such option: {unknown}; see scrapy crawl -h"
            if unknown
            else f"error: name one spider: scrapy crawl {' | '.join(names)}"
        )
        self.exitcode = Exit.USAGE
