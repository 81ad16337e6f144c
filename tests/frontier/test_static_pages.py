"""Static pages: when a crawl asks for them, by which list, and what that proves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.blogger.frontier.exchange import Completed, NotAsked, Purpose, Shortfall
from tests.helpers.fake_blogger import Site, faults, respond
from tests.helpers.frontier import Desk
from tests.helpers.world import World, blog_of, make

PAGES = tuple(make(900 + n, datetime(2014, 5, n, tzinfo=UTC), path=f"/p/page-{n}.html") for n in (1, 2, 3))


@pytest.fixture
def desk() -> Desk:
    return Desk(Site(replace(blog_of(5), pages=PAGES)))


def held(desk: Desk) -> set[str]:
    return {post.post_id for post in desk.reader.posts.values() if post.kind == "page"}


ALL = {page.post_id for page in PAGES}


@pytest.mark.parametrize(
    ("feed", "cap", "via_pages"),
    [("full", 150, False), ("full", 2, False), ("none", 150, False), ("full", 150, True)],
)
def test_every_static_page_comes_by_the_feed_or_by_the_sitemap(
    desk: Desk, feed: str, cap: int, via_pages: bool
) -> None:
    desk.site.set(feed=feed, cap=cap)
    record = desk.crawl(via_pages=via_pages)
    assert (record.outcome, record.received, held(desk)) == ("complete", 5, ALL)
    assert desk.last.sources.ledger()["static pages"] == Completed()


def test_an_unchanged_blog_is_not_asked_for_static_pages_until_the_weekly_check(desk: Desk) -> None:
    desk.crawl()
    assert (desk.crawl().kind, len(desk.requests)) == ("unchanged", 1)
    assert desk.last.sources.ledger()["static pages"] == NotAsked()
    desk.wait(days=8)
    desk.site.blog = replace(desk.site.blog, pages=(replace(PAGES[0], body="<p>New words.</p>"),))
    desk.crawl()
    assert "New words" in desk.reader.posts[PAGES[0].post_id].body_raw
    assert desk.reader.deleted == set()


def test_a_blog_that_lists_no_static_pages_is_complete(desk: Desk) -> None:
    desk.site.fault("pages", faults.status(404), times=None)
    assert desk.crawl().outcome == "complete"
    assert desk.last.sources.ledger()["static pages"] == NotAsked()


@pytest.mark.parametrize("change", [faults.status(404), faults.html(), faults.content(b"<feed/>")])
def test_a_feed_that_is_off_leaves_the_sitemap(desk: Desk, change: faults.Change) -> None:
    desk.site.fault("feeds/pages", change, times=None)
    assert (desk.crawl().outcome, held(desk)) == ("complete", ALL)


def test_a_server_that_answers_with_its_posts_has_no_page_of_them_stored(desk: Desk) -> None:
    url = "https://ledger.blogspot.com/feeds/posts/default?alt=json"
    of_posts = respond({"*": desk.site}, "GET", url, {})
    desk.site.fault("feeds/pages", lambda _: of_posts, times=None)
    desk.crawl()
    assert held(desk) == ALL


@pytest.mark.parametrize("match", ["feeds/pages", "page-2"])
def test_a_list_or_a_page_that_fails_is_told(desk: Desk, match: str) -> None:
    desk.site.fault("feeds/pages", faults.status(503 if match == "feeds/pages" else 404), times=None)
    desk.site.fault("page-2", faults.status(404), times=None)
    record = desk.crawl()
    assert isinstance(desk.last.sources.ledger()["static pages"], Shortfall)
    assert (record.outcome, "static pages" in (record.error or "")) == ("incomplete", True)


def test_pages_are_stored_as_such_and_counted_as_no_posts(world: World) -> None:
    world.serve(replace(blog_of(5), pages=PAGES))
    crawl = world.visit()
    assert (crawl.outcome, crawl.new, crawl.expected) == ("complete", 5, 5)
    assert world.rows("SELECT kind, count(*) FROM posts GROUP BY kind") == [("page", 3), ("post", 5)]
    assert world.rows("SELECT held, missing FROM crawls") == [(5, 0)]


def test_they_are_asked_for_at_the_first_news_of_a_day() -> None:
    desk, asked = Desk(Site(blog_of(10))), []
    for number in range(4):
        desk.crawl()
        asked.append(Purpose.STATIC_PAGES in [request.purpose for request in desk.requests])
        at = datetime(2026, 2, 1, number, tzinfo=UTC)
        desk.site.blog = desk.site.blog.edited(str(10**18 + 3), updated=at, body=f"<p>Edit {number}.</p>")
        desk.wait(hours=11)
    assert asked == [True, False, True, False], "from noon on, every eleven hours"
