"""Statistics of a data set, counted while it is written, in memory that hardly grows with it."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from math import ceil
from typing import Any

from pipelines.search.export_rows import PostFacts, Record

_COUNTED = ("kind", "source")
_EMPTY: tuple[Any, ...] = (None, "", [])
_QUANTILES = {"least": 0.0, "p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95, "most": 1.0}


class DatasetStatistics:
    """Counts for the card of a data set."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.records = self.pages = 0  # posts and static pages, and the pages among them
        self.blogs: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.years: Counter[str] = Counter()
        self.filled: Counter[str] = Counter(dict.fromkeys(columns, 0))
        self.nested: Counter[str] = Counter()
        self.values: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED if name in columns}
        """Of columns with few values: posts with each."""
        self.words: Counter[int] = Counter()
        self._texts = [array("Q") for _ in range(256)]

    def count(self, facts: PostFacts) -> None:
        """Count one post or page, but not what is in it."""
        self.records += 1
        self.pages += facts.kind == "page"

    def add(self, facts: PostFacts, record: Record) -> None:
        """Count one post or page for the card."""
        self.count(facts)
        self.blogs[facts.blog_id] += facts.kind != "page"
        self.languages[facts.language or "unknown"] += 1
        self.years[facts.published[:4] if facts.published else "unknown"] += 1
        self.words[facts.word_count] += 1
        self.filled.update(name for name, value in record.items() if value not in _EMPTY)
        for name, counted in self.values.items():
            counted[record[name] or "unknown"] += 1
        for name in ("comments", "revisions"):
            self.nested[name] += len(record.get(name, ()))
        if facts.text:
            digest = blake2b(" ".join(facts.text.split()).encode(), digest_size=9).digest()
            self._texts[digest[8]].append(int.from_bytes(digest[:8]))

    @property
    def posts(self) -> int:
        """Return the number of posts without static pages."""
        return self.records - self.pages

    def repeated_texts(self) -> int:
        """Return the number of posts whose text equals that of an earlier one, word for word."""
        return sum(len(bucket) - len(set(bucket)) for bucket in self._texts)

    def word_quantiles(self) -> dict[str, int]:
        """Return the total of words, and quantiles of the words of a post."""
        lengths = sorted(self.words)
        ends = list(accumulate(self.words[length] for length in lengths))
        ranks = {name: max(1, ceil(share * self.records)) for name, share in _QUANTILES.items() if lengths}
        total = sum(words * count for words, count in self.words.items())
        return {"total": total, **{name: lengths[bisect_left(ends, rank)] for name, rank in ranks.items()}}
