"""Items and questions come back from the wire as they were sent."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from crawler.archive_reader import IdComparison, KnownBlog, UnlistedPost
from crawler.items import (
    Blog,
    Comment,
    Crawl,
    CrawlState,
    DeletionReport,
    Enclosure,
    Image,
    Link,
    Post,
    Robots,
)
from crawler.scale.wire_format import pack, unpack

AT = datetime(2015, 4, 1, 23, 30, 0, 1000, timezone(timedelta(hours=5, minutes=45)))
POST = Post(
    blog_id="1",
    post_id="2",
    aliases=("a", "b"),
    title="नमस्ते \ud83d \x00",
    labels=(),
    published=AT,
    images=(Image(url="u", alt="a"),),
    links=(Link(url="l"),),
    enclosures=(Enclosure(url="e", length=5),),
    comment_count=0,
    partial=True,
)
CRAWL = Crawl(
    run="r",
    address="https://a.example/",
    started=AT,
    months={"2013-10": 4},
    state=CrawlState(cursor=AT, pace=1.5),
    deletions=DeletionReport(noticed=("1",)),
)


@pytest.mark.parametrize(
    "item",
    [
        POST,
        Post(blog_id="1", post_id="2"),
        Comment(blog_id="1", post_id="2", comment_id="3", published=AT),
        Blog(blog_id="1", url="u", labels=("x",)),
        CRAWL,
        Robots(origin="https://a.example", fetched=datetime(2026, 1, 1, tzinfo=UTC), body=""),
        KnownBlog(address="a", last=CRAWL, state=CrawlState(etag='"e"')),
        IdComparison(held=3, unlisted=(UnlistedPost(post_id="1", url=None, noticed=AT),)),
    ],
    ids=lambda item: type(item).__name__,
)
def test_an_item_comes_back_equal(item: Any) -> None:
    (back,) = unpack(pack([item]))
    assert back == item
    assert [type(getattr(back, each.name)) for each in fields(back)] == [
        type(getattr(item, each.name)) for each in fields(item)
    ]


def test_a_time_keeps_its_offset() -> None:
    assert unpack(pack(POST)).published.utcoffset() == AT.utcoffset()


def test_answers_come_back_as_mappings_and_lists() -> None:
    assert unpack(pack({"2": AT, "3": None})) == {"2": AT, "3": None}
    assert sorted(unpack(pack(frozenset({"1", "2"})))) == ["1", "2"]
    assert unpack(pack(None)) is None


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no form for the wire"):
        pack([object()])
