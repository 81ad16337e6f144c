"""Posts that vanish from their blog: noticed, checked twice, marked, and unmarked when they return."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.helpers.fake_blogger import FakeResponse, Site, faults
from tests.helpers.world import World, blog_of, make


def name(n: int) -> str:
    return str(10**18 + n)


def remove(site: Site, numbers: Iterable[int]) -> None:
    for n in numbers:
        site.blog = site.blog.without_post(name(n))


def marked(world: World) -> set[str]:
    return world.ids("deleted_at IS NOT NULL")


def test_a_post_that_is_gone_is_marked_when_a_second_run_a_day_later_agrees(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    remove(site, [7])
    world.wait(days=1)
    assert (world.visit().kind, marked(world)) == ("sweep", set())
    world.wait(hours=3)
    world.visit()
    assert marked(world) == set()
    world.wait(days=1)
    assert (world.visit().kind, marked(world)) == ("sweep", {name(7)})
    assert len(world.ids("1")) == 60, "it stays"
    assert world.visit().kind == "unchanged"


def test_nothing_is_marked_while_its_page_is_there(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    page = site.blog.post(name(7)).path
    remove(site, [7])
    site.fault(page, faults.html("<p>still here</p>"), times=None)
    for _ in range(4):
        world.wait(days=8)
        assert world.visit().outcome == "complete"
    assert (marked(world), world.rows("SELECT * FROM _absences")) == (set(), [])


@pytest.mark.parametrize(
    "damage", [faults.status(500), faults.status(403), faults.reset(), faults.gate("consent")]
)
def test_a_page_that_cannot_be_had_is_no_signal(world: World, damage: faults.Change) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    page = site.blog.post(name(7)).path
    remove(site, [7])
    site.fault(page, damage, times=None)
    for _ in range(3):
        world.wait(days=8)
        world.visit()
    assert marked(world) == set()


def test_a_post_that_returns_before_it_is_marked_is_forgotten_about(world: World) -> None:
    site = world.serve(blog_of(60))
    whole = site.blog
    world.visit()
    remove(site, [7])
    world.wait(days=8)
    world.visit()
    assert len(world.rows("SELECT * FROM _absences")) == 1
    site.blog = whole
    world.wait(days=8)
    world.visit()
    assert (marked(world), world.rows("SELECT * FROM _absences")) == (set(), [])


def test_a_post_that_returns_is_unmarked(world: World) -> None:
    site = world.serve(blog_of(60))
    whole = site.blog
    world.visit()
    remove(site, [7])
    for _ in range(2):
        world.wait(days=8)
        world.visit()
    assert marked(world) == {name(7)}
    site.blog = whole
    crawl = world.visit()
    assert (crawl.outcome, marked(world)) == ("complete", set())


@pytest.mark.parametrize(
    ("gone", "held", "asks"), [(10, 60, False), (11, 60, True), (11, 200, False), (3, 3, True)]
)
def test_where_many_vanish_at_once_none_is_marked_and_the_run_says_so(
    world: World, gone: int, held: int, asks: bool
) -> None:
    site = world.serve(blog_of(held))
    world.visit()
    remove(site, range(gone))
    outcomes = []
    for _ in range(2):
        world.wait(days=8)
        outcomes.append(world.visit())
    assert [crawl.outcome for crawl in outcomes] == ["incomplete" if asks else "complete"] * 2
    assert len(marked(world)) == (0 if asks else gone)
    if asks and gone < held:
        assert f"{gone} of the {held} posts held are not listed any more" in (outcomes[0].error or "")
        assert not site.requests("html"), "the pages are not asked for"


def test_the_limit_can_be_raised_for_once(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    remove(site, range(20))
    for _ in range(2):
        world.wait(days=8)
        assert world.visit(settings={"BLOGGER_MAX_GONE": 20}).outcome == "complete"
    assert len(marked(world)) == 20


def test_the_ids_are_compared_once_a_week_whatever_the_server_says(world: World) -> None:
    site = world.serve(blog_of(400))
    world.visit()
    world.wait(days=6)
    assert world.visit().kind == "unchanged"
    world.wait(days=2)
    crawl = world.visit()
    assert (crawl.kind, crawl.outcome, len(site.requests("summary"))) == ("sweep", "complete", 3)
    assert world.visit().kind == "unchanged"


def test_a_sweep_finds_what_the_incremental_way_missed(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    old = make(2000, datetime(2009, 5, 5, tzinfo=UTC))
    remove(site, [7])
    site.blog = site.blog.with_post(old)  # the number is the same
    world.wait(days=8)
    crawl = world.visit()
    assert (crawl.kind, crawl.outcome, crawl.new) == ("sweep", "complete", 1)


def test_a_list_of_ids_that_ends_early_marks_nothing(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    remove(site, [7])
    site.fault("summary", faults.status(503), times=None, skip=0)
    for _ in range(2):
        world.wait(days=8)
        assert world.visit().outcome == "incomplete"
    assert marked(world) == set()


@pytest.mark.parametrize("arguments", [{}, {"via": "pages"}])
def test_of_a_blog_without_a_feed_the_sitemap_tells(world: World, arguments: dict[str, str]) -> None:
    site = world.serve(blog_of(12), feed="none")
    world.visit(**arguments)
    remove(site, [7])
    for _ in range(2):
        world.wait(days=1)
        assert world.visit(**arguments).outcome == "complete"
    assert marked(world) == {name(7)}


def test_a_sitemap_that_cannot_be_had_tells_nothing(world: World) -> None:
    site = world.serve(blog_of(12), feed="none")
    world.visit()
    remove(site, [7])
    site.fault("sitemap", faults.status(404), times=None)
    for _ in range(2):
        world.wait(days=1)
        world.visit()
    assert marked(world) == set()


def test_the_visit_after_a_post_was_marked_asks_for_what_is_new_only(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    remove(site, [7])
    for n in range(2):
        world.wait(days=1)
        site.blog = site.blog.edited(name(n), updated=world.now - timedelta(days=9))
        world.visit()
    assert marked(world) == {name(7)}
    site.blog = site.blog.with_post(make(900, world.now - timedelta(days=1)))
    assert (world.visit().kind, len(site.requests("feeds/posts"))) == ("incremental", 2), (
        "news, and the list of ids"
    )


def test_pages_that_state_no_ids_say_nothing_of_posts_that_are_held_by_theirs(world: World) -> None:
    site = world.serve(blog_of(12))
    world.visit()
    site.fault("feeds", faults.status(404), times=None)
    site.fault("html|/$", without_post_ids, times=None)
    crawl = world.visit(via="pages")
    assert (crawl.outcome, crawl.kind, len(site.requests("feeds"))) == ("complete", "full", 0)
    assert (marked(world), world.rows("SELECT * FROM _absences")) == (set(), [])


def without_post_ids(answer: FakeResponse) -> FakeResponse:
    return replace(answer, body=re.sub(rb"1000000000000000\d{3}", b"", answer.body))
