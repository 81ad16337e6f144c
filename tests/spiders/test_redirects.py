"""Blogs that move, vanish, or whose name belongs to somebody else."""

import pytest

from pipelines.archive import watchlist
from tests.helpers.spider_harness import DAY, HOME, HOST, SpiderHarness, blog_of

NEW, NEW_HOME = "www.ledger.example", "https://www.ledger.example/"


def followed(harness: SpiderHarness) -> list[tuple[str, str | None]]:
    return harness.rows("SELECT address, blog_id FROM watchlist ORDER BY id")


def test_a_custom_domain_is_followed_and_asked_for_from_then_on(harness: SpiderHarness) -> None:
    old = harness.serve(blog_of(60))
    harness.visit()
    old.set(moved_to=NEW_HOME)
    new = harness.serve(blog_of(60), NEW)
    assert (harness.visit().outcome, followed(harness)) == ("complete", [(NEW_HOME, "4711")])
    crawl = harness.visit(None, all="yes")
    assert (crawl.address, crawl.kind, old.log) == (NEW_HOME, "unchanged", [])
    assert len(new.log) == 1
    assert harness.rows("SELECT count(*) FROM posts") == [(60,)]
    (aliases,) = harness.rows("SELECT aliases FROM blogs")[0]
    assert HOME in aliases


def test_a_renamed_blog_is_found_by_its_id(harness: SpiderHarness) -> None:
    harness.serve(blog_of(60))
    harness.visit()
    del harness.sites[HOST]
    harness.serve(blog_of(61), "renamed.blogspot.com")
    crawl = harness.visit()
    assert (crawl.outcome, crawl.new) == ("complete", 1)
    assert followed(harness) == [("https://renamed.blogspot.com/", "4711")]
    assert harness.visit(None, all="yes").requests == 2, "robots.txt and, at the new address, one feed"
    assert harness.visit(None, all="yes").kind == "unchanged"


def test_a_blog_without_feeds_that_lost_its_domain_is_found_at_its_name_at_blogger(
    harness: SpiderHarness,
) -> None:
    old = harness.serve(blog_of(20), feed="none", moved_to=NEW_HOME)
    harness.serve(blog_of(20), NEW, feed="none")
    assert (harness.visit().outcome, followed(harness)) == ("complete", [(NEW_HOME, "4711")])
    harness.sites[NEW].set(gate="not-found")
    assert "crawl the address where it lives now" in (harness.visit(None, all="yes").error or "")
    old.set(moved_to=None)
    assert (harness.visit(None, all="yes").outcome, followed(harness)) == ("complete", [(HOME, "4711")])
    stranger = harness.serve(blog_of(5, blog_id="666"), feed="none")
    del harness.sites[NEW]
    assert (harness.visit(None, all="yes").outcome, stranger.blog.blog_id) == ("failed", "666")
    assert harness.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]


@pytest.mark.parametrize(
    ("gate", "said"), [("removed", "removed"), ("private", "invited readers"), ("removed-200", "removed")]
)
def test_a_blog_that_is_gone_or_private_keeps_its_posts_and_is_failing_since(
    harness: SpiderHarness, gate: str, said: str
) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    site.set(gate=gate)
    harness.wait(days=8)
    first = harness.visit(None)
    assert (first.outcome, first.failures, first.blog_id) == ("failed", 1, "4711")
    assert said in (first.error or "").lower()
    harness.wait(days=1)
    second = harness.visit(None, all="yes")
    assert (second.failures, second.failing_since) == (2, first.failing_since)
    assert len(harness.ids()) == 60
    site.set(gate=None)
    assert harness.visit().failing_since is None


def test_a_stranger_under_the_old_name_is_let_in_only_by_its_own_name(harness: SpiderHarness) -> None:
    harness.serve(blog_of(60))
    harness.visit()
    stranger = harness.serve(blog_of(5, blog_id="666"))
    crawl = harness.visit()
    assert crawl.outcome == "failed"
    assert all(word in (crawl.error or "") for word in ("4711", "666", f"blogger-archive blogs add {HOME}"))
    assert harness.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]
    assert harness.rows("SELECT blog_id FROM blogs") == [("4711",)]
    assert followed(harness) == [("https://www.blogger.com/feeds/4711/", "4711")]
    assert harness.visit().outcome == "failed", "named again, it is a stranger still"
    with harness.archive() as archive, archive.writing() as context:
        watchlist.follow(context, HOME)
    assert (harness.visit().new, stranger.blog.blog_id) == (5, "666")
    assert followed(harness)[1:] == [(HOME, "666")]
    assert harness.rows("SELECT blog_id, count(*) FROM posts GROUP BY 1") == [("4711", 60), ("666", 5)]


@pytest.mark.parametrize("feed", ["full", "none"])
def test_the_blog_itself_is_found_though_a_stranger_has_its_name(harness: SpiderHarness, feed: str) -> None:
    harness.serve(blog_of(60))
    harness.visit()
    harness.serve(blog_of(5, blog_id="666"), feed=feed)
    harness.serve(blog_of(62), "renamed.blogspot.com")
    crawl = harness.visit()
    assert (crawl.outcome, crawl.new) == ("complete", 2)
    assert followed(harness) == [("https://renamed.blogspot.com/", "4711")]
    assert harness.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]


def test_a_stranger_is_known_by_the_blogs_pages_too(harness: SpiderHarness) -> None:
    harness.serve(blog_of(20))
    harness.visit()
    harness.serve(blog_of(5, blog_id="666"), feed="none")
    assert harness.visit().outcome == "failed"
    assert harness.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]


def test_a_failing_blog_is_asked_after_growing_pauses(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(3))
    harness.visit()
    site.set(gate="private")
    pauses = []
    for _ in range(12):
        harness.wait(days=8)
        crawl = harness.visit(None)
        assert crawl.next_due
        pauses.append(crawl.next_due - crawl.started)
    assert pauses == sorted(pauses)
    assert pauses[0] < DAY / 24
    assert 6 * DAY < pauses[-1] <= 7 * DAY
