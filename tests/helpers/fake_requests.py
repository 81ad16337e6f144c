"""Short ways to ask a site of the fake Blogger, for the tests of the sample."""

import json
from typing import Any

from lxml import etree, html

from tests.helpers.fake_blogger import FakeResponse, Site, respond
from tests.helpers.sample_blog import SampleBlog, make_post

HOME = "https://quay.blogspot.com"
FEED = "/feeds/posts/default"
ATOM = {
    "a": "http://www.w3.org/2005/Atom",
    "o": "http://a9.com/-/spec/opensearchrss/1.0/",
    "t": "http://purl.org/syndication/thread/1.0",
    "m": "http://search.yahoo.com/mrss/",
    "g": "http://www.georss.org/georss",
}


def get(site: Site, path: str, **headers: str) -> FakeResponse:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return respond({"quay.blogspot.com": site}, "GET", path if "://" in path else HOME + path, fields)


def feed(site: Site, query: str = "", path: str = FEED) -> Any:
    return json.loads(get(site, f"{path}?alt=json{query}").body)["feed"]


def ids(tree: Any) -> list[str]:
    return [entry["id"]["$t"].rpartition("-")[2] for entry in tree.get("entry", [])]


def atom(site: Site, path: str = FEED) -> Any:
    return etree.fromstring(get(site, path).body)


def page(site: Site, path: str) -> Any:
    return html.fromstring(get(site, path).body.decode())


def blog_of(size: int, blog_id: str = "4711") -> SampleBlog:
    days = (f"2014-{n // 28 + 1:02d}-{n % 28 + 1:02d}T10:00:00.001-08:00" for n in range(size))
    posts = [make_post(f"Post {n}", at, f"<p>Text {n}</p>") for n, at in enumerate(days)]
    return SampleBlog(blog_id=blog_id, title="Quay & Co").with_post(*posts)
