"""The cost of an offline site, that its memory stays flat, and that a second run makes only what is new.

`python -m benchmarks.site_speed FILE` measures a copy of an archive of your own, such as one that
`python -m benchmarks.bulk_archive FILE COUNT` makes.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measure import measure
from crawler.items import Post

POSTS = 10_000
_NEW = 20


def sites() -> Iterator[str]:
    """Lines of a table, for an archive made on purpose."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        # In a process of its own: a child's peak counts what its parent holds when it is born.
        measure([sys.executable, "-m", "benchmarks.bulk_archive", str(path), str(POSTS)])
        yield from _table(path)


def _table(original: Path) -> Iterator[str]:
    yield f"A site of {original.name}: first run, nothing new, {_NEW} new posts"
    with tempfile.TemporaryDirectory() as folder:
        path, site = Path(folder) / "archive.db", Path(folder) / "site"
        shutil.copy(original, path)
        for run in ("first", "same", "new"):
            if run == "new":
                measure([sys.executable, "-m", __spec__.name, "--add", str(path)])
            started = datetime.now().timestamp()
            cost = measure([sys.executable, "-m", "crawler.cli", "site", str(site), "--archive", str(path)])
            files, size, written = _totals(site, started - 1)
            yield (
                f"  {run:6} {cost.wall:7.1f} s, cpu {cost.cpu:6.1f} s  peak {cost.peak:4.0f} MB  "
                f"{files:,} files, {size / 1e6:,.0f} MB; {written:,} written"
            )


def _totals(site: Path, since: float) -> tuple[int, int, int]:
    """Return files, bytes, files written since; without a list, which a child's peak would count too."""
    files = size = written = 0
    for each in _files(site):
        state = each.stat()
        files, size, written = files + 1, size + state.st_size, written + (state.st_mtime >= since)
    return files, size, written


def _files(site: Path) -> Iterator[Path]:
    return (Path(folder, name) for folder, _, names in os.walk(site) for name in names)


def _add(path: Path) -> None:
    """Add posts that are newer than all."""
    from pipelines.archive import Archive  # noqa: PLC0415 - this process alone needs it

    start = datetime(2025, 7, 1, tzinfo=UTC)
    with Archive(path) as archive:
        archive.save_posts([_post(number, start + timedelta(hours=number)) for number in range(_NEW)])


def _post(number: int, at: datetime) -> Post:
    return Post(
        blog_id="1000", post_id=str(10**17 + number), url=f"https://blog0.blogspot.com/new-{number}.html",
        title=f"New post {number}", author="Ana Lima", labels=("New",), language="en",
        published=at, html="<p>Ferry news.</p>", text="Ferry news.",
    )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "--add":
        _add(Path(sys.argv[2]))
    else:
        for line in _table(Path(sys.argv[1])):
            print(line, flush=True)
