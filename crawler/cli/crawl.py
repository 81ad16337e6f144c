"""Crawl blogs into the archive: `blogger-archive crawl BLOG...`."""

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import log_format_option, wait_option, workers_options
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
def command(
    configuration: Configuration,
    blogs: tuple[str, ...],
    blogs_file: str | None,
    every: bool,
    full: bool,
    comments: bool,
    media: bool,
    via: str | None,
    no_follow: bool,
    output: tuple[str, ...],
    warc: str | None,
    workers: int | None,
    scheduler: str | None,
    dry_run: bool,
    quiet: bool,
    loglevel: str | None,
    wait: float,
) -> int:
    """Crawl blogs into the archive, and follow them from now on.

    BLOG is an address such as https://example.blogspot.com. Without one, the blogs that are followed and
    due are crawled.
    """
    if via == "api":
        from crawler.cli.crawling.crawl_via_api import ApiOptions, crawl_via_api  # noqa: PLC0415 - imports no Scrapy

        others = {
            "--blogs": blogs_file, "--full": full, "--media": media, "-O": output, "--warc": warc,
            "--workers": workers, "--scheduler": scheduler, "--dry-run": dry_run,
        }  # fmt: skip
        way = ApiOptions(blogs, every=every, follow=not no_follow, comments=comments, quiet=quiet)
        return int(crawl_via_api(configuration, way, wait=wait, others=others))
    arguments = {
        "blog": ",".join(blogs),
        "blogs": "/dev/stdin" if blogs_file == "-" else blogs_file,
        "all": "yes" if every else None,
        "full": "yes" if full else None,
        "comments": "yes" if comments else None,
        "via": via,
        "follow": "no" if no_follow else None,
    }
    if not blogs:
        del arguments["blog"]
    given = {name: value for name, value in arguments.items() if value is not None}
    from crawler.cli.crawling.crawl_output import set_feeds  # noqa: PLC0415 - Scrapy takes a second
    from crawler.cli.crawling.crawl_process import CrawlRun  # noqa: PLC0415
    from crawler.cli.crawling.crawl_settings import scrapy_settings, set_verbosity  # noqa: PLC0415

    settings = scrapy_settings(configuration)
    if dry_run:
        from crawler.cli.crawling.dry_run import print_plan  # noqa: PLC0415

        print_plan(settings, given)
        return Exit.OK
    set_verbosity(settings, quiet=quiet, log_level=loglevel)
    set_feeds(settings, output)
    if media:
        settings.set("BLOGGER_MEDIA", "all", priority="cmdline")
    if warc:
        settings.set("BLOGGER_WARC", warc, priority="cmdline")
    if workers or scheduler:
        from crawler.cli.crawling.workers import run_with_workers  # noqa: PLC0415

        return run_with_workers(CrawlRun(settings, given, wait), workers or 0, scheduler)
    return CrawlRun(settings, given, wait).run()
