"""The words of the index, read from its pages, are those that SQLite's own slow table lists."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from pipelines.archive import Archive
from pipelines.search import index_pages
from pipelines.search.search import search
from pipelines.search.vocabulary import commonest_with, words_with
from tests.helpers.posts import post

OWN = "CREATE VIRTUAL TABLE temp.own USING fts5vocab (main, posts_fts, row)"
COMMON = "the"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Several segments, one half merged, with words added, edited and deleted."""
    path = tmp_path_factory.mktemp("vocabulary") / "archive.db"
    random = Random(1)
    words = ["".join(random.choices("abcdeöжव北", k=random.randint(1, 9))) for _ in range(3000)]
    texts = [f"{f'{COMMON} ' * 40}{' '.join(random.choices(words, k=60))}" for _ in range(600)]
    with Archive(path) as archive:
        for start in range(0, 600, 60):
            archive.save_posts([post(n, text=texts[n], labels=()) for n in range(start, start + 60)])
        archive.save_posts([post(n, text=texts[-n], labels=(), body_raw="x") for n in range(1, 20)])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("DELETE FROM posts WHERE id IN (SELECT id FROM posts LIMIT 10)")
        connection.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('merge', 20)")
        connection.execute(OWN)
        yield connection


def own(index: sqlite3.Connection, start: str) -> dict[str, int]:
    rows = index.execute("SELECT term, doc FROM own WHERE substr(term, 1, ?) = ?", (len(start), start))
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("start", ["", "a", "ab", "abc", "t", "ж", "व", "北", "北a", "zz", "ferries"])
def test_words_are_those_of_sqlite(index: sqlite3.Connection, start: str) -> None:
    assert words_with(index, start) == own(index, start)


def test_the_commonest_are_told_from_the_rest(index: sqlite3.Connection) -> None:
    assert set(index_pages.commonest(index, "t", 1)) == {COMMON}
    assert set(index_pages.commonest(index, "", 1)) >= {COMMON}
    assert commonest_with(index, "t", 10**9) == {}


@pytest.mark.parametrize("start", ["t", "th", "a", "ж", "北"])
def test_what_pages_call_common_is_common(index: sqlite3.Connection, start: str) -> None:
    found, words = index_pages.commonest(index, start, 1), own(index, start)
    assert set(found) <= set(words)
    assert not found or min(words[word] for word in found) >= max(words.values()) / 2


@pytest.mark.parametrize("spoilt", ["other version", "no version", "other pages"])
def test_an_index_of_another_format_is_read_by_public_means(
    tmp_path: Path, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.search.query_expansion.BROAD", 1)
    with Archive(tmp_path / "archive.db") as archive:
        archive.save_posts([post(n, text="ferry ferries" if n else "fern", labels=()) for n in range(9)])
        expected = words_with(archive._connection, "fer")
        if spoilt == "other pages":
            monkeypatch.setattr(index_pages, "_BLOCK", "SELECT x'00000004ffffff' FROM posts WHERE id <> ?")
            monkeypatch.setattr(index_pages, "_PAGES", "SELECT 50 WHERE ? <> ? AND ? <> 0")
        elif spoilt == "other version":
            monkeypatch.setattr(index_pages, "_FORMAT", 3)
        else:
            monkeypatch.setattr(index_pages, "_VERSION", "SELECT v FROM no_such_table")
        with pytest.raises(index_pages.UnknownFormatError):
            index_pages.commonest(archive._connection, "fer", 1)
        assert commonest_with(archive._connection, "fer", 1) == expected
        answer = search(archive._connection, "fer*")
        assert (answer.narrowed, answer.matches) == (("fer",), 9)


def test_an_empty_index_has_no_words(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        assert words_with(archive._connection, "a") == {}
        assert commonest_with(archive._connection, "a", 1) == {}
