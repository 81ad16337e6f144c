"""Options that several commands share, as decorators of Click commands."""

import functools
import math
import os
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from glob import glob, has_magic
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import click

from crawler.cli.configuration import read_configuration
from crawler.cli.stdout import print_error
from crawler.errors import BlogArchiveError, UsageError
from crawler.exit_codes import Exit
from crawler.log_lines import LogLines
from pipelines.archive.media_connection import media_path
from pipelines.archive.media_queries import MediaCounts

Function = TypeVar("Function", bound=Callable[..., Any])

NOTHING_FOUND = 1
"""Exit code of a search without results, as of grep."""


def configured(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --archive and -s, and pass the Configuration that they make as the first argument.

    A command inside a group takes what the group was given where it was given nothing itself.
    """

    takes_several = function in _TAKE_SEVERAL

    @functools.wraps(function)
    @click.pass_context
    def call(
        context: click.Context, /, archive: tuple[str, ...], settings: tuple[str, ...], **more: Any
    ) -> Any:
        context.meta.setdefault(_SETTINGS, []).extend(settings)
        context.meta[_ARCHIVE] = archive or context.meta.get(_ARCHIVE, ())
        archives = find_archives(context.meta[_ARCHIVE])
        if len(archives) > 1 and not takes_several:
            raise UsageError(
                f"--archive: {len(archives)} files; {context.info_name} takes one, merge brings them together"
            )
        first = archives[0] if archives else None
        configuration = read_configuration(context.meta[_SETTINGS], archive=first)
        configuration = replace(configuration, named=tuple(map(Path, archives)))
        try:
            return function(configuration, **more)
        except Exception as error:
            _explain(error, configuration.archives)
            raise

    call = click.option(
        "-s", "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a setting; may be repeated."
    )(call)
    several = "; for several repeat it, or quote a pattern: 'news-*.db'." if takes_several else "."
    return click.option(
        "--archive", metavar="FILE", type=click.Path(), multiple=True, help=f"The archive file{several}"
    )(call)


def several_archives(function: Function) -> Function:
    """Let a command that only reads take several archives: `configuration.archives`."""
    _TAKE_SEVERAL.add(function)
    return function


_TAKE_SEVERAL: set[Callable[..., Any]] = set()


def find_archives(named: Sequence[str]) -> list[str]:
    """Return the files that were named, each once, with those that patterns match. Raise UsageError."""
    found: dict[str, str] = {}
    for name in named:
        path = os.path.expanduser(name)  # noqa: PTH111 - keeps "./a.db"
        is_name = os.path.lexists(path) or not has_magic(path)
        matching = [path] if is_name else _matching(path)
        if not matching:
            raise UsageError(f"--archive {name}: no file is called so; check the pattern and its folder")
        for each in matching:
            found.setdefault(os.path.realpath(each), each)
    return list(found.values())


def _explain(error: Exception, archives: Sequence[Path]) -> None:
    """Raise ArchiveError where a damaged row is the cause of an unexpected error."""
    if not isinstance(error, BlogArchiveError | click.ClickException):
        from pipelines.archive.damage import explain  # noqa: PLC0415 - most commands end without

        explain(error, *archives)


_SETTINGS, _ARCHIVE = "crawler.cli.settings", "crawler.cli.archive"


def _matching(pattern: str) -> list[str]:
    """Return the files that match, without the media files of others among them."""
    found = sorted(glob(pattern))  # noqa: PTH207 - keeps "./"
    media = {media_path(Path(file)) for file in found}
    return [file for file in found if Path(file) not in media]


def log_format_option(function: Function) -> Function:
    """Add --log-format, which is for lines that are logged, and errors; not for what a command prints."""

    def choose(context: click.Context, parameter: click.Parameter, value: str | None) -> None:  # noqa: ARG001
        if value:
            LogLines.as_json = value == "json"

    return click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        is_eager=True,  # before anything else can fail
        expose_value=False,
        callback=choose,
        help="json: one JSON object a line, with time, level, logger, message, blog, url.",
    )(function)


def wait_option(function: Function) -> Function:
    """Add --wait, in seconds; without a number, without end."""
    return click.option(
        "--wait",
        type=float,
        is_flag=False,
        flag_value=math.inf,
        default=0.0,
        metavar="[SECONDS]",
        help="Wait for another run that writes to the archive, so long or until it ends.",
    )(function)


def jobs_option(function: Function) -> Function:
    """Add --jobs: processes that read and clean; this one writes."""
    return click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        default=1,
        metavar="N",
        help="Read and clean with N processes beside the one that writes; 1: in that one.",
    )(function)


def resumable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let Ctrl-C, SIGTERM and SIGHUP end a command between two transactions, with one line and their code."""

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        received = [signal.SIGINT]

        def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (of a handler)
            received.append(signal.Signals(number))
            # It may rise inside open(): a file that nobody holds yet is closed as it goes, and no fault.
            warnings.simplefilter("ignore", ResourceWarning)
            raise KeyboardInterrupt

        names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        earlier = {each: signal.getsignal(each) for each in map(signal.Signals.__getitem__, names)}
        taken = {
            each: handler
            for each, handler in earlier.items()
            if handler in (signal.SIG_DFL, signal.default_int_handler)
        }
        try:
            for each in taken:
                signal.signal(each, interrupt)
            return function(*args, **named)
        except KeyboardInterrupt:
            print_error("interrupted: what was stored stays; the same command goes on from there")
            return Exit(128 + received[-1])
        finally:
            for each, handler in taken.items():
                signal.signal(each, handler)

    return call


def options(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Combine option decorators into one that adds them in this order."""

    def add(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return add


class DashedWordsCommand(click.Command):
    """A command whose words may begin with a dash: `search ferry -sail` excludes a word.

    Click would read -sail as the option -s with a value.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value = {
            name: not option.is_flag
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in option.opts
        }
        options_, words = _separated(args, takes_value)
        return super().parse_args(ctx, [*options_, "--", *words])


def _separated(args: list[str], takes_value: Mapping[str, bool]) -> tuple[list[str], list[str]]:
    """Split a command line into options with their values, and words."""
    options_: list[str] = []
    words: list[str] = []
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            words.extend(rest)
        elif arg.startswith("--") or arg in takes_value:
            options_.append(arg)
            options_.extend(islice(rest, int(takes_value.get(arg, False))))
        else:
            words.append(arg)
    return options_, words


def read_share(_: click.Context, parameter: click.Parameter, value: float) -> float:
    """Check a number between 0 and 1, 0 excluded. A Click callback."""
    if not 0 < value <= 1:
        raise UsageError(f"{parameter.opts[0]} {value:g}: give a number between 0 and 1")
    return value


def megabytes(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size / 1e6:,.1f} MB"


def count(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural where it is not one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def posts_and_pages(posts: int, pages: int, noun: str = "post") -> str:
    """Return "59 posts, 1 page": static pages are no posts, and are named only where there are some."""
    return ", ".join((count(posts, noun), *([count(pages, "page")] if pages else ())))


def stored(posts: Counter[str], pages: Counter[str]) -> str:
    """Return what became of posts, and of static pages where there are some: "posts: 2 new; pages: 1 new"."""
    return f"posts: {stored_words(posts)}" + (f"; pages: {stored_words(pages)}" if pages.total() else "")


def stored_words(counts: Counter[str]) -> str:
    """Return what became of items: "2 new, 1 unchanged"."""
    words = ("new", "changed", "unchanged", "suspect")
    return ", ".join(f"{counts[word]:,} {word}" for word in words if counts[word] or word == "new")


def media_figures(counts: MediaCounts) -> str:
    """Return how many media are held, missing and gone, for people."""
    return (
        f"{counts.held:,} held ({megabytes(counts.bytes)}), {counts.missing:,} missing, {counts.gone:,} gone"
    )


_ARCHIVE_FILES = ("", "-wal", "-shm", "-journal", ".lock")
"""Endings of the files that SQLite and the lock keep beside an archive."""


def require_not_archive(target: Path, archive: Path) -> None:
    """Raise UsageError for an output file that is the archive, its media file, or one that SQLite keeps."""
    kept = archive.resolve()
    files = (kept, media_path(kept))
    if target.resolve() in {
        file.with_name(file.name + ending) for file in files for ending in _ARCHIVE_FILES
    }:
        raise UsageError(f"{target}: is the archive itself; name another file")
