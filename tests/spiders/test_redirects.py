"""Blogs that move, vanish, or whose name belongs to somebody else."""

import pytest

from pipelines.archive import watchlist
from tests.helpers.world import DAY, HOME, HOST, World, blog_of

NEW, NEW_HOME = "www.ledger.example", "https://www.ledger.example/"


def followed(world: World) -> list[tuple[str, str | None]]:
    return world.rows("SELECT address, blog_id FROM watchlist ORDER BY id")


def test_a_custom_domain_is_followed_and_asked_for_from_then_on(world: World) -> None:
    old = world.serve(blog_of(60))
    world.visit()
    old.set(moved_to=NEW_HOME)
    new = world.serve(blog_of(60), NEW)
    assert (world.visit().outcome, followed(world)) == ("complete", [(NEW_HOME, "4711")])
    crawl = world.visit(None, all="yes")
    assert (crawl.address, crawl.kind, old.log) == (NEW_HOME, "unchanged", [])
    assert len(new.log) == 1
    assert world.rows("SELECT count(*) FROM posts") == [(60,)]
    (aliases,) = world.rows("SELECT aliases FROM blogs")[0]
    assert HOME in aliases


def test_a_renamed_blog_is_found_by_its_id(world: World) -> None:
    world.serve(blog_of(60))
    world.visit()
    del world.sites[HOST]
    world.serve(blog_of(61), "renamed.blogspot.com")
    crawl = world.visit()
    assert (crawl.outcome, crawl.new) == ("complete", 1)
    assert followed(world) == [("https://renamed.blogspot.com/", "4711")]
    assert world.visit(None, all="yes").requests == 2, "robots.txt and, at the new address, one feed"
    assert world.visit(None, all="yes").kind == "unchanged"


@pytest.mark.parametrize(
    ("gate", "said"), [("removed", "removed"), ("private", "invited readers"), ("removed-200", "removed")]
)
def test_a_blog_that_is_gone_or_private_keeps_its_posts_and_is_failing_since(
    world: World, gate: str, said: str
) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    site.set(gate=gate)
    world.wait(days=8)
    first = world.visit(None)
    assert (first.outcome, first.failures, first.blog_id) == ("failed", 1, "4711")
    assert said in (first.error or "").lower()
    world.wait(days=1)
    second = world.visit(None, all="yes")
    assert (second.failures, second.failing_since) == (2, first.failing_since)
    assert len(world.ids()) == 60
    site.set(gate=None)
    assert world.visit().failing_since is None


def test_a_stranger_under_the_old_name_is_let_in_only_by_its_own_name(world: World) -> None:
    world.serve(blog_of(60))
    world.visit()
    stranger = world.serve(blog_of(5, blog_id="666"))
    crawl = world.visit()
    assert crawl.outcome == "failed"
    assert all(word in (crawl.error or "") for word in ("4711", "666", f"blogger-archive blogs add {HOME}"))
    assert world.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]
    assert world.rows("SELECT blog_id FROM blogs") == [("4711",)]
    assert followed(world) == [("https://www.blogger.com/feeds/4711/", "4711")]
    assert world.visit().outcome == "failed", "named again, it is a stranger still"
    with world.archive() as archive, archive.writing() as context:
        watchlist.follow(context, HOME)
    assert (world.visit().new, stranger.blog.blog_id) == (5, "666")
    assert followed(world)[1:] == [(HOME, "666")]
    assert world.rows("SELECT blog_id, count(*) FROM posts GROUP BY 1") == [("4711", 60), ("666", 5)]


def test_the_blog_itself_is_found_though_a_stranger_has_its_name(world: World) -> None:
    world.serve(blog_of(60))
    world.visit()
    world.serve(blog_of(5, blog_id="666"))
    world.serve(blog_of(62), "renamed.blogspot.com")
    crawl = world.visit()
    assert (crawl.outcome, crawl.new) == ("complete", 2)
    assert followed(world) == [("https://renamed.blogspot.com/", "4711")]
    assert world.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]


def test_a_stranger_is_known_by_the_blogs_pages_too(world: World) -> None:
    world.serve(blog_of(20))
    world.visit()
    world.serve(blog_of(5, blog_id="666"), feed="none")
    assert world.visit().outcome == "failed"
    assert world.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]


def test_a_failing_blog_is_asked_after_growing_pauses(world: World) -> None:
    site = world.serve(blog_of(3))
    world.visit()
    site.set(gate="private")
    pauses = []
    for _ in range(12):
        world.wait(days=8)
        crawl = world.visit(None)
        assert crawl.next_due
        pauses.append(crawl.next_due - crawl.started)
    assert pauses == sorted(pauses)
    assert pauses[0] < DAY / 24
    assert 6 * DAY < pauses[-1] <= 7 * DAY
