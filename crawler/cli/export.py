"""Write posts to a file: `blogger-archive export FILE`."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click

from crawler import __version__
from crawler.cli.duplicates import fingerprinted
from crawler.cli.options.archive_option import configured_for_several, require_not_archive
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.options.shared_options import options
from crawler.cli.output.figures import posts_and_pages
from crawler.cli.output.stdout import progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive
from pipelines.archive.drafts_copy import open_posts
from pipelines.export import ExportJob, ExportResult, run_export
from pipelines.export.export_job import NothingToExportError, ProgressWrapper
from pipelines.export.formats import FORMATS, WACZ, find_format
from pipelines.export.partitions import parse_split
from pipelines.search.export_rows import Selection, count_posts, exported_until, query_of, save_export
from pipelines.search.filters import Filter
from pipelines.search.near_duplicates import LEAST
from pipelines.search.query import Query

_ONE = "not with several archives; name one with --archive, or bring them together with merge"


_add_options = options(
    click.option("--search", metavar="QUERY", help="Only posts that `blogger-archive search` finds."),
    click.option("--format", metavar="ENDING", help="Instead of FILE's ending, or for - (standard output)."),
    click.option("--columns", default="", metavar="A,B", help="These fields, in this order."),
    click.option("--text-only", is_flag=True, help="Text and metadata; no markup, media or counts."),
    click.option(
        "--with", "more", default="", metavar="WHAT", help="Also comments, revisions, html, raw, media."
    ),
    click.option("--dedupe", is_flag=True, help="Of near-duplicates only the earliest."),
    click.option(
        "--min-likeness",
        type=click.FloatRange(0, 1, min_open=True),
        default=LEAST,
        metavar="X",
        help=f"For --dedupe; default {LEAST}.",
    ),
    click.option(
        "--split", metavar="PARTS", help="Several files, as train=0.9,test=0.1; no blog is in two of them."
    ),
    click.option(
        "--since-export", is_flag=True, help="Only posts new or changed since the last such export."
    ),
    click.option("--export-name", metavar="NAME", help="For --since-export: remember it by this name."),
    click.option("--no-card", is_flag=True, help="No FILE.card.md and FILE.card.json beside it."),
    click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark."),
    click.option(
        "--drafts", is_flag=True, help="Instead of posts: drafts, scheduled and trashed posts of a backup."
    ),
    click.option("--raw-csv", is_flag=True, help="Keep CSV cells that a spreadsheet would run as formulas."),
)


@click.command("export", epilog="Endings: " + ", ".join((*FORMATS, WACZ)))
@click.argument("file", required=False)
@filter_options
@_add_options
@click.option("--warc", metavar="FOLDER", help="For FILE.wacz: the folder of `crawl --warc`.")
@configured_for_several
def command(
    configuration: Configuration, file: str | None, chosen: Filter, warc: str | None, **asked: Any
) -> int:
    """Write posts to FILE in the format of its ending; - is standard output.

    FILE.wacz packs the WARC files that crawls have written, whatever posts they hold.
    """
    if file is None:
        raise UsageError(f"name a file; its ending is the format: {', '.join((*FORMATS, WACZ))}")
    if file.lower().endswith(WACZ):
        return _pack(Path(file), warc or str(configuration.get("BLOGGER_WARC").value))
    wanted = SimpleNamespace(**asked)
    job = _read_job(file, chosen, wanted)
    path, *others = configuration.archives
    if others and (wanted.dedupe or wanted.since_export or wanted.drafts or "media" in wanted.more):
        raise UsageError(f"--dedupe, --since-export, --drafts, --with media: {_ONE}")
    for each in configuration.archives if job.path else ():
        require_not_archive(Path(file), each)
    try:
        done = _export(configuration.archives, job, wanted)
    except NothingToExportError as error:
        said = f"nothing new since the last export; {file} is left as it was"
        print(said if wanted.since_export else escape_controls(str(error)), file=sys.stderr)
        return Exit.NOTHING_FOUND
    if wanted.since_export:
        with Archive(path) as archive, archive.writing() as context:
            save_export(context, _name(job, wanted), done.seq, done.posts + done.pages)
    _report(job, done, "draft" if wanted.drafts else "post")
    return Exit.OK if done.posts or done.pages else Exit.NOTHING_FOUND


def _export(archives: Sequence[Path], job: ExportJob, wanted: SimpleNamespace) -> ExportResult:
    path, *others = archives
    with ExitStack() as stack:
        opened = fingerprinted(path) if wanted.dedupe else open_posts(path, drafts=wanted.drafts)
        archive = stack.enter_context(opened)
        more = [stack.enter_context(Archive(other, read_only=True)) for other in others]
        if wanted.since_export:
            job = _since_last(archive, job, _name(job, wanted))
        progress = _progress([archive, *more], job)
        return run_export(archive, job, stdout=sys.stdout.buffer, progress=progress, others=more)


def _name(job: ExportJob, wanted: SimpleNamespace) -> str:
    """Return the name by which an export is remembered."""
    return wanted.export_name or str(job.path and job.path.absolute())


def _pack(path: Path, folder: str) -> int:
    from pipelines.export.wacz import write_wacz  # noqa: PLC0415 - warcio is for few exports

    if not Path(folder or "nowhere").is_dir():
        raise UsageError(f"{path}: say with --warc FOLDER where `crawl --warc` has written its files")
    print(f"{count(write_wacz(Path(folder), path, path.stem), 'capture')} in {path}")
    return Exit.OK


def _since_last(archive: Archive, job: ExportJob, name: str) -> ExportJob:
    """Return the job for posts that are new or changed since the last export of that name."""
    with archive.reading() as connection:
        after = exported_until(connection, name)
    return replace(job, selection=replace(job.selection, after=after))


def _read_job(file: str, chosen: Filter, wanted: SimpleNamespace) -> ExportJob:
    """Return the job that was asked for. Raises UsageError."""
    if wanted.drafts and (wanted.since_export or wanted.dedupe):
        raise UsageError("--drafts: not with --since-export or --dedupe, which compare posts; leave one out")
    path = None if file == "-" else _target(Path(file))
    if path is None:
        _require_usable_stdout(wanted)
    return ExportJob(
        format=find_format(f".{wanted.format.lstrip('.')}" if wanted.format else file),
        path=path,
        selection=Selection(
            chosen=chosen,
            query=query_of(wanted.search) if wanted.search else Query(),
            least=wanted.min_likeness if wanted.dedupe else None,
        ),
        columns=wanted.columns,
        text_only=wanted.text_only,
        include=tuple(word.strip() for word in wanted.more.split(",") if word.strip()),
        split=parse_split(wanted.split) if wanted.split else {},
        bom=wanted.bom,
        raw_csv=wanted.raw_csv,
        card=not wanted.no_card,
        provenance={"program": f"blogger-archive {__version__}", "options": _describe(chosen, wanted)},
    )


def _require_usable_stdout(wanted: SimpleNamespace) -> None:
    if not wanted.format:
        raise UsageError("-: say which format with --format jsonl, csv …")
    if sys.stdout is None:
        raise UsageError("-: standard output is closed; name a file")
    if wanted.since_export and not wanted.export_name:
        raise UsageError("--since-export: standard output has no name; give one with --export-name NAME")


def _target(path: Path) -> Path:
    """Return the file that a link leads to, so that the link stays."""
    return path.resolve() if path.is_symlink() and path.is_file() else path


_NOT_CONTENT = {"format", "export_name", "no_card", "bom"}  # options that do not choose what the file holds
_OPTION_NAMES = {"blogs": "blog", "labels": "label", "more": "with"}


def _describe(chosen: Filter, wanted: SimpleNamespace) -> str:
    """Return the options that choose what the file holds, for its card."""
    given = {
        name: value for name, value in (asdict(chosen) | vars(wanted)).items() if name not in _NOT_CONTENT
    }
    if not wanted.dedupe:
        given.pop("min_likeness")
    said = (
        f"--{_OPTION_NAMES.get(name, name).replace('_', '-')}" + ("" if value is True else f" {value}")
        for name, many in sorted(given.items())
        for value in (many if isinstance(many, tuple) else (many,))
        if value not in (False, "", None)
    )
    return " ".join(said) or "none"


def _progress(archives: Sequence[Archive], job: ExportJob) -> ProgressWrapper:
    """Return a function that shows a progress bar where somebody can see it."""
    if job.path is None and sys.stdout.isatty():
        return iter
    total = sum(map(_count, archives)) if replace(job.selection, columns=()).everything else None
    return lambda rows: progress_bar(" posts", total, iterable=rows)


def _count(archive: Archive) -> int:
    with archive.reading() as connection:
        return count_posts(connection)


def _report(job: ExportJob, done: ExportResult, noun: str) -> None:
    if job.path is not None:
        print(f"{posts_and_pages(done.posts, done.pages, noun)} in {', '.join(map(str, done.paths))}")
