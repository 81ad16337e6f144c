"""Status of the archive: runs, growth, size."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.archive import pending_edits
from pipelines.archive.connection import path_of
from pipelines.archive.table_counts import count_rows
from pipelines.archive.values import time_text, utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over all its blogs."""

    started: str  # UTC, ISO 8601, as all times here
    ended: str | None  # None: it runs, or was killed
    blogs: int
    complete: int
    incomplete: int
    failed: int
    interrupted: int
    new: int
    changed: int
    suspect: int  # edits kept aside
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Figures of the whole archive."""

    posts: int
    pages: int  # static ones, which are not among the posts
    blogs: int
    comments: int
    bytes: int  # of the file and what SQLite keeps beside it
    new_7_days: int
    new_30_days: int  # posts that came in so many days
    suspect: int  # suspect edits that wait for another run


_RUNS = """\
SELECT min(started) AS started, CASE WHEN count(*) = count(ended) THEN max(ended) END AS ended,
       count(*) AS blogs,
       sum(outcome IS 'complete') AS complete, sum(outcome IS 'incomplete') AS incomplete,
       sum(outcome IS 'failed') AS failed, sum(outcome IS 'interrupted') AS interrupted,
       sum(new) AS new, sum(changed) AS changed, sum(suspect) AS suspect,
       sum(requests) AS requests
FROM crawls GROUP BY run ORDER BY max(id) DESC LIMIT ?"""


def last_runs(connection: sqlite3.Connection, limit: int) -> list[Run]:
    """Return the last `limit` runs, newest first."""
    return [_run(row) for row in connection.execute(_RUNS, (limit,))]


def _run(row: sqlite3.Row) -> Run:
    ended = time_text(row["ended"]) if row["ended"] else None
    return Run(**{**dict(row), "started": time_text(row["started"]), "ended": ended})


def overview(connection: sqlite3.Connection, now: datetime) -> Overview:
    """Return the figures of the whole archive; `now` ends the spans of new posts."""
    rows = count_rows(connection)
    week, month = (_new(connection, now - timedelta(days)) for days in (7, 30))
    path = path_of(connection)
    files = (path, path.with_name(f"{path.name}-wal"))
    size = sum(file.stat().st_size for file in files if file.exists())
    return Overview(
        **{name: rows[name] for name in ("posts", "pages", "blogs", "comments")},
        bytes=size,
        new_7_days=week,
        new_30_days=month,
        suspect=pending_edits.count(connection),
    )


def _new(connection: sqlite3.Connection, since: datetime) -> int:
    statement = "SELECT ifnull(sum(new), 0) FROM crawls WHERE started >= ?"
    return int(connection.execute(statement, (utc(since),)).fetchone()[0])
