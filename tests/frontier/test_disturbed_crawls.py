"""Disturbances in the middle of a crawl: what it calls complete is, and two quiet crawls mend the rest."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.exchange import Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.sample import SampleComment
from crawler.sample.blog_index import BlogIndex
from tests.helpers.fake_blogger import FakeResponse, Site, faults
from tests.helpers.frontier import Desk, Killed
from tests.helpers.world import START, blog_of, make

NEW = datetime(2026, 2, 20, tzinfo=UTC)
pytestmark = pytest.mark.slow
ALL_MAY_GO = DeletionLimits(1000, 1.0)
Disturbance = Callable[[Desk, int], None]


def remove(desk: Desk, *places: int) -> None:
    for post in [desk.site.blog.posts[place] for place in places]:
        desk.site.blog = desk.site.blog.without_post(post.post_id)


def appear(desk: Desk, number: int, *, saved: datetime | None = None) -> None:
    """A post with an old date, and an old save where no other is given."""
    at = START + timedelta(minutes=30 + 60 * number)
    desk.site.blog = desk.site.blog.with_post(make(1000 + number, at, updated=saved or at))


def delete_while_the_count_grows(desk: Desk, number: int) -> None:
    remove(desk, 1, 2, 3)
    for each in range(5):
        appear(desk, 10 * number + each)


def delete_while_the_count_stays(desk: Desk, number: int) -> None:
    remove(desk, -1, -2)
    appear(desk, number, saved=NEW + timedelta(minutes=number))
    appear(desk, number + 20)


def set_back_a_save(desk: Desk, number: int) -> None:
    post = desk.site.blog.posts[number]
    body = f"<p>Set back at request {number}.</p>"
    desk.site.blog = desk.site.blog.edited(post.post_id, body=body, updated=post.updated - timedelta(days=1))


def turn_to_https(desk: Desk, number: int) -> None:
    desk.site.set(https=True)
    appear(desk, number, saved=NEW)


def change_the_cap(desk: Desk, number: int) -> None:
    desk.site.set(cap=(10, 3, 25, 1)[number % 4])


def shuffle_equal_times(desk: Desk, number: int) -> None:
    """Posts of one second, listed in another order at each request."""
    index, random = BlogIndex(desk.site.blog), Random(number)
    mixed = random.sample(list(index.blog.posts), len(index.blog.posts))
    index.__dict__["posts_by_update"] = sorted(mixed, key=lambda post: post.updated, reverse=True)
    desk.site.index = index


def save_all_in_one_second(desk: Desk, number: int) -> None:
    if number == 3:
        for post in desk.site.blog.posts:
            desk.site.blog = desk.site.blog.edited(post.post_id, updated=NEW, body=f"<p>{post.post_id}.</p>")
    shuffle_equal_times(desk, number)


def repeat_the_first_answer(desk: Desk, number: int) -> None:
    desk.site.set(stuck=number == 4)


def cut_an_answer(desk: Desk, number: int) -> None:
    if number == 4:
        desk.site.fault("feeds/posts", lambda made: replace(made, body=made.body[: len(made.body) // 2]))


def empty_an_answer(desk: Desk, number: int) -> None:
    if number == 4:
        desk.site.fault("feeds/posts", without_entries)


def without_entries(made: FakeResponse) -> FakeResponse:
    tree = json.loads(made.body)
    tree["feed"].pop("entry", None)
    return replace(made, body=json.dumps(tree).encode())


def approve_late(desk: Desk, number: int) -> None:
    """A comment that is older than others, while a newer one is deleted."""
    post = desk.site.blog.posts[5]
    late = SampleComment(comment_id=f"9{number}", published=NEW - timedelta(days=300), body="Late")
    desk.site.blog = desk.site.blog.edited(post.post_id, comments=(*post.comments[1:], late))


DISTURBANCES: tuple[Disturbance, ...] = (
    delete_while_the_count_grows, delete_while_the_count_stays, set_back_a_save, turn_to_https,
    change_the_cap, save_all_in_one_second, repeat_the_first_answer, cut_an_answer, empty_an_answer,
    approve_late,
)  # fmt: skip


def served(desk: Desk) -> dict[str, tuple[datetime, str]]:
    posts = {post.post_id: (post.updated, post.body) for post in desk.site.blog.posts}
    said = (comment for post in desk.site.blog.posts for comment in post.comments)
    return posts | {f"comment {each.comment_id}": (each.published, each.body) for each in said}


def lacking(desk: Desk, steady: dict[str, tuple[datetime, str]]) -> list[str]:
    """Keys of what is not held as it is served; a page tells no time of the save."""
    posts = {key: (parse_update_time(p.updated_raw), p.body_raw) for key, p in desk.reader.there.items()}
    held = posts | {f"comment {key}": (None, each.body_raw) for key, each in desk.reader.comments.items()}
    return [
        key for key, (saved, body) in steady.items() if held.get(key) not in [(saved, body), (None, body)]
    ]


def desk_with_comments() -> Desk:
    desk = Desk(Site(blog_of(60), cap=10))
    for place, post in enumerate(desk.site.blog.posts[:30]):
        published = NEW - timedelta(days=place)
        comment = SampleComment(comment_id=str(place + 1), published=published, body="Hello")
        desk.site.blog = desk.site.blog.edited(post.post_id, comments=(comment,))
    return desk


def crawl_disturbed(desk: Desk, disturb: Disturbance, at: range) -> None:
    start = served(desk)
    desk.before = lambda number: disturb(desk, number) if number in at else None
    record = desk.crawl(comments=True, deletion_limits=ALL_MAY_GO)
    desk.before = lambda number: None
    now = served(desk)
    steady = {key: state for key, state in start.items() if now.get(key) == state}
    assert record.outcome != "complete" or not lacking(desk, steady), record
    for _ in range(2):
        desk.wait(days=8)
        record = desk.crawl(comments=True, deletion_limits=ALL_MAY_GO)
    assert (record.outcome, lacking(desk, now)) == ("complete", [])


@pytest.mark.parametrize("first", [2, 3, 4])
@pytest.mark.parametrize("disturb", DISTURBANCES, ids=lambda each: each.__name__)
def test_a_first_crawl(disturb: Disturbance, first: int) -> None:
    crawl_disturbed(desk_with_comments(), disturb, range(first, 6))


@pytest.mark.parametrize("first", [0, 1, 3])
@pytest.mark.parametrize("disturb", DISTURBANCES, ids=lambda each: each.__name__)
def test_a_crawl_of_a_known_blog(disturb: Disturbance, first: int) -> None:
    desk = desk_with_comments()
    desk.crawl(comments=True, deletion_limits=ALL_MAY_GO)
    desk.wait(days=8)
    remove(desk, 20)
    appear(desk, 7)
    crawl_disturbed(desk, disturb, range(first, 6))


@pytest.mark.parametrize("at", range(16))
def test_a_kill_at_each_request_of_a_comparison(at: int) -> None:
    """Among them between the comparison and the record that ends the crawl."""
    desk = desk_with_comments()
    desk.crawl()
    desk.wait(days=8)
    delete_while_the_count_stays(desk, 4)
    set_back_a_save(desk, 2)

    def before(number: int) -> None:
        if number == at:
            raise Killed

    desk.before = before
    try:
        record = desk.crawl()
    except Killed:
        desk.before = lambda number: None
        desk.wait(hours=1)
        record = desk.crawl()
    assert (record.outcome, lacking_posts(desk)) == ("complete", [])


def lacking_posts(desk: Desk) -> list[str]:
    return [key for key in lacking(desk, served(desk)) if not key.startswith("comment")]


def test_a_stranger_at_the_address_while_the_ids_are_listed() -> None:
    desk = Desk(Site(blog_of(60), cap=25))
    desk.crawl()
    desk.wait(days=8)
    appear(desk, 7, saved=NEW)
    own, stranger = desk.site.blog, blog_of(60, blog_id="666")

    def before(number: int) -> None:
        if desk.requests and desk.requests[-1].purpose is Purpose.IDS:
            desk.site.blog = stranger

    desk.before = before
    record = desk.crawl()
    assert record.outcome == "incomplete"
    assert "another blog, 666" in (record.error or "")
    desk.before, desk.site.blog = (lambda number: None), own
    assert (desk.crawl().outcome, lacking_posts(desk), desk.reader.deleted) == ("complete", [], set())


@pytest.mark.parametrize("total", [30, 49, 58])
def test_a_list_of_ids_that_counts_less_than_there_is(total: int) -> None:
    desk = Desk(Site(blog_of(60), cap=10))
    desk.crawl()
    desk.site.fault("posts/summary", total=total, times=None)
    for _ in range(3):
        desk.wait(days=8)
        appear(desk, len(desk.site.blog.posts), saved=desk.now - timedelta(days=1))
        record = desk.crawl()
        assert record.outcome == "incomplete" or not lacking_posts(desk)
    assert not desk.reader.deleted


def test_a_feed_that_states_no_total_and_breaks_off_at_another_place_each_time() -> None:
    desk = Desk(Site(blog_of(60), cap=10))

    desk.site.fault("alt=json", faults.without_total(), times=None)
    desk.site.fault("search|sitemap|/20", faults.status(503), times=None)
    for last in (30, 45, 20):
        desk.site.set(last=last)
        desk.wait(days=8)
        assert desk.crawl().outcome != "complete"
