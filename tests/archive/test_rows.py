"""Items survive the way into the database and back."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Image, Link, Post
from pipelines.archive.checks.digests import row_digest
from pipelines.archive.rows import (
    post_row,
    prepare,
    row_post,
)
from pipelines.archive.values import Value
from tests.helpers.posts import FULL, post

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
maybe = st.none() | texts
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=zones)
numbers = st.integers(0, 2**63 - 1)
lists = st.lists(texts, max_size=3).map(tuple)


def through_sqlite(row: dict[str, Value]) -> dict[str, Any]:
    """What SQLite gives back for a row."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    columns = ", ".join(f":{name} AS {name}" for name in row)
    found = dict(connection.execute(f"SELECT {columns}", row).fetchone())
    connection.close()
    return found


@st.composite
def dates(draw: st.DrawFn) -> dict[str, Any]:
    """An exact time with its local text, or a text that is less than exact."""
    exact = draw(st.none() | times)
    local = (
        exact.isoformat() if exact else draw(st.sampled_from([None, "2013", "2013-10", "2015-04-01T23:30"]))
    )
    return {"published": exact, "published_local": local}


@given(
    dates(),
    st.fixed_dictionaries({
        "url": maybe, "title": maybe, "author": maybe, "labels": lists, "published_raw": maybe,
        "time_raw": maybe,
        "updated": st.none() | times, "date_note": maybe, "body_raw": texts, "html": texts, "text": texts,
        "images": st.lists(st.builds(Image, url=texts, alt=maybe, caption=maybe), max_size=2).map(tuple),
        "links": st.lists(st.builds(Link, url=texts, text=texts), max_size=2).map(tuple),
        "embeds": lists, "aliases": lists, "word_count": numbers, "comment_count": st.none() | numbers,
        "thumbnail": maybe, "location": maybe, "language": maybe, "locale": maybe, "source_url": maybe,
        "body_type": st.sampled_from(["html", "text"]),
        "source": st.sampled_from(["feed", "page", "export", "saved", "capture", "text"]),
        "captured": st.none() | times,
        "partial": st.booleans(),
    }),
)  # fmt: skip
def test_a_post_comes_back_as_it_was(date: dict[str, Any], fields: dict[str, Any]) -> None:
    before = Post(blog_id="1", post_id="2", **date, **fields)
    assert row_post(through_sqlite(post_row(before))) == before


def test_the_blogs_own_clock_is_kept() -> None:
    """Equal moments compare equal in Python whatever their offset, so it needs a test of its own."""
    found = row_post(post_row(FULL))
    assert found.published is not None
    assert found.published.isoformat() == "2015-04-01T23:30:00.003000-07:00"


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({}, "2015-04-02T06:30:00.003000+00:00"),
        ({"published": None, "published_local": "2013-10"}, "2013-10"),
        ({"published": None, "published_local": None}, None),
        ({"published": None, "published_local": "2015-04-01T23:30:00+00:00"}, "2015-04-01T23:30:00"),
        ({"published": datetime.fromisoformat("9999-12-31T23:00:00-07:00")}, "9999-12-31T23:00:00-07:00"),
    ],
)  # fmt: skip
def test_times_are_utc_and_say_no_more_than_is_known(fields: dict[str, Any], cell: str | None) -> None:
    assert post_row(post(**fields))["published"] == cell


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        prepare(post(published=datetime(2015, 4, 1)))


def test_lists_are_readable_json() -> None:
    row = post_row(post(labels=("北京", 'a "quoted" label')))
    assert row["labels"] == '["北京", "a \\"quoted\\" label"]'
    assert json.loads(str(row["images"])) == [{"url": "https://img.example/f.jpg", "alt": "A ferry"}]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\0b", "a\ufffdb"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("\ud83d\ude00", "\N{GRINNING FACE}"),
        ("a literal \\u0000 stays", "a literal \\u0000 stays"),
    ],
)
def test_what_sqlite_cannot_hold_is_replaced(text: str, stored: str) -> None:
    prepared = prepare(post(text=text, title=text))
    assert (prepared.post.text, prepared.row["title"]) == (stored, stored)
    assert through_sqlite(prepared.row)["text"] == stored


def test_digests_are_pinned() -> None:
    """A digest that changes between versions would make every post of every archive look edited."""
    assert prepare(FULL).digest == "1:a94652c0eb0c00e38766a37dedda4a585e8cd498e2a872c21b71da93642d1670"
    assert (
        prepare(Post(blog_id="1", post_id="2")).digest
        == "1:000c2d33bbc15d9116f09236abb36e461c7f53eeaf8db557d224059bd2fdb691"
    )


def test_empty_fields_do_not_count_in_a_digest() -> None:
    assert row_digest({"title": "a", "new_column": None, "text": "", "labels": "[]"}) == row_digest(
        {"title": "a"}
    )


@pytest.mark.parametrize(
    "fields", [{"title": "b"}, {"comment_count": 3}, {"text": "b"}, {"updated": datetime.now(UTC)}]
)
def test_every_filled_field_counts_in_a_digest(fields: dict[str, Any]) -> None:
    assert prepare(post(**fields)).digest != prepare(FULL).digest
