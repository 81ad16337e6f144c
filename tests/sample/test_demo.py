"""The demo's own server: the feeds of its blog."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.sample.loopback_server import LoopbackServer, SampleRequestHandler
from tests.helpers.fake_requests import ids
from tests.helpers.sample_blog import sample_blog


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with LoopbackServer(SampleRequestHandler, port=0) as server:
        yield server.url


def read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.loads(response.read())["feed"]


def test_the_feed_pages_hold_every_post_once(url: str) -> None:
    seen: list[str] = []
    while entries := ids(
        read(f"{url}/feeds/posts/default?alt=json&max-results=20&start-index={len(seen) + 1}")
    ):
        seen += entries
    assert seen == [post.post_id for post in sample_blog().posts]


def test_the_comment_feed_holds_every_comment(url: str) -> None:
    feed = read(f"{url}/feeds/comments/default?alt=json&max-results=150")
    assert len(feed["entry"]) == sum(len(post.comments) for post in sample_blog().posts)


def test_posts_come_by_their_last_change_and_within_bounds(url: str) -> None:
    posts = sorted(sample_blog().posts, key=lambda post: post.updated, reverse=True)
    since, until = (posts[place].updated.isoformat().replace("+", "%2B") for place in (5, 2))
    asked = f"orderby=updated&updated-min={since}&updated-max={until}"
    assert ids(read(f"{url}/feeds/posts/default?{asked}")) == [post.post_id for post in posts[3:6]]


def test_links_lead_to_the_server(url: str) -> None:
    (page,) = read(f"{url}/feeds/99/pages/default")["entry"]
    assert page["link"][0]["href"] == f"{url}{sample_blog().pages[0].path}"


@pytest.mark.parametrize("path", ["/none.html", "/feeds/posts/default/1"])
def test_what_the_demo_does_not_have_is_refused(url: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(url + path)
