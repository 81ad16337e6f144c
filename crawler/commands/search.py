"""`scrapy search QUERY`: the posts that hold what is asked for, the best first."""

import argparse
import sys

from scrapy.commands import ScrapyCommand

from crawler.commands.asking import NOTHING_FOUND, Asking
from crawler.commands.filtering import add_filter_options, read_filter
from crawler.commands.hits import add_output_options, clean, print_hits, read_limit, remarks
from crawler.commands.parsing import speak_plainly
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.search.search import SORTS, search


class Command(Asking, ScrapyCommand):
    """Search the archive. Words must all occur; put the query in quotes."""

    def syntax(self) -> str:
        return "[options] QUERY"

    def usage(self) -> str:
        return f"search {self.syntax()}"

    def short_desc(self) -> str:
        return "Search the archive"

    def long_desc(self) -> str:
        return (
            'Search the archive. All words must occur. "two words" side by side, -without, begin*, one OR '
            "other, title:word, label:word, author:name. Exit code 1: nothing found."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        add_filter_options(parser)
        add_output_options(parser)
        parser.add_argument("--sort", default="best", metavar="HOW", help=f"{', '.join(SORTS)} (best)")
        parser.add_argument(
            "--all", action="store_true", help="rank every match, however many there are and long it takes"
        )

    def ask(self, archive: Archive, args: list[str], opts: argparse.Namespace) -> int:
        text = " ".join(arg for arg in args if arg != "--")
        with archive.reading() as connection:
            answer = search(
                connection,
                text,
                read_filter(opts),
                limit=read_limit(opts),
                sort=opts.sort,
                bounded=not opts.all,
            )
        if not answer.hits:
            print(f"nothing found for: {clean(text)}", file=sys.stderr)
            if answer.suggestion:
                print(f"did you mean: {clean(answer.suggestion)}", file=sys.stderr)
            return NOTHING_FOUND
        print_hits(answer.hits, opts.shape)
        print(remarks(answer), file=sys.stderr)
        return Exit.OK
