"""Copy the archive to a file: `blogger-archive backup FILE`."""

from pathlib import Path

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.figures import file_size
from crawler.cli.output.stdout import progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive.backup import Copy, back_up, refuse_target
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_upkeep import back_up_media
from pipelines.verify import verify


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
@click.option("--check", is_flag=True, help="Check a backup that was made before; nothing is written.")
@configured
def command(configuration: Configuration, file: Path, force: bool, check: bool) -> int:
    """Copy the archive to FILE, also while a crawl runs, and check the copy. Its media file comes along.

    Exit code 7: the copy has the problems that the archive has; with --check, FILE is not sound.
    """
    if check:
        return _check(file, force=force)
    with progress_bar("B", unit_scale=True) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        archive, media = configuration.archive, media_path(configuration.archive)
        if media.is_file():
            refuse_target(media, media_path(file), replace=force)
        copy = back_up(archive, file, replace=force, progress=show)
        copied = back_up_media(archive, file, replace=force, progress=show)
    print(escape_controls(describe_copy(copy)))
    if copied:
        print(f"{copied}: {file_size(copied.stat().st_size)} of pictures and media files; verified")
    return Exit.ARCHIVE if copy.problems else Exit.OK


def _check(file: Path, *, force: bool) -> Exit:
    """Read the whole backup and print what is wrong with it, a line each."""
    if force:
        raise UsageError("--check writes nothing; leave --force out")
    report = verify(str(file), copy=True)
    problems = [problem for found in report.checks.values() for problem in found]
    for problem in problems:
        print(escape_controls(f"{file}: {problem}"))
    found = f"{count(len(problems), 'problem')}; make another backup, or restore an older one"
    print(escape_controls(f"{file}: {file_size(report.bytes)}; {found if problems else 'verified'}"))
    return Exit.ARCHIVE if problems else Exit.OK


def describe_copy(copy: Copy) -> str:
    """Return one line on a copy of an archive, or a part of one."""
    rows = ", ".join(
        count(number, name.removesuffix("s"))
        for name, number in copy.rows.items()
        if number or name != "pages"
    )
    problems = f"{count(len(copy.problems), 'problem')}, as in the archive; look with: blogger-archive verify"
    return f"{copy.path}: {file_size(copy.bytes)}, {rows}; {problems if copy.problems else 'verified'}"
