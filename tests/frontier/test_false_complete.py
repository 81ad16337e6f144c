"""Cases in which a crawl once said "complete" though posts were lacking."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest

from crawler.blogger.frontier.completion import has_words_of
from crawler.blogger.frontier.exchange import Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.sample import SampleComment
from crawler.sample.blog_index import BlogIndex
from tests.helpers.fake_blogger import FakeResponse, Site, faults, respond
from tests.helpers.frontier import HOST, Desk, Killed
from tests.helpers.world import blog_of, make

NEW = datetime(2026, 2, 1, tzinfo=UTC)


def edit(desk: Desk, *numbers: int, at: datetime = NEW) -> None:
    for number in numbers:
        body = f"<p>Post {number}, saved at {at:%H:%M}.</p>"
        desk.site.blog = desk.site.blog.edited(str(10**18 + number), updated=at, body=body)


def lacking(desk: Desk) -> list[str]:
    held = {key: (parse_update_time(p.updated_raw), p.body_raw) for key, p in desk.reader.there.items()}
    return [p.post_id for p in desk.site.blog.posts if held.get(p.post_id) != (p.updated, p.body)]


def kill(desk: Desk, at: int) -> None:
    def before(number: int) -> None:
        if number == at:
            raise Killed

    desk.before = before
    with pytest.raises(Killed):
        desk.crawl()
    desk.before = lambda number: None


@pytest.mark.parametrize("second_kill", [1, 2, 4])
@pytest.mark.parametrize("first_ends", [True, False])
def test_300_edits_between_two_kills(second_kill: int, *, first_ends: bool) -> None:
    desk = Desk(Site(blog_of(400), cap=50))
    kill(desk, 5)
    if first_ends:
        assert desk.crawl().outcome == "complete"
    desk.wait(hours=5)
    edit(desk, *range(300))
    kill(desk, second_kill)
    desk.wait(hours=5)
    assert desk.crawl().outcome == "complete"
    assert lacking(desk) == []


@pytest.mark.parametrize("seed", range(3))
def test_400_posts_saved_in_one_second_in_an_order_that_differs_each_time(seed: int) -> None:
    desk = Desk(Site(blog_of(460)))
    desk.crawl()
    edit(desk, *range(20, 420))
    random = Random(seed)

    def shuffle(number: int) -> None:
        index = BlogIndex(desk.site.blog)
        mixed = random.sample(list(index.blog.posts), len(index.blog.posts))
        index.__dict__["posts_by_update"] = sorted(mixed, key=lambda post: post.updated, reverse=True)
        desk.site.index = index

    desk.before = shuffle
    for _ in range(2):
        desk.wait(hours=1)
        record = desk.crawl()
        assert record.outcome == "incomplete" or lacking(desk) == [], record
    assert lacking(desk) == []


def test_summaries_without_an_address_are_not_whole_posts() -> None:
    desk = Desk(Site(blog_of(9), feed="short"))
    desk.site.fault("feeds/posts", faults.without_keys("link"), times=None)
    record = desk.crawl()
    assert (record.outcome, record.partial) == ("incomplete", 9)


def test_without_a_feed_of_updates_the_ids_are_listed_until_they_hold_still() -> None:
    desk = Desk(Site(blog_of(60), cap=10))
    desk.site.fault("orderby=updated", faults.status(404), times=None)
    done: list[Purpose] = []

    def before(number: int) -> None:
        last = desk.requests[-1].purpose if desk.requests else None
        if number == 3 and not done:
            done.append(Purpose.FEED)
            edit(desk, *range(50, 60))
            desk.site.blog = desk.site.blog.without_post(str(10**18 + 55))
        if last is Purpose.REFETCH and last not in done:
            done.append(last)
            edit(desk, 3, at=NEW + timedelta(days=1))

    desk.before = before
    assert desk.crawl().outcome == "complete"
    assert Purpose.REFETCH in done
    assert lacking(desk) == []


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
    desk = Desk(Site(blog_of(30), feed="none"))
    urls = "".join(
        f"<url><loc>https://ledger.blogspot.com{post.path}</loc></url>" for post in desk.site.blog.posts[:10]
    )
    first = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    index = INDEX if named else first
    desk.site.fault(r"sitemap\.xml$", faults.content(index, "application/xml"), times=None)
    desk.site.fault(r"page=1", faults.content(first, "application/xml"), times=None)
    desk.site.fault(r"page=2", answer, times=None)
    desk.site.fault(r"search|/20\d\d/(\d\d/)?$", faults.status(404), times=None)
    desk.site.fault(r"html$|^/$", without_links, times=None)
    record = desk.crawl()
    assert len(desk.reader.there) == 10, "all that the first file names"
    assert record.outcome == ("incomplete" if named else "complete")


def test_another_body_under_an_equal_time_is_kept_when_it_comes_beside_what_was_asked_for() -> None:
    """A post saved long ago takes the place of another; its neighbours come with it, of which one changed."""
    desk = Desk(Site(blog_of(60), cap=25))
    desk.crawl()
    desk.wait(hours=5)
    edit(desk, 59)
    old = desk.site.blog.posts[40]
    appeared = make(1001, old.published + timedelta(seconds=1), updated=old.updated)
    blog = desk.site.blog.with_post(appeared).without_post(desk.site.blog.posts[50].post_id)
    desk.site.blog = blog.edited(old.post_id, body="<p>Touched.</p>", updated=old.updated)
    assert desk.crawl().outcome == "complete"
    assert lacking(desk) == []


def test_a_comment_that_took_the_place_of_another_is_found_by_the_weekly_list() -> None:
    desk = Desk(Site(blog_of(60), cap=25))
    post = desk.site.blog.posts[0]

    def comment(number: int) -> SampleComment:
        return SampleComment(comment_id=str(number), published=NEW - timedelta(days=number), body="Hello")

    comments = tuple(map(comment, range(1, 61)))
    desk.site.blog = desk.site.blog.edited(post.post_id, comments=comments)
    desk.crawl(comments=True)
    desk.site.blog = desk.site.blog.edited(
        post.post_id, comments=(*comments[:30], *comments[31:], comment(99))
    )
    for day in range(8):  # with news on each day, for which the ids of the posts are listed
        desk.wait(days=1)
        edit(desk, day, at=NEW + timedelta(days=day))
        desk.crawl(comments=True)
    assert "99" in desk.reader.comments


@pytest.mark.parametrize("host", [HOST, "www.blogger.com/feeds/4711/posts/default"])
def test_a_post_that_goes_after_the_blogs_domain_went_is_found_to_be_gone(host: str) -> None:
    """Its stored address leads nowhere; the page is asked for where the feed says that the blog is now."""
    desk = Desk(Site(blog_of(60), moved_to="http://www.ledger.example/"))
    desk.crawl()
    desk.site.set(moved_to=None)
    desk.resolves = lambda host: host != "www.ledger.example"
    desk.host = host
    gone = desk.site.blog.posts[30].post_id
    desk.site.blog = desk.site.blog.without_post(gone)
    for _ in range(3):
        desk.wait(days=8)
        assert desk.crawl().outcome == "complete"
    assert desk.reader.deleted == {gone}


@pytest.mark.parametrize("times", [1, None])
def test_a_page_that_is_older_than_its_summary_is_asked_for_again_once(times: int | None) -> None:
    desk = Desk(Site(blog_of(9), feed="short"))
    assert desk.crawl().outcome == "complete"
    post = desk.site.blog.posts[4]
    old = respond({HOST: desk.site}, "GET", f"https://{HOST}/{post.path.lstrip('/')}", {})
    body = "<p>Quite another text, about boats that leave the harbour at night and what they bring.</p>"
    desk.site.blog = desk.site.blog.edited(post.post_id, updated=NEW, body=body)
    desk.site.fault(post.path, lambda _: old, times=times)
    desk.wait(hours=5)
    assert "1 pages are older than what the feed says" in (desk.crawl().error or "")
    assert desk.crawl().outcome == "complete", "in some blogs no summary is like the page"
    assert ("boats" in desk.reader.posts[post.post_id].body_raw) is (times == 1)


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
    desk = Desk(Site(blog_of(30)))
    post = desk.site.blog.posts[0]

    def before(number: int) -> None:
        if desk.last.sources.feed.pager.ended:
            body = "<p>Other words, saved in the same second.</p>"
            desk.site.blog = desk.site.blog.edited(post.post_id, updated=post.updated, body=body)

    desk.before = before
    assert desk.crawl().outcome == "complete"
    assert lacking(desk) == []


def _say(made: FakeResponse, before: bytes, after: bytes) -> FakeResponse:
    return replace(made, body=made.body.replace(before, after))


def touch(desk: Desk, *numbers: int) -> None:
    """Save other words under the same time."""
    for number in numbers:
        post = next(post for post in desk.site.blog.posts if post.post_id == str(10**18 + number))
        edit(desk, number, at=post.updated)


def test_another_summary_under_an_equal_time_in_the_list_of_ids_has_the_post_read_again() -> None:
    desk = Desk(Site(blog_of(60)))
    desk.crawl()
    touch(desk, 20)
    desk.wait(days=8)
    assert desk.crawl().outcome == "complete"
    assert lacking(desk) == []


def test_another_body_under_an_equal_time_in_a_list_of_whole_posts_is_kept() -> None:
    desk = Desk(Site(blog_of(60)))
    desk.site.fault("posts/summary", faults.status(404), times=None)
    desk.crawl()
    touch(desk, 20)
    desk.wait(days=8)
    assert desk.crawl().outcome == "complete"
    assert lacking(desk) == []
    assert Purpose.REFETCH not in [request.purpose for request in desk.requests]


def test_a_blog_whose_summaries_differ_from_its_bodies_costs_no_request_more() -> None:
    desk = Desk(Site(blog_of(60)))
    desk.crawl()
    other = partial(_say, before=b"Words of post", after=b"Signs in place of")
    desk.site.fault("posts/summary", other, times=None)
    desk.wait(days=8)
    desk.crawl()
    assert Purpose.REFETCH not in [request.purpose for request in desk.requests]


def test_another_summary_under_an_equal_time_in_a_feed_of_summaries_has_the_page_read_again() -> None:
    desk = Desk(Site(blog_of(60), feed="short"))
    desk.crawl()
    desk.wait(hours=5)
    edit(desk, 3)
    touch(desk, 58)
    assert desk.crawl().outcome == "complete"
    assert "saved at" in desk.reader.posts[str(10**18 + 58)].body_raw
    assert [r.post_id for r in desk.requests if r.purpose is Purpose.COMPLETION] == [
        str(10**18 + 3),
        str(10**18 + 58),
    ]
