"""Reading saved pages with one process, with more, and with workers: pages a second, and what they cost."""

import gzip
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from uuid import uuid4

from benchmarks.generate_blog import generate_blog
from crawler.cli.crawling.workers import reading_by_workers
from pipelines.archive import Archive
from pipelines.imports.file_source import FileSource
from pipelines.imports.importer import Importer
from pipelines.imports.units import ImportOptions
from tests.helpers.fake_blogger import Site, respond
from tests.helpers.sample_blog import SamplePost, make_id

PAGES = 600
RENDERED = 50  # one page of so many is rendered, the others are made of it
WAYS = (("--jobs", 1), ("--jobs", 2), ("--workers", 1), ("--workers", 2))
ROUNDS = 3
HOME = "http://generated.blogspot.com"


def importing() -> Iterator[str]:
    """Lines of a table."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.warc.gz"
        size = write_pages(source)
        yield f"{PAGES} pages of {size / PAGES / 1000:.0f} kB in a WARC file, medians of {ROUNDS} rounds"
        turns = [[imported(source, *way) for way in WAYS] for _ in range(ROUNDS)]
    found = dict(zip(WAYS, zip(*turns, strict=True), strict=True))
    first = median(wall for wall, _ in found[WAYS[0]])
    for (option, number), rounds in found.items():
        wall, cpu = (median(column) for column in zip(*rounds, strict=True))
        speed = f"{PAGES / wall:6.0f} pages/s ({first / wall:4.2f} times)"
        yield f"  {option} {number}: {speed}, {cpu:5.1f} s of processor time"


def write_pages(file: Path, pages: int = PAGES) -> int:
    """Write the page of every post of a generated blog, each a packed record; return their bytes."""
    site, size, model, page = Site(generate_blog(pages)), 0, None, b""
    with file.open("wb") as out:
        for place, post in enumerate(site.blog.posts):
            if model is None or place % RENDERED == 0:
                model, page = post, respond({"*": site}, "GET", HOME + post.path, {}).body
            record = _record(HOME + post.path, _page_like(page, model, post))
            out.write(gzip.compress(record, compresslevel=6))
            size += len(record)
    return size


def _page_like(page: bytes, model: SamplePost, post: SamplePost) -> bytes:
    """Make the page of a post out of that of another one: rendering each takes as long as importing it."""
    parts = [(model.body, post.body), *zip(_own(model), _own(post), strict=True)]
    parts += [(said.comment_id, make_id(said.comment_id, post.post_id)) for said in model.comments]
    for old, new in parts:
        page = page.replace(old.encode(), new.encode())
    return page


def _own(post: SamplePost) -> tuple[str, ...]:
    return post.post_id, post.path, post.title, post.published.isoformat()


def _record(url: str, body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2025-07-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + len(body)}\r\n\r\n"
    )
    return head.encode() + http + body + b"\r\n\r\n"


def imported(source: Path, option: str, number: int) -> tuple[float, float]:
    """Import into a new archive; return seconds by the clock, and of processor time of all processes."""
    began, spent = time.monotonic(), sum(os.times()[:4])
    remote = option == "--workers"
    with (
        tempfile.TemporaryDirectory() as folder,
        reading_by_workers(number, None, timeout=60, say=print) if remote else nullcontext() as read,
        Archive(Path(folder) / "archive.db") as archive,
    ):
        importer = Importer(archive, ImportOptions(), jobs=1 if remote else number, read=read)
        report = list(importer.run(FileSource(source)))[-1]
    wall, cpu = time.monotonic() - began, sum(os.times()[:4]) - spent
    assert report.posts["new"] == PAGES, report
    return wall, cpu
