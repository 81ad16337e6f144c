"""Feeds that were kept in one file, of one blog or of several."""

import json
from html import escape

import pytest

from crawler.items import Blog, Post
from pipelines.imports.copies import Nothing, Origin
from pipelines.imports.feed_copies import read_feed_copy
from pipelines.imports.folders import Unreadable
from pipelines.imports.pages import read_copy

TAG = "tag:blogger.com,1999:blog-{}.post-{}"


def rss(*items: tuple[int, int], head: bool = True, gap: str = "") -> str:
    return f"""<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>
{f"<atom:id>tag:blogger.com,1999:blog-{items[0][0]}</atom:id>" if head else ""}<title>Gazeta</title>
<link>http://{f"b{items[0][0]}.blogspot.com" if head else "planet.example"}/</link>{"".join(map(item, items))}
</channel></rss>{gap}"""


def item(ids: tuple[int, int]) -> str:
    blog, post = ids
    return f"""<item><guid isPermaLink='false'>{TAG.format(blog, post)}</guid><title>T</title>
<description>&lt;/rss&gt; <![CDATA[</rss>]]></description><link>http://b{blog}.blogspot.com/2014/11/{post}.html</link></item>"""


def call(*ids: tuple[int, int]) -> str:
    entries = [{"id": {"$t": TAG.format(*each)}, "content": {"$t": "x"}} for each in ids]
    document = {"feed": {"id": {"$t": f"tag:blogger.com,1999:blog-{ids[0][0]}"}, "entry": entries}}
    return f"// API callback\nhandle({json.dumps(document)});"


def read(text: str) -> list[object]:
    return list(read_feed_copy(text.encode(), Origin(name="feed.xml", kind="saved")))


def ids(found: list[object]) -> list[tuple[int, int]]:
    assert not [each for each in found if not isinstance(each, Blog | Post)]
    return [(int(each.blog_id), int(each.post_id)) for each in found if isinstance(each, Post)]


@pytest.mark.parametrize("gap", ["", "\n\n", "<!-- page 2 -->", "\nHTTP/1.1 200 OK\n\n"])
def test_feeds_one_behind_the_other_are_read(gap: str) -> None:
    three = rss((7, 1), gap=gap) + rss((7, 2), (7, 3), gap=gap) + rss((8, 1))
    assert ids(read(three)) == [(7, 1), (7, 2), (7, 3), (8, 1)]


PAGE = """<!DOCTYPE html><html><head><link href="http://b7.blogspot.com/2014/11/1.html" rel="canonical">
<link rel="service.post" href="http://www.blogger.com/feeds/7/posts/default"></head><body>
<div class="post hentry"><h3 class="post-title">T</h3>
<div class="post-body" id="post-body-1000001">x</div></div>"""


@pytest.mark.parametrize(
    "feed", [rss((7, 1)), call((7, 1)), PAGE, "no feed"], ids=["rss", "script", "page", "none"]
)
def test_a_source_that_a_browser_shows_as_text_is_read(feed: str) -> None:
    shown = (
        f"<html><head><meta charset='utf-8'></head><body><pre>{escape(feed, quote=False)}</pre></body></html>"
    )
    found = list(read_copy(shown.encode(), Origin(name="view.html", kind="saved")))
    assert [type(each) for each in found] == ([Nothing] if feed == "no feed" else [Blog, Post])


def test_scripts_one_behind_the_other_are_read() -> None:
    assert ids(read(call((7, 1)) + "\n" + call((7, 2), (7, 3)))) == [(7, 1), (7, 2), (7, 3)]


@pytest.mark.parametrize("planet", [rss((7, 1), (8, 1), (7, 2), head=False), call((7, 1), (8, 1), (7, 2))])
def test_entries_of_several_blogs_are_each_of_its_own_blog(planet: str) -> None:
    found = read(planet)
    assert sorted(ids(found)) == [(7, 1), (7, 2), (8, 1)]
    assert [blog.title for blog in found if isinstance(blog, Blog)] == [None, None]


def test_an_entry_without_an_id_is_counted_and_named() -> None:
    own = "http://b7.blogspot.com/2014/11/2.html"
    found = read(rss((7, 1), (7, 2)).replace(TAG.format(7, 2), own))
    assert found[-1] == Nothing("entry without an id", f"feed.xml: {own}")


@pytest.mark.parametrize(
    "mark", ["xmlns:wp='http://wordpress.org/export/1.2/'", "xmlns:wp='x'><wp:wxr_version/"]
)
def test_an_export_of_wordpress_is_named(mark: str) -> None:
    (found,) = read(f"<?xml version='1.0'?><rss version='2.0' {mark}><channel><item/></channel></rss>")
    assert isinstance(found, Unreadable)
    assert "WordPress" in found.reason
