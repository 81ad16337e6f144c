"""One slot, one clock and one rate for all blogs behind Google's servers."""

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.downloadermiddlewares.platform_names import PlatformNamesMiddleware
from crawler.downloadermiddlewares.platform_slot import PLATFORM, is_on_platform
from tests.helpers.fake_blogger import PlatformLimit, Site, crawl, faults
from tests.helpers.spider_harness import blog_of

NO_PIPELINES = {"ITEM_PIPELINES": {}, "BLOGGER_MAX_WAIT": 5, "RETRY_TIMES": 4}


@pytest.mark.parametrize(
    ("host", "address", "shared"),
    [
        ("a.blogspot.com", None, True),
        ("a.blogspot.co.uk", None, True),
        ("www.blogger.com", None, True),
        ("www.ledger.example", "142.250.1.2", True),
        ("www.ledger.example", "2a00:1450::5", True),
        ("www.ledger.example", "93.184.216.34", False),
        ("www.ledger.example", None, False),
        ("blogspot.com.example", None, False),
        ("127.0.0.1", "127.0.0.1", False),
    ],
)
def test_who_shares_the_platforms_pace(host: str, address: str | None, shared: bool) -> None:
    assert is_on_platform(host, address) is shared


class Places:
    """What a downloader knows of hosts; a resolver that finds one address for all names."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.platform_hosts: set[str] = set()
        self.asked: list[tuple[str, int]] = []

    async def resolve(self, host: str, port: int) -> None:
        self.asked.append((host, port))
        self.addresses[host] = "142.250.1.2"

    def get_slot_key(self, request: Request) -> str:
        host = urlsplit(request.url).hostname or ""
        return PLATFORM if is_on_platform(host, self.addresses.get(host)) else host


def test_a_name_is_looked_up_before_its_first_request_and_once() -> None:
    places = Places()
    middleware = PlatformNamesMiddleware(lambda: places, places.resolve)
    for url in (
        "https://www.ledger.example/robots.txt",
        "https://www.ledger.example/feeds",
        "http://a.blogspot.com/",
    ):
        asyncio.run(middleware.process_request(Request(url)))
    asyncio.run(middleware.process_request(Request("http://b.example", meta={"proxy": "http://p.example"})))
    assert places.asked == [("www.ledger.example", 443)]


@pytest.mark.parametrize(("server", "hosts"), [("GSE", {"www.ledger.example"}), ("nginx", set())])
def test_an_answer_of_the_platforms_servers_tells_of_its_host(server: str, hosts: set[str]) -> None:
    places, request = Places(), Request("http://www.ledger.example/")
    response = Response(request.url, headers={"Server": server})
    assert PlatformNamesMiddleware(lambda: places, None).process_response(request, response) is response
    assert places.platform_hosts == hosts


def sites(count: int, **options: Any) -> dict[str, Site]:
    return {f"b{n}.blogspot.com": Site(blog_of(3, blog_id=str(1000 + n)), **options) for n in range(count)}


def run(served: dict[str, Site], **settings: Any) -> float:
    began = time.monotonic()
    crawled = crawl(served, settings=NO_PIPELINES | settings, blog=",".join(served))
    ended = [item for item in crawled.items if getattr(item, "ended", None)]
    assert {item.outcome for item in ended} == {"complete"}
    return time.monotonic() - began


def test_all_blogs_together_keep_one_rate() -> None:
    served = sites(4)
    took = run(served, DOWNLOAD_DELAY=0.25, BLOGGER_RATE=20)
    requests = sum(len(site.log) for site in served.values())
    assert took >= (requests - 1) / 20


def test_a_pause_that_one_blogs_server_asks_for_is_kept_by_all() -> None:
    served = sites(3)
    first = next(iter(served.values()))
    first.fault("feeds", faults.status(429, retry_after=1), times=1)
    assert run(served) >= 1.0


def test_autothrottle_leaves_the_platforms_pace_alone() -> None:
    places = Places()
    middleware = PlatformNamesMiddleware(lambda: places, places.resolve)
    asked = [Request(url) for url in ("http://a.blogspot.com/", "http://www.ledger.example/")]
    asked.append(Request("http://b.example", meta={"proxy": "http://p.example"}))
    for request in asked:
        asyncio.run(middleware.process_request(request))
    assert [request.meta.get("autothrottle_dont_adjust_delay") for request in asked] == [True, True, None]


@pytest.mark.parametrize("autothrottle", [True, False])
def test_a_rate_that_is_too_high_is_lowered(autothrottle: bool) -> None:
    served = sites(30, limit=PlatformLimit(10))
    run(served, DOWNLOAD_DELAY=0.01, BLOGGER_RATE=40, AUTOTHROTTLE_ENABLED=autothrottle)
    answers = [call.status for site in served.values() for call in site.log]
    assert answers.count(429) <= 0.3 * len(answers)


@pytest.mark.slow
def test_200_blogs_behind_one_limit_are_all_complete() -> None:
    """The platform admits so many requests a second, over all hosts, and answers 429 to any other."""
    served = sites(200, limit=PlatformLimit(25))
    run(served, DOWNLOAD_DELAY=0.01, BLOGGER_RATE=20, BLOGGER_MAX_WAIT=60)
    answers = [call.status for site in served.values() for call in site.log]
    assert answers.count(429) <= 0.01 * len(answers)


def test_a_crawl_delay_is_kept_up_to_the_cap() -> None:
    served = {"b.blogspot.com": Site(blog_of(3), robots="User-agent: *\nCrawl-delay: 60\n")}
    took = run(served, BLOGGER_MAX_CRAWL_DELAY=0.3)
    pages = len(next(iter(served.values())).log) - 1
    assert (pages - 1) * 0.3 <= took < 30
