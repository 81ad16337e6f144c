"""A blog that changes while it is read: nothing is called complete before ids and times agree."""

import json
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations
from random import Random
from typing import Any

import pytest

from crawler.blogger.frontier.exchange import Purpose
from crawler.items import Crawl
from tests.helpers.fake_blogger import FakeResponse, Site, faults
from tests.helpers.frontier import FrontierHarness
from tests.helpers.sample_blog import SampleBlog
from tests.helpers.spider_harness import START, blog_of, make

NEW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def harness() -> FrontierHarness:
    return FrontierHarness(Site(blog_of(60), cap=10))


def name(number: int) -> str:
    return str(10**18 + number)


def assert_true(harness: FrontierHarness, record: Crawl) -> None:
    """A record that says "complete" is: every live post is held as it is."""
    assert record.outcome == "complete", record.error
    assert harness.lacking() == []


def remove(harness: FrontierHarness, *numbers: int) -> None:
    for number in numbers:
        harness.site.blog = harness.site.blog.without_post(name(number))


def add(harness: FrontierHarness, number: int, published: datetime, updated: datetime | None = None) -> None:
    harness.site.blog = harness.site.blog.with_post(make(number, published, updated=updated or published))


def backdate(harness: FrontierHarness) -> None:
    remove(harness, 58)
    add(harness, 900, START - timedelta(days=9), NEW)


def replace_by_an_old_save(harness: FrontierHarness) -> None:
    remove(harness, 58)
    add(harness, 900, START - timedelta(days=9))


def replace_five(harness: FrontierHarness) -> None:
    remove(harness, 50, 40, 30, 20, 10)
    for number in range(5):
        add(harness, 910 + number, START + timedelta(hours=7 * number, minutes=30), NEW)


CHANGES: dict[str, Callable[[FrontierHarness], None]] = {
    "ten posts above go": lambda harness: remove(harness, *range(50, 60)),
    "ten posts below go": lambda harness: remove(harness, *range(10)),
    "one above goes, one is backdated below": backdate,
    "one above goes, one with an old save appears below": replace_by_an_old_save,
    "one that was read is edited": lambda harness: harness.edit(59, at=NEW),
    "all are edited in one second": lambda harness: harness.edit(*range(60), at=NEW),
    "one is published": lambda harness: add(harness, 901, NEW),
    "five go and five come": replace_five,
}


@pytest.mark.parametrize("number", [2, 4, 7])
@pytest.mark.parametrize("change", CHANGES)
def test_a_first_crawl_during_which_the_blog_changes(
    harness: FrontierHarness, change: str, number: int
) -> None:
    done: list[int] = []

    def before(at: int) -> None:
        if at == number and not done:
            done.append(at)
            CHANGES[change](harness)

    harness.before = before
    assert_true(harness, harness.crawl())


def test_a_blog_that_changes_all_the_time_is_not_called_complete(harness: FrontierHarness) -> None:
    def before(at: int) -> None:
        add(harness, 1000 + at, START + timedelta(hours=at % 50, minutes=at), NEW + timedelta(seconds=at))
        remove(harness, *({at} & set(range(60))))

    harness.before = before
    record = harness.crawl()
    assert record.outcome == "incomplete"
    assert "changed each time while it was read" in (record.error or "")


def test_a_blog_that_holds_still_costs_one_request_more(harness: FrontierHarness) -> None:
    harness.crawl()
    purposes = [request.purpose for request in harness.requests]
    assert purposes.count(Purpose.RECHECK) == 1
    assert Purpose.IDS not in purposes


def test_a_first_crawl_that_was_cut_off_and_resumed_after_all_posts_were_edited(
    harness: FrontierHarness,
) -> None:
    harness.crawl()
    held = dict(list(harness.reader.posts.items())[:40])
    harness.reader.posts = held
    assert harness.reader.blog is not None
    assert harness.reader.blog.last is not None
    harness.reader.interrupt()
    harness.edit(*range(60), at=NEW)
    record = harness.crawl()
    assert_true(harness, record)
    assert harness.crawl().kind == "unchanged"


