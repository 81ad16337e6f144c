"""Addresses of blogs that are not a host of their own: below a path, and by id."""

from typing import Any

import pytest

from tests.helpers.fake_blogger import Site, faults
from tests.helpers.spider_harness import SpiderHarness, blog_of

FTP_HOST = "www.ledger.example"


def below(harness: SpiderHarness, **options: Any) -> Site:
    return harness.serve(blog_of(40), FTP_HOST, folder="/blog", **options)


@pytest.mark.parametrize("options", [{}, {"feed": "none"}, {"feed": "short"}])
def test_a_blog_below_a_path_is_read_whole(harness: SpiderHarness, options: dict[str, str]) -> None:
    site = below(harness, **options)
    crawl = harness.visit(f"https://{FTP_HOST}/blog/")
    assert (crawl.outcome, len(harness.ids())) == ("complete", 40)
    assert all(call.url.startswith("/blog/") for call in site.log if call.url != "/robots.txt")
    assert harness.rows("SELECT address FROM watchlist") == [(f"https://{FTP_HOST}/blog/",)]
    assert harness.visit(None, all="yes").outcome == "complete"


def test_a_post_of_a_blog_below_a_path_names_the_blog(harness: SpiderHarness) -> None:
    below(harness)
    assert harness.visit(f"https://{FTP_HOST}/blog/2015/01/post-3.html").outcome == "complete"


def test_two_blogs_below_two_paths_of_one_host_are_two(harness: SpiderHarness) -> None:
    below(harness)
    assert harness.visit(f"https://{FTP_HOST}/notes/").outcome == "failed"


@pytest.mark.parametrize("address", ["47110815", "https://www.blogger.com/feeds/47110815/posts/default"])
def test_a_blog_by_its_id(harness: SpiderHarness, address: str) -> None:
    harness.serve(blog_of(40, blog_id="47110815"))
    assert (harness.visit(address).outcome, len(harness.ids())) == ("complete", 40)


def test_links_to_the_old_host_of_an_ftp_blog_are_asked_for_below_its_path(harness: SpiderHarness) -> None:
    site = below(harness, feed="none", home="http://old.example")
    site.fault("sitemap", faults.status(404), times=None)
    assert harness.visit(f"https://{FTP_HOST}/blog/").outcome == "complete"
    assert len(harness.ids()) == 40
