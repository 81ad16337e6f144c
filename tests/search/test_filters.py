"""Which posts a filter lets through, asked of a real archive."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import UsageError
from crawler.items import Blog, Image, Post
from pipelines.archive import Archive
from pipelines.search import browse
from pipelines.search.conditions import conditions
from pipelines.search.filters import HAS, Filter
from pipelines.search.search import search
from pipelines.search.trends import count_trends
from tests.helpers.posts import post

DAYS = {1: "2013-09-30T23:59:59+00:00", 2: "2013-10-01T00:00:00+00:00", 3: "2013-12-31T23:59:59+00:00"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("filters") / "archive.db") as archive:
        home, old = "https://www.harbour.example/", ("http://harbour.blogspot.com/",)
        archive.save_blog(Blog(blog_id="4241", url=home, title="Harbour news", aliases=old))
        archive.save_posts([of_the_harbour(number) for number in DAYS])
        archive.save_posts(
            [post(9, blog_id="99", published_local="2014", published=None, images=(), labels=())]
        )
        archive._connection.execute(
            "UPDATE posts SET deleted_at = '2020' WHERE post_id = ?", (post(2).post_id,)
        )
        yield archive


def of_the_harbour(number: int) -> Post:
    return post(
        number,
        published=datetime.fromisoformat(DAYS[number]),
        published_local=DAYS[number],
        labels=("Quay", f"N{number}"),
        author="Rui Ångström" if number == 1 else "Ana",
        language="pt" if number == 2 else "en",
        images=(Image(url="https://x.example/a.jpg"),) if number == 3 else (),
    )


def numbers(archive: Archive, chosen: Filter) -> set[int]:
    with archive.reading() as connection:
        compiled = conditions(connection, chosen)
        rows = connection.execute(f"SELECT post_id FROM posts WHERE {compiled.on_posts()}", compiled.params)
    known = {post(number).post_id: number for number in (1, 2, 3, 9)}
    return {known[row[0]] for row in rows}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(), {1, 2, 3, 9}),
        (Filter(blogs=("4241",)), {1, 2, 3}),
        (Filter(blogs=("harbour NEWS",)), {1, 2, 3}),
        (Filter(blogs=("www.harbour.example",)), {1, 2, 3}),
        (Filter(blogs=("http://harbour.blogspot.com/",)), {1, 2, 3}),
        (Filter(blogs=("99", "4241")), {1, 2, 3, 9}),
        (Filter(labels=("quay",)), {1, 2, 3}),
        (Filter(labels=("n1", "N3")), {1, 3}),
        (Filter(author="rui"), {1}),
        (Filter(language="PT"), {2}),
        (Filter(since="2013-10"), {2, 3, 9}),
        (Filter(until="2013-09"), {1}),
        (Filter(since="2013-10-01", until="2013-10-01"), {2}),
        (Filter(since="2013", until="2013"), {1, 2, 3}),
        (Filter(since="2014-01-01"), {9}),
        (Filter(since="2014-01"), {9}),
        (Filter(since="2014-01-02"), set()),
        (Filter(until="2013-12-31"), {1, 2, 3}),
        (Filter(until="2013-12"), {1, 2, 3}),
        (Filter(until="9999"), {1, 2, 3, 9}),
        (Filter(since="2014", until="9999-12-31"), {9}),
        (Filter(until="9999-12"), {1, 2, 3, 9}),
        (Filter(author="RUI ÅNGSTRÖM"), {1}),
        (Filter(blogs=("HARBOUR news", "99")), {1, 2, 3, 9}),
        (Filter(has=("image",)), {3}),
        (Filter(deleted=True), {2}),
        (Filter(blogs=("4241",), labels=("Quay",), since="2013-10", language="en"), {3}),
    ],
)
def test_only_these_posts(archive: Archive, chosen: Filter, expected: set[int]) -> None:
    assert numbers(archive, chosen) == expected


def test_a_post_of_a_month_counts_as_of_its_first_day(tmp_path: Path) -> None:
    month: dict[str, Any] = {"published": None, "published_local": "2013-10"}
    with Archive(tmp_path / "archive.db") as archive, archive.reading() as connection:
        archive.save_posts([post(1, text="ferry", **month)])

        def found(**days: str) -> int:
            chosen = Filter(**days)  # type: ignore[arg-type]
            listed = len(browse.newest_ids(connection, chosen, limit=9))
            searched = search(connection, "ferry", chosen).matches
            counted = sum(count_trends(connection, ["ferry"], chosen).counts["ferry"])
            assert listed == searched == counted
            return listed

        assert found(since="2013-10-01") == found(since="2013-10") == found(until="2013-10-01") == 1
        assert found(since="2013-10-02") == found(until="2013-09-30") == found(until="2013-09") == 0
        assert found(since="2013-10-01", until="2013-10-01") == found(until="9999") == 1


@pytest.mark.parametrize("name", HAS)
def test_every_property_can_be_asked_for(archive: Archive, name: str) -> None:
    assert numbers(archive, Filter(has=(name,))) < {1, 2, 3, 9, 0}


@pytest.mark.parametrize(
    "typed", [{"has": ("wings",)}, {"since": "yesterday"}, {"until": "2013-13"}, {"since": "13"}]
)
def test_what_can_be_no_filter_is_refused(typed: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"--(has|since|until) "):
        Filter(**typed)  # type: ignore[arg-type]
