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
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from lxml import etree

from crawler.blogger.page import read_page
from crawler.blogger.phrases import is_boilerplate
from crawler.cli.extract import PageSource, records
from pipelines.item_cleaner import ItemCleaner

CORPUS = Path(os.environ.get("BLOGGER_CORPUS") or Path(__file__).parents[1] / "../shared/corpus").resolve()
ROUNDS = 5
OURS = "this project"
HEADINGS = (
    f"{'':18} {'body F1':>8} {'day':>6} {'instant':>8} {'title':>6} {'author':>7} {'labels':>7} "
    f"{'counts':>7} {'whole':>6} {'left':>5} {'pages/s':>8} {'times ours':>11}"
)
"""`left`: pages with a line of boilerplate left in the text. `times ours`: seconds, as multiples of ours."""
Row = dict[str, Any]
Reader = Callable[[bytes], Row]
Pages = Mapping[str, bytes]


def extraction() -> Iterator[str]:
    """Lines of a table."""
    if not CORPUS.is_dir():
        yield f"extraction: no collection of pages at {CORPUS}; set BLOGGER_CORPUS"
        return
    scorer = load_scorer()
    gold = [json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = {row["file"]: gzip.decompress((CORPUS / "pages" / row["file"]).read_bytes()) for row in gold}
    readers = _readers()
    rows = {name: _rows(reader, pages) for name, reader in readers.items()}
    times = _measured(readers, pages)
    yield f"{len(pages)} real pages, processor time on one core: medians of {ROUNDS} rounds in turn"
    yield "  " + HEADINGS
    for name, found in rows.items():
        speed = f"{len(pages) / median(times[name]):8.0f} {_times(times[name], times[OURS])}"
        yield f"{_line(name, scorer.score(gold, found, verbose=False), found)} {speed}"
    yield from _parsing(pages)


def load_scorer() -> ModuleType:
    """The scorer of the collection."""
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(reader: Reader, pages: Pages) -> list[Row]:
    return [_tried(reader, body) | {"file": name} for name, body in pages.items()]


def _measured(works: Mapping[str, Callable[[bytes], object]], pages: Pages) -> dict[str, list[float]]:
    """Name → seconds for all pages, each round. All take turns page by page: none has a better hour."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        spent = dict.fromkeys(works, 0.0)
        for body in pages.values():
            for name, work in works.items():
                spent[name] += _seconds(work, body)
        for name, seconds in spent.items():
            times[name].append(seconds)
    return times


def _seconds(work: Callable[[bytes], object], body: bytes) -> float:
    started = time.process_time()
    _tried(work, body)
    return time.process_time() - started


def _times(these: Sequence[float], others: Sequence[float]) -> str:
    """Return the ratios of two times, round by round: the median, the least and the most."""
    ratios = sorted(one / other for one, other in zip(these, others, strict=True))
    return f"{median(ratios):5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def _tried(reader: Callable[[bytes], Any], body: bytes) -> Any:
    """A row; empty where an extractor fails on a page, which the scorer counts as nothing found."""
    try:
        return reader(body)
    except Exception:  # other people's programs: any failure is a result
        return {}


def _line(name: str, score: Mapping[str, Any], rows: list[Row]) -> str:
    left = sum(any(is_boilerplate(line) for line in (row.get("text") or "").splitlines()) for row in rows)
    return (
        f"  {name:18} {score['f']:8.4f} {score['date']:6.3f} {score['instant']:8.3f} {score['title']:6.3f} "
        f"{score['author']:7.3f} {score['labels']:7.3f} {score['comments']:7.3f} "
        f"{score['exact_pages']:3}/{score['pages']} {left:5}"
    )


def _parsing(pages: Pages) -> Iterator[str]:
    """The cost of reading above that of lxml parsing the same bytes, without cleaning the text."""
    times = _measured({"parse": _parse, "read": read_page}, pages)
    ratio = _times(times["read"], times["parse"])
    yield f"  lxml parses them in {median(times['parse']) * 1000:.0f} ms; read_page takes {ratio} times that"


def _parse(body: bytes) -> object:
    return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def _ours() -> Reader:
    cleaner = ItemCleaner()
    return lambda body: next(records(PageSource("page", body), cleaner))


def _readers() -> dict[str, Reader]:
    """Ours, and each of the others that is installed."""
    others = {
        "trafilatura": _trafilatura,
        "readability": _readability,
        "resiliparse": _resiliparse,
        "newspaper": _newspaper,
    }
    return {OURS: _ours()} | {name: make() for name, make in others.items() if importlib.util.find_spec(name)}


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
