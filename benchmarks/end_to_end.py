"""(a) A whole crawl against the floor, and (b) peak memory at two sizes.

Three pairs in turn, so that a machine whose speed drifts slows both alike; the ratio is taken pair by pair.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Cost, clear, crawl, floor, served

PAIRS = 3
SIZES = (10_000, 50_000)


def end_to_end() -> Iterator[str]:
    """Lines of a table."""
    with tempfile.TemporaryDirectory() as folder, served(SIZES[0]) as address:
        archive = Path(folder) / "archive.db"
        pairs = [(crawl(address, clear(archive)), floor(address, clear(archive))) for _ in range(PAIRS)]
    yield f"The whole crawl, {SIZES[0]:,} generated posts of 3 kB, {PAIRS} pairs (median; wall min-max)"
    yield from _rows("scrapy crawl blogger", [ours for ours, _ in pairs])
    yield from _rows("floor: bare Scrapy, json.loads, executemany", [theirs for _, theirs in pairs])
    yield _ratio("wall time", [ours.wall / theirs.wall for ours, theirs in pairs], asked=1.6)
    yield _ratio("processor time", [ours.cpu / theirs.cpu for ours, theirs in pairs], asked=2.0)


def _ratio(name: str, ratios: list[float], *, asked: float) -> str:
    spread = f"({min(ratios):.2f}-{max(ratios):.2f})"
    return f"  ratio of {name}: {median(ratios):.2f} {spread}; asked: under {asked}"


def _rows(name: str, costs: list[Cost]) -> Iterator[str]:
    walls = sorted(cost.wall for cost in costs)
    cpu, peak = median(c.cpu for c in costs), median(c.peak for c in costs)
    spread = f"({walls[0]:.1f}-{walls[-1]:.1f})"
    yield f"  {name:43} {median(walls):6.1f} s {spread:12} cpu {cpu:6.1f} s  {peak:4.0f} MB"


def memory() -> Iterator[str]:
    """Lines of a table."""
    yield "Peak memory of a crawl; asked: flat, under 250 MB"
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, served(size) as address:
            cost = crawl(address, Path(folder) / "archive.db")
        yield f"  {size:7,} posts  {cost.peak:4.0f} MB  {cost.wall:6.1f} s"
