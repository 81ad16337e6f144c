"""Print the posts of saved pages as JSON lines: `blogger-archive extract PAGE...`."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import click

from crawler.blogger.encoding import charset_of
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import PageType
from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.stdout import json_text, print_error
from crawler.exit_codes import Exit
from crawler.items import Comment, Post
from pipelines.imports.containers import Member, expand, read_bounded
from pipelines.imports.folders import Unreadable
from pipelines.imports.mhtml import read_saved
from pipelines.imports.pages import read_kept
from pipelines.imports.recognise import HEAD_BYTES, SourceKind, recognise
from pipelines.item_cleaner import ItemCleaner

_BLANK = b" \t\r\n\x00\x0c"
_DAY = len("2013-10-05")
_NO_PAGE = "is not a page of a blog, and holds no markup; name a page saved as HTML"


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page as it was given: its bytes, or the reason that there are none."""

    name: str
    body: bytes = b""
    url: str | None = None
    charset: str | None = None
    error: str | None = None


@click.command("extract")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("--url", help="Address of the page, where it does not state its own.")
@configured
def command(configuration: Configuration, pages: tuple[str, ...], url: str | None) -> int:
    """Print the posts of saved pages of a blog as JSON lines; needs no archive.

    PAGE is a file (.html, .mhtml, also packed), a URL, or - for standard input. Exit code 3: some page could
    not be read.
    """
    fetched = _fetch(configuration, [page for page in pages if is_url(page)])
    sources = ([fetched[page]] if is_url(page) else read_sources(page, url) for page in pages)
    return _print_records(chain.from_iterable(sources))


def _print_records(sources: Iterable[PageSource]) -> Exit:
    """Print one page after the other: a long list of them takes no more memory than the largest."""
    cleaner, code = ItemCleaner(), Exit.OK
    for source in sources:
        error = source.error or ("" if source.body.strip(_BLANK) else "the page is empty")
        found = [] if error else list(records(source, cleaner))
        for record in found:
            print(json_text(record, indent=None))
        if not found:
            sys.stdout.flush()
            print_error(f"error: {source.name}: {error or _NO_PAGE}")
            code = Exit.INCOMPLETE
    return code


def _fetch(configuration: Configuration, urls: list[str]) -> Mapping[str, PageSource]:
    """Fetch pages with the project's settings for requests; nothing is stored or reported."""
    if not urls:
        return {}
    from crawler.cli.crawling.single_requests import fetch  # noqa: PLC0415 - Scrapy takes a second

    failed = {
        url: PageSource(url, error="nothing came back; run with -s LOG_LEVEL=INFO to see why") for url in urls
    }
    return failed | {url: PageSource(url, *page) for url, page in fetch(urls, configuration).items()}


def is_url(name: str) -> bool:
    """Tell whether an argument names a page of the web."""
    return name.startswith(("http://", "https://"))


def read_sources(name: str, url: str | None) -> Iterator[PageSource]:
    """Read a file, or standard input for "-", and what is packed in it, as an import does."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        hint = "; `import` reads folders" if isinstance(error, IsADirectoryError) else ""
        yield PageSource(name, error=f"{error.strerror or error}{hint}")
        return
    for member in expand(Member(name, partial(BytesIO, body))):
        yield _source(member, url)


def _source(member: Member | Unreadable, url: str | None) -> PageSource:
    if isinstance(member, Unreadable):
        return PageSource(member.name, error=member.reason)
    try:
        saved = read_saved(read_bounded(member))
    except OSError as error:
        return PageSource(member.name, error=str(error))
    return PageSource(member.name, saved.body, url or saved.url, charset_of(saved.content_type))


def records(source: PageSource, cleaner: ItemCleaner) -> Iterator[dict[str, Any]]:
    """Yield a record for each post of a page, or one with its kind; nothing for a file without markup."""
    page = read_kept(source.body, url=source.url, charset=source.charset)
    name = source.name if is_url(source.name) else Path(source.name).name
    # Before a record to lead its line, and behind it: `kind` is the page's, not the post's.
    frame = {"file": name, "kind": str(page.page_type)}
    is_page = recognise("", source.body[:HEAD_BYTES]) is SourceKind.PAGE
    if not page.posts and page.page_type is PageType.OTHER and not is_page:
        return
    if not page.posts:
        yield frame | record(_nothing(page), ()) | frame | {"dialect": None, "notes": list(page.notes)}
    for post in page.posts:
        own = (comment for comment in page.comments if comment.post_id == post.post_id)
        comments = tuple(cleaner.clean(comment) for comment in own)
        clean = record(cleaner.clean(post), comments)
        yield frame | clean | frame | {"dialect": page.template, "notes": list(page.notes)}


def record(post: Post, comments: tuple[Comment, ...]) -> dict[str, Any]:
    """Return a post as JSON data.

    `published` is the instant in the blog's own offset; where the page states less, the local day or minute;
    null where not even the day is known (`published_local` may still name the month).
    """
    plain = asdict(post)
    plain["published"] = _moment(post.published, post.published_local)
    plain["updated"] = post.updated.isoformat() if post.updated else None
    plain["comments"] = [
        asdict(comment)
        | {
            "published": _moment(comment.published, comment.published_local),
            "updated": comment.updated.isoformat() if comment.updated else None,
        }
        for comment in comments
    ]
    return plain


def _moment(exact: Any, local: str | None) -> str | None:
    if exact is not None:
        return str(exact.isoformat())
    return local if local and len(local) >= _DAY else None


def _nothing(page: ParsedPage) -> Post:
    return Post(blog_id=page.blog_id, post_id="", url=page.url, source="page", locale=page.locale)
