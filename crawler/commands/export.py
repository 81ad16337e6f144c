"""`scrapy export FILE`: posts as a file, in the format of its ending."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from scrapy.commands import ScrapyCommand
from tqdm import tqdm

from crawler.commands.filtering import add_filter_options, read_filter
from crawler.commands.parsing import speak_plainly
from crawler.commands.sparing import spare_archive
from crawler.commands.telling import telling
from crawler.errors import UsageError
from pipelines.archive import Archive
from pipelines.export import ExportJob, ExportResult, run_export
from pipelines.export.dataset_split import parse_split
from pipelines.export.export_job import NothingToExportError, ProgressWrapper, Rows
from pipelines.export.formats import FORMATS, find_format
from pipelines.search.export_rows import Selection, count_posts, exported_until, match_of, save_export
from pipelines.search.near_duplicates import LEAST, fill_fingerprints, has_missing_fingerprints


class Command(ScrapyCommand):
    """Read options, export, say what was written."""

    def syntax(self) -> str:
        return "[options] FILE"

    def short_desc(self) -> str:
        return "Write posts to a file: " + ", ".join(FORMATS)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        add_filter_options(parser)
        add = parser.add_argument_group("What is written").add_argument
        parser.add_argument("--search", metavar="QUERY", help="only posts that scrapy search would find")
        add("--format", metavar="ENDING", help="instead of the ending of FILE, or for - (standard output)")
        add("--columns", default="", metavar="A,B", help="these fields, in this order")
        add("--text-only", action="store_true", help="the text and what it is; no markup, media or counts")
        add("--with", dest="more", default="", metavar="WHAT", help="also comments, revisions, html, raw")
        add(
            "--dedupe",
            action="store_true",
            help="of near-duplicates only the earliest; see scrapy duplicates",
        )
        add("--min-likeness", type=float, default=LEAST, metavar="X", help=f"for --dedupe; default {LEAST}")
        add(
            "--split", metavar="PARTS", help="several files, as train=0.9,test=0.1; no blog is in two of them"
        )
        add(
            "--since-export",
            action="store_true",
            help="only what is new or changed since the last such export",
        )
        add("--export-name", metavar="NAME", help="for --since-export: remember it by this name, not by FILE")
        add("--no-card", action="store_true", help="no FILE.card.md and FILE.card.json beside it")
        add("--bom", action="store_true", help="begin a CSV file with a byte order mark")
        add("--raw-csv", action="store_true", help="leave CSV cells as they are that a spreadsheet would run")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with telling(self):
            self._export(args, opts)

    def _export(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        job = read_job(args, opts, self.settings["VERSION"])
        path = Path(self.settings["ARCHIVE_PATH"])
        if job.path:
            spare_archive(job.path, path)
        if opts.dedupe:
            complete_fingerprints(path)
        name = opts.export_name or str(job.path and job.path.absolute())
        with Archive(path, read_only=True) as archive:
            if opts.since_export:
                with archive.reading() as connection:
                    after = exported_until(connection, name)
                job = _since(job, after)
            try:
                done = run_export(archive, job, stdout=sys.stdout.buffer, progress=_bar(archive, job))
            except NothingToExportError:
                if not opts.since_export:
                    raise
                print(f"nothing new since the last export; {job.path} is left as it was")
                return
        if opts.since_export:
            with Archive(path) as archive, archive.writing() as context:
                save_export(context, name, done.seq, done.posts)
        _say(job, done)


def read_job(args: list[str], opts: argparse.Namespace, version: str) -> ExportJob:
    """The job that was typed. Raises UsageError."""
    if len(args) != 1:
        raise UsageError("name one file, such as posts.jsonl; its ending tells the format")
    path = None if args[0] == "-" else _file(Path(args[0]))
    if path is None and not opts.format:
        raise UsageError("-: say which format with --format jsonl, csv …")
    if path is None and sys.stdout is None:
        raise UsageError("-: standard output is closed; name a file")
    if path is None and opts.since_export and not opts.export_name:
        raise UsageError("--since-export: standard output has no name; give one with --export-name NAME")
    if not 0 < opts.min_likeness <= 1:
        raise UsageError(f"--min-likeness {opts.min_likeness:g}: give a number between 0 and 1")
    chosen = read_filter(opts)
    return ExportJob(
        format=find_format(f".{opts.format.lstrip('.')}" if opts.format else args[0]),
        path=path,
        selection=Selection(
            chosen=chosen,
            match=match_of(opts.search) if opts.search else None,
            least=opts.min_likeness if opts.dedupe else None,
        ),
        columns=opts.columns,
        text_only=opts.text_only,
        include=tuple(word.strip() for word in opts.more.split(",") if word.strip()),
        split=parse_split(opts.split) if opts.split else {},
        bom=opts.bom,
        raw_csv=opts.raw_csv,
        card=not opts.no_card,
        provenance={"program": f"blogger-archive {version}", "options": _options(opts)},
    )


def _file(path: Path) -> Path:
    """Where a link leads, so that the link stays."""
    return path.resolve() if path.is_symlink() and path.is_file() else path


def complete_fingerprints(path: Path) -> None:
    """Make sure that every post can be compared. Writes only where one lacks its fingerprint."""
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        lacking = has_missing_fingerprints(connection)
    if lacking:
        with Archive(path) as archive, tqdm(unit=" fingerprints", disable=not sys.stderr.isatty()) as bar:
            fill_fingerprints(archive, bar.update)


def _options(opts: argparse.Namespace) -> str:
    """The options that choose what is in the file, as they were typed, for its card."""
    chosen = {
        name: value
        for name, value in vars(opts).items()
        if name in _TELLING and value not in (False, "", None, [])
    }
    if not opts.dedupe:
        chosen.pop("min_likeness", None)
    said = (
        f"--{name.replace('_', '-')} {value}".replace(" True", "") for name, value in sorted(chosen.items())
    )
    return " ".join(said) or "none"


_TELLING = frozenset({
    "blog", "label", "author", "language", "since", "until", "has", "deleted", "search", "columns",
    "text_only", "more", "dedupe", "min_likeness", "split", "raw_csv", "since_export",
})  # fmt: skip


def _since(job: ExportJob, after: int | None) -> ExportJob:
    return replace(job, selection=replace(job.selection, after=after))


def _bar(archive: Archive, job: ExportJob) -> ProgressWrapper:
    """A progress bar, where somebody can see it."""
    with archive.reading() as connection:
        total = count_posts(connection) if replace(job.selection, columns=()).everything else None

    def watch(rows: Rows) -> Rows:
        shown = sys.stderr.isatty() and (job.path is not None or not sys.stdout.isatty())
        return tqdm(rows, unit=" posts", total=total, disable=not shown)

    return watch


def _say(job: ExportJob, done: ExportResult) -> None:
    if job.path is not None:
        print(f"{done.posts:,} posts in {', '.join(map(str, done.paths))}")
