"""Crawls with workers against the same crawl in one process: first crawls, then blogs without news.

Processor time is that of all processes of a run. To begin costs a second and more for each process; so a blog
without news is what a run of many costs more than a run of few.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import UNTHROTTLED, Cost, measure
from benchmarks.unchanged_blogs import POSTS, served

FEW, MANY = 10, 210
WORKERS = (0, 1, 2, 3)


def scale() -> Iterator[str]:
    """Lines of a table."""
    load = os.getloadavg()[0]
    yield f"{MANY} blogs of {POSTS} posts; {os.cpu_count()} cores, load {load:.0f}"
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.db", Path(folder) / "many.db"
        with served(FEW) as addresses:
            run(few, 0, *addresses)
            begin = [run(few, workers, "--all") for workers in WORKERS]
        with served(MANY) as addresses:
            for workers, start in zip(WORKERS, begin, strict=True):
                archive = many.with_stem(f"many{workers}")
                first, again = run(archive, workers, *addresses), run(archive, workers, "--all")
                name = f"{workers} workers" if workers else "plain"
                yield f"  {name:10}first {_words(first)}; unchanged {_words(again)}, {_each(start, again)}"


def _words(cost: Cost) -> str:
    return f"{cost.wall:5.1f} s, cpu {cost.cpu:5.1f} s"


def _each(few: Cost, many: Cost) -> str:
    return f"{1000 * (many.cpu - few.cpu) / (MANY - FEW):5.1f} ms a blog more"


def run(archive: Path, workers: int, *blogs: str) -> Cost:
    """The cost of one run."""
    command = [sys.executable, "-m", "crawler.cli", "crawl", *blogs, "--archive", str(archive), *UNTHROTTLED]
    return measure([*command, *(("--workers", str(workers)) if workers else ())])
