"""Make the archive smaller: `blogger-archive optimise`."""

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.figures import file_size
from crawler.cli.output.stdout import progress_bar
from crawler.exit_codes import Exit
from pipelines.archive import Archive, sole_writer
from pipelines.archive.compression import optimise
from pipelines.archive.connection import require_file


@click.command("optimise")
@click.option("--plain", is_flag=True, help="The reverse: all bodies as plain text, for other tools.")
@wait_option
@configured
def command(configuration: Configuration, *, plain: bool, wait: float) -> int:
    """Make the archive smaller: pack bodies, merge the search index, drop empty pages.

    From then on what is stored is packed too. Nothing is lost, and every command reads both. A run that was
    interrupted goes on where it ended.
    """
    path = require_file(configuration.archive)
    with sole_writer(path, wait=wait), Archive(path) as archive:
        found = optimise.space(archive)
        free = f"{file_size(found.needed)} at most are needed beside it, {file_size(found.free)} are free"
        print(f"{path}: {file_size(found.used)}; {free}", flush=True)
        optimise.require_space(archive, found)
        unread = _rewrite(archive, plain=plain)
        hindered = optimise.drop_empty_pages(archive)
    print(f"{path}: {file_size(found.used)} before, {file_size(path.stat().st_size)} now")
    for line in filter(None, (unread, hindered)):
        print(line)
    return Exit.ARCHIVE if unread and plain else Exit.OK


def _rewrite(archive: Archive, *, plain: bool) -> str | None:
    """Do all steps; return in a line what was left out."""
    left = None
    with progress_bar(" posts", sum(archive.counts()[kind] for kind in ("posts", "pages"))) as bar:
        if plain and not optimise.unpack(archive, bar.update):
            left = "some bodies cannot be read and stay packed; look with: blogger-archive verify"
        if not plain and optimise.prepare(archive):
            optimise.pack(archive, bar.update)
        elif not plain:
            left = f"bodies stay plain: too few or too small (packing begins at {optimise.LEAST} posts)"
    with progress_bar(" merges of the index") as bar:
        optimise.merge_index(archive, bar.update)
    return left
