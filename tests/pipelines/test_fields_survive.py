"""No field of an item is lost on its way: from the parser through the pipelines into the archive and back."""

from dataclasses import MISSING, Field, fields, replace
from datetime import datetime
from typing import Any

import pytest

from crawler.blogger.feed import parse_comments, parse_feed
from crawler.items import Blog, Comment, Enclosure, Link, Post
from pipelines.archive import Archive
from pipelines.item_cleaner import ItemCleaner
from tests.blogger.test_feed import COMMENT, ENTRY, atom
from tests.helpers.posts import FULL

EVERYTHING = replace(
    FULL,
    related=(Link(url="http://source.example/story", text="The story"), Link(url="http://b.example/")),
    enclosures=(
        Enclosure(url="http://sound.example/a.mp3", type="audio/mpeg", length=4096),
        Enclosure(url="http://sound.example/b"),
    ),
    entry_raw='{"title": {"value": "Ferries"}}',
    time_raw="11:30 PM",
    date_note="day only",
    body_type="text",
    source="capture",
    captured=datetime.fromisoformat("2016-01-01T00:00:00+00:00"),
    filled='{"title":["saved",true,"2017-01-01T00:00:00+00:00",""]}',
    partial=True,
    kind="page",
)
A_COMMENT = Comment(
    blog_id="4241",
    post_id="8901234567890123456",
    comment_id="77",
    parent_id="76",
    url="http://a.example/#c77",
    author="Rui",
    author_url="http://rui.example/",
    published_raw="2015-04-01T23:30:00-07:00",
    published=datetime.fromisoformat("2015-04-01T23:30:00-07:00"),
    published_local="2015-04-01T23:30:00-07:00",
    updated_raw="2015-04-02T23:30:00-07:00",
    updated=datetime.fromisoformat("2015-04-02T23:30:00-07:00"),
    body_raw="<p>At last!</p>",
    html="<p>At last!</p>",
    text="At last!",
)
A_BLOG = Blog(
    blog_id="4241",
    url="http://a.example/",
    title="Harbour",
    subtitle="Of the sea",
    author="Ana",
    updated_raw="2015-04-02T23:30:00-07:00",
    labels=("News",),
    aliases=("http://b.example/",),
)
NOT_OF_A_FEED = {"aliases", "time_raw", "date_note", "locale", "captured", "filled", "kind", "status"}
"""Fields of a post that only pages, the archive, or doubts fill."""


def unfilled(item: Any) -> set[str]:
    return {
        field.name for field in fields(item) if getattr(item, field.name) in (default(field), None, (), "")
    }


def default(field: "Field[Any]") -> Any:
    return object() if field.default is MISSING else field.default


@pytest.mark.parametrize("item", [EVERYTHING, A_COMMENT, A_BLOG], ids=lambda item: type(item).__name__)
def test_the_items_of_these_tests_have_every_field_filled(item: Any) -> None:
    """A field that is added to an item has to be added here, and thereby to the archive."""
    assert unfilled(item) - {"status"} == set()  # that of a draft: see tests/archive/test_drafts.py


def test_every_field_of_a_post_comes_back_from_the_archive(archive: Archive) -> None:
    archive.save_posts([EVERYTHING])
    assert list(archive.posts()) == [EVERYTHING]


def test_every_field_of_a_comment_and_a_blog_comes_back(archive: Archive) -> None:
    archive.save_blog(A_BLOG)
    archive.save_comments([A_COMMENT])
    assert (list(archive.blogs()), list(archive.comments())) == ([A_BLOG], [A_COMMENT])


BODY = (
    "&lt;p&gt;The ferries run &lt;a href='http://ferry.example/'&gt;again&lt;/a&gt; between the islands."
    "&lt;/p&gt;&lt;img src='http://i.example/f.jpg'/&gt;"
    "&lt;iframe src='http://www.youtube.com/embed/x'&gt;&lt;/iframe&gt;"
)


def test_every_field_that_a_feed_fills_survives_to_the_archive(archive: Archive) -> None:
    body = atom(ENTRY.replace("&lt;p&gt;Ships came.&lt;/p&gt;", BODY))
    (parsed,) = parse_feed(body, url="http://news.blogspot.com/feeds/posts/default").posts
    cleaned = ItemCleaner().clean(parsed)
    assert unfilled(replace(cleaned, body_type="x", source="x", partial=True)) == NOT_OF_A_FEED
    archive.save_posts([cleaned])
    assert list(archive.posts()) == [cleaned]
    kept = {
        field.name for field in fields(Post) if getattr(parsed, field.name) == getattr(cleaned, field.name)
    }
    assert kept >= {
        "related",
        "enclosures",
        "entry_raw",
        "body_raw",
        "published_raw",
        "updated_raw",
        "labels",
    }


def test_every_field_of_a_comments_feed_survives_to_the_archive(archive: Archive) -> None:
    entry = COMMENT.replace("<name>Anonymous</name>", "<name>Rui</name><uri>http://rui.example/</uri>")
    (parsed,) = parse_comments(atom(entry)).comments
    cleaned = ItemCleaner().clean(parsed)
    assert unfilled(cleaned) == set()
    archive.save_blog(Blog(blog_id="77", url="http://news.blogspot.com/"))
    archive.save_comments([cleaned])
    assert list(archive.comments()) == [cleaned]


@pytest.mark.parametrize("field", ["related", "enclosures", "entry_raw", "thumbnail", "location", "labels"])
def test_a_page_that_completes_a_summary_takes_nothing_of_the_feed_away(archive: Archive, field: str) -> None:
    """A page shows neither the enclosures nor, often, the link; the feed's facts stay beside its body."""
    summary = replace(EVERYTHING, source="feed", partial=True, body_raw="The", text="The", html="The")
    page = Post(
        blog_id=summary.blog_id,
        post_id=summary.post_id,
        url=summary.url,
        source="page",
        body_raw="<p>The ferries run again.</p>",
        html="<p>The ferries run again.</p>",
        text="The ferries run again.",
    )
    archive.save_posts([summary])
    archive.save_posts([page])
    (stored,) = archive.posts()
    assert (stored.text, stored.partial) == ("The ferries run again.", False)
    assert getattr(stored, field) == getattr(summary, field)


def test_a_source_link_that_the_author_takes_away_is_gone(archive: Archive) -> None:
    archive.save_posts([replace(EVERYTHING, source="feed")])
    archive.save_posts([replace(EVERYTHING, source="feed", related=(), enclosures=())])
    (stored,) = archive.posts()
    assert (stored.related, stored.enclosures) == ((), ())
