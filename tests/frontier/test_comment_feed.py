"""Comments by the blog's feed, and by the posts' feeds where that is off."""

import re
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.blogger.frontier.exchange import Purpose
from crawler.blogger.frontier.post_comments import PostComments
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import read_address
from crawler.items import Post
from tests.helpers.fake_blogger import FakeResponse, Site, faults
from tests.helpers.fake_blogger.faults import Change
from tests.helpers.frontier import FrontierHarness, Killed
from tests.helpers.sample_blog import make_comment
from tests.helpers.spider_harness import blog_of, make

HOME = "https://example.blogspot.com/"
NEW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def harness() -> FrontierHarness:
    """Three posts have comments, one of them more than one answer holds."""
    blog, posts = blog_of(12), []
    for place, post in enumerate(blog.posts):
        count = {0: 2, 3: 25, 7: 1}.get(place, 0)
        made = (make_comment(f"{place}-{n}", NEW + timedelta(minutes=60 * place + n)) for n in range(count))
        posts.append(replace(post, comments=tuple(made)))
    return FrontierHarness(Site(replace(blog, posts=tuple(posts)), cap=10))


def test_the_blogs_own_feed_gives_all(harness: FrontierHarness) -> None:
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("complete", 28)


def test_where_it_is_off_the_feeds_of_the_posts_are_asked(harness: FrontierHarness) -> None:
    harness.site.fault("feeds/comments", faults.status(404), times=None)
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("complete", 28)
    asked = [request.url for request in harness.requests if "/comments/default" in request.url]
    assert len({url.split("/feeds/")[1].split("/")[0] for url in asked[1:]}) == 3, "posts without any are not"


@pytest.mark.parametrize("cap", [150, 10])
def test_where_it_is_off_a_comment_on_a_post_that_was_not_saved_is_seen(
    harness: FrontierHarness, cap: int
) -> None:
    """By the number that the post counts, or since a post with an old save has all posts read."""
    harness.site.set(cap=cap)
    harness.site.fault("feeds/comments", faults.status(404), times=None)
    harness.crawl(comments=True)
    oldest = harness.site.blog.posts[-1]
    said = (*oldest.comments, make_comment("late", NEW))
    late = make(500, oldest.published - timedelta(days=1))
    harness.site.blog = harness.site.blog.without_post(oldest.post_id).with_post(
        replace(oldest, comments=said), *((late,) if cap == 10 else ())
    )
    harness.wait(days=1)
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("complete", 29)
    assert (Purpose.FEED in {request.purpose for request in harness.requests}) == (cap == 10)


def test_posts_that_a_killed_crawl_left_are_asked_for_their_comments() -> None:
    harness = FrontierHarness(Site(blog_of(40), cap=15))
    for n in range(28):
        harness.site.blog = harness.site.blog.edited(
            str(10**18 + n), comments=(make_comment(f"No. {n}", NEW),)
        )
    harness.site.fault("feeds/comments", faults.status(404), times=None)

    def before(number: int) -> None:
        if len(harness.reader.posts) > 20:
            raise Killed

    harness.before = before
    with pytest.raises(Killed):
        harness.crawl(comments=True)
    harness.before = lambda _: None
    outcomes = [harness.crawl(comments=True).outcome for _ in range(2)]
    assert (outcomes, len(harness.reader.comments)) == (["incomplete", "complete"], 28)


def test_new_comments_explain_a_changed_feed_where_listing_all_posts_costs_much() -> None:
    harness = FrontierHarness(Site(blog_of(400)))
    harness.crawl(comments=True)
    newest = harness.site.blog.posts[0]
    said = (make_comment("Hello", NEW),)
    harness.site.blog = harness.site.blog.edited(newest.post_id, comments=said, updated=newest.updated)
    harness.wait(hours=5)
    assert harness.crawl(comments=True).kind == "incremental"
    assert (len(harness.reader.comments), len(harness.requests)) == (1, 3)


def test_a_copy_that_knows_no_queries_is_asked_without(harness: FrontierHarness) -> None:
    harness.site.fault(r"feeds/comments|\d/comments/default\?", faults.status(404), times=None)
    record = harness.crawl(comments=True)
    asked = [request.url for request in harness.requests if "/comments/default" in request.url]
    assert sum("alt=json" in url for url in asked) == 2, "the way that does not work is tried once"
    assert record.outcome == "incomplete", "of 25 comments one answer without paging holds 10"
    assert len(harness.reader.comments) == 13


