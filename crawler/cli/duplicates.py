"""List near-duplicate posts: `blogger-archive duplicates`."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.options.shared_options import jobs_option
from crawler.cli.output.result_output import as_record
from crawler.cli.output.stdout import json_text, progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import one_line
from pipelines.archive import Archive, open_or_copy
from pipelines.search.export_rows import Selection, snapshot
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import ListedPost
from pipelines.search.missing_fingerprints import fill_fingerprints, has_missing_fingerprints
from pipelines.search.near_duplicates import LEAST, BlogScope, find_duplicates

_DAY = len("2013-10-05")

Alike = tuple[ListedPost, float]  # a post of a group, and its likeness to the first


@click.command("duplicates")
@filter_options
@click.option(
    "--min-likeness",
    type=click.FloatRange(0, 1, min_open=True),
    default=LEAST,
    metavar="X",
    help=f"0 to 1: the share of words in which texts agree; default {LEAST}.",
)
@click.option("--across", is_flag=True, help="Only copies of another blog's posts.")
@click.option("--within", is_flag=True, help="Only copies inside one blog.")
@click.option("--json", "json_", is_flag=True, help="One JSON object a group and line.")
@jobs_option
@configured
def command(
    configuration: Configuration,
    chosen: Filter,
    min_likeness: float,
    across: bool,
    within: bool,
    json_: bool,
    jobs: int,
) -> int:
    """List near-duplicate posts: the earliest of each group, and who copied it when. Exit code 1: none."""
    if across and within:
        raise UsageError("--across and --within: choose one of them")
    between = BlogScope.OTHER if across else BlogScope.SAME if within else BlogScope.ANY
    code = Exit.NOTHING_FOUND
    for group in _find(configuration.archive, jobs, chosen, min_likeness, between):
        if code is Exit.OK and not json_:
            print()
        print("\n".join(as_json(group) if json_ else as_text(group)))
        code = Exit.OK
    if code == Exit.NOTHING_FOUND and not json_:
        print("no near-duplicates found", file=sys.stderr)
    return code


def _find(
    path: Path, jobs: int, chosen: Filter, least: float, between: BlogScope
) -> Iterator[Sequence[Alike]]:
    with fingerprinted(path, jobs) as archive, archive.reading() as db, snapshot(db, Selection()):
        yield from find_duplicates(db, chosen, least, between)


@contextmanager
def fingerprinted(path: Path, jobs: int = 1) -> Iterator[Archive]:
    """Open the archive, and compute the fingerprints that it lacks, in a copy if it may only be read."""
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        lacks = has_missing_fingerprints(connection)
    with open_or_copy(path) if lacks else Archive(path, read_only=True) as archive:
        if lacks:  # not asked again: a crawl may have stored posts since, and this one may only be read
            with progress_bar(" fingerprints") as bar:
                fill_fingerprints(archive, bar.update, jobs=jobs)
        yield archive


def as_json(group: Sequence[Alike]) -> Iterator[str]:
    """Yield the group as one line of JSON."""
    first, *copies = (as_record(post) | {"likeness": round(likeness, 4)} for post, likeness in group)
    yield json_text({"first": first, "copies": copies}, indent=None)


def as_text(group: Sequence[Alike]) -> Iterator[str]:
    """Yield a line for the earliest post and one for each copy."""
    for number, (post, likeness) in enumerate(group):
        facts = (
            (post.published_local or post.published or "undated")[:_DAY],
            post.blog or post.blog_id,
            "".join(piece.text for piece in post.title) or "—",
            post.url or "",
        )
        yield f"{f'{likeness:.2f}' if number else 'first':6}" + "  ".join(one_line(fact) for fact in facts)
