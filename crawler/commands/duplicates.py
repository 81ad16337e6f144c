"""`scrapy duplicates`: posts that are copies of one another."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.commands.asking import NOTHING_FOUND
from crawler.commands.export import complete_fingerprints
from crawler.commands.filtering import add_filter_options, read_filter
from crawler.commands.hits import clean
from crawler.commands.parsing import speak_plainly
from crawler.commands.telling import telling
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.search.export_rows import Selection, snapshot
from pipelines.search.filters import Filter
from pipelines.search.near_duplicates import LEAST, BlogScope, DuplicatePost, find_duplicates


class Command(ScrapyCommand):
    """Read options, find groups, print them."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List near-duplicate posts: the earliest of each group, and who copied it when"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        add_filter_options(parser)
        least = f"0 … 1: the share of words in which texts agree; default {LEAST}"
        parser.add_argument("--min-likeness", type=float, default=LEAST, metavar="X", help=least)
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--across", action="store_true", help="only copies of another blog's posts")
        only.add_argument("--within", action="store_true", help="only copies inside one blog")
        parser.add_argument("--json", action="store_true", help="one JSON object a group and line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with telling(self):
            if args:
                raise UsageError(f"{args[0]}: scrapy duplicates takes options only")
            groups = find(Path(self.settings["ARCHIVE_PATH"]), read_filter(opts), opts)
            self.exitcode = NOTHING_FOUND
            for group in groups:
                print("\n".join(as_json(group) if opts.json else as_text(group)))
                self.exitcode = Exit.OK
            if self.exitcode == NOTHING_FOUND and not opts.json:
                print("no near-duplicates found", file=sys.stderr)


def find(path: Path, chosen: Filter, opts: argparse.Namespace) -> Iterator[list[DuplicatePost]]:
    """The groups that were asked for."""
    if not 0 < opts.min_likeness <= 1:
        raise UsageError(f"--min-likeness {opts.min_likeness:g}: give a number between 0 and 1")
    between = BlogScope.OTHER if opts.across else BlogScope.SAME if opts.within else BlogScope.ANY
    complete_fingerprints(path)
    with Archive(path, read_only=True) as archive, archive.reading() as db, snapshot(db, Selection()):
        yield from find_duplicates(db, chosen, opts.min_likeness, between)


def as_json(group: list[DuplicatePost]) -> Iterator[str]:
    """One line."""
    first, *copies = (asdict(member) | {"likeness": round(member.likeness, 4)} for member in group)
    yield json.dumps({"first": first, "copies": copies}, ensure_ascii=False)


def as_text(group: list[DuplicatePost]) -> Iterator[str]:
    """The earliest, and below it its copies."""
    for number, member in enumerate(group):
        alike = f"{member.likeness:.2f}" if number else "first"
        facts = (
            member.published or "undated",
            member.blog or member.blog_id,
            member.title or "—",
            member.url or "",
        )
        yield f"{'' if number else chr(10)}{alike:6}" + "  ".join(clean(fact) for fact in facts)
