"""Archives of any size, made fast: texts of words and phrases like real ones, without a search index."""

import time
from collections import deque
from collections.abc import Iterator
from itertools import accumulate
from random import Random

from benchmarks.generate_blog import Vocabulary
from pipelines.archive import Archive
from pipelines.search.missing_fingerprints import fill_fingerprints

COPIES = 0.03
"""Share of the posts that are copies of one of the last few hundred, with a tenth of the words changed."""

_INSERT = """\
INSERT INTO posts (id, post_id, text, blog_id, first_seen, last_changed) VALUES (?, ?, ?, '1', '', '')"""


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


def _with_copies(random: Random, size: int) -> Iterator[str]:
    """Texts, some of which are copies, with a tenth changed, of one of the last few hundred before."""
    recent: deque[str] = deque(maxlen=300)
    for text in Texts(2).make(size):
        if recent and random.random() < COPIES:
            yield reworded(random, random.choice(recent).split(), text.split())
        else:
            recent.append(text)
            yield text


def reworded(random: Random, words: list[str], others: list[str]) -> str:
    """The words, a tenth of them changed."""
    for place in random.sample(range(len(words)), len(words) // 10):
        words[place] = random.choice(others)
    return " ".join(words)


def fill(archive: Archive, size: int) -> float:
    """Posts without the search index, which is not what is measured; seconds for their fingerprints."""
    random, connection = Random(4), archive._connection
    connection.execute("DROP TRIGGER posts_inserted")
    connection.execute("INSERT INTO blogs (blog_id, first_seen) VALUES ('1', '')")
    rows = ((10**9 + number, str(number), text) for number, text in enumerate(_with_copies(random, size)))
    connection.execute("BEGIN")
    connection.executemany(_INSERT, rows)
    connection.execute("COMMIT")
    started = time.process_time()
    fill_fingerprints(archive)
    return time.process_time() - started
