"""(c) What a post costs as the archive grows: blogs of 10,000 posts, one after the other, into one file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import crawl, served

STEP = 10_000
TOTAL = 200_000


def growth() -> Iterator[str]:
    """Lines of a table."""
    yield f"Cost of a post as the archive grows to {TOTAL:,}; asked: flat within 1.5 times"
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        for held in range(0, TOTAL, STEP):
            with served(STEP, seed=held // STEP + 1) as address:
                cost = crawl(address, archive)
            first = first or cost.wall
            size = archive.stat().st_size / 1e6
            wall, cpu = cost.wall / STEP * 1000, cost.cpu / STEP * 1000
            yield (
                f"  {held:7,} posts held  {wall:.2f} ms/post  cpu {cpu:.2f}  "
                f"x{cost.wall / first:.2f}  file {size:5.0f} MB"
            )
