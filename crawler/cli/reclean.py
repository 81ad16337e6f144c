"""Run today's rules over stored posts: `blogger-archive reclean [BLOG]`."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.resumable import resumable
from crawler.cli.options.shared_options import jobs_option, wait_option
from crawler.cli.output.stdout import json_text, progress_bar
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive, sole_writer
from pipelines.archive.blogs import find_blog_id
from pipelines.archive.outdated_posts import count_outdated
from pipelines.reclean import reclean
from pipelines.reclean_report import RecleanReport


@click.command("reclean")
@click.argument("blog", required=False)
@click.option("--dry-run", is_flag=True, help="Look at every post and report; write nothing.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="The same, of N random posts.")
@click.option("--all", "every", is_flag=True, help="Also posts that today's rules have made.")
@click.option("--json", "json_", is_flag=True, help="The report as one JSON object.")
@jobs_option
@wait_option
@configured
@resumable
def command(
    configuration: Configuration,
    blog: str | None,
    *,
    dry_run: bool,
    sample: int | None,
    every: bool,
    json_: bool,
    jobs: int,
    wait: float,
) -> int:
    """Run today's rules over the raw bodies of posts that older rules have made, offline.

    Text, search terms, language and dates are made anew; no revisions are kept. A run that was interrupted
    goes on where it ended.
    """
    path = configuration.archive
    with progress_bar(" posts") as bar:
        with Archive(path, read_only=True) as archive, archive.reading() as connection:
            blog_id = find_blog_id(connection, blog)
        dry = dry_run or sample is not None
        with nullcontext() if dry else sole_writer(path, wait=wait), Archive(path, read_only=dry) as archive:
            with archive.reading() as connection:
                bar.total = sample or count_outdated(connection, blog_id, every=every or dry)
            report = reclean(archive, blog_id, every=every or dry, sample=sample, step=bar.update, jobs=jobs)
    lines = [json_text(asdict(report))] if json_ else _as_text(report)
    print("\n".join(lines))
    return Exit.OK


def _as_text(report: RecleanReport) -> Iterator[str]:
    """Yield lines for people."""
    yield f"{count(report.posts, 'post')} looked at, {report.changed:,} changed"
    for name, number in sorted(report.fields.items(), key=lambda each: -each[1]):
        yield f"  {name}: {count(number, 'post')}"
    if report.changed:
        yield f"words: {report.words_gained:,} gained, {report.words_lost:,} lost"
        yield "largest changes:"
    for change in report.largest:
        words = f"+{change.words_gained:,} -{change.words_lost:,}"
        yield escape_controls(f"  {words:>14}  {change.url or change.post_id}  {change.title or ''}".rstrip())
    if report.skipped:
        skipped = count(report.skipped, "post")
        yield f"left alone: {skipped} changed by another tool; see: blogger-archive verify"
