"""How the reader does on pages that nobody here has seen: real pages, changed into other templates' ways.

Needs the collection of real pages, as `benchmarks.extraction` does.
"""

import gzip
import json
from collections.abc import Iterator

from benchmarks.extraction import CORPUS, Row, load_scorer
from benchmarks.perturbations import PERTURBATIONS
from crawler.blogger.charset import decode
from crawler.commands.extract import Cleaner, Source, records

HEADINGS = (
    f"  {'':30} {'body F1':>8} {'day':>6} {'instant':>8} {'title':>6} {'author':>7} {'labels':>7} "
    f"{'counts':>7} {'whole':>6}"
)


def generality() -> Iterator[str]:
    """Lines of a table: a row for each change."""
    if not CORPUS.is_dir():
        yield f"generality: no collection of pages at {CORPUS}; set BLOGGER_CORPUS"
        return
    scorer = load_scorer()
    gold = [json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = {
        row["file"]: decode(gzip.decompress((CORPUS / "pages" / row["file"]).read_bytes())) for row in gold
    }
    yield f"generality: the reader on {len(pages)} real pages, each changed in one way"
    yield HEADINGS
    for name, change in PERTURBATIONS.items():
        rows = [_read(row, change(pages[row["file"]], row["text"])) for row in gold]
        yield _line(name, scorer.score(gold, rows, verbose=False))


def _read(gold: Row, page: str) -> Row:
    source = Source(gold["file"], page.encode(), gold["url"], "utf-8")
    return next(records(source, Cleaner()))


def _line(name: str, score: Row) -> str:
    return (
        f"  {name:30} {score['f']:8.4f} {score['date']:6.3f} {score['instant']:8.3f} {score['title']:6.3f} "
        f"{score['author']:7.3f} {score['labels']:7.3f} {score['comments']:7.3f} "
        f"{score['exact_pages']:3}/{score['pages']}"
    )
