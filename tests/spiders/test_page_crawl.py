"""Crawls without a feed, against the fake Blogger."""

from dataclasses import replace
from typing import Any

import pytest

from crawler.errors import UsageError
from crawler.items import Blog, Comment, Crawl
from crawler.spiders.arguments import read_blogs, read_way
from tests.helpers.fake_blogger import Site, faults
from tests.helpers.sample_blog import SampleBlog, sample_blog
from tests.helpers.spider_harness import HOST, asked, blog_of
from tests.spiders.test_feed_crawl import end, fetch, posts

NO_SITEMAP = faults.status(404)


def without_sitemap(blog: SampleBlog, **dialect: Any) -> Site:
    site = Site(blog, feed="none", **dialect)
    site.fault("sitemap", NO_SITEMAP, times=None)
    return site


def spread(size: int) -> SampleBlog:
    """A blog over several months and years, a post every nine days."""
    blog = blog_of(size)
    made = []
    for number, post in enumerate(blog.posts):
        at = post.published.replace(
            year=2015 - number // 36, month=12 - number % 36 // 3, day=25 - number % 3 * 9
        )
        made.append(replace(post, path=f"/{at:%Y/%m}/post-{number}.html", published=at, updated=at))
    return replace(blog, posts=tuple(made))


@pytest.mark.parametrize(
    "size", [1, 6, 7, 8, 60, *(pytest.param(many, marks=pytest.mark.slow) for many in (150, 151, 400))]
)
def test_every_post_is_found_within_the_budget(size: int) -> None:
    site = Site(blog_of(size), feed="none")
    crawled = fetch(site, via="pages")
    assert len({p.post_id for p in posts(crawled)}) == len(posts(crawled)) == size
    assert (end(crawled).outcome, end(crawled).expected, end(crawled).received) == ("complete", size, size)
    assert len(site.log) <= 1.3 * size + 3


@pytest.mark.parametrize("sitemap", [True, False])
def test_the_sample_blog_is_found_whole(sitemap: bool) -> None:
    blog = sample_blog()
    site = Site(blog, feed="none") if sitemap else without_sitemap(blog)
    crawled = fetch(site, via="pages")
    assert {p.post_id for p in posts(crawled)} == {p.post_id for p in blog.posts}
    assert max(site.hits().values()) == 1
    assert len(site.log) <= 1.3 * len(blog.posts) + 3


def test_posts_read_from_pages_are_those_of_the_feed() -> None:
    by_feed = {p.post_id: p for p in posts(fetch(Site(sample_blog())))}
    by_pages = {p.post_id: p for p in posts(fetch(Site(sample_blog()), via="pages"))}
    assert by_pages.keys() == by_feed.keys()
    assert {i: (p.blog_id, p.url) for i, p in by_pages.items()} == {
        i: (p.blog_id, p.url) for i, p in by_feed.items()
    }


def test_no_feed_is_asked_for() -> None:
    site = Site(blog_of(5))
    fetch(site, via="pages")
    assert not site.requests("feeds|atom|rss")


@pytest.mark.parametrize("size", [5, 36, 50])
def test_without_a_sitemap_the_archive_pages_lead_to_all_posts(size: int) -> None:
    site = without_sitemap(spread(size))
    crawled = fetch(site, via="pages")
    assert (end(crawled).outcome, len(posts(crawled)), end(crawled).expected) == ("complete", size, size)
    assert not site.requests("post-"), "the lists hold whole posts"


def test_without_sitemap_and_archive_pages_each_post_leads_to_the_next_older_one() -> None:
    site = without_sitemap(spread(30))
    site.fault(r"^/\d{4}/(\d\d/)?$", faults.status(404), times=None)
    crawled = fetch(site, via="pages")
    assert len(posts(crawled)) == 30
    assert len(site.log) <= 1.3 * 30 + 3


def test_where_robots_allow_it_the_index_is_followed() -> None:
    site = without_sitemap(blog_of(30), robots="User-agent: *\nAllow: /\n")
    site.fault(r"^/\d{4}/(\d\d/)?$", faults.status(404), times=None)
    crawled = fetch(site, via="pages")
    assert (len(posts(crawled)), end(crawled).outcome) == (30, "complete")
    assert site.requests("/search")


