"""A first crawl that was cut off: the next one asks for what is not held, and proves the whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.blogger.frontier.feed_pages import OVERLAP
from tests.helpers.fake_blogger import Site
from tests.helpers.world import HOME, World, asked, blog_of, make

HELD, ALL, PAGE = 60, 100, 25
NEW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The archive as a kill left it: the newest posts, a crawl that did not end, nothing remembered."""
    world = World(tmp_path / "archive.db", monkeypatch)
    world.serve(blog_of(ALL), cap=PAGE)
    world.visit()
    world.write(f"DELETE FROM posts WHERE id IN (SELECT id FROM posts ORDER BY id LIMIT {ALL - HELD})")
    world.write("UPDATE crawls SET outcome = 'interrupted', error = 'killed'")
    world.write("DELETE FROM watchlist")
    return world


def site(world: World) -> Site:
    return next(iter(world.sites.values()))


def starts(world: World) -> list[int]:
    urls = [url for url in asked(site(world)) if "posts/default" in url and "start-index" in url]
    return [int(url.partition("start-index=")[2].partition("&")[0]) for url in urls]


def test_only_what_is_not_held_is_asked_for(world: World) -> None:
    crawl = world.visit()
    first = HELD + 1 - OVERLAP
    assert starts(world) == [first, first + PAGE - 1, ALL - 1, ALL]
    assert (crawl.outcome, crawl.new, crawl.unchanged, len(world.ids())) == ("complete", ALL - HELD, 0, ALL)


def test_the_list_of_ids_proves_the_whole_and_the_run_after_it_asks_for_nothing(world: World) -> None:
    kinds = [world.visit().kind for _ in range(2)]
    assert kinds == ["full", "unchanged"]


def test_an_edit_made_meanwhile_is_found_at_once(world: World) -> None:
    at = site(world)
    at.blog = at.blog.edited(
        str(10**18 + ALL - 1), updated=NEW, body="<p>Other words of the newest post.</p>"
    )
    assert world.visit().outcome == "complete"
    assert world.rows("SELECT count(*) FROM posts WHERE text LIKE 'Other words%'") == [(1,)]


def test_posts_written_meanwhile_are_found_at_once(world: World) -> None:
    at = site(world)
    at.blog = at.blog.with_post(make(5000, NEW), make(5001, NEW))
    crawl = world.visit()
    assert (crawl.outcome, len(world.ids())) == ("complete", ALL + 2)


def test_whoever_asks_for_everything_gets_it(world: World) -> None:
    world.visit(full="yes")
    assert starts(world)[0] == 1
    assert len(world.ids()) == ALL


def test_a_crawl_that_ended_is_not_taken_up(world: World) -> None:
    world.write("UPDATE crawls SET outcome = 'incomplete'")
    world.visit()
    assert starts(world)[0] == 1


def test_a_blog_whose_first_crawl_was_interrupted_stays_followed_and_is_resumed(world: World) -> None:
    world.write("DELETE FROM posts")
    world.write("DELETE FROM crawls")
    closing = {"EXTENSIONS": {"scrapy.extensions.closespider.CloseSpider": 0}, "CLOSESPIDER_PAGECOUNT": 3}
    world.crawl(settings=closing)
    assert world.rows("SELECT address FROM watchlist") == [(HOME,)]
    assert 0 < len(world.ids()) < ALL
    crawl = world.visit(None)
    assert (crawl.outcome, len(world.ids())) == ("complete", ALL)
