"""An archive of any number of generated posts, written straight into the file: a crawl would take a day.

`python -m benchmarks.bulk_archive FILE COUNT` makes one. The same seed gives the same posts. Words follow
Zipf's law over a million different ones, as in real text; neighbours go together, because posts are made of
short pieces of one long stream. The part of the posts that are copies does not grow with their number: each
fiftieth repeats one of the last thousands, and the posts of every third blog end with the same sentence.
"""

import argparse
import json
import sqlite3
from bisect import bisect
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from benchmarks.generate_blog import ENDS, STARTS
from crawler.items import Blog
from pipelines.archive import Archive
from pipelines.archive.checks import label_index

TYPES = 1_000_000
STREAM = 2**23
MEDIAN_WORDS, SPREAD, MOST_WORDS = 180, 0.7, 6000  # of a log-normal distribution; the mean is 230 words
FIRST, LAST = datetime(2005, 1, 1, tzinfo=UTC), datetime(2025, 6, 30, tzinfo=UTC)
BLOGS, LABELS, AUTHORS = 200, 400, 300
LANGUAGES = ("en", "pt", "id", "es", "fr")
BATCH = 5000
PIECES = (2, 7)  # words in a row that come from one place of the stream
COPIED, CHANGED, RECENT = 0.02, 0.1, 2000  # part of the posts, of a copy's words; posts that may be copied
SAME_END, END_WORDS = 3, 12  # each so many blogs; words of the sentence that all their posts end with

Row = tuple[object, ...]

_INSERT = """\
INSERT INTO posts (id, published, title, author, labels, text, url, language, word_count, images, html,
                   blog_id, post_id, first_seen, last_changed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


class Library:
    """Posts as rows of `posts`, oldest first."""

    def __init__(self, count: int, seed: int = 1) -> None:
        self.count, self.random = count, Random(seed)
        self.words = list(_vocabulary(self.random))
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(TYPES)))
        self.stream = self.random.choices(self.words, cum_weights=weights, k=STREAM)
        self.labels = [word.capitalize() for word in self.random.sample(self.words[2000:50_000], LABELS)]
        self.authors = [f"{word.capitalize()} Lima" for word in self.random.sample(self.words, AUTHORS)]
        self.ends = {blog: self._sentences(self._cut(END_WORDS)) for blog in range(0, BLOGS, SAME_END)}
        self.recent: deque[list[list[str]]] = deque(maxlen=RECENT)

    def rows(self) -> Iterator[Row]:
        """Every post."""
        step = (LAST.timestamp() - FIRST.timestamp()) / self.count
        for place in range(self.count):
            at = int(FIRST.timestamp() + step * place + self.random.random() * max(step - 1, 0))
            yield self._row(place, at)

    def _row(self, place: int, at: int) -> Row:
        random = self.random
        published = datetime.fromtimestamp(at, UTC)
        blog = _skewed(random, BLOGS)
        paragraphs = [self._sentences(words) for words in self._body()]
        if blog in self.ends:
            paragraphs.append(self.ends[blog])
        labels = {self.labels[_skewed(random, LABELS)] for _ in range(random.randint(0, 4))}
        images = [{"url": f"https://img.example/{place}.jpg"}] if random.random() < 0.4 else []
        return (
            at,
            published.isoformat(),
            " ".join(self._cut(random.randint(4, 9))).capitalize(),
            self.authors[_skewed(random, AUTHORS)],
            json.dumps(sorted(labels)),
            "\n\n".join(paragraphs),
            f"https://blog{blog}.blogspot.com/{published:%Y/%m}/post-{place}.html",
            LANGUAGES[_skewed(random, len(LANGUAGES))],
            sum(map(len, paragraphs)) // 6,
            json.dumps(images),
            "".join(f"<p>{text}</p>\n" for text in paragraphs),
            str(1000 + blog),
            str(10**15 + place),
            "2025-07-01T00:00:00+00:00",
            "2025-07-01T00:00:00+00:00",
        )

    def _body(self) -> list[list[str]]:
        """The words of each paragraph: new ones, or some of an earlier post changed."""
        if self.recent and self.random.random() < COPIED:
            return [self._changed(words) for words in self.random.choice(self.recent)]
        body = list(self._paragraphs())
        self.recent.append(body)
        return body

    def _paragraphs(self) -> Iterator[list[str]]:
        left = min(int(MEDIAN_WORDS * self.random.lognormvariate(0, SPREAD)) + 8, MOST_WORDS)
        while left > 0:
            words = self._cut(min(self.random.randint(30, 110), left))
            left -= len(words)
            yield words

    def _changed(self, words: list[str]) -> list[str]:
        count = round(len(words) * CHANGED * self.random.random())
        changes = dict(zip(self.random.sample(range(len(words)), count), self._cut(count), strict=True))
        return [changes.get(place, word) for place, word in enumerate(words)]

    @staticmethod
    def _sentences(words: list[str]) -> str:
        sentences = (" ".join(words[start : start + 14]) for start in range(0, len(words), 14))
        return ". ".join(sentences).capitalize() + "."

    def _cut(self, count: int) -> list[str]:
        """That many words, in pieces of the stream."""
        words: list[str] = []
        while len(words) < count:
            start = int(self.random.random() * (STREAM - PIECES[1]))
            words += self.stream[start : start + self.random.randint(*PIECES)]
        return words[:count]


def _vocabulary(random: Random) -> list[str]:
    """Words like English ones, made of syllables; the common ones are short."""
    words: dict[str, None] = {}
    while len(words) < TYPES:
        count = 1 + bisect((0.05, 0.25, 0.7, 0.95), random.random())
        parts = (random.choice(STARTS) + random.choice("aeiou") + random.choice(ENDS) for _ in range(count))
        words["".join(parts)] = None
    return sorted(words, key=len)


def _skewed(random: Random, count: int) -> int:
    return int(count * random.random() ** 3)


def build(path: Path, count: int, seed: int = 1) -> None:
    """Make the archive `path` with so many posts. The index is made at the end, which is the fast way."""
    with Archive(path) as archive:
        for number in range(BLOGS):
            url = f"https://blog{number}.blogspot.com/"
            archive.save_blog(Blog(blog_id=str(1000 + number), url=url, title=f"Blog {number}"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        _insert(connection, Library(count, seed))
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
        connection.execute(label_index.FILL)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(connection: sqlite3.Connection, library: Library) -> None:
    rows = library.rows()
    while batch := list(islice(rows, BATCH)):
        connection.execute("BEGIN")
        connection.executemany(_INSERT, batch)
        connection.execute("COMMIT")


def main() -> None:
    """Make an archive."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk_archive", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build(options.file, options.count, options.seed)


if __name__ == "__main__":
    main()
