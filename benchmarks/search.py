"""First 20 results with snippets, beside SQLite's own ranking, LIKE, and an index of Tantivy.

`python -m benchmarks.bulk_archive FILE 1000000` makes an archive, `python -m benchmarks.search FILE` measures
it. `python -m benchmarks search` does both with fewer posts.
"""

import argparse
import gc
import importlib.metadata
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles

from benchmarks.bulk_archive import build
from pipelines.archive import Archive
from pipelines.search.filters import Filter
from pipelines.search.query import expression, parse, quoted
from pipelines.search.search import search as search_posts
from pipelines.term_index.index_builder import build as build_index
from pipelines.term_index.opened_index import folder_of, open_index, opened_archives

POSTS = 50_000
QUERIES = 25
SLOW = 3  # queries for ways that take seconds
YEAR = Filter(since="2015", until="2015")
BLOG = Filter(blogs=("1003",))

_COUNT = "SELECT count(*) FROM posts_fts WHERE posts_fts MATCH ?"
_PLAIN = """\
SELECT title, snippet(posts_fts, 0, '**', '**', '…', 30) FROM posts_fts WHERE posts_fts MATCH ?
ORDER BY rank LIMIT 20"""
_LIKE = "SELECT title, text FROM posts WHERE title LIKE ? OR text LIKE ? ORDER BY id DESC LIMIT 20"
_TOKEN = re.compile(r"[a-z]+")

Queries = Mapping[str, Sequence[str]]
Timed = tuple[list[float], list[float]]


def search() -> Iterator[str]:
    """The tables for an archive made for it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        build(path, POSTS)
        yield from measure(path)


def measure(path: Path) -> Iterator[str]:
    """The tables for the archive at `path`."""
    with Archive(path, read_only=True) as archive, closing(sqlite3.connect(path)) as plain:
        total = archive.counts()["posts"]
        queries = draw(plain, total)
        gc.collect()
        gc.freeze()  # else it looks through what queries were drawn from during single ones: 40 ms
        size = path.stat().st_size / 1e9
        yield f"{total:,} posts, {size:.1f} GB; ms: median and 95 of 100 by the clock / of the processor"
        yield f"{'what is asked for':28} {'matches':>8}  {'our search':>23}  {'order by rank':>23}"
        for kind, typed in queries.items():
            chosen = YEAR if "2015" in kind else BLOG if "blog" in kind else None
            yield _row(kind, typed, archive, plain, chosen)
        yield from _others(path, plain, queries)


def draw(plain: sqlite3.Connection, total: int) -> Queries:
    """Queries of each kind, made of the words of random posts."""
    random = Random(7)
    texts = [_text(plain, random) for _ in range(400)]
    words = list(dict.fromkeys(random.choice(text) for text in texts for _ in range(4)))
    part = {word: plain.execute(_COUNT, (quoted(word),)).fetchone()[0] / total for word in words}

    def between(low: float, high: float) -> list[str]:
        return [word for word in words if low <= part[word] < high][:QUERIES]

    pairs = [text[i : i + 2] for text in texts for i in [random.randrange(len(text) - 1)]]
    usual = [pair for pair in pairs if min(part.get(word, 0) for word in pair) > 0.02]
    rare, middling, common = between(0, 0.0005), between(0.002, 0.02), between(0.05, 0.3)
    return {
        "a rare word": rare,
        "a middling word, 0.2-2 %": middling,
        "a common word, 5-30 %": common,
        "the commonest, 60 % and more": between(0.6, 1.1),
        "two words": [" ".join(pair) for pair in zip(middling, common, strict=False)],
        "a phrase": [f'"{" ".join(pair)}"' for pair in pairs[:QUERIES]],
        "a phrase of common words": [f'"{" ".join(pair)}"' for pair in usual[:QUERIES]],
        "a beginning of 4 letters": [f"{word[:4]}*" for word in middling if len(word) > 4],
        "a beginning of 2 letters": sorted({f"{word[:2]}*" for word in middling})[:QUERIES],
        "a middling word of 2015": middling,
        "the commonest of 2015": between(0.6, 1.1),
        "a common word of one blog": common,
        "a word that is not there": [
            f"{word[:3]}{word[2]}{word[3:]}qx" for word in middling if len(word) > 3
        ],
    }


def _text(plain: sqlite3.Connection, random: Random) -> list[str]:
    first, last = plain.execute("SELECT min(id), max(id) FROM posts").fetchone()
    sql = "SELECT text FROM posts WHERE id >= ? LIMIT 1"
    return _TOKEN.findall(
        plain.execute(sql, (random.randint(first, last - 86400 * 30),)).fetchone()[0].lower()
    )


def _row(
    kind: str, typed: Sequence[str], archive: Archive, plain: sqlite3.Connection, chosen: Filter | None
) -> str:
    with archive.reading() as connection:
        ours = _timed(lambda text: search_posts(connection, text, chosen), typed)
        matches = [search_posts(connection, text, chosen).matches for text in typed[:SLOW]]
    if chosen or "not there" in kind:
        return f"{kind:28} {max(matches, default=0):8,}  {_figures(ours):>23}"
    theirs = _timed(lambda text: plain.execute(_PLAIN, (_plain(text),)).fetchall(), typed[:SLOW])
    return f"{kind:28} {max(matches, default=0):8,}  {_figures(ours):>23}  {_figures(theirs):>23}"


def _plain(text: str) -> str:
    """The same in FTS5's language."""
    return expression(parse(text))


