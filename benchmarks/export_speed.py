"""The cost of exports, and that their memory stays flat.

`python -m benchmarks.export_speed 1000000` measures sizes of your own.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.generate_archive import fill
from benchmarks.measure import measure
from pipelines.archive import Archive

SIZES = (10_000, 100_000)
ENDINGS = (".jsonl", ".jsonl.zst", ".csv", ".parquet", ".zip")


def exporting() -> Iterator[str]:
    """Lines of a table."""
    yield from _table(SIZES)


def _table(sizes: Sequence[int]) -> Iterator[str]:
    yield "Exports of posts of 300 words; asked: flat memory"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "a.db"
            with Archive(archive) as opened:
                fill(opened, size)
            for ending in ENDINGS:
                yield _row(archive, Path(folder) / f"posts{ending}", size)


def _row(archive: Path, path: Path, size: int) -> str:
    command = [sys.executable, "-m", "crawler.cli", "export", str(path), "--archive", str(archive)]
    cost = measure(command)
    megabytes = path.stat().st_size / 1e6
    ending = path.name.removeprefix("posts")
    return (
        f"  {size:9,} posts  {ending:11} {cost.wall:7.1f} s, cpu {cost.cpu:6.1f} s  {megabytes:7.1f} MB  "
        f"peak {cost.peak:4.0f} MB"
    )


if __name__ == "__main__":
    for line in _table([int(size) for size in sys.argv[1:]] or SIZES):
        print(line, flush=True)
