"""How often, by month and year."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.errors import UsageError
from crawler.items import Post
from pipelines.archive import Archive
from pipelines.search.trends import Trends, count_trends

DATES = {"2013-11": 2, "2014-01": 1, "2014-02": 3}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("trends") / "archive.db") as archive:
        posts = [
            of(f"{month}-{n}", "ferry" + " tram" * (n == 0), datetime.fromisoformat(f"{month}-1{n}T00Z"))
            for month, count in DATES.items()
            for n in range(count)
        ]  # fmt: skip
        posts.append(of("other", "bus", datetime(2014, 2, 3, tzinfo=UTC)))
        posts.append(Post(blog_id="2", post_id="year", text="ferry", published_local="2013"))
        posts.append(Post(blog_id="2", post_id="undated", text="ferry"))
        archive.save_posts(posts)
        yield archive


def counted(archive: Archive, *asked: Any, **how: Any) -> Trends:
    with archive.reading() as connection:
        return count_trends(connection, *asked, **how)


def of(post_id: str, text: str, at: datetime) -> Post:
    return Post(blog_id="1", post_id=post_id, text=text, published=at, published_local=at.isoformat())


def test_months_have_no_gaps(archive: Archive) -> None:
    found = counted(archive, ["ferry", "tram"])
    assert found.spans == ("2013-11", "2013-12", "2014-01", "2014-02")
    assert found.counts == {"ferry": (2, 0, 1, 3), "tram": (1, 0, 1, 1)}


def test_a_post_of_which_only_the_year_is_known_counts_in_it(archive: Archive) -> None:
    assert counted(archive, ["ferry"], by="year").counts == {"ferry": (3, 4)}


def test_share_of_all_posts(archive: Archive) -> None:
    found = counted(archive, ["ferry OR bus", "tram"], totals=True)
    assert found.totals == (2, 0, 1, 4)
    assert found.shares() == {"ferry OR bus": (1000, 0, 1000, 1000), "tram": (500, 0, 1000, 250)}


def test_nothing_found(archive: Archive) -> None:
    assert counted(archive, ["zeppelin"]).spans == ()


def test_nothing_asked(archive: Archive) -> None:
    with pytest.raises(UsageError, match="asks for nothing"):
        counted(archive, ["!!!"])
