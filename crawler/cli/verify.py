"""Check the archive: `blogger-archive verify [BLOG]`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

import click

from crawler.cli.options.archive_option import configured, several_archives
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.figures import count
from crawler.cli.output.verify_report import VerifyReport, as_json, as_text
from crawler.errors import ArchiveError, ArchiveLockedError, UsageError
from crawler.exit_codes import Exit
from crawler.terminal import escape_controls
from pipelines.archive import Archive, sole_writer
from pipelines.archive.backup import copy_as_it_is
from pipelines.archive.checks.integrity import checks
from pipelines.archive.checks.repair import repair as repair_archive
from pipelines.archive.checks.row_checks import damaged_blogs
from pipelines.archive.completeness import proofs
from pipelines.archive.connection import require_file
from pipelines.archive.media.media_connection import media_path, open_media
from pipelines.archive.media.media_queries import count_media, media_problems
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_upkeep import drop_damaged_media
from pipelines.archive.missing_posts import missing_posts
from pipelines.archive.outdated_posts import count_outdated
from pipelines.archive.write_lock import hold
from pipelines.reclean import restore_damaged
from pipelines.restore_rows import restore_rows

_MEDIA = "media"  # name of the check of the media file
_REFETCH = {"full": "yes", "follow": "no"}
"""Arguments of the crawl that fetches what is missing: every post, although the blog may have no news."""


@click.command("verify")
@click.argument("blog", required=False)
@click.option("--json", "json_", is_flag=True, help="Everything that was found, as one JSON object.")
@click.option(
    "--repair",
    is_flag=True,
    help="Copy the archive, repair index, triggers and references, and crawl what is missing.",
)
@click.option("--missing", is_flag=True, help="Only addresses of posts that others link to and none holds.")
@wait_option
@configured
@several_archives
def command(
    configuration: Configuration, blog: str | None, json_: bool, repair: bool, missing: bool, wait: float
) -> int:
    """Check the archive, and that it holds every post that its blogs, or one BLOG, report.

    Exit code 7: the file has problems; 3: posts are missing.
    """
    archive = str(configuration.archive)
    if len(configuration.archives) > 1:
        return _verify_several(configuration.archives, blog, json_=json_, alone=repair or missing)
    if missing:
        return _print_missing(Path(archive), blog)
    report = verify(archive, blog)
    if repair and (report.exit is not Exit.OK or report.damaged):
        former = copies_before_repair(Path(archive))
        for line in mend(archive, report, wait=wait):
            print(line, flush=True)
        _fetch_missing(configuration, report, wait)
        report = verify(archive, blog)
        if report.exit is Exit.OK:  # the copy of an earlier repair, which has waited for one that ends well
            for copy in former:
                copy.unlink()
    print("\n".join(as_json(report) if json_ else map(escape_controls, as_text(report))))
    return report.exit


def _verify_several(archives: Sequence[Path], blog: str | None, *, json_: bool, alone: bool) -> Exit:
    """Check each in turn; return the worst exit code."""
    if blog or alone:
        raise UsageError("--repair, --missing and BLOG: not with several archives; name one with --archive")
    worst = Exit.OK
    reports = []
    for path in archives:
        report = verify(str(path))
        worst = max(worst, report.exit)
        reports.append("\n".join(as_json(report) if json_ else map(escape_controls, as_text(report))))
        if not json_:
            print(f"{reports[-1]}\n", flush=True)
    if json_:
        print(f"[{', '.join(reports)}]")
    return worst


def _print_missing(path: Path, blog: str | None) -> Exit:
    """Print an address a line."""
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        found = [
            address
            for proof in proofs(connection, blog)
            for address in missing_posts(connection, proof.blog_id, proof.months)
        ]
    print("".join(f"{escape_controls(address)}\n" for address in found), end="")
    return Exit.INCOMPLETE if found else Exit.OK


def _fetch_missing(configuration: Configuration, report: VerifyReport, wait: float) -> None:
    """Crawl the blogs that are incomplete or have damaged posts or comments, in this process."""
    lines = [line for name in ("posts", "comments") for line in report.checks.get(name, ())]
    addresses = [
        blog.crawled
        for blog in report.blogs
        if blog.crawled
        and (
            not blog.holds
            or blog.blog_id in report.damaged
            or any(f"of blog {blog.blog_id}:" in line for line in lines)
        )
    ]
    if addresses:
        from crawler.cli.crawling.crawl_process import CrawlRun  # noqa: PLC0415 - Scrapy takes a second
        from crawler.cli.crawling.crawl_settings import scrapy_settings  # noqa: PLC0415

        arguments = {"blog": ",".join(addresses), **_REFETCH}
        CrawlRun(scrapy_settings(configuration), arguments, wait).run()


def verify(archive: str, blog: str | None = None, *, copy: bool = False) -> VerifyReport:
    """Check everything; with `copy`, in a temporary copy, so that the file stays byte for byte.

    Raises ArchiveError for an unusable file, UsageError for an unknown blog.
    """
    path = require_file(Path(archive))
    with Archive(path, copy=True) if copy else _open(path) as opened:
        report = VerifyReport(archive, path.stat().st_size)
        try:
            for name, problems in checks(opened):
                report.checks[name] = problems
            with opened.reading() as connection:
                report.blogs.extend(proofs(connection, blog))
                report.outdated = count_outdated(connection)
                report.damaged = damaged_blogs(connection)
        except (ArchiveLockedError, UsageError):
            raise
        except ArchiveError as error:
            report.checks["reading"] = [str(error)]
        except Exception as error:
            if not any(report.checks.values()):
                raise
            report.checks["reading"] = [f"the damage keeps the blogs from being counted ({error!r})"]
    _check_media(path, report)
    return report


def _check_media(path: Path, report: VerifyReport) -> None:
    try:
        with open_media(path) as media:
            if media:
                report.media = count_media(media)
                report.checks[_MEDIA] = list(media_problems(media))
    except ArchiveLockedError:
        raise
    except ArchiveError as error:
        report.checks[_MEDIA] = [str(error)]


def _open(path: Path) -> Archive:
    """Open an archive to check it; a temporary copy of one that may only be read."""
    try:
        return Archive(path)
    except ArchiveLockedError:
        raise
    except ArchiveError:
        return Archive(path, copy=True)


def _mend_media(archive: Path, wait: float) -> str:
    path = media_path(archive)
    with hold(path, wait=wait), MediaStore(path) as store:
        dropped = drop_damaged_media(store)
    return f"{path}: dropped {count(dropped, 'damaged file')}; fetch again with: blogger-archive media fetch"


def copies_before_repair(path: Path) -> list[Path]:
    """Return the copies that repairs have made of an archive."""
    return sorted(path.parent.glob(f"{escape(path.name)}.before-repair-*"))


def mend(archive: str, report: VerifyReport, *, wait: float) -> Iterator[str]:
    """Copy the file and repair what needs no network; yield what was done."""
    path = Path(archive)
    problems = {name for name, found in report.checks.items() if found}
    if _MEDIA in problems:
        yield _mend_media(path, wait)
    if not problems - {_MEDIA}:
        return
    copy = path.with_name(f"{path.name}.before-repair-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    with sole_writer(path, wait=wait, unsound=True):
        if not copies_before_repair(path):
            copy_as_it_is(path, copy)
            yield f"copied the archive as it was to {copy}"
        with Archive(path) as opened:
            if "posts" in problems:
                yield from restore_damaged(opened)
            if problems & {"revisions", "comments"}:
                yield from restore_rows(opened)
            with opened.writing() as context:
                done = repair_archive(context)
        yield from done
