"""The collection of real pages, where it is: what must hold on all of them."""

import gzip
import importlib.util
import json

from crawler.cli.extract import PageSource, records
from pipelines.item_cleaner import ItemCleaner
from tests.helpers.corpus import ROOT, needs_corpus


@needs_corpus
def test_gold() -> None:
    """Bodies, days, titles, authors, labels, counts against annotations made by hand."""
    spec = importlib.util.spec_from_file_location("score", ROOT / "score.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = [json.loads(line) for line in (ROOT / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    cleaner = ItemCleaner()
    rows = [
        next(
            records(
                PageSource(row["file"], gzip.decompress((ROOT / "pages" / row["file"]).read_bytes())), cleaner
            )
        )
        for row in gold
    ]
    score = scorer.score(gold, rows, verbose=False)
    assert score["f"] >= 0.99
    assert min(score[key] for key in ("date", "instant", "title", "author", "labels", "comments")) >= 0.98
    assert score["exact_pages"] >= 0.95 * score["pages"]
