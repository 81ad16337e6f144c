"""Plots of counts over time: as text for a terminal, or as a PNG or SVG file."""

import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from crawler.errors import UsageError

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