def test_posts_whose_comments_cannot_be_had_are_counted(harness: FrontierHarness) -> None:
    harness.site.fault(r"comments/default|\.html", faults.status(404), times=None)
    record = harness.crawl(comments=True)
    assert record.outcome == "incomplete"
    assert "the comments of 3 posts could not be had" in (record.error or "")


def test_where_the_feeds_of_posts_are_off_too_their_pages_are_read(harness: FrontierHarness) -> None:
    harness.site.fault("comments/default", faults.status(404), times=None)
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("complete", 28)
    assert sum(request.purpose is Purpose.COMMENT_PAGES for request in harness.requests) == 3
    assert {comment.post_id for comment in harness.reader.comments.values()} <= set(harness.reader.posts)


def test_a_page_that_shows_fewer_comments_than_its_post_counts_is_told(harness: FrontierHarness) -> None:
    harness.site.fault("comments/default", faults.status(404), times=None)
    harness.site.fault(r"\.html", hide_comments, times=1)
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("incomplete", 26)
    assert "the comments of 1 posts could not be had" in (record.error or "")


def hide_comments(answer: FakeResponse) -> FakeResponse:
    return replace(answer, body=re.sub(rb"(?s)<div[^>]*id=.comments.*?</body>", b"</body>", answer.body))


def test_a_server_that_refuses_the_comments_is_not_asked_post_by_post(harness: FrontierHarness) -> None:
    harness.site.fault("feeds/comments", faults.status(403), times=None)
    harness.crawl(comments=True)
    assert sum("comments/default" in request.url for request in harness.requests) == 1


def test_a_comment_that_was_approved_late_does_not_hide_behind_deleted_ones(harness: FrontierHarness) -> None:
    harness.crawl(comments=True)
    for round_ in range(2):
        first, *rest = (post for post in harness.site.blog.posts if post.comments)
        late = make_comment(f"late {round_}", NEW - timedelta(days=3))
        kept = (first.comments[1:], (*rest[0].comments[3:], late))
        for post, comments in zip((first, rest[0]), kept, strict=True):
            harness.site.blog = harness.site.blog.edited(post.post_id, comments=comments)
        assert harness.crawl(comments=True).outcome == "complete"
        assert late.comment_id in harness.reader.comments
    harness.crawl(comments=True)
    assert sum("comments/default" in request.url for request in harness.requests) == 1, (
        "the gap is remembered"
    )


def test_comments_that_change_while_they_are_read_are_read_again(harness: FrontierHarness) -> None:
    late = make_comment("late", NEW + timedelta(minutes=426))

    def before(number: int) -> None:
        asked = sum("comments/default" in request.url for request in harness.requests)
        newest, *_, other = (post for post in harness.site.blog.posts if post.post_id in commented)
        if asked == 2:
            harness.site.blog = harness.site.blog.edited(other.post_id, comments=())
        if asked == 4:  # the count is then what it was, and all that it counts has come
            harness.site.blog = harness.site.blog.edited(
                newest.post_id, comments=(*newest.comments[:2], late)
            )

    commented = {post.post_id for post in harness.site.blog.posts if post.comments}
    harness.before = before
    assert harness.crawl(comments=True).outcome == "complete"
    assert late.comment_id in harness.reader.comments


def test_comments_of_a_blog_that_is_emptied_and_filled_again_while_it_is_read(
    harness: FrontierHarness,
) -> None:
    harness.crawl(comments=True)
    newest, *others = harness.site.blog.posts
    said = replace(newest, comments=(*newest.comments, make_comment("late", NEW)))

    def before(number: int) -> None:
        posts = () if Purpose.COMMENTS not in {r.purpose for r in harness.requests} else (said, *others)
        harness.site.blog = replace(harness.site.blog, posts=posts)

    harness.before = before
    harness.wait(days=1)
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("complete", 29)


def _leave_out_comments(page: FakeResponse) -> FakeResponse:
    return replace(page, body=re.sub(rb'<li class="comment".*</li>', b"", page.body, flags=re.DOTALL))


