"""The two doors to the fake Blogger: the loopback server, and the download handler without sockets."""

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import scrapy

from crawler.sample import SampleBlog, make_post, sample_blog
from tests.helpers.fake_blogger import FakeBloggerServer, Site, crawl, faults

FEED = "/feeds/posts/default?alt=json"


def small() -> SampleBlog:
    return SampleBlog(
        blog_id="1", title="B", posts=(make_post("Post", "2015-01-01T10:00:00-08:00", "<p>é</p>"),)
    )


@pytest.fixture
def server() -> Iterator[FakeBloggerServer]:
    with FakeBloggerServer(Site(small()), port=0) as running:
        yield running


def site_of(server: FakeBloggerServer) -> Site:
    return server.sites["*"]


def read(url: str, proxy: str | None = None, **headers: str) -> Any:
    handler = urllib.request.ProxyHandler({"http": proxy} if proxy else {})
    with urllib.request.build_opener(handler).open(
        urllib.request.Request(url, headers=headers), timeout=5
    ) as response:
        return response.status, response.headers, response.read()


def test_links_have_the_servers_own_address(server: FakeBloggerServer) -> None:
    _, headers, body = read(server.url + "/feeds/posts/default")
    assert f"href='{server.url}/2015/01/post.html'".encode() in body
    assert int(headers["Content-Length"]) == len(body)


def test_only_loopback_is_bound(server: FakeBloggerServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")


def test_a_taken_port_gives_way_to_a_free_one(server: FakeBloggerServer) -> None:
    taken = int(server.url.rpartition(":")[2])
    with FakeBloggerServer(Site(small()), port=taken) as other:
        assert other.url != server.url
        assert read(other.url + "/robots.txt")[0] == 200


def test_one_connection_carries_many_requests(server: FakeBloggerServer) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    for path in ("/robots.txt", "/", "/2015/01/post.html"):
        connection.request("GET", path)
        assert connection.getresponse().read()
    connection.close()


def test_as_a_proxy_it_answers_for_host_names() -> None:
    sites = {"news.example.blogspot.com": Site(small()), "www.other.example": Site(sample_blog())}
    with FakeBloggerServer(sites=sites, port=0) as server:
        news = read("http://news.example.blogspot.com/feeds/posts/default", server.url)[2]
        other = read("http://www.other.example/", server.url)[2]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            read("http://nobody.example/", server.url)
    assert b"href='http://news.example.blogspot.com/2015/01/post.html'" in news
    assert b"The Lantern Quay Ledger" in other


def test_304_has_no_body(server: FakeBloggerServer) -> None:
    tag = read(server.url + FEED)[1]["ETag"]
    with pytest.raises(urllib.error.HTTPError, match="304"):
        read(server.url + FEED, **{"If-None-Match": tag})


def test_a_cut_body_is_an_incomplete_read(server: FakeBloggerServer) -> None:
    site_of(server).fault("feeds", faults.cut(0.5))
    with pytest.raises(http.client.IncompleteRead):
        read(server.url + FEED)


def test_a_reset_connection_is_an_error(server: FakeBloggerServer) -> None:
    site_of(server).fault("feeds", faults.reset())
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        read(server.url + FEED)
    assert read(server.url + FEED)[0] == 200


def test_a_slow_answer_takes_its_time(server: FakeBloggerServer) -> None:
    site_of(server).fault("feeds", faults.slow(0.2))
    start = time.monotonic()
    read(server.url + FEED)
    assert time.monotonic() - start >= 0.2


def test_the_port_is_free_again_afterwards() -> None:
    with FakeBloggerServer(Site(small()), port=0) as server:
        port = int(server.url.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


class Reader(scrapy.Spider):
    """Asks for one address and says what came back."""

    name = "reader"

    async def start(self) -> Any:
        meta = {"download_timeout": 0.2}
        yield scrapy.Request(self.address, self.parse, errback=self.failed, meta=meta)  # type: ignore[attr-defined]

    def parse(self, response: Any) -> Any:
        yield {"status": response.status, "text": response.text, "url": response.url}

    def failed(self, failure: Any) -> Any:
        yield {"error": failure.type.__name__}


PLAIN = {"RETRY_ENABLED": False, "HTTPERROR_ALLOW_ALL": True}


def fetch(site: Site, url: str = f"https://quay.blogspot.com{FEED}") -> Any:
    (item,) = crawl({"quay.blogspot.com": site}, Reader, settings=PLAIN, address=url).items
    return item


def test_the_handler_crawls_without_sockets() -> None:
    item = fetch(Site(small()))
    assert (item["status"], item["url"]) == (200, f"https://quay.blogspot.com{FEED}")
    assert "é" in item["text"], "gzip is undone, the charset is known"


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
    assert fetch(site) == {"error": error}


def test_a_redirect_is_followed() -> None:
    site = Site(small(), https=True)
    assert fetch(site, f"http://quay.blogspot.com{FEED}")["url"] == f"https://quay.blogspot.com{FEED}"


def test_stats_and_settings_of_a_crawl() -> None:
    crawled = crawl(Site(small()), Reader, settings=PLAIN, address="http://any.example/none")
    assert crawled.stats["downloader/response_status_count/404"] == 1
