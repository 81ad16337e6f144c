"""Static pages: when a crawl asks for them, by which list, and what that proves."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.blogger.frontier.exchange import Purpose
from tests.helpers.fake_blogger import Site, faults, respond
from tests.helpers.frontier import FrontierHarness
from tests.helpers.spider_harness import SpiderHarness, blog_of, make

PAGES = tuple(make(900 + n, datetime(2014, 5, n, tzinfo=UTC), path=f"/p/page-{n}.html") for n in (1, 2, 3))


@pytest.fixture
def harness() -> FrontierHarness:
    return FrontierHarness(Site(replace(blog_of(5), pages=PAGES)))


def held(harness: FrontierHarness) -> set[str]:
    return {post.post_id for post in harness.reader.posts.values() if post.kind == "page"}


ALL = {page.post_id for page in PAGES}


@pytest.mark.parametrize(
    ("feed", "cap", "via_pages"),
    [("full", 150, False), ("full", 2, False), ("none", 150, False), ("full", 150, True)],
)
def test_every_static_page_comes_by_the_feed_or_by_the_sitemap(
    harness: FrontierHarness, feed: str, cap: int, via_pages: bool
) -> None:
    harness.site.set(feed=feed, cap=cap)
    record = harness.crawl(via_pages=via_pages)
    assert (record.outcome, record.received, held(harness)) == ("complete", 5, ALL)
    assert (harness.last.sources.static_pages.offered, harness.last.sources.shortfalls()) == (True, [])


def test_an_unchanged_blog_is_not_asked_for_static_pages_until_the_weekly_check(
    harness: FrontierHarness,
) -> None:
    harness.crawl()
    assert (harness.crawl().kind, len(harness.requests)) == ("unchanged", 1)
    assert (harness.last.sources.static_pages.offered, harness.last.sources.shortfalls()) == (False, [])
    harness.wait(days=8)
    harness.site.blog = replace(harness.site.blog, pages=(replace(PAGES[0], body="<p>New words.</p>"),))
    harness.crawl()
    assert "New words" in harness.reader.posts[PAGES[0].post_id].body_raw
    assert harness.reader.deleted == set()


def test_a_blog_that_lists_no_static_pages_is_complete(harness: FrontierHarness) -> None:
    harness.site.fault("pages", faults.status(404), times=None)
    assert harness.crawl().outcome == "complete"
    assert (harness.last.sources.static_pages.offered, harness.last.sources.shortfalls()) == (False, [])


@pytest.mark.parametrize("change", [faults.status(404), faults.html(), faults.content(b"<feed/>")])
def test_a_feed_that_is_off_leaves_the_sitemap(harness: FrontierHarness, change: faults.Change) -> None:
    harness.site.fault("feeds/pages", change, times=None)
    assert (harness.crawl().outcome, held(harness)) == ("complete", ALL)


def test_a_server_that_answers_with_its_posts_has_no_page_of_them_stored(harness: FrontierHarness) -> None:
    url = "https://ledger.blogspot.com/feeds/posts/default?alt=json"
    of_posts = respond({"*": harness.site}, "GET", url, {})
    harness.site.fault("feeds/pages", lambda _: of_posts, times=None)
    harness.crawl()
    assert held(harness) == ALL


@pytest.mark.parametrize("match", ["feeds/pages", "page-2"])
def test_a_list_or_a_page_that_fails_is_told(harness: FrontierHarness, match: str) -> None:
    harness.site.fault("feeds/pages", faults.status(503 if match == "feeds/pages" else 404), times=None)
    harness.site.fault("page-2", faults.status(404), times=None)
    record = harness.crawl()
    assert (record.outcome, "static pages" in (record.error or "")) == ("incomplete", True)


def test_pages_are_stored_as_such_and_counted_as_no_posts(
    archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = SpiderHarness(archive_path, monkeypatch)
    harness.serve(replace(blog_of(5), pages=PAGES))
    crawl = harness.visit()
    assert (crawl.outcome, crawl.new, crawl.expected) == ("complete", 5, 5)
    assert harness.rows("SELECT kind, count(*) FROM posts GROUP BY kind") == [("page", 3), ("post", 5)]
    assert harness.rows("SELECT held, missing FROM crawls") == [(5, 0)]


def test_they_are_asked_for_at_the_first_news_of_a_day() -> None:
    harness, asked = FrontierHarness(Site(blog_of(10))), []
    for number in range(4):
        harness.crawl()
        asked.append(Purpose.STATIC_PAGES in [request.purpose for request in harness.requests])
        at = datetime(2026, 2, 1, number, tzinfo=UTC)
        harness.site.blog = harness.site.blog.edited(
            str(10**18 + 3), updated=at, body=f"<p>Edit {number}.</p>"
        )
        harness.wait(hours=11)
    assert asked == [True, False, True, False], "from noon on, every eleven hours"