@pytest.mark.parametrize("off", ["none", "feeds/comments"])
def test_comments_that_pages_count_and_do_not_show_are_asked_for_by_feed(
    harness: FrontierHarness, off: str
) -> None:
    harness.site.fault(r"feeds/posts|(atom|rss)\.xml", faults.status(404), times=None)
    harness.site.fault(off, faults.status(404), times=None)
    harness.site.fault(r"/post-\d+\.html", _leave_out_comments, times=None)
    record = harness.crawl(comments=True)
    assert (record.outcome, len(harness.reader.comments)) == ("complete", 28)


def test_comments_that_pages_showed_first_are_held_as_their_feed_gives_them(harness: FrontierHarness) -> None:
    harness.site.fault(r"feeds/posts|(atom|rss)\.xml", faults.status(404), times=None)
    record = harness.crawl(comments=True)
    assert (record.outcome, record.comments_received) == ("complete", 28)
    assert all(comment.updated_raw for comment in harness.reader.comments.values())


def test_comments_that_no_way_gives_leave_a_crawl_through_pages_incomplete(harness: FrontierHarness) -> None:
    harness.site.fault("feeds/", faults.status(404), times=None)
    harness.site.fault(r"(atom|rss)\.xml", faults.status(404), times=None)
    harness.site.fault(r"/post-\d+\.html", _leave_out_comments, times=None)
    assert "the comments of 3 posts could not be had" in (harness.crawl(comments=True).error or "")


def test_feeds_that_were_turned_off_leave_no_crawl_incomplete(harness: FrontierHarness) -> None:
    harness.crawl(comments=True)
    harness.site.set(feed="none")
    for _ in range(3):
        harness.wait(days=1)
        assert harness.crawl(comments=True).outcome == "complete"


def test_a_page_that_cannot_be_had_keeps_no_other_from_being_read_for_its_comments(
    harness: FrontierHarness,
) -> None:
    harness.site.set(feed="none")
    harness.crawl(comments=True)
    harness.site.fault("post-3.html", faults.status(500), times=None)
    harness.site.fault(r"^/(\d{4}/\d{2}/)?$", _count_no_comments, times=None)
    harness.wait(days=1)
    record = harness.crawl(comments=True)
    asked = [request.url for request in harness.requests if request.purpose is Purpose.POST]
    assert (record.error, len(asked)) == ("the comments of 1 posts were not asked for", 12)


def test_a_page_is_read_again_for_its_comments_where_a_list_counts_others(harness: FrontierHarness) -> None:
    harness.site.set(feed="none")
    harness.crawl(comments=True)
    for number in (3, 5):
        post = next(post for post in harness.site.blog.posts if post.path.endswith(f"post-{number}.html"))
        added = make_comment(f"Later {number}", NEW)
        changed = replace(post, comments=(*post.comments, added))
        harness.site.blog = harness.site.blog.without_post(post.post_id).with_post(changed)
    harness.wait(days=1)
    held = len(harness.reader.comments)
    assert harness.crawl(comments=True).outcome == "complete"
    asked = [request.url for request in harness.requests if request.purpose is Purpose.POST]
    assert ([url[-6:] for url in asked], len(harness.reader.comments)) == (["5.html", "3.html"], held + 2)


def _count_no_comments(answer: FakeResponse) -> FakeResponse:
    return replace(answer, body=re.sub(rb"\d+ comments?:|No comments:", b"Discuss", answer.body))


def _as_of_another_blog(answer: FakeResponse) -> FakeResponse:
    return replace(answer, body=re.sub(rb"blog-\d+", b"blog-99", answer.body))


@pytest.mark.parametrize("change", [faults.html(), _as_of_another_blog])
def test_an_answer_without_the_blogs_comments_is_no_feed_that_is_off(
    harness: FrontierHarness, change: Change
) -> None:
    assert harness.crawl(comments=True).outcome == "complete"
    harness.site.fault("feeds/comments", change)
    assert harness.crawl(comments=True).outcome == "incomplete"
    assert harness.crawl(comments=True).outcome == "complete"


def test_posts_that_wait_for_their_comments_take_little_memory() -> None:
    posts, count = PostComments(Target(HOME, read_address(HOME))), 20_000
    tracemalloc.start()
    for n in range(count):
        url = f"https://example.blogspot.com/2020/01/a-title-of-some-words-{n}.html"
        posts.note([Post(blog_id="1", post_id=str(10**18 + n), url=url, comment_count=2)])
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(posts), posts.counted, used < 320 * count) == (count, 2 * count, True)
