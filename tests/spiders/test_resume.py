"""A first crawl that was cut off: the next one asks for what is not held, and proves the whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.blogger.frontier.feed_pages import OVERLAP
from tests.helpers.fake_blogger import Site
from tests.helpers.spider_harness import HOME, SpiderHarness, asked, blog_of, make

HELD, ALL, PAGE = 60, 100, 25
NEW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpiderHarness:
    """The archive as a kill left it: the newest posts, a crawl that did not end, nothing remembered."""
    harness = SpiderHarness(tmp_path / "archive.db", monkeypatch)
    harness.serve(blog_of(ALL), cap=PAGE)
    harness.visit()
    harness.write(f"DELETE FROM posts WHERE id IN (SELECT id FROM posts ORDER BY id LIMIT {ALL - HELD})")
    harness.write("UPDATE crawls SET outcome = 'interrupted', error = 'killed'")
    harness.write("DELETE FROM watchlist")
    return harness


def site(harness: SpiderHarness) -> Site:
    return next(iter(harness.sites.values()))


def starts(harness: SpiderHarness) -> list[int]:
    urls = [url for url in asked(site(harness)) if "posts/default" in url and "start-index" in url]
    return [int(url.partition("start-index=")[2].partition("&")[0]) for url in urls]


def test_only_what_is_not_held_is_asked_for(harness: SpiderHarness) -> None:
    crawl = harness.visit()
    first = HELD + 1 - OVERLAP
    assert starts(harness) == [first, first + PAGE - 1, ALL - 1, ALL]
    assert (crawl.outcome, crawl.new, crawl.unchanged, len(harness.ids())) == ("complete", ALL - HELD, 0, ALL)


def test_the_list_of_ids_proves_the_whole_and_the_run_after_it_asks_for_nothing(
    harness: SpiderHarness,
) -> None:
    kinds = [harness.visit().kind for _ in range(2)]
    assert kinds == ["full", "unchanged"]


def test_an_edit_made_meanwhile_is_found_at_once(harness: SpiderHarness) -> None:
    at = site(harness)
    at.blog = at.blog.edited(
        str(10**18 + ALL - 1), updated=NEW, body="<p>Other words of the newest post.</p>"
    )
    assert harness.visit().outcome == "complete"
    assert harness.rows("SELECT count(*) FROM posts WHERE text LIKE 'Other words%'") == [(1,)]


def test_posts_written_meanwhile_are_found_at_once(harness: SpiderHarness) -> None:
    at = site(harness)
    at.blog = at.blog.with_post(make(5000, NEW), make(5001, NEW))
    crawl = harness.visit()
    assert (crawl.outcome, len(harness.ids())) == ("complete", ALL + 2)


def test_whoever_asks_for_everything_gets_it(harness: SpiderHarness) -> None:
    harness.visit(full="yes")
    assert starts(harness)[0] == 1
    assert len(harness.ids()) == ALL


def test_a_crawl_that_ended_is_not_taken_up(harness: SpiderHarness) -> None:
    harness.write("UPDATE crawls SET outcome = 'incomplete'")
    harness.visit()
    assert starts(harness)[0] == 1


def test_a_blog_whose_first_crawl_was_interrupted_stays_followed_and_is_resumed(
    harness: SpiderHarness,
) -> None:
    harness.write("DELETE FROM posts")
    harness.write("DELETE FROM crawls")
    closing = {"EXTENSIONS": {"scrapy.extensions.closespider.CloseSpider": 0}, "CLOSESPIDER_PAGECOUNT": 3}
    harness.crawl(settings=closing)
    assert harness.rows("SELECT address FROM watchlist") == [(HOME,)]
    assert 0 < len(harness.ids()) < ALL
    crawl = harness.visit(None)
    assert (crawl.outcome, len(harness.ids())) == ("complete", ALL)
