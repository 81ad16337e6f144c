"""(g) Pages of the web server at 100,000 posts; `python -m benchmarks.web ARCHIVE` measures one of yours."""

import http.client
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.bulk_archive import build
from benchmarks.measure import ROOT
from pipelines.archive.connection import connect_to_read
from pipelines.search.facets import MOST, FacetTable

POSTS = 100_000
TIMES = 20  # requests for each kind of page, after one that is not counted
LIMIT = 80.0  # milliseconds that are asked for

_TERMS = "SELECT term FROM terms WHERE col = 'text' ORDER BY abs(doc - ?), term LIMIT ?"
_FREQUENT = {"rare": 0.0003, "middling": 0.02, "common": 0.5}  # words in about so many of all posts


def web() -> Iterator[str]:
    """Lines of a table."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        build(archive, POSTS)
        yield from pages(archive)


def pages(archive: Path) -> Iterator[str]:
    """Lines of a table about the pages of an archive."""
    kinds = list(_kinds(archive))
    with _serving(archive) as (address, ready, pid):
        yield f"Pages of an archive of {_count(archive):,} posts; asked: under {LIMIT:.0f} ms"
        yield f"  ready {ready:.1f} s after the start"
        host = urlsplit(address).netloc
        with closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            for name, urls in kinds:
                _take(connection, urls[0])
                costs = [_cost(connection, url, pid) for url in urls[1 : TIMES + 1]]
                walls, processor = (sorted(times) for times in zip(*costs, strict=True))
                p95 = walls[int(len(walls) * 0.95)]
                yield (
                    f"  {name:34} median {statistics.median(walls):6.1f} ms  p95 {p95:6.1f} ms"
                    f"  processor {statistics.median(processor):5.1f} ms, at most {processor[-1]:5.1f} ms"
                    f"{'' if p95 < LIMIT else '  SLOW'}"
                )


def facets(archive: Path) -> Iterator[str]:
    """A line about the numbers beside a list alone, of as many posts as are counted."""
    with closing(connect_to_read(archive)) as connection:
        started = time.process_time()
        table = FacetTable().refreshed(connection)
        loaded = (time.process_time() - started) * 1000
        ids = [row[0] for row in connection.execute("SELECT id FROM posts ORDER BY id DESC LIMIT ?", (MOST,))]
    started = time.process_time()
    for _ in range(TIMES):
        table.count(ids)
    taken = (time.process_time() - started) * 1000 / TIMES
    yield f"  numbers beside {len(ids):,} posts: processor {taken:.1f} ms; read at first in {loaded:.0f} ms"


def _cost(connection: http.client.HTTPConnection, url: str, pid: int) -> tuple[float, float]:
    """Milliseconds of an answer by the clock, and of the server's processor time."""
    before = _cpu(pid)
    return _take(connection, url), _cpu(pid) - before


def _cpu(pid: int) -> float:
    """Milliseconds of processor time that the threads of a process have used. Linux."""
    used = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # the thread has ended since it was listed
            used += int(path.read_text().split()[0])
    return used / 1e6


def _take(connection: http.client.HTTPConnection, url: str) -> float:
    started = time.perf_counter()
    connection.request("GET", url)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{url}: {answer.status}")
    return (time.perf_counter() - started) * 1000


def _kinds(archive: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Kinds of pages, each with addresses that differ where they can."""
    many = range(TIMES + 1)
    with closing(sqlite3.connect(archive)) as connection:
        words = dict(_words(connection))
        labels = _column(
            connection, "SELECT label FROM _labels GROUP BY label ORDER BY count(*) DESC LIMIT 21"
        )
        rare = _column(
            connection, "SELECT label FROM _labels GROUP BY label ORDER BY count(*), label LIMIT 21"
        )
        blogs = _column(connection, "SELECT blog_id FROM blogs") * 3
        languages = _column(connection, "SELECT language FROM posts GROUP BY 1 HAVING count(*) > 500") * 21
        ids = _column(connection, "SELECT id FROM posts ORDER BY post_id LIMIT 21")
        posts = _column(connection, "SELECT blog_id || '/' || post_id FROM posts ORDER BY post_id LIMIT 21")
    months = [f"20{16 + n % 9}-{1 + n % 12:02}" for n in many]
    yield "first page", ["/"] * len(many)
    for name, found in words.items():
        yield f"search: {name} word", [_search(q=word) for word in found]
    yield (
        "search: common and middling word",
        [_search(q=f"{a} {b}") for a, b in zip(words["common"], words["middling"], strict=True)],
    )
    yield "search: beginning of a word", [_search(q=word[:4] + "*") for word in words["middling"]]
    yield (
        "search: common word, one blog",
        [_search(q=word, blog=blog) for word, blog in zip(words["common"], blogs, strict=False)],
    )
    yield (
        "search: common word, one month",
        [
            _search(q=word, since=month, until=month)
            for word, month in zip(words["common"], months, strict=True)
        ],
    )
    yield (
        "search: common word, one label",
        [_search(q=word, label=label) for word, label in zip(words["common"], labels, strict=True)],
    )
    yield "search: common word, by date", [_search(q=word, sort="date") for word in words["common"]]
    yield "post", [f"/post/{name}" for name in posts]
    yield "all posts, and deep within", [f"/search?before={id_}" for id_ in ids]
    yield "all posts, with their facets", ["/search"] * len(many)
    yield "blog", [_search(blog=blog) for blog in blogs[: len(many)]]
    yield "common label", [_search(label=label) for label in labels]
    yield "rare label", [_search(label=label) for label in rare]
    yield "month", [_search(since=month, until=month) for month in months]
    yield (
        "label, blog and years",
        [
            _search(label=label, blog=blog, since="2018", until="2020")
            for label, blog in zip(labels, blogs, strict=False)
        ],
    )
    yield "year", [_search(since=f"20{10 + n % 15}", until=f"20{10 + n % 15}") for n in many]
    yield "language", [_search(language=code) for code in languages]
    yield "author who is not there", [_search(author=f"nobody{n}") for n in many]
    yield "all labels", ["/labels"] * len(many)
    yield "all months", ["/months"] * len(many)
    yield "feed of a search", [_search(q=word).replace("?", ".atom?") for word in words["middling"]]
    yield (
        "search as JSON, 100 posts",
        [f"/archive/search.json?{urlencode({'q': word})}" for word in words["middling"]],
    )
    yield "Datasette's table of posts", ["/archive/posts"] * len(many)


def _words(connection: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, posts_fts, col)")
    posts = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
    for name, share in _FREQUENT.items():
        yield name, [row[0] for row in connection.execute(_TERMS, (posts * share, TIMES + 1))]


def _column(connection: sqlite3.Connection, sql: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(sql)]


def _count(archive: Path) -> int:
    with closing(sqlite3.connect(archive)) as connection:
        return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])


def _search(**params: str) -> str:
    return f"/search?{urlencode(params)}"


@contextmanager
def _serving(archive: Path) -> Iterator[tuple[str, float, int]]:
    started = time.monotonic()
    command = [sys.executable, "-m", "crawler.cli", "serve", "--archive", str(archive), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split(" at ")[1].split()[0]
        with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
            _take(connection, "/languages")  # answered when all has been counted
        yield address, time.monotonic() - started, process.pid
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    for line in chain(facets(Path(sys.argv[1])), pages(Path(sys.argv[1]))):
        print(line, flush=True)
