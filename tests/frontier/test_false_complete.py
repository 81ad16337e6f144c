"""Cases in which a crawl once said "complete" though posts were lacking."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest

from crawler.blogger.frontier.completion import has_words_of
from crawler.blogger.frontier.exchange import Purpose
from tests.helpers.fake_blogger import FakeResponse, Site, faults, respond
from tests.helpers.fake_blogger.blog_index import BlogIndex
from tests.helpers.frontier import HOST, FrontierHarness, Killed
from tests.helpers.sample_blog import SampleComment
from tests.helpers.spider_harness import blog_of, make

NEW = datetime(2026, 2, 1, tzinfo=UTC)


def kill(harness: FrontierHarness, at: int) -> None:
    def before(number: int) -> None:
        if number == at:
            raise Killed

    harness.before = before
    with pytest.raises(Killed):
        harness.crawl()
    harness.before = lambda number: None


@pytest.mark.parametrize("second_kill", [1, 2, 4])
@pytest.mark.parametrize("first_ends", [True, False])
def test_300_edits_between_two_kills(second_kill: int, *, first_ends: bool) -> None:
    harness = FrontierHarness(Site(blog_of(400), cap=50))
    kill(harness, 5)
    if first_ends:
        assert harness.crawl().outcome == "complete"
    harness.wait(hours=5)
    harness.edit(*range(300), at=NEW)
    kill(harness, second_kill)
    harness.wait(hours=5)
    assert harness.crawl().outcome == "complete"
    assert harness.lacking() == []


@pytest.mark.parametrize("seed", range(3))
def test_400_posts_saved_in_one_second_in_an_order_that_differs_each_time(seed: int) -> None:
    harness = FrontierHarness(Site(blog_of(460)))
    harness.crawl()
    harness.edit(*range(20, 420), at=NEW)
    random = Random(seed)

    def shuffle(number: int) -> None:
        index = BlogIndex(harness.site.blog)
        mixed = random.sample(list(index.blog.posts), len(index.blog.posts))
        index.__dict__["posts_by_update"] = sorted(mixed, key=lambda post: post.updated, reverse=True)
        harness.site.index = index

    harness.before = shuffle
    for _ in range(2):
        harness.wait(hours=1)
        record = harness.crawl()
        assert record.outcome == "incomplete" or harness.lacking() == [], record
    assert harness.lacking() == []


def test_summaries_without_an_address_are_not_whole_posts() -> None:
    harness = FrontierHarness(Site(blog_of(9), feed="short"))
    harness.site.fault("feeds/posts", faults.without_keys("link"), times=None)
    record = harness.crawl()
    assert (record.outcome, record.partial) == ("incomplete", 9)


def test_without_a_feed_of_updates_the_ids_are_listed_until_they_hold_still() -> None:
    harness = FrontierHarness(Site(blog_of(60), cap=10))
    harness.site.fault("orderby=updated", faults.status(404), times=None)
    done: list[Purpose] = []

    def before(number: int) -> None:
        last = harness.requests[-1].purpose if harness.requests else None
        if number == 3 and not done:
            done.append(Purpose.FEED)
            harness.edit(*range(50, 60), at=NEW)
            harness.site.blog = harness.site.blog.without_post(str(10**18 + 55))
        if last is Purpose.REFETCH and last not in done:
            done.append(last)
            harness.edit(3, at=NEW + timedelta(days=1))

    harness.before = before
    assert harness.crawl().outcome == "complete"
    assert Purpose.REFETCH in done
    assert harness.lacking() == []


INDEX = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://ledger.blogspot.com/sitemap.xml?page=1</loc></sitemap>
<sitemap><loc>https://ledger.blogspot.com/sitemap.xml?page=2</loc></sitemap></sitemapindex>"""


