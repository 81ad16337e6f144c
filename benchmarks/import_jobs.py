"""Reading saved pages with one process, with more, and with workers: pages a second, and what they cost."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from statistics import median

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.generate_blog import generate_blog
from crawler.cli.runs.workers import reading_by_workers
from pipelines.archive import Archive
from pipelines.imports.importer import FileSource, Importer
from pipelines.imports.units import ImportOptions
from tests.helpers.fake_blogger import Site, respond

PAGES = 600
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
    """Write the page of every post of a generated blog; return their bytes."""
    site, size = Site(generate_blog(pages)), 0
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for post in site.blog.posts:
            body = respond({"*": site}, "GET", HOME + post.path, {}).body
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    HOME + post.path, "response", payload=BytesIO(body), http_headers=headers
                )
            )
            size += len(body)
    return size


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
