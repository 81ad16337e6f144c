"""Comments by the blog's feed, and by the posts' feeds where that is off."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.sample import make_comment
from tests.helpers.fake_blogger import FakeResponse, Site, faults
from tests.helpers.fake_blogger.faults import Change
from tests.helpers.frontier import Desk, Killed
from tests.helpers.world import blog_of

NEW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    """Three posts have comments, one of them more than one answer holds."""
    blog, posts = blog_of(12), []
    for place, post in enumerate(blog.posts):
        count = {0: 2, 3: 25, 7: 1}.get(place, 0)
        made = (make_comment(f"{place}-{n}", NEW + timedelta(minutes=60 * place + n)) for n in range(count))
        posts.append(replace(post, comments=tuple(made)))
    return Desk(Site(replace(blog, posts=tuple(posts)), cap=10))


def test_the_blogs_own_feed_gives_all(desk: Desk) -> None:
    record = desk.crawl(comments=True)
    assert (record.outcome, len(desk.reader.comments)) == ("complete", 28)


def test_where_it_is_off_the_feeds_of_the_posts_are_asked(desk: Desk) -> None:
    desk.site.fault("feeds/comments", faults.status(404), times=None)
    record = desk.crawl(comments=True)
    assert (record.outcome, len(desk.reader.comments)) == ("complete", 28)
    asked = [request.url for request in desk.requests if "/comments/default" in request.url]
    assert len({url.split("/feeds/")[1].split("/")[0] for url in asked[1:]}) == 3, "posts without any are not"


def test_posts_that_a_killed_crawl_left_are_asked_for_their_comments() -> None:
    desk = Desk(Site(blog_of(40), cap=15))
    for n in range(28):
        desk.site.blog = desk.site.blog.edited(str(10**18 + n), comments=(make_comment(f"No. {n}", NEW),))
    desk.site.fault("feeds/comments", faults.status(404), times=None)

    def before(number: int) -> None:
        if len(desk.reader.posts) > 20:
            raise Killed

    desk.before = before
    with pytest.raises(Killed):
        desk.crawl(comments=True)
    desk.before = lambda _: None
    outcomes = [desk.crawl(comments=True).outcome for _ in range(2)]
    assert (outcomes, len(desk.reader.comments)) == (["incomplete", "complete"], 28)


def test_new_comments_explain_a_changed_feed_where_listing_all_posts_costs_much() -> None:
    desk = Desk(Site(blog_of(400)))
    desk.crawl(comments=True)
    newest = desk.site.blog.posts[0]
    said = (make_comment("Hello", NEW),)
    desk.site.blog = desk.site.blog.edited(newest.post_id, comments=said, updated=newest.updated)
    desk.wait(hours=5)
    assert desk.crawl(comments=True).kind == "incremental"
    assert (len(desk.reader.comments), len(desk.requests)) == (1, 3)


def test_a_copy_that_knows_no_queries_is_asked_without(desk: Desk) -> None:
    desk.site.fault(r"feeds/comments|\d/comments/default\?", faults.status(404), times=None)
    record = desk.crawl(comments=True)
    asked = [request.url for request in desk.requests if "/comments/default" in request.url]
    assert sum("alt=json" in url for url in asked) == 2, "the way that does not work is tried once"
    assert record.outcome == "incomplete", "of 25 comments one answer without paging holds 10"
    assert len(desk.reader.comments) == 13


def test_posts_whose_comments_cannot_be_had_are_counted(desk: Desk) -> None:
    desk.site.fault("comments/default", faults.status(404), times=None)
    record = desk.crawl(comments=True)
    assert record.outcome == "incomplete"
    assert "the comments of 3 posts could not be had" in (record.error or "")


def test_a_server_that_refuses_the_comments_is_not_asked_post_by_post(desk: Desk) -> None:
    desk.site.fault("feeds/comments", faults.status(403), times=None)
    desk.crawl(comments=True)
    assert sum("comments/default" in request.url for request in desk.requests) == 1


def test_a_comment_that_was_approved_late_does_not_hide_behind_deleted_ones(desk: Desk) -> None:
    desk.crawl(comments=True)
    for round_ in range(2):
        first, *rest = (post for post in desk.site.blog.posts if post.comments)
        late = make_comment(f"late {round_}", NEW - timedelta(days=3))
        kept = (first.comments[1:], (*rest[0].comments[3:], late))
        for post, comments in zip((first, rest[0]), kept, strict=True):
            desk.site.blog = desk.site.blog.edited(post.post_id, comments=comments)
        assert desk.crawl(comments=True).outcome == "complete"
        assert late.comment_id in desk.reader.comments
    desk.crawl(comments=True)
    assert sum("comments/default" in request.url for request in desk.requests) == 1, "the gap is remembered"


def test_comments_that_change_while_they_are_read_are_read_again(desk: Desk) -> None:
    late = make_comment("late", NEW + timedelta(minutes=426))

    def before(number: int) -> None:
        asked = sum("comments/default" in request.url for request in desk.requests)
        newest, *_, other = (post for post in desk.site.blog.posts if post.post_id in commented)
        if asked == 2:
            desk.site.blog = desk.site.blog.edited(other.post_id, comments=())
        if asked == 4:  # the count is then what it was, and all that it counts has come
            desk.site.blog = desk.site.blog.edited(newest.post_id, comments=(*newest.comments[:2], late))

    commented = {post.post_id for post in desk.site.blog.posts if post.comments}
    desk.before = before
    assert desk.crawl(comments=True).outcome == "complete"
    assert late.comment_id in desk.reader.comments


def _leave_out_comments(page: FakeResponse) -> FakeResponse:
    return replace(page, body=re.sub(rb'<li class="comment".*</li>', b"", page.body, flags=re.DOTALL))


@pytest.mark.parametrize("off", ["none", "feeds/comments"])
def test_comments_that_pages_count_and_do_not_show_are_asked_for_by_feed(desk: Desk, off: str) -> None:
    desk.site.fault(r"feeds/posts|(atom|rss)\.xml", faults.status(404), times=None)
    desk.site.fault(off, faults.status(404), times=None)
    desk.site.fault(r"/post-\d+\.html", _leave_out_comments, times=None)
    record = desk.crawl(comments=True)
    assert (record.outcome, len(desk.reader.comments)) == ("complete", 28)


def test_comments_that_pages_showed_first_are_held_as_their_feed_gives_them(desk: Desk) -> None:
    desk.site.fault(r"feeds/posts|(atom|rss)\.xml", faults.status(404), times=None)
    record = desk.crawl(comments=True)
    assert (record.outcome, record.comments_received) == ("complete", 28)
    assert all(comment.updated_raw for comment in desk.reader.comments.values())


def test_comments_that_no_way_gives_leave_a_crawl_through_pages_incomplete(desk: Desk) -> None:
    desk.site.fault("feeds/", faults.status(404), times=None)
    desk.site.fault(r"(atom|rss)\.xml", faults.status(404), times=None)
    desk.site.fault(r"/post-\d+\.html", _leave_out_comments, times=None)
    assert "the comments of 3 posts could not be had" in (desk.crawl(comments=True).error or "")


def _as_of_another_blog(answer: FakeResponse) -> FakeResponse:
    return replace(answer, body=re.sub(rb"blog-\d+", b"blog-99", answer.body))


@pytest.mark.parametrize("change", [faults.html(), _as_of_another_blog])
def test_an_answer_without_the_blogs_comments_is_no_feed_that_is_off(desk: Desk, change: Change) -> None:
    assert desk.crawl(comments=True).outcome == "complete"
    desk.site.fault("feeds/comments", change)
    assert desk.crawl(comments=True).outcome == "incomplete"
    assert desk.crawl(comments=True).outcome == "complete"
