"""Plot how many posts mention a word over time: `blogger-archive trends WORD...`."""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.options.shared_options import NOTHING_FOUND, DashedWordsCommand
from crawler.cli.output.plots import draw, save_plot
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import allows_colour, one_line
from pipelines.archive import Archive
from pipelines.search.filters import Filter
from pipelines.search.trends import SPANS, Trends, count_trends


@click.command("trends", cls=DashedWordsCommand)
@click.argument("words", nargs=-1, metavar="WORD...")
@filter_options
@click.option("--by", type=click.Choice(list(SPANS)), default="month", help="Span of time; default month.")
@click.option("--share", is_flag=True, help="Posts in a thousand instead of posts.")
@click.option("--json", "as_json", is_flag=True, help="The figures instead of a plot.")
@click.option("--png", metavar="FILE", help="Write the plot to a file (needs matplotlib).")
@click.option("--svg", metavar="FILE", help="The same, as vectors.")
@configured
def command(
    configuration: Configuration,
    words: tuple[str, ...],
    chosen: Filter,
    by: str,
    share: bool,
    as_json: bool,
    png: str | None,
    svg: str | None,
) -> int:
    """Plot how many posts mention each WORD, which may be a query as for search, by month or year."""
    if not any(word.strip() for word in words):
        raise UsageError("nothing to look for; usage: blogger-archive trends [OPTIONS] WORD...")
    paths = [_with_ending(name, ending) for name, ending in ((png, ".png"), (svg, ".svg")) if name]
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        found = count_trends(connection, list(dict.fromkeys(words)), chosen, by=by, totals=share)
    if not any(map(sum, found.counts.values())):
        print(f"nothing found for: {one_line(', '.join(words))}", file=sys.stderr)
        return NOTHING_FOUND
    title = f"posts a {by}" + (", of a thousand" if share else "")
    lines: Mapping[str, Sequence[float]] = found.shares() if share else found.counts
    lines = {one_line(name): values for name, values in lines.items()}
    for path in paths:
        save_plot(path, title, found.spans, lines)
        print(path)
    if as_json:
        print(json.dumps(_tree(found, by), ensure_ascii=True, indent=1))
    elif not paths:
        _print_plot(title, found.spans, lines)
    return Exit.OK


def _with_ending(name: str, ending: str) -> Path:
    path = Path(name)
    if path.suffix.lower() != ending:
        raise UsageError(f"{name}: name a file that ends in {ending}")
    return path


def _tree(found: Trends, by: str) -> dict[str, object]:
    tree: dict[str, object] = {"by": by, "spans": found.spans, "posts": found.counts}
    if found.totals is not None:
        tree |= {"all": found.totals, "per_thousand": found.shares()}
    return tree


def _print_plot(title: str, spans: Sequence[str], lines: Mapping[str, Sequence[float]]) -> None:
    out = sys.stdout
    width = shutil.get_terminal_size().columns
    print(draw(title, spans, lines, width=width, colour=allows_colour(out)).rstrip("\n"))
    for name, values in lines.items():
        top = max(range(len(spans)), key=lambda place: values[place])
        print(f"{name}: most in {spans[top]} ({values[top]:,.6g})")
