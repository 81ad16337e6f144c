"""Crawls with workers against the same crawl in one process: first crawls, and blogs without news.

Processor time is that of all processes of a run.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import UNTHROTTLED, Cost, measure
from benchmarks.unchanged_blogs import POSTS, served

FIRST = 150
UNCHANGED = (20, 200)
WORKERS = (0, 1, 2, 3)


def scale() -> Iterator[str]:
    """Lines of a table: blogs that were never crawled."""
    yield f"{FIRST} blogs of {POSTS} posts, first crawl; {_machine()}"
    with tempfile.TemporaryDirectory() as folder, served(FIRST) as addresses:
        for workers in WORKERS:
            yield _row(workers, run(Path(folder) / f"{workers}.db", workers, *addresses))


def scale_unchanged() -> Iterator[str]:
    """Lines of a table: blogs of which none has news, plain and with workers, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        for count in UNCHANGED:
            yield f"{count} blogs without news; {_machine()}"
            archive = Path(folder) / f"{count}.db"
            with served(count) as addresses:
                run(archive, 0, *addresses)
                for workers in (*WORKERS, *WORKERS):
                    yield _row(workers, run(archive, workers, "--all"))


def _machine() -> str:
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"


def _row(workers: int, cost: Cost) -> str:
    name = f"{workers} workers" if workers else "plain"
    return f"  {name:10}{cost.wall:6.1f} s, cpu {cost.cpu:5.1f} s"


def run(archive: Path, workers: int, *blogs: str) -> Cost:
    """The cost of one run."""
    command = [sys.executable, "-m", "crawler.cli", "crawl", *blogs, "--archive", str(archive), *UNTHROTTLED]
    return measure([*command, *(("--workers", str(workers)) if workers else ())])