def test_a_post_with_an_old_save_appears_while_another_is_deleted(harness: FrontierHarness) -> None:
    harness.crawl()
    remove(harness, 59)
    add(harness, 900, START + timedelta(hours=5, minutes=30))
    assert_true(harness, harness.crawl())


def test_a_last_modified_that_no_news_explain_has_the_ids_listed(harness: FrontierHarness) -> None:
    modified = "Sun, 01 Feb 2026 08:00:00 GMT"

    def stamp(made: FakeResponse) -> FakeResponse:
        kept = {name: value for name, value in made.headers.items() if name != "ETag"}
        stamps = {"Last-Modified": modified, "Date": "Sun, 01 Mar 2026 12:00:00 GMT"}
        return replace(made, headers={**kept, **stamps})

    harness.site.fault("feeds/posts", stamp, times=None)
    harness.crawl()
    remove(harness, 59)
    add(harness, 900, START + timedelta(hours=5, minutes=30))
    modified = "Sun, 01 Feb 2026 09:00:00 GMT"
    harness.wait(hours=5)
    assert_true(harness, harness.crawl())


def test_a_large_blog_whose_count_differs_has_its_ids_compared_at_once() -> None:
    harness = FrontierHarness(Site(blog_of(400)))
    harness.crawl()
    for day in range(2):
        remove(harness, *range(30 + 9 * day, 33 + 9 * day))
        for number in range(2):  # saved long ago: no feed of updates shows them
            add(harness, 900 + 10 * day + number, START + timedelta(hours=5, minutes=30 + number))
        harness.edit(7, at=NEW + timedelta(days=day))
        harness.wait(hours=1)
        record = harness.crawl()
        assert record.kind == "sweep"
        assert_true(harness, record)
    harness.edit(7, at=NEW + timedelta(days=3))
    assert harness.crawl().kind == "incremental", "what is gone is counted as gone from then on"


def test_a_large_blog_with_news_has_its_ids_compared_once_a_day() -> None:
    harness = FrontierHarness(Site(blog_of(400)))
    harness.crawl()
    asked = []
    for day in range(3):
        harness.wait(hours=11)
        harness.edit(7, at=NEW + timedelta(days=day))
        remove(harness, 50 + day)
        add(harness, 900 + day, START + timedelta(hours=5, minutes=30 + day))
        harness.crawl()
        asked.append(sum(request.purpose is Purpose.IDS for request in harness.requests))
    assert asked == [0, 3, 0]


@pytest.mark.parametrize("number", [1, 2])
def test_a_deletion_between_two_answers_of_a_long_list_of_updates(
    harness: FrontierHarness, number: int
) -> None:
    harness.crawl()
    harness.edit(*range(45), at=NEW)

    def before(at: int) -> None:
        if at == number:
            remove(harness, 44)

    harness.before = before
    assert_true(harness, harness.crawl())


def test_a_sweep_finds_edits_that_no_update_shows(harness: FrontierHarness) -> None:
    harness.crawl()
    harness.edit(5, at=START + timedelta(hours=5, seconds=1))  # a save that claims to be old
    harness.wait(days=8)
    record = harness.crawl()
    assert record.kind == "sweep"
    assert_true(harness, record)


def test_a_list_of_ids_that_cannot_be_had_is_no_proof(harness: FrontierHarness) -> None:
    harness.site.fault("posts/summary", faults.status(503), times=None)

    def before(at: int) -> None:
        if at == 3:
            remove(harness, 58)
            add(harness, 900, START - timedelta(days=9))

    harness.before = before
    assert harness.crawl().outcome == "incomplete"


