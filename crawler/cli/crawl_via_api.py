"""Crawl blogs through the Blogger API with one's own key: `blogger-archive crawl --via api BLOG...`."""

import re
from collections.abc import Mapping, Sequence

from crawler.blogger.api.api_crawl import ApiCrawl
from crawler.blogger.urls import read_address
from crawler.cli.base import posts_and_pages, stored, stored_words
from crawler.cli.configuration import Configuration
from crawler.cli.import_ import make_fetcher, web_address
from crawler.cli.stdout import print_error
from crawler.errors import UsageError
from crawler.exit_codes import Exit, of_outcomes
from pipelines.archive import Archive, sole_writer
from pipelines.imports.blogger_api import ApiResult, crawl_api

_KEY = re.compile(r"[\w.~+/=-]{8,200}", re.ASCII)


def crawl_via_api(
    configuration: Configuration,
    blogs: Sequence[str],
    *,
    comments: bool,
    quiet: bool,
    wait: float,
    others: Mapping[str, object],
) -> Exit:
    """Crawl the blogs one after the other; return the exit code. Raise UsageError for what cannot be used.

    `others` are the options of `crawl` that only feeds and pages have.
    """
    for name, value in others.items():
        if value:
            raise UsageError(f"{name} does not go with --via api; leave one of them out")
    if not blogs:
        raise UsageError("--via api needs the address of a blog")
    key = str(configuration.get("BLOGGER_API_KEY").value)
    if not _KEY.fullmatch(key):
        raise UsageError(
            "--via api needs a key of your own: set api_key in the config file, or BLOGGER_ARCHIVE_API_KEY"
        )
    fetcher = make_fetcher(configuration, headers={"X-Goog-Api-Key": key})
    base = web_address(configuration, "BLOGGER_API_URL")
    homes = [read_address(blog).home for blog in blogs]
    outcomes = []
    with sole_writer(configuration.archive, wait=wait), Archive(configuration.archive) as archive:
        for home in homes:
            *_, result = crawl_api(archive, fetcher, ApiCrawl(base, home, comments=comments), home)
            _print(result, quiet=quiet)
            outcomes.append(result.crawl.outcome or "failed")
    return of_outcomes(outcomes)


def _print(result: ApiResult, *, quiet: bool) -> None:
    crawl = result.crawl
    if crawl.error:
        print_error(f"{'error' if crawl.outcome == 'failed' else 'warning'}: {crawl.address}: {crawl.error}")
    if not quiet and crawl.outcome != "failed":
        received = posts_and_pages(crawl.received, result.pages.total())
        what = f"{stored(result.posts, result.pages)}; comments: {stored_words(result.comments)}"
        print(f"{crawl.address}: {crawl.outcome}, {received} by the API; {what}")
