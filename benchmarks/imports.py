"""Imports against their floor: pages a second of a WARC file, and the memory of a large backup.

The floor reads the same file with warcio, takes title and text from each page with trafilatura (lxml where
that is not installed), and writes plain rows: no identity, dates, labels, comments, cleaning or search.
"""

import importlib
import importlib.util
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from lxml import etree
from warcio.archiveiterator import ArchiveIterator

from benchmarks.import_jobs import PAGES, imported, write_pages
from benchmarks.measure import measure

ROUNDS = 2
ENTRIES = (20_000, 200_000)  # posts of the backups whose import is measured
CAPTURES = (2_000, 20_000)  # the same of pages in WARC files
LARGE_ENTRIES, LARGE_CAPTURES = (1_000_000,), (100_000,)  # of sources that take a quarter of an hour each
_WORDS = "The ferry sails at noon and comes back in the evening. " * 4
_HEAD = """<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'>
<id>tag:blogger.com,1999:blog-77.archive</id><title type='text'>Quay</title>
<link rel='alternate' type='text/html' href='http://quay.blogspot.com/'/>"""
_ENTRY = """<entry><id>tag:blogger.com,1999:blog-77.post-{0}</id>
<published>{1}-11-23T08:15:00-02:00</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='{3}'/><title type='text'>Ferry {0}</title>
<content type='html'>&lt;p&gt;{2} {0}&lt;/p&gt;</content>
<link rel='alternate' type='text/html' href='http://quay.blogspot.com/{1}/11/{0}.html'/></entry>"""
_KIND = "http://schemas.google.com/blogger/2008/kind#post"

Row = tuple[str, str]


def imports() -> Iterator[str]:
    """Lines of two tables."""
    yield from _pages()
    yield ""
    yield from _memory(ENTRIES, CAPTURES)


def imports_large() -> Iterator[str]:
    """Lines of the second table, for sources of the size that asks for flat memory."""
    yield from _memory(LARGE_ENTRIES, LARGE_CAPTURES)


def _pages() -> Iterator[str]:
    name, read = _extractor()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.warc.gz"
        write_pages(source)
        turns = [(imported(source, "--jobs", 1)[1], _floor(source, read)) for _ in range(ROUNDS)]
    ours, floor = (PAGES / median(column) for column in zip(*turns, strict=True))
    yield f"{PAGES} pages of a WARC file, pages a second of processor time, the median of {ROUNDS} rounds"
    yield f"  import                       {ours:6.0f}"
    yield f"  warcio, {name:11}, rows   {floor:6.0f}   ({ours / floor:.2f} times)"


def _extractor() -> tuple[str, Callable[[bytes], Row]]:
    if not importlib.util.find_spec("trafilatura"):
        return "lxml", _with_lxml
    module = importlib.import_module("trafilatura")

    def read(body: bytes) -> Row:
        found = module.bare_extraction(body, with_metadata=True, include_comments=False)
        row = found.as_dict() if found else {}
        return row.get("title") or "", row.get("text") or ""

    return "trafilatura", read


def _with_lxml(body: bytes) -> Row:
    tree = etree.fromstring(body, etree.HTMLParser())
    return tree.findtext(".//title") or "", "".join(tree.itertext())


def _floor(source: Path, read: Callable[[bytes], Row]) -> float:
    """Return seconds of processor time."""
    began = sum(os.times()[:4])
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "rows.db")) as connection,
        connection,
        source.open("rb") as stream,
    ):
        connection.execute("CREATE TABLE pages (url, title, text)")
        for record in ArchiveIterator(stream):
            row = (record.rec_headers.get_header("WARC-Target-URI"), *read(record.content_stream().read()))
            connection.execute("INSERT INTO pages VALUES (?, ?, ?)", row)
    return sum(os.times()[:4]) - began


def _memory(entries: tuple[int, ...], captures: tuple[int, ...]) -> Iterator[str]:
    yield "A WARC file of so many pages, imported by one process"
    yield from (_cost("pages.warc.gz", write_pages, pages) for pages in captures)
    yield "A backup of so many posts"
    yield from (_cost("backup.xml", _write_backup, posts) for posts in entries)


def _cost(name: str, write: Callable[[Path, int], int], posts: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        size, began = write(source, posts), time.monotonic()
        command = [sys.executable, "-m", "crawler.cli", "import", str(source)]
        cost = measure([*command, "--archive", str(Path(folder) / "archive.db")])
        wall = time.monotonic() - began
    speed = f"{posts / cost.cpu:6,.0f} a second of processor time"
    return f"  {posts:9,}: {size / 1e6:5.0f} MB, {speed}, peak {cost.peak:4.0f} MB ({wall:.0f} s)"


def _write_backup(file: Path, posts: int) -> int:
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        for number in range(posts):
            out.write(_ENTRY.format(10**18 + number, 2005 + number % 15, _WORDS, _KIND))
        out.write("</feed>")
    return file.stat().st_size