def without_links(made: FakeResponse) -> FakeResponse:
    """A page that links no other: no archive gadget, no neighbours."""
    return replace(made, body=re.sub(rb"""<a [^>]*href=['"][^'"]*/20\d\d/[^>]*>""", b"<a>", made.body))


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "answer", [faults.status(404), faults.html(), faults.content(b"")], ids=["404", "html", "empty"]
)
def test_a_sitemap_file_that_is_named_and_cannot_be_had(answer: faults.Change, *, named: bool) -> None:
    harness = FrontierHarness(Site(blog_of(30), feed="none"))
    urls = "".join(
        f"<url><loc>https://ledger.blogspot.com{post.path}</loc></url>"
        for post in harness.site.blog.posts[:10]
    )
    first = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    index = INDEX if named else first
    harness.site.fault(r"sitemap\.xml$", faults.content(index, "application/xml"), times=None)
    harness.site.fault(r"page=1", faults.content(first, "application/xml"), times=None)
    harness.site.fault(r"page=2", answer, times=None)
    harness.site.fault(r"search|/20\d\d/(\d\d/)?$", faults.status(404), times=None)
    harness.site.fault(r"html$|^/$", without_links, times=None)
    record = harness.crawl()
    assert len(harness.reader.there) == 10, "all that the first file names"
    assert record.outcome == ("incomplete" if named else "complete")


def test_another_body_under_an_equal_time_is_kept_when_it_comes_beside_what_was_asked_for() -> None:
    """A post saved long ago takes the place of another; its neighbours come with it, of which one changed."""
    harness = FrontierHarness(Site(blog_of(60), cap=25))
    harness.crawl()
    harness.wait(hours=5)
    harness.edit(59, at=NEW)
    old = harness.site.blog.posts[40]
    appeared = make(1001, old.published + timedelta(seconds=1), updated=old.updated)
    blog = harness.site.blog.with_post(appeared).without_post(harness.site.blog.posts[50].post_id)
    harness.site.blog = blog.edited(old.post_id, body="<p>Touched.</p>", updated=old.updated)
    assert harness.crawl().outcome == "complete"
    assert harness.lacking() == []


def test_a_comment_that_took_the_place_of_another_is_found_by_the_weekly_list() -> None:
    harness = FrontierHarness(Site(blog_of(60), cap=25))
    post = harness.site.blog.posts[0]

    def comment(number: int) -> SampleComment:
        return SampleComment(comment_id=str(number), published=NEW - timedelta(days=number), body="Hello")

    comments = tuple(map(comment, range(1, 61)))
    harness.site.blog = harness.site.blog.edited(post.post_id, comments=comments)
    harness.crawl(comments=True)
    harness.site.blog = harness.site.blog.edited(
        post.post_id, comments=(*comments[:30], *comments[31:], comment(99))
    )
    for day in range(8):  # with news on each day, for which the ids of the posts are listed
        harness.wait(days=1)
        harness.edit(day, at=NEW + timedelta(days=day))
        harness.crawl(comments=True)
    assert "99" in harness.reader.comments


@pytest.mark.parametrize("host", [HOST, "www.blogger.com/feeds/4711/posts/default"])
def test_a_post_that_goes_after_the_blogs_domain_went_is_found_to_be_gone(host: str) -> None:
    """Its stored address leads nowhere; the page is asked for where the feed says that the blog is now."""
    harness = FrontierHarness(Site(blog_of(60), moved_to="http://www.ledger.example/"))
    harness.crawl()
    harness.site.set(moved_to=None)
    harness.resolves = lambda host: host != "www.ledger.example"
    harness.host = host
    gone = harness.site.blog.posts[30].post_id
    harness.site.blog = harness.site.blog.without_post(gone)
    for _ in range(3):
        harness.wait(days=8)
        assert harness.crawl().outcome == "complete"
    assert harness.reader.deleted == {gone}


@pytest.mark.parametrize("times", [1, None])
def test_a_page_that_is_older_than_its_summary_is_asked_for_again_once(times: int | None) -> None:
    harness = FrontierHarness(Site(blog_of(9), feed="short"))
    assert harness.crawl().outcome == "complete"
    post = harness.site.blog.posts[4]
    old = respond({HOST: harness.site}, "GET", f"https://{HOST}/{post.path.lstrip('/')}", {})
    body = "<p>Quite another text, about boats that leave the harbour at night and what they bring.</p>"
    harness.site.blog = harness.site.blog.edited(post.post_id, updated=NEW, body=body)
    harness.site.fault(post.path, lambda _: old, times=times)
    harness.wait(hours=5)
    assert "1 pages are older than what the feed says" in (harness.crawl().error or "")
    assert harness.crawl().outcome == "complete", "in some blogs no summary is like the page"
    assert ("boats" in harness.reader.posts[post.post_id].body_raw) is (times == 1)