def _reorder(made: FakeResponse, choose: Callable[[list[Any]], list[Any]]) -> FakeResponse:
    """Put other entries, or the same ones in another order, into a feed, which then has no validators."""
    feed = json.loads(made.body)["feed"]
    feed["entry"] = choose(feed.get("entry", []))
    return replace(made, body=json.dumps({"feed": feed}).encode(), headers={})


def hide_some(made: FakeResponse) -> FakeResponse:
    return _reorder(made, lambda entries: [each for each in entries if not each["id"]["$t"].endswith("7")])


def test_a_blog_in_an_order_that_differs_in_each_answer_is_complete_where_two_lists_agree() -> None:
    harness, random = FrontierHarness(Site(blog_of(60))), Random(4711)
    shuffle: faults.Change = partial(_reorder, choose=lambda entries: random.sample(entries, len(entries)))
    assert_true(harness, harness.crawl())
    harness.edit(*range(60), at=NEW)
    harness.site.fault("feeds/posts", shuffle, times=None)
    for _ in range(2):
        harness.wait(days=8)
        assert_true(harness, harness.crawl())


@pytest.mark.parametrize("change", [faults.status(404), faults.html(), faults.without_total(), hide_some])
def test_where_summaries_give_no_list_of_ids_whole_posts_do(
    harness: FrontierHarness, change: faults.Change
) -> None:
    harness.crawl()
    harness.site.fault("posts/summary", change, times=None)
    remove(harness, 58)
    add(harness, 900, START - timedelta(days=9))
    harness.wait(days=8)
    assert_true(harness, harness.crawl())


def test_a_feed_of_all_posts_that_is_behind_that_of_updates_is_no_proof(harness: FrontierHarness) -> None:
    add(harness, 900, NEW)

    def change(made: FakeResponse) -> FakeResponse:
        feed = json.loads(made.body)["feed"]
        feed["entry"] = [each for each in feed["entry"] if not each["id"]["$t"].endswith(name(900))]
        feed["openSearch$totalResults"]["$t"] = "60"
        return replace(made, body=json.dumps({"feed": feed}).encode())

    harness.site.fault(r"posts/default\?(?!.*orderby)", change, times=None)
    assert harness.crawl().outcome == "incomplete"
    harness.site.faults.clear()
    harness.wait(hours=5)
    assert_true(harness, harness.crawl())


def _serve(
    harness: FrontierHarness, states: Sequence[SampleBlog], old_ones: Container[int], number: int
) -> None:
    harness.site.blog = states[number in old_ones]


def test_answers_of_an_older_state_among_newer_ones_are_not_called_complete() -> None:
    """Two caches, of which one has not seen an edit yet, answer by turns; the first answer has seen it."""
    for old_ones in combinations(range(1, 7), 2):
        harness = FrontierHarness(Site(blog_of(12), cap=5))
        harness.crawl()
        harness.edit(11, 4, at=NEW)
        harness.wait(hours=5)
        states = harness.site.blog, blog_of(12)
        harness.before = partial(_serve, harness, states, old_ones)
        record = harness.crawl()
        harness.site.blog = states[0]
        if record.outcome == "complete":
            assert_true(harness, record)
        harness.before = lambda _: None
        assert_true(harness, harness.crawl())


def test_a_feed_of_updates_without_a_total_has_the_ids_listed(harness: FrontierHarness) -> None:
    """Neither its news nor a "not modified" tells of an old save that appears."""
    harness.site.fault("orderby=updated", faults.without_total(), times=None)
    harness.crawl()
    add(harness, 900, START - timedelta(days=9))
    harness.wait(hours=5)
    assert_true(harness, harness.crawl())


def test_an_empty_feed_without_a_total_proves_nothing(harness: FrontierHarness) -> None:
    harness.site.fault(
        "feeds/posts",
        faults.content(b'{"feed": {"id": {"$t": "tag:blogger.com,1999:blog-4711"}}}', "application/json"),
        times=None,
    )
    harness.site.fault(r"sitemap|/20|/$", faults.status(404), times=None)
    assert harness.crawl().outcome != "complete"
