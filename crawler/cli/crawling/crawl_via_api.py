"""Crawl blogs through the Blogger API with one's own key: `blogger-archive crawl --via api BLOG...`."""

import re
from datetime import UTC, datetime

from crawler.blogger.api.api_crawl import ApiCrawl
from crawler.blogger.api.api_errors import is_too_fast
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.resumable import resumable
from crawler.cli.options.service_clients import make_fetcher, web_address
from crawler.cli.output.figures import posts_and_pages, stored, stored_words
from crawler.cli.output.stdout import print_error
from crawler.errors import UsageError
from crawler.exit_codes import Exit, of_outcomes
from crawler.spiders.arguments import Arguments, read_options
from pipelines.archive import Archive, sole_writer, watchlist
from pipelines.imports.blogger_api import ApiResult, crawl_api
from pipelines.imports.fetcher import PAUSE_STATUSES

_KEY = re.compile(r"[\w.~+/=-]{8,200}", re.ASCII)


@resumable
def crawl_via_api(configuration: Configuration, arguments: Arguments, *, wait: float, quiet: bool) -> int:
    """Crawl the blogs one after the other; return the exit code. Raise UsageError for what cannot be used."""
    key = str(configuration.get("BLOGGER_API_KEY").value)
    if not _KEY.fullmatch(key):
        raise UsageError(
            "--via api needs a key of your own: set api_key in the config file, or BLOGGER_ARCHIVE_API_KEY"
        )
    fetcher = make_fetcher(configuration, headers={"X-Goog-Api-Key": key})
    fetcher.asks_for_pause = lambda status, body: status in PAUSE_STATUSES or is_too_fast(body)
    fetcher.delay = 1 / (float(configuration.get("BLOGGER_RATE").value) or 1.0)
    base = web_address(configuration, "BLOGGER_API_URL")
    options = read_options(lambda name: float(configuration.get(name).value), arguments)
    named = [address.home for address in arguments.addresses]
    outcomes = []
    with sole_writer(configuration.archive, wait=wait), Archive(configuration.archive) as archive:
        for home in named or _due(archive, options, every=arguments.all):
            asked = ApiCrawl(base, home, comments=options.comments)
            *_, result = crawl_api(archive, fetcher, asked, home, options)
            _print(result, quiet=quiet)
            outcomes.append(result.crawl.outcome or "failed")
    if not outcomes and not quiet:
        print("no blog is due")
    return of_outcomes(outcomes) if outcomes else Exit.OK


def _due(archive: Archive, options: CrawlOptions, *, every: bool) -> list[str]:
    """Return the addresses of the blogs that are followed and due. Raise UsageError where none is."""
    now = datetime.now(UTC)
    with archive.reading() as connection:
        if not watchlist.follows_any(connection):
            raise UsageError("no blog is followed; name one")
        span = (now, now + options.revisit.ceiling)
        due = watchlist.due_blogs(connection, span, after=0, limit=-1, every=every)
    return [blog.address for blog in due]


def _print(result: ApiResult, *, quiet: bool) -> None:
    crawl = result.crawl
    if crawl.error:
        print_error(f"{'error' if crawl.outcome == 'failed' else 'warning'}: {crawl.address}: {crawl.error}")
    if not quiet and crawl.outcome != "failed":
        received = posts_and_pages(crawl.received, result.pages.total())
        what = f"{stored(result.posts, result.pages)}; comments: {stored_words(result.comments)}"
        print(f"{crawl.address}: {crawl.outcome}, {received} by the API; {what}")
