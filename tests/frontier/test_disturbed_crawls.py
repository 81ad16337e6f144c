"""Disturbances in the middle of a crawl: what it calls complete is, and two quiet crawls mend the rest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.exchange import Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from tests.helpers.fake_blogger import Site, faults
from tests.helpers.fake_blogger.blog_index import BlogIndex
from tests.helpers.frontier import FrontierHarness, Killed
from tests.helpers.sample_blog import SampleComment
from tests.helpers.spider_harness import START, blog_of, make

NEW = datetime(2026, 2, 20, tzinfo=UTC)
pytestmark = pytest.mark.slow
ALL_MAY_GO = DeletionLimits(1000, 1.0)
Disturbance = Callable[[FrontierHarness, int], None]


def remove(harness: FrontierHarness, *places: int) -> None:
    for post in [harness.site.blog.posts[place] for place in places]:
        harness.site.blog = harness.site.blog.without_post(post.post_id)


def appear(harness: FrontierHarness, number: int, *, saved: datetime | None = None) -> None:
    """A post with an old date, and an old save where no other is given."""
    at = START + timedelta(minutes=30 + 60 * number)
    harness.site.blog = harness.site.blog.with_post(make(1000 + number, at, updated=saved or at))


def delete_while_the_count_grows(harness: FrontierHarness, number: int) -> None:
    remove(harness, 1, 2, 3)
    for each in range(5):
        appear(harness, 10 * number + each)


def delete_while_the_count_stays(harness: FrontierHarness, number: int) -> None:
    remove(harness, -1, -2)
    appear(harness, number, saved=NEW + timedelta(minutes=number))
    appear(harness, number + 20)


def set_back_a_save(harness: FrontierHarness, number: int) -> None:
    post = harness.site.blog.posts[number]
    body = f"<p>Set back at request {number}.</p>"
    harness.site.blog = harness.site.blog.edited(
        post.post_id, body=body, updated=post.updated - timedelta(days=1)
    )


def turn_to_https(harness: FrontierHarness, number: int) -> None:
    harness.site.set(https=True)
    appear(harness, number, saved=NEW)


def change_the_cap(harness: FrontierHarness, number: int) -> None:
    harness.site.set(cap=(10, 3, 25, 1)[number % 4])


def shuffle_equal_times(harness: FrontierHarness, number: int) -> None:
    """Posts of one second, listed in another order at each request."""
    index, random = BlogIndex(harness.site.blog), Random(number)
    mixed = random.sample(list(index.blog.posts), len(index.blog.posts))
    index.__dict__["posts_by_update"] = sorted(mixed, key=lambda post: post.updated, reverse=True)
    harness.site.index = index


def save_all_in_one_second(harness: FrontierHarness, number: int) -> None:
    if number == 3:
        for post in harness.site.blog.posts:
            harness.site.blog = harness.site.blog.edited(
                post.post_id, updated=NEW, body=f"<p>{post.post_id}.</p>"
            )
    shuffle_equal_times(harness, number)


def repeat_the_first_answer(harness: FrontierHarness, number: int) -> None:
    harness.site.set(stuck=number == 4)


def cut_an_answer(harness: FrontierHarness, number: int) -> None:
    if number == 4:
        harness.site.fault("feeds/posts", lambda made: replace(made, body=made.body[: len(made.body) // 2]))


def empty_an_answer(harness: FrontierHarness, number: int) -> None:
    if number == 4:
        harness.site.fault("feeds/posts", faults.without_entries())


def approve_late(harness: FrontierHarness, number: int) -> None:
    """A comment that is older than others, while a newer one is deleted."""
    post = harness.site.blog.posts[5]
    late = SampleComment(comment_id=f"9{number}", published=NEW - timedelta(days=300), body="Late")
    harness.site.blog = harness.site.blog.edited(post.post_id, comments=(*post.comments[1:], late))


DISTURBANCES: tuple[Disturbance, ...] = (
    delete_while_the_count_grows, delete_while_the_count_stays, set_back_a_save, turn_to_https,
    change_the_cap, save_all_in_one_second, repeat_the_first_answer, cut_an_answer, empty_an_answer,
    approve_late,
)  # fmt: skip


def served(harness: FrontierHarness) -> dict[str, tuple[datetime, str]]:
    posts = {post.post_id: (post.updated, post.body) for post in harness.site.blog.posts}
    said = (comment for post in harness.site.blog.posts for comment in post.comments)
    return posts | {f"comment {each.comment_id}": (each.published, each.body) for each in said}


def lacking(harness: FrontierHarness, steady: dict[str, tuple[datetime, str]]) -> list[str]:
    """Keys of what is not held as it is served; a page tells no time of the save."""
    posts = {key: (parse_update_time(p.updated_raw), p.body_raw) for key, p in harness.reader.there.items()}
    held = posts | {f"comment {key}": (None, each.body_raw) for key, each in harness.reader.comments.items()}
    return [
        key for key, (saved, body) in steady.items() if held.get(key) not in [(saved, body), (None, body)]
    ]


def desk_with_comments() -> FrontierHarness:
    harness = FrontierHarness(Site(blog_of(60), cap=10))
    for place, post in enumerate(harness.site.blog.posts[:30]):
        published = NEW - timedelta(days=place)
        comment = SampleComment(comment_id=str(place + 1), published=published, body="Hello")
        harness.site.blog = harness.site.blog.edited(post.post_id, comments=(comment,))
    return harness


def crawl_disturbed(harness: FrontierHarness, disturb: Disturbance, at: range) -> None:
    start = served(harness)
    harness.before = lambda number: disturb(harness, number) if number in at else None
    record = harness.crawl(comments=True, deletion_limits=ALL_MAY_GO)
    harness.before = lambda number: None
    now = served(harness)
    steady = {key: state for key, state in start.items() if now.get(key) == state}
    assert record.outcome != "complete" or not lacking(harness, steady), record
    for _ in range(2):
        harness.wait(days=8)
        record = harness.crawl(comments=True, deletion_limits=ALL_MAY_GO)
    assert (record.outcome, lacking(harness, now)) == ("complete", [])


@pytest.mark.parametrize("first", [2, 3, 4])
@pytest.mark.parametrize("disturb", DISTURBANCES, ids=lambda each: each.__name__)
def test_a_first_crawl(disturb: Disturbance, first: int) -> None:
    crawl_disturbed(desk_with_comments(), disturb, range(first, 6))


@pytest.mark.parametrize("first", [0, 1, 3])
@pytest.mark.parametrize("disturb", DISTURBANCES, ids=lambda each: each.__name__)
def test_a_crawl_of_a_known_blog(disturb: Disturbance, first: int) -> None:
    harness = desk_with_comments()
    harness.crawl(comments=True, deletion_limits=ALL_MAY_GO)
    harness.wait(days=8)
    remove(harness, 20)
    appear(harness, 7)
    crawl_disturbed(harness, disturb, range(first, 6))


@pytest.mark.parametrize("at", range(16))
def test_a_kill_at_each_request_of_a_comparison(at: int) -> None:
    """Among them between the comparison and the record that ends the crawl."""
    harness = desk_with_comments()
    harness.crawl()
    harness.wait(days=8)
    delete_while_the_count_stays(harness, 4)
    set_back_a_save(harness, 2)

    def before(number: int) -> None:
        if number == at:
            raise Killed

    harness.before = before
    try:
        record = harness.crawl()
    except Killed:
        harness.before = lambda number: None
        harness.wait(hours=1)
        record = harness.crawl()
    assert (record.outcome, lacking_posts(harness)) == ("complete", [])


def lacking_posts(harness: FrontierHarness) -> list[str]:
    return [key for key in lacking(harness, served(harness)) if not key.startswith("comment")]


def test_a_stranger_at_the_address_while_the_ids_are_listed() -> None:
    harness = FrontierHarness(Site(blog_of(60), cap=25))
    harness.crawl()
    harness.wait(days=8)
    appear(harness, 7, saved=NEW)
    own, stranger = harness.site.blog, blog_of(60, blog_id="666")

    def before(number: int) -> None:
        if harness.requests and harness.requests[-1].purpose is Purpose.IDS:
            harness.site.blog = stranger

    harness.before = before
    record = harness.crawl()
    assert record.outcome == "incomplete"
    assert "another blog, 666" in (record.error or "")
    harness.before, harness.site.blog = (lambda number: None), own
    assert (harness.crawl().outcome, lacking_posts(harness), harness.reader.deleted) == (
        "complete",
        [],
        set(),
    )


@pytest.mark.parametrize("total", [30, 49, 58])
def test_a_list_of_ids_that_counts_less_than_there_is(total: int) -> None:
    harness = FrontierHarness(Site(blog_of(60), cap=10))
    harness.crawl()
    harness.site.fault("posts/summary", total=total, times=None)
    for _ in range(3):
        harness.wait(days=8)
        appear(harness, len(harness.site.blog.posts), saved=harness.now - timedelta(days=1))
        record = harness.crawl()
        assert record.outcome == "incomplete" or not lacking_posts(harness)
    assert not harness.reader.deleted


def test_a_feed_that_states_no_total_and_breaks_off_at_another_place_each_time() -> None:
    harness = FrontierHarness(Site(blog_of(60), cap=10))

    harness.site.fault("alt=json", faults.without_total(), times=None)
    harness.site.fault("search|sitemap|/20", faults.status(503), times=None)
    for last in (30, 45, 20):
        harness.site.set(last=last)
        harness.wait(days=8)
        assert harness.crawl().outcome != "complete"
