"""Whole crawls of a blog without Scrapy, clock and network."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.blogger.frontier.exchange import Purpose
from tests.helpers.fake_blogger import Site, faults
from tests.helpers.frontier import FrontierHarness
from tests.helpers.sample_blog import SampleComment
from tests.helpers.spider_harness import blog_of, make

NEW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def harness() -> FrontierHarness:
    return FrontierHarness(Site(blog_of(60), cap=25))


def test_a_first_crawl_asks_the_feed_and_no_source_falls_short(harness: FrontierHarness) -> None:
    assert harness.crawl().outcome == "complete"
    sources = harness.last.sources
    assert (sources.feed.asked, sources.reads_all, sources.shortfalls()) == (True, True, [])
    assert not any(each.asked for each in (sources.pages, sources.comments, sources.ids))
    assert set(harness.reader.posts) == {post.post_id for post in harness.site.blog.posts}


def test_what_only_pages_need_is_not_kept_of_each_post(harness: FrontierHarness) -> None:
    harness.crawl()
    feed, pages = harness.last.sources.feed, harness.last.sources.pages
    assert (len(feed.addresses), pages.crawl.linked.unvisited) == (feed.pager.pages, {})
    pages.start_pages(60, feed.addresses)
    assert len(pages.crawl.linked.unvisited) == 60


@pytest.mark.parametrize("post", ["newest", "fifth"])
def test_a_body_that_changed_under_an_equal_time_is_kept_when_it_is_received(
    harness: FrontierHarness, post: str
) -> None:
    harness.crawl()
    reworded = sorted(harness.site.blog.posts, key=lambda p: p.published)[-1 if post == "newest" else -5]
    harness.site.blog = harness.site.blog.edited(
        reworded.post_id, updated=reworded.updated, body="<p>Silently reworded.</p>"
    )
    other = min(
        harness.site.blog.posts, key=lambda p: p.published
    ).post_id  # news, so that the feed is sent at all
    harness.site.blog = harness.site.blog.edited(other, updated=NEW, body="<p>Other words.</p>")
    record = harness.crawl()
    assert (record.kind, record.received) == ("incremental", 2)
    assert "Silently reworded" in harness.reader.posts[reworded.post_id].body_raw


def test_the_error_of_a_source_is_a_shortfall_of_the_crawl(harness: FrontierHarness) -> None:
    harness.site.fault("start-index=25", faults.status(503), times=None)
    record = harness.crawl()
    shortfall = harness.last.sources.feed.shortfall
    assert "HTTP 503" in (shortfall or "")
    assert shortfall in harness.last.sources.shortfalls()
    assert (record.outcome, record.state) == ("incomplete", None)


def test_the_page_that_completes_a_summary_is_asked_for_before_the_next_page_of_the_feed(
    harness: FrontierHarness,
) -> None:
    blog = harness.site.blog
    harness.site.blog = replace(blog, posts=tuple(replace(post, summary_only=True) for post in blog.posts))
    assert harness.crawl().outcome == "complete"
    purposes = [request.purpose for request in harness.requests]
    assert purposes.count(Purpose.COMPLETION) == 60
    assert not any(post.partial for post in harness.reader.posts.values())


def taken_over(feed: str, revisit: bool, at: int) -> FrontierHarness:
    """Crawl a blog whose address leads to another one, with posts of the same ids, from a request on."""
    said = SampleComment(comment_id="5", published=NEW, body="Own words.")
    own = blog_of(9).with_post(make(50, NEW, comments=(said,)))
    posts = (replace(post, body="<p>Stranger.</p>", updated=NEW) for post in own.posts)
    stranger = replace(blog_of(0, blog_id="666"), posts=tuple(posts))
    harness = FrontierHarness(Site(own, cap=4))
    harness.site.set(feed=feed)
    if revisit:
        harness.crawl(comments=True)
        harness.wait(days=8)
        harness.site.blog = own.without_post(own.posts[2].post_id).edited(own.posts[4].post_id, updated=NEW)

    def before(number: int) -> None:
        if number == at:
            harness.site.blog = stranger

    harness.before = before
    harness.crawl(comments=True)
    return harness


def bodies(harness: FrontierHarness) -> str:
    return " ".join(post.body_raw for post in harness.reader.posts.values())


@pytest.mark.parametrize("revisit", [False, True])
@pytest.mark.parametrize("feed", ["full", "short", "none"])
def test_a_stranger_who_takes_over_between_any_two_requests_adds_and_removes_nothing(
    feed: str, revisit: bool
) -> None:
    at = 1
    while len((harness := taken_over(feed, revisit, at)).requests) > at:
        if harness.last.target.blog_id != "666":  # which it is where nothing had told who was asked
            # Where feeds are off, the last answers are such that state no blog: "not found", a sitemap.
            assert feed == "none" or harness.last.sources.outcome == "incomplete"
            assert "Stranger" not in bodies(harness)
            harness.wait(days=2)
            harness.crawl(comments=True)
            assert "Stranger" not in bodies(harness)
            assert harness.reader.deleted == set()
        at += 1
    assert at > 3


def pages_read(harness: FrontierHarness, **options: bool) -> int:
    harness.crawl(**options)
    return [request.purpose for request in harness.requests].count(Purpose.COMPLETION)


def test_pages_of_summaries_that_are_held_are_read_again_once_a_month() -> None:
    harness = FrontierHarness(Site(blog_of(9), feed="short"))
    assert pages_read(harness) == 9
    harness.site.fault("orderby=updated", faults.status(404), times=None)  # so that all posts are asked for
    harness.wait(days=8)
    assert (pages_read(harness), harness.last.sources.outcome) == (0, "complete")
    edited = harness.site.blog.posts[4].post_id
    harness.site.blog = harness.site.blog.edited(edited, updated=NEW, body="<p>Other words.</p>")
    assert (pages_read(harness), "Other words" in bodies(harness)) == (1, True)
    assert pages_read(harness, full=True) == 9
    harness.wait(days=31)
    assert pages_read(harness) == 9


def test_pages_that_an_incomplete_crawl_has_read_count_as_read() -> None:
    harness = FrontierHarness(Site(blog_of(9), feed="short"))
    harness.site.fault("feeds/pages", faults.status(503), times=1)
    assert (pages_read(harness), harness.last.sources.outcome) == (9, "incomplete")
    began = harness.now
    harness.wait(hours=1)
    assert (pages_read(harness), harness.last.sources.outcome) == (0, "complete")
    assert harness.reader.blog
    assert harness.reader.blog.state.walked == began