@pytest.mark.parametrize(
    ("body", "summary", "has"),
    [
        ("<p>One two</p><p>three four five six</p>", "One twothree four five six", True),
        ("<p>Caf&eacute; &amp; tea, all day long</p>", "Café & tea, all day long", True),
        ("<p>The old words of a post that was edited</p>", "The new words of a post that was edited", False),
        ("<p>Long text</p>", "Long <a href='/x#more'>Read more »</a>", True),
        ("<p>x</p>", "", True),
    ],
)
def test_words_of_summaries_are_found_in_pages(body: str, summary: str, *, has: bool) -> None:
    assert has_words_of(body, summary) is has


def test_another_body_under_an_equal_time_that_only_the_last_answer_of_a_crawl_shows_is_kept() -> None:
    harness = FrontierHarness(Site(blog_of(30)))
    post = harness.site.blog.posts[0]

    def before(number: int) -> None:
        if harness.last.sources.feed.pager.ended:
            body = "<p>Other words, saved in the same second.</p>"
            harness.site.blog = harness.site.blog.edited(post.post_id, updated=post.updated, body=body)

    harness.before = before
    assert harness.crawl().outcome == "complete"
    assert harness.lacking() == []


def _say(made: FakeResponse, before: bytes, after: bytes) -> FakeResponse:
    return replace(made, body=made.body.replace(before, after))


def touch(harness: FrontierHarness, *numbers: int) -> None:
    """Save other words under the same time."""
    for number in numbers:
        post = next(post for post in harness.site.blog.posts if post.post_id == str(10**18 + number))
        harness.edit(number, at=post.updated)


def test_another_summary_under_an_equal_time_in_the_list_of_ids_has_the_post_read_again() -> None:
    harness = FrontierHarness(Site(blog_of(60)))
    harness.crawl()
    touch(harness, 20)
    harness.wait(days=8)
    assert harness.crawl().outcome == "complete"
    assert harness.lacking() == []


def test_another_body_under_an_equal_time_in_a_list_of_whole_posts_is_kept() -> None:
    harness = FrontierHarness(Site(blog_of(60)))
    harness.site.fault("posts/summary", faults.status(404), times=None)
    harness.crawl()
    touch(harness, 20)
    harness.wait(days=8)
    assert harness.crawl().outcome == "complete"
    assert harness.lacking() == []
    assert Purpose.REFETCH not in [request.purpose for request in harness.requests]


def test_a_blog_whose_summaries_differ_from_its_bodies_costs_no_request_more() -> None:
    harness = FrontierHarness(Site(blog_of(60)))
    harness.crawl()
    other = partial(_say, before=b"Words of post", after=b"Signs in place of")
    harness.site.fault("posts/summary", other, times=None)
    harness.wait(days=8)
    harness.crawl()
    assert Purpose.REFETCH not in [request.purpose for request in harness.requests]


def test_another_summary_under_an_equal_time_in_a_feed_of_summaries_has_the_page_read_again() -> None:
    harness = FrontierHarness(Site(blog_of(60), feed="short"))
    harness.crawl()
    harness.wait(hours=5)
    harness.edit(3, at=NEW)
    touch(harness, 58)
    assert harness.crawl().outcome == "complete"
    assert "saved at" in harness.reader.posts[str(10**18 + 58)].body_raw
    assert [r.post_id for r in harness.requests if r.purpose is Purpose.COMPLETION] == [
        str(10**18 + 3),
        str(10**18 + 58),
    ]


def test_the_weekly_list_tells_of_other_words_under_an_equal_time_in_a_large_blog() -> None:
    harness = FrontierHarness(Site(blog_of(1100)))
    harness.crawl()
    post = min(harness.site.blog.posts, key=lambda post: post.updated)
    body = "<p>Wholly other words under a save of old.</p>"
    harness.site.blog = harness.site.blog.edited(post.post_id, updated=post.updated, body=body)
    harness.wait(days=8)
    assert harness.crawl().outcome == "complete"
    assert "Wholly other words" in harness.reader.posts[post.post_id].body_raw


def test_the_sitemap_of_a_blog_that_moved_names_files_of_its_new_domain() -> None:
    """The theme has no pager, and its archive gadget shows the newest posts only."""
    blog = blog_of(200).with_post(make(999, datetime(2012, 1, 1, tzinfo=UTC)))
    harness = FrontierHarness(Site(blog, feed="none", pager=False, moved_to="http://www.ledger.example/"))
    record = harness.crawl()
    assert (record.outcome, len(harness.reader.posts)) == ("complete", 201)
