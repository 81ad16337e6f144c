"""The words of the index, read from its pages, are those that SQLite's own slow table lists."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from pipelines.archive import Archive
from pipelines.search.vocabulary import Vocabulary
from tests.helpers.posts import post

OWN = "CREATE VIRTUAL TABLE temp.own USING fts5vocab (main, posts_fts, row)"
COMMON = "the"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Several segments, one half merged, with words added, edited and deleted."""
    path = tmp_path_factory.mktemp("vocabulary") / "archive.db"
    random = Random(1)
    words = ["".join(random.choices("abcdeöжव北", k=random.randint(1, 9))) for _ in range(3000)]
    texts = [f"{COMMON} {' '.join(random.choices(words, k=60))}" for _ in range(600)]
    with Archive(path) as archive:
        for start in range(0, 600, 60):
            archive.save_posts([post(n, text=texts[n], labels=()) for n in range(start, start + 60)])
        archive.save_posts([post(n, text=texts[-n], labels=(), body_raw="x") for n in range(1, 20)])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM posts WHERE id IN (SELECT id FROM posts LIMIT 10)")
        connection.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('merge', 20)")
        connection.execute(OWN)
        yield connection


def own(index: sqlite3.Connection, start: str) -> dict[str, int]:
    rows = index.execute("SELECT term, doc FROM own WHERE substr(term, 1, ?) = ?", (len(start), start))
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("start", ["a", "ab", "abc", "t", "ж", "व", "北", "北a", "zz", "ferries"])
def test_words_are_those_of_sqlite(index: sqlite3.Connection, start: str) -> None:
    """Of words that are gone, markers may be left that SQLite itself hides; they have no posts."""
    found = Vocabulary(index).words(start)
    assert own(index, start).keys() <= found.keys()
    gone = found.keys() - own(index, start).keys()
    match = "SELECT 1 FROM posts_fts WHERE posts_fts MATCH ?"
    assert not [word for word in gone if index.execute(match, (f'"{word}"',)).fetchone()]


def test_sizes_follow_the_number_of_posts(index: sqlite3.Connection) -> None:
    found = Vocabulary(index).words("")
    rare = [word for word, posts in own(index, "").items() if posts == 1]
    assert found[COMMON] > 20 * max(found[word] for word in rare)


def test_the_commonest_are_told_from_the_rest(index: sqlite3.Connection) -> None:
    vocabulary = Vocabulary(index)
    assert vocabulary.size(COMMON) <= vocabulary.size("t", prefix=True)
    assert set(vocabulary.common("t")) <= {COMMON}


def test_an_empty_index_has_no_words(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        vocabulary = Vocabulary(archive._connection)
        assert (vocabulary.words("a"), vocabulary.size("a"), vocabulary.common("a")) == ({}, 0, {})
