"""`scrapy status`: how the archive fares, for people and for monitoring."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy.commands import ScrapyCommand
from tabulate import tabulate

from crawler.commands.parsing import speak_plainly
from crawler.commands.telling import telling
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.extensions.summary import short_path
from crawler.terminal import inert, steady_streams
from pipelines.archive import Archive
from pipelines.archive.run_status import Health, Overview, Run, blog_health, last_runs, overview

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
MOST_RUNS = 1_000_000
COLUMNS = ("started", "blogs", "complete", "incomplete", "failed", "new", "changed", "requests", "seconds")


class Command(ScrapyCommand):
    """Reads only; works while a crawl writes."""

    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Show the last runs, failing blogs, growth and size of the archive"

    def long_desc(self) -> str:
        return (
            "Show the last runs, failing blogs, growth and size of the archive. With --max-age, exit code 4 "
            "where some blogs have not been seen for so long (5: none has), and their names on stderr."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        parser.add_argument("--json", action="store_true", help="all of it as one JSON object")
        parser.add_argument(
            "--max-age", metavar="AGE", help="name blogs not seen for so long: 90m, 26h, 3d, 2w"
        )
        parser.add_argument("--runs", metavar="N", type=int, default=7, help="how many runs to show (7)")
        parser.add_argument("--quiet", action="store_true", help="nothing but blogs not seen for --max-age")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        steady_streams()
        with telling(self):
            if args:
                raise UsageError(f"{args[0]!r}: `scrapy status` takes options only")
            if not 0 <= opts.runs <= MOST_RUNS:
                raise UsageError(f"--runs {opts.runs}: give a number from 0 to {MOST_RUNS}")
            age = read_age(opts.max_age) if opts.max_age else None
            with (
                Archive(self.settings["ARCHIVE_PATH"], read_only=True) as archive,
                archive.reading() as connection,
            ):
                figures = overview(connection, datetime.now(UTC))
                runs, blogs = last_runs(connection, opts.runs), blog_health(connection)
            self._show(opts, age, figures, runs, blogs)

    def _show(
        self,
        opts: argparse.Namespace,
        age: timedelta | None,
        figures: Overview,
        runs: Sequence[Run],
        blogs: Sequence[Health],
    ) -> None:
        assert self.settings is not None
        late = overdue(blogs, datetime.now(UTC) - age) if age else []
        if opts.json:
            print(json.dumps(_tree(figures, runs, blogs, late), ensure_ascii=False, indent=2))
        elif not opts.quiet:
            for line in _lines(short_path(self.settings["ARCHIVE_PATH"]), figures, runs, blogs):
                print(inert(line))
        for blog in late:
            print(inert(f"{_name(blog)}: not seen {_since(blog)}; {_why(blog)}"), file=sys.stderr)
        if age:
            self.exitcode = _code(blogs, late)


def read_age(text: str) -> timedelta:
    """A span of time such as 90m, 26h, 3d, 2w. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip().lower())
    if not found:
        raise UsageError(f"--max-age {text}: say a number and m, h, d or w, such as 26h")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def overdue(blogs: Sequence[Health], before: datetime) -> list[Health]:
    """The blogs that were last seen before then. One that is well and not yet due again is not late."""
    return [blog for blog in blogs if _expected(blog) < before]


def _expected(blog: Health) -> datetime:
    """When it was seen last, or if it is well, the later time at which it is to be."""
    times = [blog.last_seen, None if blog.failures else blog.next_due]
    never = datetime.min.replace(tzinfo=UTC)
    return max((datetime.fromisoformat(time) for time in times if time), default=never)


def _code(blogs: Sequence[Health], late: Sequence[Health]) -> Exit:
    if len(late) == len(blogs):
        return Exit.ALL_FAILED  # also where nothing was ever crawled
    return Exit.SOME_FAILED if late else Exit.OK


def _tree(
    figures: Overview, runs: Sequence[Run], blogs: Sequence[Health], late: Sequence[Health]
) -> dict[str, Any]:
    return {
        **asdict(figures),
        "runs": [asdict(run) for run in runs],
        "health": [{**asdict(blog), "overdue": blog in late} for blog in blogs],
    }


def _lines(path: str, figures: Overview, runs: Sequence[Run], blogs: Sequence[Health]) -> list[str]:
    failing = [blog for blog in blogs if blog.failures]
    table = [[_cell(run, column) for column in COLUMNS] for run in runs]
    return [
        f"{path}: {figures.bytes / 1e6:,.1f} MB",
        (
            f"{_count(figures.posts, 'post')} of {_count(figures.blogs, 'blog')}, "
            f"{_count(figures.comments, 'comment')}"
        ),
        f"new posts: {figures.new_7_days:,} in 7 days, {figures.new_30_days:,} in 30 days",
        "",
        *(tabulate(table, [*COLUMNS], disable_numparse=True).splitlines() if runs else ["No run yet."]),
        "",
        f"{len(failing)} of {len(blogs)} blogs are failing" + (":" if failing else ".")
        if blogs
        else "No blog is followed.",
        *(f"  {_name(blog)}: not seen {_since(blog)}; {_why(blog)}" for blog in failing),
    ]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _cell(run: Run, column: str) -> str:
    if column == "started":
        return _minute(run.started)
    if column == "seconds":
        return "" if run.ended is None else f"{_moment(run.ended) - _moment(run.started):.0f}"
    return str(getattr(run, column))


def _name(blog: Health) -> str:
    return f"{blog.title} ({blog.address})" if blog.title else blog.address


def _since(blog: Health) -> str:
    return f"since {_minute(blog.last_seen)}" if blog.last_seen else "at all"


def _why(blog: Health) -> str:
    if not blog.failures:
        return "it was not tried since; does the run that crawls it still start?"
    runs = "1 run" if blog.failures == 1 else f"{blog.failures} runs"
    return f"failed in {runs} since {_minute(blog.failing_since or '')}: {blog.error}"


def _minute(time: str) -> str:
    return f"{time[:10]} {time[11:16]} UTC"


def _moment(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()
