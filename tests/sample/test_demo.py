"""The demo's own server: feeds and pages of the bundled blog."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from crawler.blogger.page import read_page
from crawler.sample import sample_blog, sample_server


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with sample_server(sample_blog(), port=0) as server:
        yield server.url


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as response:
        body: bytes = response.read()
    return body


def test_the_feed_pages_hold_every_post_once(url: str) -> None:
    seen: list[str] = []
    while entries := json.loads(
        read(f"{url}/feeds/posts/default?alt=json&max-results=20&start-index={len(seen) + 1}")
    )["feed"].get("entry"):
        seen += [entry["id"]["$t"].rpartition("-")[2] for entry in entries]
    assert seen == [post.post_id for post in sample_blog().posts]


def test_the_comment_feed_holds_every_comment(url: str) -> None:
    feed = json.loads(read(f"{url}/feeds/comments/default?alt=json&max-results=150"))["feed"]
    assert len(feed["entry"]) == sum(len(post.comments) for post in sample_blog().posts)


def test_every_post_can_be_read_from_its_page(url: str) -> None:
    for post in sample_blog().posts:
        page = read_page(read(url + post.path), url=url + post.path)
        (shown,) = page.posts
        assert (shown.post_id, shown.title or "") == (post.post_id, " ".join(post.title.split()))
        assert shown.published_raw == post.published.isoformat(timespec="seconds")


@pytest.mark.parametrize("path", ["/none.html", "/feeds/posts/default/1"])
def test_what_the_blog_does_not_have_is_refused(url: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(url + path)
