"""The plan of a crawl, without asking anything: `blogger-archive crawl --dry-run`."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from scrapy.settings import Settings

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.blogger.frontier.blog_crawl import BlogCrawl
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import read_address
from crawler.cli.crawling.crawl_settings import require_numbers
from crawler.spiders.arguments import Arguments, read_arguments, read_options
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive, watchlist

_NO_QUESTIONS = cast("ArchiveReader", SimpleNamespace(keeps=True))
"""A crawl asks the archive only after its first answer."""
_ALL = 1 << 31  # blogs


def print_plan(settings: Settings, given: Mapping[str, str]) -> None:
    """Print each blog that would be crawled, why, and the first request. Raise UsageError as a crawl does."""
    arguments = read_arguments(given)
    require_numbers(settings)
    options = read_options(settings.getfloat, arguments)
    blogs = list(_blogs(Path(settings["ARCHIVE_PATH"]), arguments, options))
    for address, known in blogs:
        crawl = BlogCrawl("", Target(address, read_address(address), known), _NO_QUESTIONS, options)
        request = crawl.next()
        print(escape_controls(f"{address}: {_reason(crawl)}"))
        if request:
            said = " (conditional: nothing comes where nothing is new)" if request.is_conditional else ""
            print(escape_controls(f"  GET {request.url}{said}"))
    print(f"{count(len(blogs), 'blog')} would be crawled; nothing was asked")


def _blogs(path: Path, arguments: Arguments, options: CrawlOptions) -> Iterator[tuple[str, KnownBlog | None]]:
    if arguments.addresses and not path.exists():
        yield from ((address.home, None) for address in arguments.addresses)
        return
    now = datetime.now(UTC)
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        for address in arguments.addresses:
            yield address.home, watchlist.find_watched(connection, address.home)
        if not arguments.addresses:
            span = (now, now + options.revisit.ceiling)
            due = watchlist.due_blogs(connection, span, after=0, limit=_ALL, every=arguments.all)
            yield from ((known.address, known) for known in due)


def _reason(crawl: BlogCrawl) -> str:
    if crawl.options.via_pages:
        return "every post, by its pages"
    state = crawl.target.state
    if state.walked is None:
        return "every post, 150 a request: it was never read to its end"
    if crawl.options.full:
        return "every post, 150 a request"
    if state.walked + crawl.options.full_after < crawl.started:
        return f"what is new, then every post: it was last read in full on {state.walked:%Y-%m-%d}"
    since = state.cursor
    return f"what was saved since {since:%Y-%m-%d %H:%M} UTC" if since else "what is new"
