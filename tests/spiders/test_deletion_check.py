"""Posts that vanish from their blog: noticed, checked twice, marked, and unmarked when they return."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.helpers.fake_blogger import FakeResponse, Site, faults
from tests.helpers.spider_harness import SpiderHarness, blog_of, make


def name(n: int) -> str:
    return str(10**18 + n)


def remove(site: Site, numbers: Iterable[int]) -> None:
    for n in numbers:
        site.blog = site.blog.without_post(name(n))


def marked(harness: SpiderHarness) -> set[str]:
    return harness.ids("deleted_at IS NOT NULL")


def test_a_post_that_is_gone_is_marked_when_a_second_run_a_day_later_agrees(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    remove(site, [7])
    harness.wait(days=1)
    assert (harness.visit().kind, marked(harness)) == ("sweep", set())
    harness.wait(hours=3)
    harness.visit()
    assert marked(harness) == set()
    harness.wait(days=1)
    assert (harness.visit().kind, marked(harness)) == ("sweep", {name(7)})
    assert len(harness.ids("1")) == 60, "it stays"
    assert harness.visit().kind == "unchanged"


def test_nothing_is_marked_while_its_page_is_there(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    page = site.blog.post(name(7)).path
    remove(site, [7])
    site.fault(page, faults.html("<p>still here</p>"), times=None)
    for _ in range(4):
        harness.wait(days=8)
        assert harness.visit().outcome == "complete"
    assert (marked(harness), harness.rows("SELECT * FROM _absences")) == (set(), [])


@pytest.mark.parametrize(
    "damage", [faults.status(500), faults.status(403), faults.reset(), faults.gate("consent")]
)
def test_a_page_that_cannot_be_had_is_no_signal(harness: SpiderHarness, damage: faults.Change) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    page = site.blog.post(name(7)).path
    remove(site, [7])
    site.fault(page, damage, times=None)
    for _ in range(3):
        harness.wait(days=8)
        harness.visit()
    assert marked(harness) == set()


def test_a_post_that_returns_before_it_is_marked_is_forgotten_about(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    whole = site.blog
    harness.visit()
    remove(site, [7])
    harness.wait(days=8)
    harness.visit()
    assert len(harness.rows("SELECT * FROM _absences")) == 1
    site.blog = whole
    harness.wait(days=8)
    harness.visit()
    assert (marked(harness), harness.rows("SELECT * FROM _absences")) == (set(), [])


def test_a_post_that_returns_is_unmarked(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    whole = site.blog
    harness.visit()
    remove(site, [7])
    for _ in range(2):
        harness.wait(days=8)
        harness.visit()
    assert marked(harness) == {name(7)}
    site.blog = whole
    crawl = harness.visit()
    assert (crawl.outcome, marked(harness)) == ("complete", set())


@pytest.mark.parametrize(
    ("gone", "held", "asks"), [(10, 60, False), (11, 60, True), (11, 200, False), (3, 3, True)]
)
def test_where_many_vanish_at_once_none_is_marked_and_the_run_says_so(
    harness: SpiderHarness, gone: int, held: int, asks: bool
) -> None:
    site = harness.serve(blog_of(held))
    harness.visit()
    remove(site, range(gone))
    outcomes = []
    for _ in range(2):
        harness.wait(days=8)
        outcomes.append(harness.visit())
    assert [crawl.outcome for crawl in outcomes] == ["incomplete" if asks else "complete"] * 2
    assert len(marked(harness)) == (0 if asks else gone)
    if asks and gone < held:
        assert f"{gone} of the {held} posts held are not listed any more" in (outcomes[0].error or "")
        assert not site.requests("html"), "the pages are not asked for"


def test_the_limit_can_be_raised_for_once(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    remove(site, range(20))
    for _ in range(2):
        harness.wait(days=8)
        assert harness.visit(settings={"BLOGGER_MAX_GONE": 20}).outcome == "complete"
    assert len(marked(harness)) == 20


def test_the_ids_are_compared_once_a_week_whatever_the_server_says(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(400))
    harness.visit()
    harness.wait(days=6)
    assert harness.visit().kind == "unchanged"
    harness.wait(days=2)
    crawl = harness.visit()
    assert (crawl.kind, crawl.outcome, len(site.requests("summary"))) == ("sweep", "complete", 3)
    assert harness.visit().kind == "unchanged"


def test_a_list_of_ids_that_ends_early_marks_nothing(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60), cap=25)
    harness.visit()
    remove(site, [7])
    site.fault("summary", faults.status(503), times=None, skip=0)
    for _ in range(2):
        harness.wait(days=8)
        assert harness.visit().outcome == "incomplete"
    assert marked(harness) == set()


@pytest.mark.parametrize("arguments", [{}, {"via": "pages"}])
def test_of_a_blog_without_a_feed_the_sitemap_tells(
    harness: SpiderHarness, arguments: dict[str, str]
) -> None:
    site = harness.serve(blog_of(12), feed="none")
    harness.visit(**arguments)
    remove(site, [7])
    for _ in range(2):
        harness.wait(days=1)
        assert harness.visit(**arguments).outcome == "complete"
    assert marked(harness) == {name(7)}


def test_a_sitemap_that_cannot_be_had_tells_nothing(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(12), feed="none")
    harness.visit()
    remove(site, [7])
    site.fault("sitemap", faults.status(404), times=None)
    for _ in range(2):
        harness.wait(days=1)
        harness.visit()
    assert marked(harness) == set()


def test_the_visit_after_a_post_was_marked_asks_for_what_is_new_only(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    remove(site, [7])
    for n in range(2):
        harness.wait(days=1)
        site.blog = site.blog.edited(name(n), updated=harness.now - timedelta(days=9))
        harness.visit()
    assert marked(harness) == {name(7)}
    site.blog = site.blog.with_post(make(900, harness.now - timedelta(days=1)))
    assert (harness.visit().kind, len(site.requests("feeds/posts"))) == ("incremental", 1)


def test_one_answer_with_all_posts_tells_which_are_gone(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    remove(site, [7])
    for n in range(2):
        harness.wait(days=1)
        site.blog = site.blog.with_post(make(900 + n, harness.now))
        harness.visit()
        assert len(site.requests("feeds/posts")) == 1
    assert marked(harness) == {name(7)}


def test_pages_that_state_no_ids_say_nothing_of_posts_that_are_held_by_theirs(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(12))
    harness.visit()
    site.fault("feeds", faults.status(404), times=None)
    site.fault("html|/$", without_post_ids, times=None)
    crawl = harness.visit(via="pages")
    assert (crawl.outcome, crawl.kind, len(site.requests("feeds"))) == ("complete", "full", 0)
    assert (marked(harness), harness.rows("SELECT * FROM _absences")) == (set(), [])


def without_post_ids(answer: FakeResponse) -> FakeResponse:
    return replace(answer, body=re.sub(rb"1000000000000000\d{3}", b"", answer.body))
