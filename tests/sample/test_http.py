"""The fake Blogger's other answers: conditions, redirects, sitemaps, robots, log, faults."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers.fake_blogger import FakeResponse, Site, faults, respond
from tests.helpers.quay import FEED, HOME, atom, blog_of, feed, get, ids


@pytest.mark.parametrize("path", [FEED, "/", "/feeds/comments/default?alt=json"])
def test_304_for_one_who_has_it(site: Site, path: str) -> None:
    first = get(site, path)
    by_tag = get(site, path, if_none_match=first.headers["ETag"])
    by_date = get(site, path, if_modified_since=first.headers["Last-Modified"])
    assert [(made.status, made.body) for made in (by_tag, by_date)] == [(304, b"")] * 2
    assert first.headers["ETag"].startswith('W/"')


@pytest.mark.parametrize(
    "headers", [{"if_none_match": 'W/"other"'}, {"if_modified_since": "Thu, 01 Jan 2009 00:00:00 GMT"}]
)
def test_200_for_one_who_has_something_else(site: Site, headers: dict[str, str]) -> None:
    assert get(site, FEED, **headers).status == 200


def test_an_edit_changes_tag_and_date(site: Site) -> None:
    before = get(site, FEED)
    site.blog = site.blog.edited(site.blog.posts[0].post_id, title="Corrected")
    after = get(site, FEED, if_none_match=before.headers["ETag"])
    assert (after.status, after.headers["Last-Modified"] != before.headers["Last-Modified"]) == (200, True)


def test_gzip_when_asked(site: Site) -> None:
    plain, packed = get(site, FEED), get(site, FEED, accept_encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


@pytest.mark.parametrize(
    ("dialect", "url", "location"),
    [
        (
            {"moved_to": "https://www.quay.example/"},
            f"{HOME}/2015/01/x.html",
            "https://www.quay.example/2015/01/x.html",
        ),
        ({"https": True}, f"http://quay.blogspot.com{FEED}", f"{HOME}{FEED}"),
        ({"feed_redirect": "https://feeds.example/quay"}, HOME + FEED, "https://feeds.example/quay"),
        ({"feed_redirect": "https://feeds.example/quay"}, f"{HOME}{FEED}?redirect=false", None),
    ],
)
def test_redirects(dialect: dict[str, Any], url: str, location: str | None) -> None:
    made = get(Site(blog_of(3), **dialect), url)
    assert made.headers.get("Location") == location


def test_an_unknown_host_is_not_found(site: Site) -> None:
    made = respond({"quay.blogspot.com": site}, "GET", "https://nobody.blogspot.com/", {})
    assert (made.status, b"Blog not found" in made.body) == (404, True)


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_other_methods_have_no_body(site: Site, method: str) -> None:
    assert respond({"*": site}, method, HOME + FEED, {}).body == b""


def test_the_log_has_every_request_with_its_status(site: Site) -> None:
    get(site, FEED, user_agent="test")
    get(site, "/nothing.html")
    assert [(call.url, call.status) for call in site.log] == [(FEED, 200), ("/nothing.html", 404)]
    assert site.hits()[FEED] == len(site.requests("feeds")) == 1
    assert site.log[0].headers == {"user-agent": "test"}


def test_robots_forbids_search_and_names_the_sitemap(site: Site) -> None:
    text = get(site, "/robots.txt").body.decode()
    assert "User-agent: *\nDisallow: /search\nAllow: /\n" in text
    assert text.endswith(f"Sitemap: {HOME}/sitemap.xml\n")


@pytest.mark.parametrize(("size", "pages"), [(150, 0), (151, 2), (301, 3)])
def test_sitemap_is_an_index_above_150_posts(size: int, pages: int) -> None:
    site = Site(blog_of(size))
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    parts = [e.text.removeprefix(HOME) for e in atom(site, "/sitemap.xml").iterfind("s:sitemap/s:loc", space)]
    places = [
        e.text for part in parts or ["/sitemap.xml"] for e in atom(site, part).iterfind("s:url/s:loc", space)
    ]
    assert len(parts) == pages
    assert sorted(places) == sorted(HOME + post.path for post in site.blog.posts)


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        (
            faults.status(503, retry_after=2),
            lambda made: (made.status, made.headers["Retry-After"]) == (503, "2"),
        ),
        (faults.redirect(HOME + FEED), lambda made: made.headers["Location"] == HOME + FEED),
        (faults.gate("captcha"), lambda made: b"captcha-form" in made.body),
        (faults.html(), lambda made: made.headers["Content-Type"].startswith("text/html")),
        (faults.content(b"<rss/>"), lambda made: made.body == b"<rss/>"),
        (faults.cut(0.5), lambda made: int(made.headers["Content-Length"]) > len(made.body) > 0),
        (faults.cut(0.5, honest=True), lambda made: int(made.headers["Content-Length"]) == len(made.body)),
        (faults.nul_tail(9), lambda made: made.body.endswith(b"}" + bytes(9))),
        (
            faults.without_keys("title", "category"),
            lambda made: "title" not in json.loads(made.body)["feed"]["entry"][0],
        ),
        (faults.reset(), lambda made: made.reset),
        (faults.slow(3), lambda made: made.delay == 3),
        (faults.header("Last-Modified", None), lambda made: "Last-Modified" not in made.headers),
    ],
)
def test_faults(change: faults.Change, holds: Callable[[FakeResponse], bool]) -> None:
    site = Site(blog_of(5))
    site.fault("feeds/posts", change, times=1)
    struck, after = get(site, FEED + "?alt=json"), get(site, FEED + "?alt=json")
    assert holds(struck)
    assert len(json.loads(after.body)["feed"]["entry"]) == 5


@pytest.mark.parametrize(
    ("lie", "query", "count", "total"),
    [
        ({"total": 999}, "", 25, 999),
        ({"total": 3}, "", 25, 3),
        ({"stuck": True}, "&start-index=51", 25, 60),
        ({"last": 30}, "&start-index=26", 5, 60),
        ({"last": 30}, "&start-index=31", 0, 60),
        ({"cap": 4}, "&max-results=150", 4, 60),
    ],
)
def test_feeds_that_lie(lie: dict[str, Any], query: str, count: int, total: int) -> None:
    tree = feed(Site(blog_of(60), **lie), query)
    assert (len(ids(tree)), int(tree["openSearch$totalResults"]["$t"])) == (count, total)


def test_a_fault_can_wait_and_can_last() -> None:
    site = Site(blog_of(2))
    site.fault("feeds", faults.status(500), skip=1, times=2)
    assert [get(site, FEED).status for _ in range(4)] == [200, 500, 500, 200]


def test_a_fault_can_be_another_dialect() -> None:
    site = Site(blog_of(60))
    site.fault("start-index=26", cap=5, times=1)
    assert [len(ids(feed(site, f"&start-index={start}"))) for start in (1, 26, 26)] == [25, 5, 25]
