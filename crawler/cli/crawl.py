"""Crawl blogs into the archive: `blogger-archive crawl BLOG...`."""

from types import SimpleNamespace
from typing import Any

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import log_format_option, wait_option, workers_options
from crawler.errors import UsageError
from crawler.exit_codes import Exit


@click.command("crawl")
@click.argument("blogs", nargs=-1, metavar="[BLOG]...")
@click.option(
    "--blogs", "blogs_file", metavar="FILE", help="Blogs of a list of addresses or OPML; - for stdin."
)
@click.option("--all", "every", is_flag=True, help="Every blog that is followed, due or not.")
@click.option("--full", is_flag=True, help="Ask for every post, also where nothing seems new.")
@click.option("--comments", is_flag=True, help="Comments too.")
@click.option("--media", is_flag=True, help="Pictures, sound and films too, when the posts are there.")
@click.option(
    "--via",
    type=click.Choice(["feed", "pages", "api"]),
    help="Read the feed (default), the pages, or Blogger's API.",
)
@click.option("--no-follow", is_flag=True, help="Do not follow these blogs from now on.")
@click.option(
    "-O", "--output", multiple=True, metavar="FILE", help="Write the posts received to a file as well."
)
@click.option("--warc", metavar="FOLDER", help="Keep all responses there as WARC files, too.")
@workers_options
@click.option("--dry-run", is_flag=True, help="Print what would be asked, and ask nothing.")
@click.option("--quiet", is_flag=True, help="Print nothing when all is well, else one line a problem (cron).")
@click.option("-L", "--loglevel", metavar="LEVEL", help="DEBUG, INFO, WARNING (default), ERROR or CRITICAL.")
@log_format_option
@wait_option
@configured
def command(configuration: Configuration, **asked: Any) -> int:
    """Crawl blogs into the archive, and follow them from now on.

    BLOG is an address such as https://example.blogspot.com. Without one, the blogs that are followed and
    due are crawled.
    """
    chosen = SimpleNamespace(**asked)
    return _crawl_by_api(configuration, chosen) if chosen.via == "api" else _crawl(configuration, chosen)


def _crawl_by_api(configuration: Configuration, chosen: SimpleNamespace) -> int:
    from crawler.cli.crawling.crawl_via_api import crawl_via_api  # noqa: PLC0415 - imports no Scrapy
    from crawler.spiders.arguments import read_arguments  # noqa: PLC0415

    for name in ("full", "media", "output", "warc", "workers", "scheduler", "dry_run"):
        if getattr(chosen, name):
            typed = "-O" if name == "output" else f"--{name.replace('_', '-')}"
            raise UsageError(f"{typed} does not go with --via api; leave one of them out")
    chosen.via = None
    arguments = read_arguments(_arguments(chosen))
    return int(crawl_via_api(configuration, arguments, wait=chosen.wait, quiet=chosen.quiet))


def _arguments(chosen: SimpleNamespace) -> dict[str, str]:
    """Return the spider's arguments."""
    arguments = {
        "blog": ",".join(chosen.blogs) if chosen.blogs else None,
        "blogs": "/dev/stdin" if chosen.blogs_file == "-" else chosen.blogs_file,
        "all": "yes" if chosen.every else None,
        "full": "yes" if chosen.full else None,
        "comments": "yes" if chosen.comments else None,
        "via": chosen.via,
        "follow": "no" if chosen.no_follow else None,
    }
    return {name: value for name, value in arguments.items() if value is not None}


def _crawl(configuration: Configuration, chosen: SimpleNamespace) -> int:
    from crawler.cli.crawling.crawl_output import set_feeds  # noqa: PLC0415 - Scrapy takes a second
    from crawler.cli.crawling.crawl_process import CrawlRun  # noqa: PLC0415
    from crawler.cli.crawling.crawl_settings import scrapy_settings, set_verbosity  # noqa: PLC0415

    settings, given = scrapy_settings(configuration), _arguments(chosen)
    if chosen.dry_run:
        from crawler.cli.crawling.dry_run import print_plan  # noqa: PLC0415

        print_plan(settings, given)
        return Exit.OK
    set_verbosity(settings, quiet=chosen.quiet, log_level=chosen.loglevel)
    set_feeds(settings, chosen.output)
    if chosen.media:
        settings.set("BLOGGER_MEDIA", "all", priority="cmdline")
    if chosen.warc:
        settings.set("BLOGGER_WARC", chosen.warc, priority="cmdline")
    run = CrawlRun(settings, given, chosen.wait)
    if not (chosen.workers or chosen.scheduler):
        return run.run()
    from crawler.cli.crawling.workers import run_with_workers  # noqa: PLC0415

    return run_with_workers(run, chosen.workers or 0, chosen.scheduler)
