"""One search index over any number of archives: `blogger-archive index`."""

from pathlib import Path

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.figures import file_size
from crawler.cli.output.stdout import progress_bar
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive.connection import require_file
from pipelines.search.index_rows import change_state
from pipelines.term_index.index_builder import build as build_index
from pipelines.term_index.index_builder import update as update_index
from pipelines.term_index.index_manifest import Manifest
from pipelines.term_index.opened_index import (
    archives_of,
    folder_of,
    opened_archives,
    require_manifest,
    why_not_current,
)

_folder = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The index; by default archive.index beside archive.db.",
)


@click.group("index", invoke_without_command=True)
@_folder
@configured
@click.pass_context
def command(context: click.Context, configuration: Configuration, folder: Path | None) -> int:
    """Say which archives a search index holds. Needs the extra "scale".

    Such an index stands beside the archives, answers searches over all of them in one ranking, and may be
    removed at any time. `search` uses one that is up to date.
    """
    context.obj = folder
    if context.invoked_subcommand is None:
        _describe(folder or folder_of(configuration.archive))
    return Exit.OK


@command.command("build")
@click.argument("archives", nargs=-1, type=click.Path(path_type=Path), metavar="[ARCHIVE]...")
@_folder
@configured
@click.pass_context
def build(
    context: click.Context, configuration: Configuration, archives: tuple[Path, ...], folder: Path | None
) -> int:
    """Make an index of archives anew, by default of the one archive."""
    folder = folder or context.obj or folder_of(configuration.archive)
    paths = [require_file(path) for path in dict.fromkeys(archives or (configuration.archive,))]
    with opened_archives(paths) as opened:
        total = sum(change_state(connection).posts for connection in opened)
        with progress_bar(" posts", total) as bar:
            manifest = build_index(folder, list(zip(paths, opened, strict=True)), bar.update)
    _print_size(folder, manifest)
    return Exit.OK


@command.command("update")
@_folder
@configured
@click.pass_context
def update(context: click.Context, configuration: Configuration, folder: Path | None) -> int:
    """Bring an index up to date with its archives, by their change logs."""
    folder = folder or context.obj or folder_of(configuration.archive)
    manifest = require_manifest(folder)
    with opened_archives(archives_of(folder, manifest)) as opened, progress_bar(" posts") as bar:
        manifest = update_index(folder, manifest, opened, bar.update)
    _print_size(folder, manifest)
    return Exit.OK


def _describe(folder: Path) -> None:
    manifest = require_manifest(folder)
    paths = archives_of(folder, manifest)
    with opened_archives(paths) as opened:
        reason = why_not_current(manifest, opened)
    for each, path in zip(manifest.archives, paths, strict=True):
        print(escape_controls(f"{path}: {each.posts:,} posts"))
    print(escape_controls(f"{folder}: {reason or 'up to date'}"))


def _print_size(folder: Path, manifest: Manifest) -> None:
    posts = sum(each.posts for each in manifest.archives)
    size = sum(path.stat().st_size for path in folder.iterdir())
    held = f"{count(posts, 'post')} of {count(len(manifest.archives), 'archive')}"
    print(escape_controls(f"{folder}: {held}, {file_size(size)}"))
