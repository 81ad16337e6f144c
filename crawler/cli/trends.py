"""Plot how many posts mention a word over time: `blogger-archive trends WORD...`."""

import shutil
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.options.shared_options import DashedWordsCommand
from crawler.cli.output.stdout import json_text
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import MOST_SHOWN, allows_colour, one_line
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
        print(f"nothing found for: {one_line(', '.join(words))[:MOST_SHOWN]}", file=sys.stderr)
        return Exit.NOTHING_FOUND
    title = f"posts a {by}" + (", of a thousand" if share else "")
    lines: Mapping[str, Sequence[float]] = found.shares() if share else found.counts
    lines = {one_line(name): values for name, values in lines.items()}
    for path in paths:
        save_plot(path, title, found.spans, lines)
        print(path)
    if as_json:
        print(json_text(_tree(found, by)))
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
    if len(spans) > 1:  # a single point is next to nothing to look at
        print(draw(title, spans, lines, width=width, colour=allows_colour(out)).rstrip("\n"))
    for name, values in lines.items():
        top = max(range(len(spans)), key=lambda place: values[place])
        print(f"{name}: most in {spans[top]} ({values[top]:,.6g})")


_TICKS = 6
_HEIGHT = 18
_WIDEST = 120
_MARKERS = "*o+x#@"  # distinguish lines where there are no colours

Lines = Mapping[str, Sequence[float]]  # name → one number for each span


def draw(title: str, spans: Sequence[str], lines: Lines, *, width: int, colour: bool) -> str:
    """Return a plot as text of at most `width` columns."""
    import plotext  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import, and only a plot needs it

    figure = plotext.figure
    figure.clear()
    figure.theme("simple" if colour else "colorless")
    places = list(range(len(spans)))
    for number, (name, values) in enumerate(lines.items()):
        marker = "braille" if colour or len(lines) == 1 else _MARKERS[number % len(_MARKERS)]
        signal = figure.signal(places, list(values), marker=marker)
        figure.draw(signal.lines().label(name))
    shown = _ticks(len(spans))
    figure.ruler("x").ticks(shown, [spans[place] for place in shown])
    figure.plot_size(min(width, _WIDEST), _HEIGHT)
    figure.title(title)
    text = str(figure.build())
    return text if colour else str(plotext.uncolorize(text))


def save_plot(path: Path, title: str, spans: Sequence[str], lines: Lines) -> None:
    """Write the plot in the format of the path's ending. Raises UsageError."""
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            f"{path}: plots as files need matplotlib; install it with: "
            f"{sys.executable} -m pip install 'matplotlib>=3.11'"
        ) from None
    mpl.use("agg")
    mpl.rcParams["svg.fonttype"] = "none"  # text stays text, for the fonts of whoever looks at it
    from matplotlib import pyplot  # noqa: PLC0415

    figure, axes = pyplot.subplots(figsize=(9, 4.5), layout="constrained")
    for name, values in lines.items():
        axes.plot(range(len(spans)), values, label=name.replace("$", r"\$"))
    shown = _ticks(len(spans))
    axes.set_xticks(shown, [spans[place] for place in shown])
    axes.set_ylim(bottom=0)
    axes.set_title(title)
    axes.legend()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph")  # a PNG has boxes for letters that no font here has
            figure.savefig(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); name another file") from None
    finally:
        pyplot.close(figure)


def _ticks(count: int) -> list[int]:
    step = max(-(-count // _TICKS), 1)
    return list(range(0, count, step))
