"""Near-duplicates: are copies found, and others left alone."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks.corpus_texts import real_texts
from benchmarks.generate_blog import Vocabulary
from crawler.items import Post
from pipelines.archive import Archive
from pipelines.search.export_rows import Selection, snapshot
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import ListedPost
from pipelines.search.near_duplicates import LEAST, find_duplicates
from pipelines.text.fingerprints import band_keys

FIRST_DAY = datetime(2015, 1, 1, tzinfo=UTC)
GENERATED = 1000


def duplicates() -> Iterator[str]:
    """Lines of the tables."""
    texts = real_texts()
    if texts:
        yield from _quality("real posts, each as it is", texts)
    generated = [(str(number % 20), text) for number, text in enumerate(Texts(3).make(GENERATED))]
    yield from _quality("generated posts", generated)


@dataclass(frozen=True, slots=True)
class Change:
    """A way of copying."""

    name: str
    make: Callable[[Random, list[str], Sequence[str]], list[str]]
    """Words of a text and words of others → words of a copy."""


def _reworded(share: float) -> Change:
    def make(random: Random, words: list[str], others: Sequence[str]) -> list[str]:
        changed = list(words)
        for place in random.sample(range(len(words)), round(share * len(words))):
            changed[place] = random.choice(others)
        return changed

    return Change(f"{share:.0%} of the words changed", make)


def _trimmed(share: float) -> Change:
    def make(random: Random, words: list[str], _: Sequence[str]) -> list[str]:
        left = round((1 - share) * len(words))
        start = random.randrange(len(words) - left + 1)
        return words[start : start + left]

    return Change(f"{share:.0%} trimmed", make)


def _reheadlined(random: Random, words: list[str], others: Sequence[str]) -> list[str]:
    return [*random.sample(others, 8), *words[len(words) // 20 :], *random.sample(others, 8)]


CHANGES = (
    *(_reworded(share) for share in (0.05, 0.1, 0.2, 0.3)),
    *(_trimmed(share) for share in (0.1, 0.2, 0.3, 0.5)),
    Change("new first line, new last line", _reheadlined),
)


def _quality(name: str, texts: list[tuple[str, str]]) -> Iterator[str]:
    """Every text that has a fingerprint, and of each a copy of every kind, in another blog, a year later."""
    random = Random(1)
    originals = [(blog, text) for blog, text in texts if band_keys(text)]
    others = [word for _, text in originals for word in text.split()]
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.db") as archive:
        archive.save_posts([_post(n, 0, n, blog, text) for n, (blog, text) in enumerate(originals)])
        for kind, change in enumerate(CHANGES, 1):
            copies = (" ".join(change.make(random, text.split(), others)) for _, text in originals)
            archive.save_posts([_post(n, kind, n, f"c{kind}", text) for n, text in enumerate(copies)])
        with snapshot(archive._connection, Selection()):
            found = find_duplicates(archive._connection, Filter(), LEAST)
            groups = [[post for post, _ in group] for group in found]
    yield from _report(name, len(originals), groups)


def _post(number: int, kind: int, minute: int, blog: str, text: str) -> Post:
    at = FIRST_DAY + timedelta(days=365 * kind, minutes=minute)
    return Post(blog_id=blog, post_id=f"{kind}-{number}", text=text, published=at)


def _report(name: str, originals: int, groups: list[list[ListedPost]]) -> Iterator[str]:
    first_of = {member.post_id: group[0].post_id for group in groups for member in group}
    right: Counter[str] = Counter()
    wrong, repeats = 0, 0
    for first, *copies in groups:
        for copy in copies:
            kind, _, number = copy.post_id.partition("-")
            if kind != "0" and first_of.get(f"0-{number}") == first.post_id:
                right[kind] += 1
            elif kind == "0" and first.blog_id == copy.blog_id:
                repeats += 1
            else:
                wrong += 1
    yield f"Copies of {originals:,} {name}; likeness from {LEAST}; asked: recall .95 at 20 %, precision .99"
    for place, change in enumerate(CHANGES, 1):
        yield f"  {change.name:32} recall {right[str(place)] / originals:.3f}"
    told = sum(right.values())
    yield f"  precision {told / (told + wrong):.4f}: {told:,} right, {wrong} wrong"
    strict = told / (told + wrong + repeats)
    yield f"  ({strict:.4f} if {repeats} posts that repeat an earlier one of their own blog were wrong too)"


class Texts:
    """Texts with phrases that many share, as real ones do."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._words = Vocabulary(seed).words
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        phrases = (self._draw(self._random.randint(3, 5)) for _ in range(3000))
        self._phrases = [" ".join(phrase) for phrase in phrases]
        self._shares = list(accumulate(1 / (rank + 10) for rank in range(len(self._phrases))))

    def _draw(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def make(self, count: int) -> Iterator[str]:
        """That many texts of 100 to 500 words."""
        for _ in range(count):
            length = self._random.randint(100, 500)
            words = self._draw(length)
            common = self._random.choices(self._phrases, cum_weights=self._shares, k=length // 30)
            for place, phrase in zip(self._random.sample(range(length), len(common)), common, strict=True):
                words[place] = phrase
            yield " ".join(words)
