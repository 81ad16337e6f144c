"""The cost of an offline site, and that its memory stays flat.

`python -m benchmarks.site_speed 100000` measures sizes of your own.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.generate_archive import Texts
from benchmarks.measure import measure
from crawler.items import Post
from pipelines.archive import Archive

SIZES = (10_000,)
_LABELS, _AUTHORS = 200, 20


def sites() -> Iterator[str]:
    """Lines of a table."""
    yield from _table(SIZES)


def _table(sizes: Sequence[int]) -> Iterator[str]:
    yield "Sites of posts of 300 words, 200 labels: a first run, and a second that finds nothing changed"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.db"
            with Archive(path) as archive:
                posts = _posts(size)
                while batch := list(islice(posts, 500)):
                    archive.save_posts(batch)
            command = [sys.executable, "-m", "crawler.cli", "site", f"{folder}/site", "--archive", str(path)]
            for run in ("first", "second"):
                cost = measure(command)
                megabytes = sum(file.stat().st_size for file in Path(folder, "site").rglob("*")) / 1e6
                yield (
                    f"  {size:9,} posts  {run:6} {cost.wall:7.1f} s, cpu {cost.cpu:6.1f} s  "
                    f"{megabytes:7.1f} MB  peak {cost.peak:4.0f} MB"
                )


def _posts(size: int) -> Iterator[Post]:
    for number, text in enumerate(Texts(2).make(size)):
        at = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=12 * number % 120_000, seconds=number)
        yield Post(
            blog_id="1", post_id=str(10**18 + number), url=f"https://a.example/{at:%Y/%m}/{number}.html",
            title=" ".join(text.split()[:6]), author=f"Author {number % _AUTHORS}", language="en",
            labels=(f"Label {number % _LABELS}", f"Label {number % 7}"),
            published=at, published_local=at.isoformat(), html=f"<p>{text}</p>", text=text,
        )  # fmt: skip


if __name__ == "__main__":
    for line in _table([int(size) for size in sys.argv[1:]] or SIZES):
        print(line, flush=True)
