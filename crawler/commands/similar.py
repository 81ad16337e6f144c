"""`scrapy similar POST`: more like this."""

import argparse
import sys

from scrapy.commands import ScrapyCommand

from crawler.commands.asking import NOTHING_FOUND, Asking
from crawler.commands.filtering import add_filter_options, read_filter
from crawler.commands.hits import add_output_options, print_hits, read_limit
from crawler.commands.parsing import speak_plainly
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.search.similar import find_similar


class Command(Asking, ScrapyCommand):
    """Posts that share the words by which a post differs from all others, the likest first."""

    def syntax(self) -> str:
        return "[options] POST"

    def usage(self) -> str:
        return f"similar {self.syntax()}"

    def short_desc(self) -> str:
        return "Posts like one, which is named by its address, Blogger's post id, or its row id"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        add_filter_options(parser)
        add_output_options(parser)

    def ask(self, archive: Archive, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UsageError(f"one post at a time; usage: scrapy {self.usage()}")
        with archive.reading() as connection:
            answer = find_similar(connection, args[0], read_filter(opts), limit=read_limit(opts))
        if not answer.hits:
            print(f"no post is like {args[0]}", file=sys.stderr)
            return NOTHING_FOUND
        print_hits(answer.hits, opts.shape)
        return Exit.OK
