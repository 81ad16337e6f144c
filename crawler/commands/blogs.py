"""`scrapy blogs`: the watch list, which `scrapy crawl blogger` crawls when its blogs are due."""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from tabulate import tabulate

from crawler.archive_reader import KnownBlog
from crawler.blogger.opml import read_list, write_list
from crawler.blogger.urls import read_address
from crawler.commands.parsing import speak_plainly
from crawler.commands.sparing import spare_archive
from crawler.commands.telling import telling
from crawler.errors import UsageError
from crawler.spiders.arguments import read_file
from crawler.terminal import inert
from pipelines.archive import Archive, watchlist
from pipelines.archive.connection import WriteContext

LONGEST = 40
"""Letters of a title or a reason in the table."""
ADDRESS = re.compile(r"^https?://\S+: ")
"""Where a reason begins with the address that was asked, which the table names already."""
HEADS = ("title", "address", "posts", "last run", "next due", "health")


class Command(ScrapyCommand):
    """Lists the blogs that are followed, and changes the list."""

    def syntax(self) -> str:
        return "[options] [add URL... | pause BLOG... | resume BLOG... | forget --yes BLOG...]"

    def short_desc(self) -> str:
        return "List the blogs that are followed; add, pause, resume or forget some"

    def long_desc(self) -> str:
        return (
            "Without arguments: the blogs that `scrapy crawl blogger` crawls when they are due. "
            "BLOG is an address, a title or an id. What is forgotten is not crawled any more; its posts stay."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        parser.add_argument("--json", action="store_true", help="the list as JSON")
        parser.add_argument("--yes", action="store_true", help="forget without asking back")
        parser.add_argument(
            "--import", dest="imported", metavar="FILE", help="add the blogs of a list or OPML"
        )
        parser.add_argument("--export", metavar="FILE", help="write the list as OPML; - for standard output")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with telling(self):
            changes = _changes(args, opts)
            if opts.export and opts.export != "-":
                spare_archive(Path(opts.export), Path(self.settings["ARCHIVE_PATH"]))
            with Archive(self.settings["ARCHIVE_PATH"], read_only=changes is None) as archive:
                if changes:
                    changes(archive)
                else:
                    _show(archive, opts)


def _changes(args: list[str], opts: argparse.Namespace) -> Callable[[Archive], None] | None:
    """What is to be done to the list; None: nothing, it is shown. Raises UsageError."""
    if opts.imported:
        addresses = read_list(read_file(Path(opts.imported)), name=opts.imported)
        return lambda archive: _add(archive, (address.home for address in addresses))
    if not args:
        return None
    verb, *names = args
    if verb not in {"add", *VERBS}:
        raise UsageError(f"{verb!r}: say add, {', '.join(VERBS)}; or nothing, for the list")
    if not names:
        raise UsageError(f"{verb}: which blog? `scrapy blogs` lists them")
    if verb == "forget" and not opts.yes:
        raise UsageError("forget takes blogs off the watch list; their posts stay; add --yes to do it")
    if verb == "add":
        addresses = [read_address(name) for name in names]
        return lambda archive: _add(archive, (address.home for address in addresses))
    return lambda archive: _each(archive, verb, names)


def _add(archive: Archive, addresses: Iterable[str]) -> None:
    for address in addresses:
        with archive.writing() as context:
            said = "followed from now on" if watchlist.follow(context, address) else "followed already"
        print(f"{address}: {said}")


VERBS: Mapping[str, tuple[Callable[[WriteContext, int], None], str]] = {
    "pause": (watchlist.pause, "left alone until `scrapy blogs resume`"),
    "resume": (watchlist.resume, "crawled again when it is due"),
    "forget": (watchlist.unfollow, "not followed any more; its posts stay in the archive"),
}
"""Verb → what it does, what is said then."""


def _each(archive: Archive, verb: str, names: list[str]) -> None:
    """Raises UsageError, before anything is changed, for a name that is none."""
    work, said = VERBS[verb]
    numbers = {name: _find(archive, name) for name in names}
    for name, number in numbers.items():
        with archive.writing() as context:
            work(context, number)
        print(f"{name}: {said}")


def _find(archive: Archive, name: str) -> int:
    try:
        address = read_address(name).home
    except UsageError:
        address = None
    with archive.reading() as connection:
        found = watchlist.find_followed(connection, name, address)
    if len(found) != 1:
        what = "no blog of that name is followed" if not found else f"{len(found)} blogs are called so"
        raise UsageError(f"{name}: {what}; `scrapy blogs` lists them with their addresses")
    return found[0]


def _show(archive: Archive, opts: argparse.Namespace) -> None:
    with archive.reading() as connection:
        blogs = list(watchlist.followed_blogs(connection))
    now = datetime.now(UTC)
    if opts.export:
        _export(blogs, opts.export)
    elif opts.json:
        print(json.dumps([plain(blog, now) for blog in blogs], ensure_ascii=False, indent=2))
    elif blogs:
        print(inert(tabulate([row(blog, now) for blog in blogs], HEADS, disable_numparse=True)))
    else:
        print("No blog is followed. Crawl one by name, or type: scrapy blogs add URL")


def _export(blogs: list[KnownBlog], file: str) -> None:
    opml = write_list([(blog.title or blog.address, blog.address) for blog in blogs])
    if file == "-":
        print(opml, end="")
        return
    try:
        Path(file).write_text(opml, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from None
    print(f"{len(blogs)} blogs in {file}")


def row(blog: KnownBlog, now: datetime) -> tuple[str, ...]:
    """A line of the table."""
    last = blog.last.ended if blog.last else None
    return (
        _short(blog.title or ""),
        blog.address,
        str(blog.posts),
        _minute(last) if last else "never",
        "-" if blog.paused else _minute(due) if (due := next_due(blog)) and due > now else "now",
        health(blog),
    )


def plain(blog: KnownBlog, now: datetime) -> dict[str, Any]:
    """A blog as JSON data; times in UTC."""
    last, due = blog.last, next_due(blog)
    return {
        "title": blog.title,
        "address": blog.address,
        "blog_id": blog.blog_id,
        "posts": blog.posts,
        "added": _iso(blog.added),
        "paused": _iso(blog.paused),
        "last_run": _iso(last.ended if last else None),
        "last_success": _iso(blog.succeeded),
        "next_due": None if blog.paused else _iso(due or now),
        "outcome": last.outcome if last else None,
        "failures": last.failures if last else 0,
        "failing_since": _iso(last.failing_since if last else None),
        "error": last.error if last else None,
    }


def next_due(blog: KnownBlog) -> datetime | None:
    """When it is due; None: at the next run."""
    return blog.last.next_due if blog.last else None


def health(blog: KnownBlog) -> str:
    """How it is with a blog, in a few words."""
    last = blog.last
    if blog.paused:
        return f"paused since {blog.paused:%Y-%m-%d}"
    if last is None:
        return "not crawled yet"
    if last.failing_since is None:
        return "well" if last.outcome == "complete" else str(last.outcome)
    word = "failing" if last.outcome == "failed" else str(last.outcome)
    reason = _short(ADDRESS.sub("", last.error or ""), 2 * LONGEST)
    return f"{word} since {last.failing_since:%Y-%m-%d}: {reason}"


def _short(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
