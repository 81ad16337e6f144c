"""Check the archive: `blogger-archive verify [BLOG]`."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from crawler.cli.options.archive_option import configured_for_several
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.verify_report import as_json, as_text, exit_code
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import escape_controls
from pipelines.archive import Archive
from pipelines.archive.completeness import proofs
from pipelines.archive.missing_posts import missing_posts
from pipelines.verify import VerifyReport, copies_before_repair, remove_unfinished, repair_archive, verify

_REFETCH = {"full": "yes", "follow": "no"}
"""Arguments of the crawl that fetches what is missing: every post, although the blog may have no news."""
_LOST = re.compile(r"(posts|comments)( \S+: removed|: .* are there)")
"""Begins what is told of rows that are gone: any blog may have had them."""


@click.command("verify")
@click.argument("blog", required=False)
@click.option("--json", "json_", is_flag=True, help="Everything that was found, as one JSON object.")
@click.option(
    "--repair",
    is_flag=True,
    help="Copy the archive, write it anew from what can be read, and crawl what is missing.",
)
@click.option("--missing", is_flag=True, help="Only addresses of posts that others link to and none holds.")
@wait_option
@configured_for_several
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
    for line in remove_unfinished(Path(archive), wait) if repair else ():
        print(line, flush=True)
    report = verify(archive, blog)
    if repair and (exit_code(report) is not Exit.OK or report.damaged):
        former = copies_before_repair(Path(archive))
        found = [line for lines in report.checks.values() for line in lines]
        for line in repair_archive(archive, report, wait=wait):
            print(line, flush=True)
            found.append(line)
        report = verify(archive, blog)
        if _fetch_missing(configuration, report, found, wait):
            report = verify(archive, blog)
        for copy in former if exit_code(report) is Exit.OK else ():  # they waited for one that ends well
            copy.unlink(missing_ok=True)
    print("\n".join(as_json(report) if json_ else map(escape_controls, as_text(report))))
    return exit_code(report)


def _verify_several(archives: Sequence[Path], blog: str | None, *, json_: bool, alone: bool) -> Exit:
    """Check each in turn; return the worst exit code."""
    if blog or alone:
        raise UsageError("--repair, --missing and BLOG: not with several archives; name one with --archive")
    worst = Exit.OK
    reports = []
    for path in archives:
        report = verify(str(path))
        worst = max(worst, exit_code(report))
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


def _fetch_missing(configuration: Configuration, report: VerifyReport, found: list[str], wait: float) -> bool:
    """Crawl blogs that are incomplete or had damaged rows, all where rows are gone; return whether any."""
    lost = any(map(_LOST.match, found))
    addresses = [
        blog.crawled
        for blog in report.blogs
        if blog.crawled
        and (
            lost
            or not blog.holds
            or blog.blog_id in report.damaged
            or any(f"blog {blog.blog_id}:" in line for line in found)
        )
    ]
    if addresses:
        from crawler.cli.crawling.crawl_process import CrawlRun  # noqa: PLC0415 - Scrapy takes a second
        from crawler.cli.crawling.crawl_settings import scrapy_settings  # noqa: PLC0415

        arguments = {"blog": ",".join(addresses), **_REFETCH}
        CrawlRun(scrapy_settings(configuration), arguments, wait).run()
    return bool(addresses)