def _others(path: Path, plain: sqlite3.Connection, queries: Queries) -> Iterator[str]:
    yield ""
    yield "the same asked otherwise (LIKE: newest first, so that it may stop early for common words)"
    for kind in ("a rare word", "a common word, 5-30 %"):
        words = [f"%{word}%" for word in queries[kind][:2]]
        like = _timed(lambda word: plain.execute(_LIKE, (word, word)).fetchall(), words)
        yield f"{kind:28} LIKE      {_figures(like)}"
    yield from _indexed(path, queries)


def _indexed(path: Path, queries: Queries) -> Iterator[str]:
    """The same questions through an index of Tantivy, which is kept beside the archive."""
    folder = folder_of(path)
    if not folder.exists():
        started = time.process_time()
        with opened_archives([path]) as (connection,):
            build_index(folder, [(path, connection)], lambda _: None)
        yield f"index of Tantivy: made in {time.process_time() - started:.0f} s of processor time"
    size = sum(file.stat().st_size for file in folder.iterdir())
    version = importlib.metadata.version("tantivy")
    yield f"tantivy {version}, index of {size / 1e9:.2f} GB; every match is counted"
    with open_index(folder) as index:
        for kind, typed in queries.items():
            chosen = YEAR if "2015" in kind else BLOG if "blog" in kind else None
            matches = max((index.search(text, chosen).matches for text in typed[:SLOW]), default=0)
            figures = _figures(_timed(partial(index.search, chosen=chosen), typed))
            yield f"{kind:28} {matches:8,}  {figures:>23}"


def _timed(ask: Callable[[str], object], typed: Sequence[str]) -> Timed:
    """Wall and processor seconds of each query."""
    walls, processor = [], []
    for text in typed:
        wall, spent = time.perf_counter(), time.process_time()
        ask(text)
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() - spent)
    return walls, processor


def _figures(timed: Timed) -> str:
    return " / ".join(f"{median(part) * 1000:.0f} {_high(part) * 1000:.0f}" for part in timed if part)


def _high(part: list[float]) -> float:
    return quantiles(part, n=20)[-1] if len(part) > 19 else max(part)


def main() -> None:
    """Measure an archive that is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("file", type=Path)
    load = os.getloadavg()[0]
    print(f"load {load:.1f} on {os.cpu_count()} processors")
    for line in measure(parser.parse_args().file):
        print(line, flush=True)


if __name__ == "__main__":
    main()
