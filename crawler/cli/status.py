"""Show the state of the archive: `blogger-archive status`."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from crawler.cli.options.archive_option import configured_for_several
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.figures import as_table, file_size, media_figures, minute, posts_and_pages
from crawler.cli.output.stdout import json_text, print_error
from crawler.cli.output.watchlist_output import as_json
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls, short_path
from pipelines.archive import Archive
from pipelines.archive.blog_states import BlogState, followed_blogs
from pipelines.archive.media.media_connection import open_media
from pipelines.archive.media.media_queries import MediaCounts, count_media
from pipelines.archive.run_status import Overview, Run, last_runs, overview
from pipelines.archive.values import utc

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOST_RUNS = 1_000_000
_COLUMNS = ("started", "blogs", "complete", "incomplete", "failed", "new", "changed", "requests")


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@click.option("--max-age", metavar="AGE", help="Name blogs not seen for so long: 90m, 26h, 3d, 2w.")
@click.option(
    "--runs",
    type=click.IntRange(0, _MOST_RUNS),
    default=7,
    metavar="N",
    help="How many runs to show; default 7.",
)
@click.option("--quiet", is_flag=True, help="Nothing but the blogs not seen for --max-age.")
@configured_for_several
def command(configuration: Configuration, as_json: bool, max_age: str | None, runs: int, quiet: bool) -> int:
    """Show the last runs, failing blogs, growth and size of the archive; works while a crawl writes.

    With --max-age, exit code 4 where some blogs have not been seen for so long (5: none has), and their
    names on stderr.
    """
    age = read_age(max_age) if max_age else None
    states = [_read(path, runs, age) for path in configuration.archives]
    trees = [state.tree() for state in states] if as_json else []
    if as_json:
        print(json_text(trees if len(trees) > 1 else trees[0]))
    elif not quiet:
        print("\n\n".join("\n".join(map(escape_controls, state.lines())) for state in states))
    late = [blog for state in states for blog in state.late]
    for blog in late:
        print_error(f"{_name(blog)}: not seen {_since(blog)}; {_why(blog)}")
    return _exit_code([blog for state in states for blog in state.blogs], late) if age else Exit.OK


@dataclass(frozen=True, slots=True)
class _ArchiveState:
    """Figures of one archive."""

    path: Path
    figures: Overview
    runs: Sequence[Run]
    blogs: Sequence[BlogState]
    late: Sequence[BlogState]
    media: MediaCounts | None

    def tree(self) -> dict[str, Any]:
        now = utc(datetime.now(UTC))
        return {
            "archive": str(self.path),
            **asdict(self.figures),
            "runs": [asdict(run) for run in self.runs],
            "health": [_health(blog, now, overdue=blog in self.late) for blog in self.blogs],
            **({"media": {**asdict(self.media), "missing": self.media.missing}} if self.media else {}),
        }

    def lines(self) -> list[str]:
        media = [f"pictures and media files: {media_figures(self.media)}"] if self.media else []
        return [*_lines(short_path(str(self.path)), self.figures, self.runs, self.blogs), *media]


def _read(path: Path, runs: int, age: timedelta | None) -> _ArchiveState:
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        figures = overview(connection, datetime.now(UTC))
        latest, blogs = last_runs(connection, runs), health(connection)
    with open_media(path) as opened:
        media = count_media(opened) if opened else None
    late = overdue(blogs, datetime.now(UTC) - age) if age else []
    return _ArchiveState(path, figures, latest, blogs, late, media)


def health(connection: sqlite3.Connection) -> list[BlogState]:
    """Return the followed blogs that are not paused, those first that were not seen for longest."""
    blogs = (blog for blog in followed_blogs(connection) if not blog.paused)
    return sorted(blogs, key=lambda blog: (blog.seen or "", blog.address or ""))


def _health(blog: BlogState, now: str, *, overdue: bool) -> dict[str, Any]:
    facts = {"is_gone": blog.is_gone, "moved_from": blog.moved_from, "overdue": overdue}
    return as_json(blog, now) | facts


def read_age(text: str) -> timedelta:
    """Parse a span of time such as 90m, 26h, 3d, 2w. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip().lower())
    if not found:
        raise UsageError(f"--max-age {text}: say a number and m, h, d or w, such as 26h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def overdue(blogs: Sequence[BlogState], before: datetime) -> list[BlogState]:
    """Return the blogs last seen before then. A healthy one that is not yet due again is not late."""
    return [blog for blog in blogs if _expected(blog) < before]


def _expected(blog: BlogState) -> datetime:
    """Return when a blog was seen last or, if it is healthy, the later time at which it is due.

    One that was never tried is waited for from the day on which it was followed.
    """
    times = [blog.seen, None if blog.is_failing else blog.next_due]
    if not blog.visited:
        times.append(blog.followed)
    never = datetime.min.replace(tzinfo=UTC)
    return max((datetime.fromisoformat(time) for time in times if time), default=never)


def _exit_code(blogs: Sequence[BlogState], late: Sequence[BlogState]) -> Exit:
    if len(late) == len(blogs):
        return Exit.ALL_FAILED  # also where nothing was ever crawled
    return Exit.SOME_FAILED if late else Exit.OK


def _lines(path: str, figures: Overview, runs: Sequence[Run], blogs: Sequence[BlogState]) -> list[str]:
    failing = [blog for blog in blogs if blog.is_failing]
    untried = [blog for blog in blogs if not blog.visited]
    table = [[_cell(run, column) for column in _COLUMNS] for run in runs]
    return [
        f"{path}: {file_size(figures.bytes)}",
        (
            f"{posts_and_pages(figures.posts, figures.pages)} of {count(figures.blogs, 'blog')}, "
            f"{count(figures.comments, 'comment')}"
        ),
        f"new posts by crawls: {figures.new_7_days:,} in 7 days, {figures.new_30_days:,} in 30 days",
        "",
        *(as_table(table, _COLUMNS).splitlines() if runs else ["No run yet."]),
        "",
        f"{len(failing)} of {len(blogs)} blogs are failing" + (":" if failing else ".")
        if blogs
        else "No blog is followed.",
        *(f"  {_name(blog)}: not seen {_since(blog)}; {_why(blog)}" for blog in failing),
        *(f"{_name(blog)}: not crawled yet" for blog in untried),
        *(f"{_name(blog)}: moved here from {blog.moved_from}" for blog in blogs if blog.moved_from),
        *_waiting(figures.suspect),
    ]


def _waiting(suspect: int) -> list[str]:
    edits = count(suspect, "suspicious edit")
    return [f"{edits} kept aside until another run; look with: blogger-archive diff POST"] if suspect else []


def _cell(run: Run, column: str) -> str:
    return f"{minute(run.started)} UTC" if column == "started" else str(getattr(run, column))


def _name(blog: BlogState) -> str:
    return f"{blog.title} ({blog.address})" if blog.title else str(blog.address)


def _since(blog: BlogState) -> str:
    return f"since {minute(blog.seen)} UTC" if blog.seen else "at all"


def _why(blog: BlogState) -> str:
    if not blog.visited:
        return "it was never crawled; does the run that crawls it start?"
    if not blog.is_failing:
        return "it was not tried since; does the run that crawls it still start?"
    failed = "gone, by" if blog.is_gone else "failed in"
    since = f"{minute(blog.failing_since or '')} UTC"
    return f"{failed} {count(blog.failures, 'run')} since {since}: {blog.error}"
