"""The options --archive and -s of a command, and the configuration that they make."""

import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from glob import glob, has_magic
from pathlib import Path
from typing import Any

import click

from crawler.cli.options.configuration import read_configuration
from crawler.errors import BlogArchiveError, UsageError
from pipelines.archive.media.media_connection import media_path


def configured(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --archive and -s, and pass the Configuration that they make as the first argument.

    A command inside a group takes what the group was given where it was given nothing itself.
    """
    return _configured(function, several=False)


def configured_for_several(function: Callable[..., Any]) -> Callable[..., Any]:
    """Do the same for a command that only reads and takes several archives: `configuration.archives`."""
    return _configured(function, several=True)


def _configured(function: Callable[..., Any], *, several: bool) -> Callable[..., Any]:
    @functools.wraps(function)
    @click.pass_context
    def call(
        context: click.Context, /, archive: tuple[str, ...], settings: tuple[str, ...], **more: Any
    ) -> Any:
        context.meta.setdefault(_SETTINGS, []).extend(settings)
        context.meta[_ARCHIVE] = archive or context.meta.get(_ARCHIVE, ())
        archives = find_archives(context.meta[_ARCHIVE])
        if len(archives) > 1 and not several:
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
    how = "; for several repeat it, or quote a pattern: 'news-*.db'." if several else "."
    return click.option(
        "--archive", metavar="FILE", type=click.Path(), multiple=True, help=f"The archive file{how}"
    )(call)


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
        from pipelines.archive.checks.damage import explain  # noqa: PLC0415 - most commands end without

        explain(error, *archives)


_SETTINGS, _ARCHIVE = "crawler.cli.settings", "crawler.cli.archive"


def _matching(pattern: str) -> list[str]:
    """Return the files that match, without the media files of others among them."""
    found = sorted(glob(pattern))  # noqa: PTH207 - keeps "./"
    media = {media_path(Path(file)) for file in found}
    return [file for file in found if Path(file) not in media]


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
