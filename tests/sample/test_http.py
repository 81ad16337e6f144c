"""The fake Blogger's other answers: conditions, sitemaps, robots; its server and its download handler."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import scrapy

from tests.helpers.fake_blogger import FakeBloggerServer, Site, crawl, faults
from tests.helpers.fake_requests import FEED, HOME, atom, blog_of, get
from tests.helpers.sample_blog import SampleBlog, make_post, sample_blog


@pytest.mark.parametrize("path", [FEED, "/", "/feeds/comments/default?alt=json"])
def test_304_for_one_who_has_it(site: Site, path: str) -> None:
    first = get(site, path)
    by_tag = get(site, path, if_none_match=first.headers["ETag"])
    by_date = get(site, path, if_modified_since=first.headers["Last-Modified"])
    assert [(made.status, made.body) for made in (by_tag, by_date)] == [(304, b"")] * 2
    assert first.headers["ETag"].startswith('W/"')


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


# --- The two doors: a loopback server, and a download handler without sockets


def small() -> SampleBlog:
    return SampleBlog(
        blog_id="1", title="B", posts=(make_post("Post", "2015-01-01T10:00:00-08:00", "<p>é</p>"),)
    )


@pytest.fixture
def server() -> Iterator[FakeBloggerServer]:
    with FakeBloggerServer(Site(small()), port=0) as running:
        yield running


def read(url: str, proxy: str | None = None, **headers: str) -> Any:
    handler = urllib.request.ProxyHandler({"http": proxy} if proxy else {})
    with urllib.request.build_opener(handler).open(
        urllib.request.Request(url, headers=headers), timeout=5
    ) as response:
        return response.status, response.headers, response.read()


def test_a_taken_port_gives_way_to_a_free_one(server: FakeBloggerServer) -> None:
    taken = int(server.url.rpartition(":")[2])
    with FakeBloggerServer(Site(small()), port=taken) as other:
        assert other.url != server.url
        assert read(other.url + "/robots.txt")[0] == 200


def test_as_a_proxy_it_answers_for_host_names() -> None:
    sites = {"news.example.blogspot.com": Site(small()), "www.other.example": Site(sample_blog())}
    with FakeBloggerServer(sites=sites, port=0) as server:
        news = read("http://news.example.blogspot.com/feeds/posts/default", server.url)[2]
        other = read("http://www.other.example/", server.url)[2]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            read("http://nobody.example/", server.url)
    assert b"href='http://news.example.blogspot.com/2015/01/post.html'" in news
    assert b"The Lantern Quay Ledger" in other


class Reader(scrapy.Spider):
    """Asks for one address and says what came back."""

    name = "reader"

    async def start(self) -> Any:
        meta = {"download_timeout": 0.2}
        yield scrapy.Request(self.address, errback=self.failed, meta=meta)  # type: ignore[attr-defined]

    def failed(self, failure: Any) -> Any:
        yield {"error": failure.type.__name__}


PLAIN = {"RETRY_ENABLED": False, "HTTPERROR_ALLOW_ALL": True}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (faults.reset(), "DownloadFailedError"),
        (faults.cut(0.5), "ResponseDataLossError"),
        (faults.slow(5), "DownloadTimeoutError"),
    ],
)
def test_the_handler_fails_as_scrapys_own_does(change: faults.Change, error: str) -> None:
    site = Site(small())
    site.fault("feeds", change)
    address = f"{HOME}{FEED}?alt=json"
    assert crawl({"*": site}, Reader, settings=PLAIN, address=address).items == [{"error": error}]
