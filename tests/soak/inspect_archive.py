"""Read an archive from outside, while a crawl writes or after it was killed."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArchiveError
from pipelines.archive import Archive
from pipelines.archive.checks import integrity

Texts = Mapping[str, str]  # post id → text


@dataclass(frozen=True, slots=True)
class ArchiveContent:
    """The content of an archive at one moment."""

    texts: Texts
    rows: int
    problems: tuple[str, ...] = ()

    @property
    def doubled(self) -> int:
        """Rows of posts that are there already."""
        return self.rows - len(self.texts)

    def lost(self, before: Texts) -> int:
        """Return how many posts of an earlier moment are gone, or have other words."""
        return sum(self.texts.get(post_id) != text for post_id, text in before.items())


def read_texts(path: Path) -> Texts:
    """Return the texts that are committed now. Empty where no archive is there yet."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as other:
            return dict(other.execute("SELECT post_id, text FROM posts"))
    except sqlite3.OperationalError:  # no file or no table yet
        return {}


def count_posts(path: Path) -> int:
    """Return how many posts are committed now."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as other:
            return int(other.execute("SELECT count(*) FROM posts").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def read_content(path: Path) -> ArchiveContent:
    """Read and check an archive in which nobody writes: rows, file, index, triggers, digests."""
    if not path.exists():
        return ArchiveContent({}, 0)
    try:
        with Archive(path) as archive:
            problems = tuple(integrity.problems(archive))
            rows = [(post.post_id, post.text) for post in archive.posts()]
    except ArchiveError as error:
        return ArchiveContent({}, 0, (str(error),))
    return ArchiveContent(dict(rows), len(rows), problems)
