"""Bring backups, saved pages and web archives into the archive: `blogger-archive import SOURCE...`."""

import csv
import sys
from collections import Counter
from pathlib import Path

import click
from tqdm import tqdm

from crawler.cli.base import configured, wait_option
from crawler.cli.configuration import Configuration
from crawler.cli.stdout import print_error
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive, sole_writer
from pipelines.imports.importer import Importer, ImportReport
from pipelines.imports.recognise import SourceKind
from pipelines.imports.units import ImportOptions
from pipelines.item_cleaner import ItemCleaner

_SHOWN = 20
"""Unreadable files that are named without -v."""


@click.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--base", metavar="URL", help="Home page of the blog, for files that do not state their address."
)
@click.option(
    "--url-map",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Addresses of files: one a line, the end of the file's name, a tab, the address.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice([kind.value for kind in SourceKind if kind is not SourceKind.UNKNOWN]),
    help="Read every file as this, whatever it looks like.",
)
@click.option("--again", is_flag=True, help="Read sources that were imported before once more.")
@click.option("-v", "--verbose", is_flag=True, help="Say why files and entries gave nothing.")
@wait_option
@configured
def command(
    configuration: Configuration,
    sources: tuple[Path, ...],
    base: str | None,
    url_map: Path | None,
    kind: str | None,
    again: bool,
    verbose: bool,
    wait: float,
) -> int:
    """Bring posts and comments of SOURCE into the archive, beside what was crawled.

    SOURCE is a file or folder: Blogger's backup (.xml) or Takeout (.zip), a saved feed, saved pages (.html,
    .mhtml, SingleFile), mirrors made by wget or HTTrack, WARC and WACZ files, packed or not. Nothing is
    doubled: a post is known by Blogger's number or by its address. An older copy whose words differ becomes
    an earlier version. Interrupted, the same command goes on. Exit code 3: some of it could not be read.
    """
    options = ImportOptions(base=base, url_map=_read_map(url_map), kind=SourceKind(kind) if kind else None)
    code = Exit.OK
    with sole_writer(configuration.archive, wait=wait), Archive(configuration.archive) as archive:
        for source in sources:
            report = _run(Importer(archive, ItemCleaner().clean, options), source, again=again)
            _print(report, verbose=verbose)
            code = Exit.INCOMPLETE if report.unreadable else code
    return code


def _run(importer: Importer, source: Path, *, again: bool) -> ImportReport:
    report = ImportReport(source)
    with tqdm(unit=" units", file=sys.stderr, leave=False, delay=1, disable=None) as bar:
        for report in importer.run(source, again=again):
            bar.update(report.units - bar.n)
    return report


def _read_map(file: Path | None) -> dict[str, str]:
    """Read `--url-map`. Raise UsageError, naming the line, where it cannot be used."""
    if file is None:
        return {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.reader(lines, delimiter="\t") if row]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}; give a text file") from error
    for number, row in enumerate(rows, 1):
        if len(row) != 2:
            raise UsageError(f"{file}, line {number}: give the end of a file's name, a tab, its address")
    return dict(rows)


def _print(report: ImportReport, *, verbose: bool) -> None:
    if report.already:
        print(f"{report.source}: imported before; read it once more with --again")
        return
    resumed = f", {report.resumed:,} of them by an earlier run" if report.resumed else ""
    print(f"{report.source}: {report.units:,} units read{resumed}: {_kinds(report.kinds)}")
    print(f"  posts: {_words(report.posts)}; comments: {_words(report.comments)}")
    if report.skipped and verbose:
        for reason, count in report.skipped.most_common():
            print(f"  {count:,} gave nothing: {reason}")
    elif report.skipped:
        print(f"  {sum(report.skipped.values()):,} gave nothing; -v says why")
    shown = report.unreadable if verbose else report.unreadable[:_SHOWN]
    for line in shown:
        print_error(f"warning: {line}")
    if len(shown) < len(report.unreadable):
        print_error(f"warning: {len(report.unreadable) - len(shown)} more could not be read; -v names them")


def _kinds(kinds: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common()) or "nothing"


def _words(counts: Counter[str]) -> str:
    return ", ".join(
        f"{counts[word]:,} {word}"
        for word in ("new", "changed", "unchanged", "suspect")
        if counts[word] or word == "new"
    )
