"""Reading pages: our row beside other extractors, same pages, same scorer, same run.

The pages and the scorer are a collection of real pages that is no part of this project (`BLOGGER_CORPUS`,
default `../shared/corpus` beside it); without it there is nothing to measure. The others take part where they
are installed: `pip install trafilatura readability-lxml resiliparse newspaper4k` into an environment of your
own.
"""

import gzip
import importlib
import importlib.util
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from lxml import etree

from crawler.blogger.page import read_page
from crawler.blogger.phrases import is_boilerplate
from crawler.commands.extract import Cleaner, Source, records

CORPUS = Path(os.environ.get("BLOGGER_CORPUS") or Path(__file__).parents[1] / "../shared/corpus").resolve()
ROUNDS = 3
HEADINGS = (
    f"{'':18} {'body F1':>8} {'day':>6} {'instant':>8} {'title':>6} {'author':>7} {'labels':>7} "
    f"{'counts':>7} {'whole':>6} {'left':>5} {'pages/s':>8}"
)
"""`left`: pages with a line of boilerplate left in the text."""
Row = dict[str, Any]
Reader = Callable[[bytes], Row]


def extraction() -> Iterator[str]:
    """Lines of a table."""
    if not CORPUS.is_dir():
        yield f"extraction: no collection of pages at {CORPUS}; set BLOGGER_CORPUS"
        return
    scorer = load_scorer()
    gold = [json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = {row["file"]: gzip.decompress((CORPUS / "pages" / row["file"]).read_bytes()) for row in gold}
    yield f"{len(pages)} real pages, best of {ROUNDS} rounds, one core"
    yield "  " + HEADINGS
    for name, reader in _readers().items():
        rows, seconds = _run(reader, pages)
        yield _line(name, scorer.score(gold, rows, verbose=False), rows, len(pages) / seconds)
    yield from _parsing(pages)


def load_scorer() -> ModuleType:
    """The scorer of the collection."""
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(reader: Reader, pages: Mapping[str, bytes]) -> tuple[list[Row], float]:
    """Rows for all pages, and the CPU seconds of the fastest round."""
    best, rows = float("inf"), []
    for _ in range(ROUNDS):
        started = time.process_time()
        rows = [_tried(reader, body) | {"file": name} for name, body in pages.items()]
        best = min(best, time.process_time() - started)
    return rows, best


def _tried(reader: Reader, body: bytes) -> Row:
    """A row; empty where an extractor fails on a page, which the scorer counts as nothing found."""
    try:
        return reader(body)
    except Exception:  # other people's programs: any failure is a result
        return {}


def _line(name: str, score: Mapping[str, Any], rows: list[Row], speed: float) -> str:
    left = sum(any(is_boilerplate(line) for line in (row.get("text") or "").splitlines()) for row in rows)
    return (
        f"  {name:18} {score['f']:8.4f} {score['date']:6.3f} {score['instant']:8.3f} {score['title']:6.3f} "
        f"{score['author']:7.3f} {score['labels']:7.3f} {score['comments']:7.3f} "
        f"{score['exact_pages']:3}/{score['pages']} {left:5} {speed:8.0f}"
    )


def _parsing(pages: Mapping[str, bytes]) -> Iterator[str]:
    """What reading costs above what lxml needs to parse the same bytes, without cleaning the text."""
    parse = min(_time(_parse, pages) for _ in range(ROUNDS))
    read = min(_time(read_page, pages) for _ in range(ROUNDS))
    yield f"  lxml parses them in {parse * 1000:.0f} ms; read_page needs {read / parse:.2f} times that"


def _time(work: Callable[[bytes], object], pages: Mapping[str, bytes]) -> float:
    started = time.process_time()
    for body in pages.values():
        work(body)
    return time.process_time() - started


def _parse(body: bytes) -> object:
    return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def _ours() -> Reader:
    cleaner = Cleaner()
    return lambda body: next(records(Source("page", body), cleaner))


def _readers() -> dict[str, Reader]:
    """Ours, and each of the others that is installed."""
    others = {
        "trafilatura": _trafilatura,
        "readability": _readability,
        "resiliparse": _resiliparse,
        "newspaper": _newspaper,
    }
    return {"this project": _ours()} | {
        name: make() for name, make in others.items() if importlib.util.find_spec(name)
    }


def _trafilatura() -> Reader:
    module = importlib.import_module("trafilatura")

    def read(body: bytes) -> Row:
        found = module.bare_extraction(body, with_metadata=True, include_comments=False)
        row = found.as_dict() if found else {}
        return {
            "title": row.get("title"),
            "author": row.get("author"),
            "published": row.get("date"),
            "labels": row.get("tags") or [],
            "text": row.get("text"),
        }

    return read


def _readability() -> Reader:
    module = importlib.import_module("readability")

    def read(body: bytes) -> Row:
        document = module.Document(body.decode("utf-8", "replace"))
        tree = etree.fromstring(document.summary(), etree.HTMLParser())
        return {"title": document.short_title(), "text": "\n".join(tree.itertext())}

    return read


def _resiliparse() -> Reader:
    module = importlib.import_module("resiliparse.extract.html2text")

    def read(body: bytes) -> Row:
        return {"text": module.extract_plain_text(body.decode("utf-8", "replace"), main_content=True)}

    return read


def _newspaper() -> Reader:
    module = importlib.import_module("newspaper")

    def read(body: bytes) -> Row:
        article = module.Article("http://example.blogspot.com/2010/01/page.html", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        published = article.publish_date
        return {
            "title": article.title,
            "author": ", ".join(article.authors) or None,
            "published": published.isoformat() if published else None,
            "labels": list(article.tags or ()),
            "text": article.text,
        }

    return read
