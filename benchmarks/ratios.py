"""The few ratios that matter, in two minutes: CI runs them as a smoke test, `make bench` keeps their history.

All are of processor time or bytes, against a peer in the same run, so that another machine and other load
change them little. The smoke test fails only where one is twice what is known: a gross fault, such as reading
the whole blog for each new post.
"""

import csv
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from lxml import etree

from benchmarks.measure import ROOT, crawl, floor, served
from crawler.blogger.feed import parse_feed
from crawler.blogger.page import read_page
from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.compression import optimise
from pipelines.item_cleaner import ItemCleaner

POSTS, PAGE = 3000, 150
ROUNDS = 5
TOO_MUCH = 2.0  # times the known figure from which the smoke test fails
HISTORY = ROOT / "benchmarks" / "history.csv"
HEAD = ("date", "machine", "python", "sqlite", "figure", "ratio", "least", "most")
GOLDEN = ROOT / "tests" / "page" / "golden"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure: rounds of it, and what it was when it was last written down."""

    figure: str
    rounds: tuple[float, ...]
    known: float

    @property
    def value(self) -> float:
        """The median."""
        return median(self.rounds)

    @property
    def is_gross(self) -> bool:
        """Whether it is far above what is known."""
        return self.value > TOO_MUCH * self.known

    def __str__(self) -> str:
        spread = f"({min(self.rounds):.2f} to {max(self.rounds):.2f})"
        return f"  {self.figure:68} {self.value:6.2f} {spread:16} known {self.known:.2f}"


def measured() -> Iterator[Ratio]:
    """Every ratio."""
    with served(POSTS) as address, tempfile.TemporaryDirectory() as folder:
        crawled, bare = Path(folder) / "crawled.db", Path(folder) / "bare.db"
        ours, theirs = crawl(address, crawled), floor(address, bare)
        yield Ratio(
            "a crawl against bare Scrapy, json.loads, executemany (CPU)", (ours.cpu / theirs.cpu,), 2.2
        )
        yield from _sizes(crawled)
        yield from _growth(_posts(address), Path(folder) / "grown.db")
    yield _reading()


def ratios(*, record: bool = True) -> Iterator[str]:
    """Lines of a table; with `record`, a line in the history for each as well."""
    yield "Ratios: median (least to most), and the figure of docs/performance.md"
    for ratio in measured():
        if record:
            _record(ratio)
        yield str(ratio)


def smoke() -> Iterator[str]:
    """Lines of the table. Raise SystemExit at the end where a ratio is gross."""
    gross = []
    for ratio in measured():
        gross += [ratio.figure] if ratio.is_gross else []
        yield str(ratio)
    if gross:
        raise SystemExit(f"more than {TOO_MUCH:g} times what is known: {'; '.join(gross)}")


def _posts(address: str) -> list[Post]:
    cleaner, found = ItemCleaner(), []
    for start in range(1, POSTS, PAGE):
        query = f"alt=json&max-results={PAGE}&start-index={start}"
        with urlopen(f"{address}/feeds/posts/default?{query}") as response:
            found += [cleaner.clean(post) for post in parse_feed(response.read()).posts]
    return found


def _growth(posts: Sequence[Post], path: Path) -> Iterator[Ratio]:
    """The last batches against the first ones, and stored again against stored for the first time."""
    batches = [posts[at : at + PAGE] for at in range(0, len(posts), PAGE)]
    with Archive(path) as archive:
        new = [_cpu(lambda batch=batch: archive.save_posts(batch)) for batch in batches]  # type: ignore[misc]
        again = [_cpu(lambda batch=batch: archive.save_posts(batch)) for batch in batches]  # type: ignore[misc]
    quarter = len(new) // 4
    yield Ratio(
        "storing the last quarter of 3,000 posts against the first (CPU)",
        (sum(new[-quarter:]) / sum(new[:quarter]),),
        1.2,
    )
    yield Ratio("storing unchanged posts again against storing them (CPU)", (sum(again) / sum(new),), 0.12)


def _sizes(path: Path) -> Iterator[Ratio]:
    with Archive(path) as archive:
        with archive.reading() as connection:
            text = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM posts").fetchone()[0]
        plain = path.stat().st_size
        optimise.prepare(archive)
        optimise.pack(archive, lambda _: None)
        optimise.merge_index(archive, lambda _: None)
        optimise.drop_empty_pages(archive)
    yield Ratio("bytes of the archive against those of the texts, as crawled", (plain / text,), 5.6)
    yield Ratio("… after blogger-archive optimise", (path.stat().st_size / text,), 3.7)


def _reading() -> Ratio:
    pages = [path.read_bytes() for path in sorted(GOLDEN.glob("*/body.html"))]
    rounds = []
    for _ in range(ROUNDS + 1):
        parse = _cpu(lambda: [etree.fromstring(page, etree.HTMLParser(huge_tree=True)) for page in pages])
        rounds.append(_cpu(lambda: [read_page(page) for page in pages]) / parse)
    return Ratio("reading the tests' pages against a bare lxml parse of them (CPU)", tuple(rounds[1:]), 24.0)


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _record(ratio: Ratio) -> None:
    """Append a line to the history, with the heading to a new file."""
    is_new = not HISTORY.exists()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    versions = (str(date.today()), machine, platform.python_version(), sqlite3.sqlite_version)
    figures = (f"{value:.2f}" for value in (ratio.value, min(ratio.rounds), max(ratio.rounds)))
    with HISTORY.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD] * is_new + [(*versions, ratio.figure, *figures)])
