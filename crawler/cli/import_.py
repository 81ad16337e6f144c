"""Bring backups, saved pages and web archives into the archive: `blogger-archive import SOURCE...`."""

import csv
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.blogger.urls import is_country_copy, read_address
from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.resumable import resumable
from crawler.cli.options.service_clients import make_fetcher, wayback_machine, web_address
from crawler.cli.options.shared_options import jobs_option, wait_option, workers_options
from crawler.cli.output.import_lines import fell_short, print_import
from crawler.cli.output.stdout import print_error, progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive, sole_writer
from pipelines.archive.country_hosts import country_hosts
from pipelines.archive.index_answers import IndexAnswers
from pipelines.export.parquet_shards import journal_of, shards_in
from pipelines.imports.cdx import CaptureService, CommonCrawl, Period, Pywb
from pipelines.imports.fetcher import FetchError
from pipelines.imports.file_source import FileSource
from pipelines.imports.import_report import ImportReport
from pipelines.imports.importer import Importer, ReadUnits, Source
from pipelines.imports.online import OnlineSource
from pipelines.imports.recognise import SourceKind
from pipelines.imports.units import ImportOptions


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
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
@click.option("--from", "since", default="", metavar="DATE", help="Captures since then: 2015, 20150131.")
@click.option("--to", "until", default="", metavar="DATE", help="Captures until then.")
@click.option(
    "--parquet",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write Parquet files there, divided by blog, and nothing into the archive.",
)
@click.option("--again", is_flag=True, help="Read sources that were imported before once more.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Name every file that no reader takes or that could not be read."
)
@jobs_option
@workers_options
@wait_option
@configured
@resumable
def command(
    configuration: Configuration,
    sources: tuple[str, ...],
    base: str | None,
    url_map: Path | None,
    kind: str | None,
    since: str,
    until: str,
    parquet: Path | None,
    again: bool,
    verbose: bool,
    jobs: int,
    workers: int | None,
    scheduler: str | None,
    wait: float,
) -> int:
    """Bring posts and comments of SOURCE into the archive, beside what was crawled.

    SOURCE is a file, a folder, wayback:BLOG (the Wayback Machine) or cc:BLOG (Common Crawl). Files are
    Blogger's backup (.xml) or Takeout (.zip), saved feeds, saved pages (.html, .mhtml, SingleFile), mirrors
    made by wget or HTTrack, WARC and WACZ, packed or not. Nothing is doubled: a post is known by Blogger's
    number or by its address. An older copy whose words differ becomes an earlier version. Interrupted, the
    same command goes on. Exit code 3: some of it could not be read; 4 and 5: a web archive did not answer.
    """
    if base and not base.startswith(("http://", "https://")):
        raise UsageError(f"--base {base}: give an address that begins with https://")
    options = ImportOptions(base=base, url_map=_read_map(url_map), kind=SourceKind(kind) if kind else None)
    if jobs > 1 and (workers or scheduler):
        raise UsageError("--jobs, --workers: give one of them; a worker reads with a process of its own")
    code = Exit.OK
    file = journal_of(parquet) if parquet else configuration.archive
    with (
        _reading(configuration, workers, scheduler) as read,
        sole_writer(file, wait=wait),
        Archive(file) as archive,
        shards_in(parquet, archive) if parquet else nullcontext(archive) as target,
    ):
        answers = IndexAnswers(archive)
        if again:
            answers.clear()
        for source in sources:
            opened = _open(source, configuration, Period(since, until), archive)
            try:
                report = _run(Importer(target, options, jobs=jobs, read=read), opened, again=again)
            except FetchError as error:
                print_error(f"error: {error}")
                code = Exit.ALL_FAILED if len(sources) == 1 else Exit.SOME_FAILED
                continue
            if isinstance(opened, OnlineSource):
                answers.clear()
            print_import(report, verbose=verbose, has_drafts=parquet is None)
            code = Exit.INCOMPLETE if fell_short(report) and code is Exit.OK else code
    return code


def _reading(
    configuration: Configuration, workers: int | None, scheduler: str | None
) -> AbstractContextManager[ReadUnits | None]:
    """Give a way to read on workers; None where none were asked for."""
    if not (workers or scheduler):
        return nullcontext()
    from crawler.cli.crawling.workers import reading_by_workers  # noqa: PLC0415 - Dask takes half a second

    timeout = float(configuration.get("BLOGGER_WORKER_TIMEOUT").value)
    return reading_by_workers(
        workers or 0, scheduler, timeout=timeout, say=lambda line: print_error(f"warning: {line}")
    )


def _open(text: str, configuration: Configuration, period: Period, archive: Archive) -> Source:
    """Return the file, or the web archive that `wayback:BLOG` and `cc:BLOG` name."""
    service, _, blog = text.partition(":")
    if service not in {"wayback", "cc"} or not blog:
        return FileSource(Path(text))
    answers = IndexAnswers(archive)
    with archive.reading() as connection:
        known = country_hosts(connection, read_address(blog).host)
    typed = urlsplit(blog if "//" in blog else f"//{blog}").hostname or ""
    hosts = tuple(dict.fromkeys(host for host in (typed, *known) if is_country_copy(host)))
    if service == "wayback":
        return OnlineSource(text, blog, _replay_server(configuration, answers), period, hosts)
    index, data = (web_address(configuration, f"BLOGGER_COMMONCRAWL_{name}") for name in ("INDEX", "DATA"))
    fetcher = make_fetcher(configuration, answers)
    return OnlineSource(text, blog, CommonCrawl(index, data, fetcher), period, hosts)


def _replay_server(configuration: Configuration, answers: IndexAnswers) -> CaptureService:
    """Return the server that the settings name: an address with a path is a collection of pywb."""
    base = web_address(configuration, "BLOGGER_WAYBACK_URL")
    if urlsplit(base).path.strip("/"):
        return Pywb(base, make_fetcher(configuration, answers))
    return wayback_machine(configuration, answers)


def _run(importer: Importer, source: Source, *, again: bool) -> ImportReport:
    report = ImportReport(source.name)
    files = source if isinstance(source, FileSource) else None
    with progress_bar("B" if files else " items", unit_scale=bool(files)) as bar:
        for report in importer.run(source, again=again):
            if files and bar.total is None:  # by then they are known to be there
                bar.total = files.size
            bar.set_postfix_str(f"{report.units:,} items", refresh=False)
            bar.update((files.progress.read_bytes if files else report.units) - bar.n)
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
