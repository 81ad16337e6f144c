"""How the reader does on pages that nobody here has seen: real pages, changed into other templates' ways.

Then the same pages unchanged, while the reader forgets all names of one part: titles, bodies, authors …
Needs the collection of real pages, as `benchmarks.extraction` does.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from benchmarks.extraction import CORPUS, Row, load_scorer
from benchmarks.perturbations import PERTURBATIONS
from crawler.blogger.encoding import decode
from crawler.blogger.page import roles
from crawler.blogger.page.class_names import Role
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
    for name, bit in unknown_names():
        with without_names(bit):
            rows = [_read(row, pages[row["file"]]) for row in gold]
        yield _line(f"no name known of: {name}", scorer.score(gold, rows, verbose=False))


def unknown_names() -> Iterator[tuple[str, int]]:
    """The roles that names give to elements, with their bits; not those of gadgets, which Blogger writes."""
    for name, bit in vars(Role).items():
        if isinstance(bit, int) and bit not in {Role.NONE, Role.LIKELY, Role.BLOG, Role.FOREIGN}:
            yield name.lower().replace("_", " "), bit


@contextmanager
def without_names(bit: int) -> Iterator[None]:
    """The reader without all names of one role, as if no theme had ever used them."""
    with ExitStack() as stack:
        for table in (roles.BY_CLASS, roles.BY_ID):
            kept = {name: role & ~bit for name, role in table.items()}
            stack.enter_context(patch.dict(table, kept, clear=True))
        forget()
        yield
    forget()


def forget() -> None:
    """Drop what the reader remembers of names."""
    roles.by_class.cache_clear()
    roles.by_id.cache_clear()


def _read(gold: Row, page: str) -> Row:
    source = Source(gold["file"], page.encode(), gold["url"], "utf-8")
    return next(records(source, Cleaner()))


def _line(name: str, score: Row) -> str:
    return (
        f"  {name:30} {score['f']:8.4f} {score['date']:6.3f} {score['instant']:8.3f} {score['title']:6.3f} "
        f"{score['author']:7.3f} {score['labels']:7.3f} {score['comments']:7.3f} "
        f"{score['exact_pages']:3}/{score['pages']}"
    )
