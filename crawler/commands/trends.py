"""`scrapy trends WORD...`: how often posts speak of something, by month or year."""

import argparse
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.commands.asking import NOTHING_FOUND, Asking
from crawler.commands.filtering import add_filter_options, read_filter
from crawler.commands.hits import clean
from crawler.commands.parsing import speak_plainly
from crawler.commands.plots import in_file, in_terminal
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.search.trends import SPANS, Trends, count_trends


class Command(Asking, ScrapyCommand):
    """Each argument is a word or a query as for search."""

    def syntax(self) -> str:
        return "[options] WORD..."

    def usage(self) -> str:
        return f"trends {self.syntax()}"

    def short_desc(self) -> str:
        return "Plot how many posts speak of something, by month or year"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        add_filter_options(parser)
        group = parser.add_argument_group("What is printed")
        group.add_argument("--by", choices=tuple(SPANS), default="month", help="span of time (month)")
        group.add_argument("--share", action="store_true", help="posts in a thousand instead of posts")
        group.add_argument("--json", action="store_true", help="the figures instead of a plot")
        group.add_argument("--png", metavar="FILE", help="write the plot to a file (needs matplotlib)")
        group.add_argument("--svg", metavar="FILE", help="the same, as vectors")

    def ask(self, archive: Archive, args: list[str], opts: argparse.Namespace) -> int:
        paths = [
            _with_ending(name, ending) for name, ending in ((opts.png, ".png"), (opts.svg, ".svg")) if name
        ]
        words = list(dict.fromkeys(arg for arg in args if arg != "--"))
        with archive.reading() as connection:
            found = count_trends(connection, words, read_filter(opts), by=opts.by, totals=opts.share)
        if not any(map(sum, found.counts.values())):
            print(f"nothing found for: {clean(', '.join(words))}", file=sys.stderr)
            return NOTHING_FOUND
        lines: Mapping[str, Sequence[float]] = found.shares() if opts.share else found.counts
        lines = {clean(name): values for name, values in lines.items()}
        title = f"posts a {opts.by}" + (", of a thousand" if opts.share else "")
        for path in paths:
            in_file(path, title, found.spans, lines)
            print(path)
        if opts.json:
            print(json.dumps(_plain(found, opts.by), ensure_ascii=True, indent=1))
        elif not paths:
            _print_plot(title, found.spans, lines)
        return Exit.OK


def _with_ending(name: str, ending: str) -> Path:
    path = Path(name)
    if path.suffix.lower() != ending:
        raise UsageError(f"{name}: name a file that ends in {ending}")
    return path


def _plain(found: Trends, by: str) -> dict[str, object]:
    plain: dict[str, object] = {"by": by, "spans": found.spans, "posts": found.counts}
    if found.totals is not None:
        plain |= {"all": found.totals, "per_thousand": found.shares()}
    return plain


def _print_plot(title: str, spans: Sequence[str], lines: Mapping[str, Sequence[float]]) -> None:
    out = sys.stdout
    width = shutil.get_terminal_size().columns
    text = in_terminal(title, spans, lines, width=width, colour=out.isatty())
    print(text.encode(out.encoding, "replace").decode(out.encoding).rstrip("\n"))
    for name, values in lines.items():
        top = max(range(len(spans)), key=lambda place: values[place])
        print(f"{name}: most in {spans[top]} ({values[top]:,.6g})")
