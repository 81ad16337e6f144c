"""Dates of posts and comments: exact from feeds, as exact as stated from pages, never guessed silently."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.items import Blog, Comment, Post
from pipelines.dates import DatesPipeline


def post(**facts: Any) -> Post:
    return Post(**({"blog_id": "1", "post_id": "2"} | facts))


def dated(*facts: dict[str, Any]) -> Post:
    """The last of several posts of one run."""
    pipeline = DatesPipeline()
    done = [pipeline.process_item(post(**each)) for each in facts][-1]
    assert isinstance(done, Post)
    return done


def test_feed_times_are_exact() -> None:
    raw = "2015-04-01T23:30:00.001-07:00"
    done = dated({"published_raw": raw, "updated_raw": "2015-04-02T01:00:00.250-07:00"})
    assert done.published == datetime(2015, 4, 2, 6, 30, 0, 1000, tzinfo=UTC)
    assert (done.published_local, done.published_raw, done.date_note) == (raw, raw, None)
    assert done.updated == datetime(2015, 4, 2, 8, 0, 0, 250_000, tzinfo=UTC)


def test_the_blogs_own_offset_is_kept() -> None:
    done = dated({"published_raw": "2015-04-01T23:30:00+05:30"})
    assert done.published is not None
    assert done.published.utcoffset() == timedelta(hours=5, minutes=30)
    assert done.published_local == "2015-04-01T23:30:00+05:30"


def test_a_time_stamp_without_a_date_header() -> None:
    assert dated({"time_raw": "2015-04-01T23:30:00Z"}).published == datetime(2015, 4, 1, 23, 30, tzinfo=UTC)


URL = "http://ferry.blogspot.com/2015/04/quay.html"


@pytest.mark.parametrize(
    ("facts", "local", "note"),
    [
        ({"url": URL}, "2015-04", "month from permalink"),
        ({}, None, "no date"),
        ({"published_raw": "yesterday"}, None, "no date"),
        ({"published_raw": "yesterday", "url": URL}, "2015-04", "month from permalink"),
        ({"published_raw": "4/1/2015"}, None, "ambiguous order"),
        ({"published_raw": "4/1/2015", "url": URL}, "2015-04-01", "day only; order from permalink"),
        ({"published_raw": "4/1/2015", "locale": "de"}, "2015-01-04", "day only; order by locale de"),
        ({"published_raw": "Sunday, April 5", "url": URL}, "2015-04-05", "day only; year from permalink"),
        ({"published_raw": "30 February 2015"}, None, "no such day"),
        ({"published_raw": "0915-04-01T10:00:00Z"}, "0915-04-01T10:00:00+00:00", "implausible year"),
    ],
)
def test_what_is_not_certain_is_said(facts: dict[str, Any], local: str | None, note: str) -> None:
    done = dated(facts)
    assert (done.published_local, done.date_note) == (local, note)
    assert done.published_raw == facts.get("published_raw")


def test_other_dates_of_the_blog_settle_the_order() -> None:
    done = dated({"published_raw": "4/13/2015"}, {"published_raw": "4/1/2015"})
    assert (done.published_local, done.date_note) == ("2015-04-01", "day only")


def test_dates_of_another_blog_settle_nothing() -> None:
    done = dated({"published_raw": "4/13/2015"}, {"published_raw": "4/1/2015", "blog_id": "9"})
    assert (done.published, done.date_note) == (None, "ambiguous order")


def test_proofs_that_contradict_settle_nothing() -> None:
    done = dated(
        {"published_raw": "4/13/2015"}, {"published_raw": "13/4/2015"}, {"published_raw": "4/1/2015"}
    )
    assert (done.published_local, done.date_note) == (None, "ambiguous order")


def test_comments_too() -> None:
    comment = Comment(blog_id="1", post_id="2", comment_id="3", published_raw="2015-04-01T23:30:00.000-07:00")
    done = DatesPipeline().process_item(comment)
    assert isinstance(done, Comment)
    assert done.published == datetime(2015, 4, 2, 6, 30, tzinfo=UTC)
    assert done.published_local == "2015-04-01T23:30:00-07:00"


def test_comments_prove_the_order_of_comments_only() -> None:
    """A blog's settings hold a format of dates for posts and another one for comments."""
    pipeline = DatesPipeline()
    comments = [
        Comment(blog_id="1", post_id="2", comment_id=str(n), published_raw=raw)
        for n, raw in enumerate(("25/12/2014 10:30", "1/2/2015 10:30"))
    ]
    last = [pipeline.process_item(comment) for comment in comments][-1]
    assert isinstance(last, Comment)
    assert last.published_local == "2015-02-01T10:30"
    done = pipeline.process_item(
        post(published_raw="4/1/2015", url="http://ferry.blogspot.com/2015/04/a.html")
    )
    assert isinstance(done, Post)
    assert (done.published_local, done.date_note) == ("2015-04-01", "day only; order from permalink")


def test_comments_are_read_by_the_order_of_posts_where_they_prove_none() -> None:
    pipeline = DatesPipeline()
    pipeline.process_item(post(published_raw="12/25/2014"))
    done = pipeline.process_item(Comment(blog_id="1", post_id="2", comment_id="3", published_raw="1/2/2015"))
    assert isinstance(done, Comment)
    assert done.published_local == "2015-01-02"


def test_a_comment_without_a_readable_date() -> None:
    done = DatesPipeline().process_item(
        Comment(blog_id="1", post_id="2", comment_id="3", published_raw="2 hours ago")
    )
    assert isinstance(done, Comment)
    assert (done.published, done.published_local) == (None, None)


@pytest.mark.parametrize("item", [Blog(blog_id="1", url="http://ferry.blogspot.com/"), {"a": 1}, None])
def test_other_items_pass_untouched(item: object) -> None:
    assert DatesPipeline().process_item(item) is item


def test_pages_without_a_number_of_their_blog_teach_nothing_to_those_of_another_host() -> None:
    pipeline = DatesPipeline()
    first = post(blog_id="", url="https://a.example.com/x.html", published_raw="12/31/2018")
    other = post(blog_id="", url="https://b.example.com/2019/07/y.html", published_raw="9/7/2019")
    pipeline.process_item(first)
    made = pipeline.process_item(other)
    assert isinstance(made, Post)
    assert made.published_local == "2019-07-09"