def test_what_robots_txt_closes_is_left_alone() -> None:
    site = without_sitemap(spread(30))
    crawled = fetch(site, via="pages")
    assert not site.requests("/search")
    assert (end(crawled).outcome, end(crawled).error) == ("complete", None)


def test_where_the_feed_is_off_pages_are_read_by_themselves() -> None:
    crawled = fetch(Site(blog_of(60), feed="none"))
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)
    assert {p.source for p in posts(crawled)} == {"page"}


def test_a_feed_that_ends_early_is_completed_by_pages() -> None:
    site = Site(blog_of(60), cap=25)
    site.fault("start-index=(?!1&)|published-max", faults.html(), times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, len({p.post_id for p in posts(crawled)}), len(posts(crawled))) == (
        "complete",
        60,
        60,
    )
    assert sum(p.source == "feed" for p in posts(crawled)) == 25
    assert len(site.requests(r"post-\d+\.html")) <= 35


def test_a_page_that_is_not_there_is_counted_and_the_rest_is_read() -> None:
    site = Site(blog_of(60), feed="none")
    site.fault(r"post-1\d\.html|/2015/", faults.status(404), times=None)
    crawled = fetch(site, via="pages")
    lost = 53
    assert (end(crawled).outcome, end(crawled).received, end(crawled).expected) == (
        "incomplete",
        60 - lost,
        60,
    )
    assert f"{lost} pages of posts could not be had" in (end(crawled).error or "")


def test_a_server_in_trouble_is_left_alone_after_some_failures() -> None:
    site = Site(blog_of(60), feed="none")
    site.fault("/2015/", faults.status(500), times=None)
    crawled = fetch(site, via="pages")
    assert len({call.url for call in site.requests("/2015/")}) == 5
    assert "50 posts that are linked were not asked for" in (end(crawled).error or "")


def test_a_site_that_is_no_blog_is_no_blog() -> None:
    site = Site(blog_of(5), feed="none")
    site.fault("", faults.html(), times=None)
    crawled = fetch(site, via="pages")
    assert (posts(crawled), end(crawled).outcome) == ([], "failed")
    assert not [item for item in crawled.items if isinstance(item, Blog)]


def test_junk_links_and_view_parameters_cost_no_request() -> None:
    blog = blog_of(3)
    junk = "".join(
        f'<a href="{href}">x</a>'
        for href in (
            "{home}/2015/01/post-0.html?showComment=1487691326125#c1",
            "{home}/2015/01/post-0.html?m=1",
            "{home}/2015/01/post-1.html?widgetType=BlogArchive&amp;widgetId=BlogArchive1&amp;action=toggle",
            "{home}/2015/01/\\x3d.html",
            "{home}/2015/01/' + url + '.html",
            "data:text/html,/2015/01/x.html",
            "https://elsewhere.example/2015/01/post-9.html",
        )
    )
    site = Site(replace(blog, posts=tuple(replace(p, body=p.body + junk) for p in blog.posts)), feed="none")
    crawled = fetch(site, via="pages")
    assert asked(site, robots=True) == ["/robots.txt", "/sitemap.xml", "/", "/sitemap-pages.xml"]
    assert len(posts(crawled)) == 3


def test_the_blog_is_told_once_before_its_posts() -> None:
    crawled = fetch(Site(blog_of(9), feed="none"), via="pages")
    kinds = [type(item) for item in crawled.items]
    blog = next(item for item in crawled.items if isinstance(item, Blog))
    assert (kinds[:2], kinds.count(Blog), kinds.count(Crawl)) == ([Blog, Crawl], 1, 2)
    assert (blog.blog_id, blog.title, blog.url) == ("4711", "Small 4711", f"https://{HOST}/")


def test_comments_are_read_from_the_posts_own_pages() -> None:
    blog = sample_blog()
    crawled = fetch(Site(blog, feed="none"), via="pages", comments="yes")
    found = {item.comment_id for item in crawled.items if isinstance(item, Comment)}
    assert found == {c.comment_id for p in blog.posts for c in p.comments}


@pytest.mark.parametrize("address", [HOST, "https://www.blogger.com/feeds/4711/posts/default"])
def test_the_way_is_checked_before_anything_is_fetched(address: str) -> None:
    way = "both" if address == HOST else "pages"
    with pytest.raises(UsageError, match="via="):
        read_way(way, read_blogs(address))
