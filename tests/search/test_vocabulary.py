"""The words of the index, and the commonest of them that begin with some letters."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.archive import Archive
from pipelines.search.query_expansion import commonest_with, words_with
from tests.helpers.posts import post

TEXTS = {"ferry and tram": 30, "ferries": 9, "Fährte": 1, "北京的会议": 4}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    texts = [text for text, count in TEXTS.items() for _ in range(count)]
    with Archive(tmp_path_factory.mktemp("vocabulary") / "archive.db") as archive:
        archive.save_posts([post(n, text=text, title=None, labels=()) for n, text in enumerate(texts)])
        yield archive


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("fer", {"ferry": 30, "ferries": 9}),
        ("fa", {"fahrte": 1}),
        ("北京", {"北京": 4, "北京的": 4, "北京的会": 4, "北京的会议": 4}),
        ("zz", {}),
    ],
)
def test_words_are_listed_with_their_posts(archive: Archive, start: str, words: dict[str, int]) -> None:
    assert words_with(archive._connection, start) == words


def test_the_commonest_of_a_short_beginning_are_those_of_a_sample(archive: Archive) -> None:
    assert set(commonest_with(archive._connection, "fe", 10)) == {"ferry", "ferries"}
    assert commonest_with(archive._connection, "fer", 10) == {"ferry": 30, "ferries": 9}
    assert commonest_with(archive._connection, "fer", 10**6) == {}, "SQLite looks through so few by itself"


def test_a_year_that_is_far_off_does_not_spoil_the_sample(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        days = [datetime(2010 + n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(50)]
        archive.save_posts([post(n, text=f"fe{n}", published=day) for n, day in enumerate(days, 100)])
        archive.save_posts([post(9, published=datetime(9999, 12, 31, tzinfo=UTC)), post(8, published=None)])
        assert len(commonest_with(archive._connection, "fe", 10)) > 40


def test_an_empty_index_has_no_words(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        assert words_with(archive._connection, "a") == {}
        assert commonest_with(archive._connection, "a", 1) == {}
