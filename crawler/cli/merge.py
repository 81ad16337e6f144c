"""Bring everything of another archive into this one: `blogger-archive merge OTHER.db...`."""

from pathlib import Path

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.figures import stored
from crawler.cli.output.stdout import progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import count
from pipelines.archive import Archive, sole_writer
from pipelines.archive.checks.damage import explain
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_upkeep import merge_media
from pipelines.archive.merging.merge import MergeReport, merge
from pipelines.archive.write_lock import hold


@click.command("merge")
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="OTHER...")
@wait_option
@configured
def command(configuration: Configuration, others: tuple[Path, ...], wait: float) -> int:
    """Bring posts, revisions, comments, marks of deletion and the watch list of OTHER into the archive.

    OTHER keeps all that it holds; one of an older version is brought up to date, as by any command. Of two
    versions of a post the one that was saved later is current, the other is a revision.
    """
    for other in others:
        if other.resolve() == configuration.archive.resolve():
            raise UsageError(f"{other}: this is the archive itself; name another one")
    with sole_writer(configuration.archive, wait=wait), Archive(configuration.archive) as archive:
        for other in others:
            with Archive(other, read_only=True) as opened:
                try:
                    _print(other, _run(archive, opened))
                except Exception as error:
                    explain(error, other, configuration.archive)
                    raise
            _merge_media(configuration.archive, other, wait=wait)
    return Exit.OK


def _merge_media(archive: Path, other: Path, *, wait: float) -> None:
    theirs, path = media_path(other), media_path(archive)
    if theirs.is_file():
        with hold(path, wait=wait), MediaStore(path) as store:
            new = merge_media(store, theirs)
        print(f"{theirs}: {new:,} new pictures and media files")


def _run(archive: Archive, other: Archive) -> MergeReport:
    report = MergeReport()
    with progress_bar(" rows") as bar:
        for report in merge(archive, other):
            bar.update(report.posts.total() + report.pages.total() + report.comments.total() - bar.n)
    return report


def _print(other: Path, report: MergeReport) -> None:
    print(
        f"{other}: {stored(report.posts, report.pages)}; comments: {report.comments['new']:,} new; "
        f"{count(report.revisions, 'revision')}, {report.deleted:,} marked as deleted, "
        f"{count(report.followed, 'blog')} followed"
    )
