"""`scrapy extract PAGE...`: what saved pages of blogs say, one JSON object a line. Needs no archive."""

import argparse
import gzip
import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import scrapy
from scrapy.commands import ScrapyCommand
from scrapy.http import Response

from crawler.blogger.page import ParsedPage, read_page
from crawler.commands.parsing import speak_plainly
from crawler.exit_codes import Exit
from crawler.items import Comment, Post
from pipelines.boilerplate import BoilerplatePipeline
from pipelines.dates import DatesPipeline
from pipelines.language import LanguagePipeline

GZIP = b"\x1f\x8b"
BLANK = b" \t\r\n\x00\x0c"
LARGEST = 64 << 20
"""Bytes of a page that was packed."""
DAY = len("2013-10-05")
ONLY_FETCH: dict[str, dict[str, str]] = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}
"""Settings for fetching pages by URL: nothing is stored, nothing reported."""


@dataclass(frozen=True, slots=True)
class Source:
    """One page as it was given: its bytes, or why there are none."""

    name: str
    body: bytes = b""
    url: str | None = None
    charset: str | None = None
    error: str | None = None


class Cleaner:
    """The pipelines that need no archive, one after the other. Keeps what it learns about a blog's dates."""

    def __init__(self) -> None:
        self._steps = (BoilerplatePipeline(), DatesPipeline(), LanguagePipeline())

    def clean(self, item: object) -> Any:
        """A post or comment as it would be stored."""
        for step in self._steps:
            item = step.process_item(item)
        return item


class Command(ScrapyCommand):
    """Read pages from files, standard input or the web and print what they say."""

    def syntax(self) -> str:
        return "[options] PAGE..."

    def short_desc(self) -> str:
        return (
            "Read saved pages of a blog (files, .gz, URLs, - for stdin) and print their posts as JSON lines"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        parser.add_argument("--url", metavar="URL", help="address of the page, where it does not say its own")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            print("error: no page given; name files, URLs, or - for stdin", file=sys.stderr)
            self.exitcode = Exit.USAGE
            return
        fetched = self._fetch([arg for arg in args if is_url(arg)])
        try:
            self._print(fetched[arg] if is_url(arg) else read_source(arg, opts.url) for arg in args)
        except BrokenPipeError:  # as in `| head`: who reads has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = Exit.OK

    def _print(self, sources: Iterable[Source]) -> None:
        """One page after the other, so that a long list of them takes no more memory than the largest."""
        cleaner = Cleaner()
        for source in sources:
            if source.error or not source.body.strip(BLANK):
                sys.stdout.flush()
                print(f"error: {source.name}: {source.error or 'the page is empty'}", file=sys.stderr)
                self.exitcode = Exit.INCOMPLETE
                continue
            for record in records(source, cleaner):
                print(as_line(record))
        sys.stdout.flush()

    def _fetch(self, urls: list[str]) -> Mapping[str, Source]:
        """Fetch pages with the project's manners; standard output stays for the records."""
        found = {url: Source(url, error="nothing came back; run with -L INFO to see why") for url in urls}
        if urls:
            assert self.settings is not None
            assert self.crawler_process is not None
            self.settings.setdict(ONLY_FETCH, priority="cmdline")
            self.crawler_process.crawl(Fetcher, urls=urls, found=found)
            self.crawler_process.start()
        return found


class Fetcher(scrapy.Spider):
    """Fetches single pages and keeps them."""

    name = "extract"

    def __init__(self, urls: list[str], found: dict[str, Source], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls
        self.found = found

    async def start(self) -> Any:
        for url in dict.fromkeys(self.urls):
            yield scrapy.Request(url, callback=self.keep, cb_kwargs={"asked": url}, dont_filter=True)

    def keep(self, response: Response, asked: str) -> None:
        """Keep an answer of any status: error pages have a kind too."""
        header = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
        charset = header.partition("charset=")[2].partition(";")[0].strip(" \"'")
        self.found[asked] = Source(asked, response.body, response.url, charset or None)


def is_url(name: str) -> bool:
    """Whether an argument names a page of the web."""
    return name.startswith(("http://", "https://"))


def read_source(name: str, url: str | None) -> Source:
    """Read a file, or standard input for "-"; gzip is told by its first bytes."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        body = _unpacked(body) if body.startswith(GZIP) else body
    except (OSError, EOFError, ValueError, zlib.error) as error:
        return Source(name, error=getattr(error, "strerror", None) or str(error))
    return Source(name, body, url)


def _unpacked(body: bytes) -> bytes:
    with gzip.open(BytesIO(body)) as file:
        unpacked = file.read(LARGEST + 1)
    if len(unpacked) > LARGEST:
        raise ValueError(f"it holds more than {LARGEST >> 20} MB, which no page does")
    return unpacked


def as_line(record: Mapping[str, Any]) -> str:
    """A record as JSON in the letters that standard output can write."""
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(record)
    return line


def records(source: Source, cleaner: Cleaner) -> Iterator[dict[str, Any]]:
    """The posts of a page, one record each; one record with the page's kind where it holds none."""
    page = read_page(source.body, url=source.url, charset=source.charset)
    name = source.name if is_url(source.name) else Path(source.name).name
    frame = {"file": name, "kind": str(page.page_type)}
    if not page.posts:
        yield frame | record(_nothing(page), ()) | {"dialect": None, "notes": list(page.notes)}
    for post in page.posts:
        own = (comment for comment in page.comments if comment.post_id == post.post_id)
        comments = tuple(cleaner.clean(comment) for comment in own)
        clean = record(cleaner.clean(post), comments)
        yield frame | clean | {"dialect": page.template, "notes": list(page.notes)}


def record(post: Post, comments: tuple[Comment, ...]) -> dict[str, Any]:
    """A post as plain JSON data.

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
    return local if local and len(local) >= DAY else None


def _nothing(page: ParsedPage) -> Post:
    return Post(blog_id=page.blog_id, post_id="", url=page.url, source="page", locale=page.locale)
