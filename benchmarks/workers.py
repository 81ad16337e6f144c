"""Crawls with workers against the same crawl in one process: first crawls, then blogs without news.

Processor time is that of all processes of a run.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import UNTHROTTLED, Cost, measure
from benchmarks.unchanged_blogs import POSTS, served

BLOGS = 300
WORKERS = (0, 1, 2, 3)


def scale() -> Iterator[str]:
    """Lines of a table."""
    yield f"{BLOGS} small blogs ({POSTS} posts each) on {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    with tempfile.TemporaryDirectory() as folder, served(BLOGS) as addresses:
        listed = Path(folder) / "blogs.txt"
        listed.write_text("\n".join(addresses), encoding="utf-8")
        for workers in WORKERS:
            archive = Path(folder) / f"{workers}.db"
            first = run(archive, workers, "--blogs", str(listed))
            again = run(archive, workers, "--all")
            name = f"{workers} workers" if workers else "plain"
            yield f"  {name:10} first {_words(first)}   unchanged {_words(again)}"


def _words(cost: Cost) -> str:
    return f"{cost.wall:6.1f} s  cpu {cost.cpu:5.1f} s  {1000 * cost.cpu / BLOGS:5.1f} ms a blog"


def run(archive: Path, workers: int, *blogs: str) -> Cost:
    """The cost of one run."""
    command = [sys.executable, "-m", "crawler.cli", "crawl", *blogs, "--archive", str(archive), *UNTHROTTLED]
    return measure([*command, *(("--workers", str(workers)) if workers else ())])
