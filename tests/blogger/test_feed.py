"""Every dialect of the feed, whole and damaged. Bodies are written here; the shapes are Blogger's."""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.feed import parse_comments, parse_feed
from crawler.blogger.feed.strict_xml import parse_xml
from crawler.errors import FeedError
from crawler.items import Enclosure, Link, Post
from tests.helpers.corpus import ROOT, needs_corpus

POST_URL = "http://news.blogspot.com/2015/04/harbour-opens.html"
NS = (
    "xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:georss='http://www.georss.org/georss' xmlns:thr='http://purl.org/syndication/thread/1.0'"
)
ENTRY = f"""<entry><id>tag:blogger.com,1999:blog-77.post-9001</id>
<published>2015-04-01T23:30:00.001-07:00</published><updated>2015-04-02T08:00:00.000-07:00</updated>
<category scheme='http://www.blogger.com/atom/ns#' term='Harbour'/><category term='City'/>
<category term='City'/><title type='text'>Harbour &amp; bridge open</title>
<content type='html'>&lt;p&gt;Ships came.&lt;/p&gt;</content>
<link rel='edit' type='application/atom+xml' href='http://www.blogger.com/feeds/77/posts/default/9001'/>
<link rel='replies' type='text/html' href='{POST_URL}#comment-form' title='2 Comments'/>
<link rel='alternate' type='text/html' href='{POST_URL}' title='x'/>
<link rel='related' href='http://source.example/story' title='The story'/>
<link rel='enclosure' type='audio/mpeg' href='http://sound.example/a.mp3' length='4096'/>
<author><name>Mira  Holm</name><uri>http://www.blogger.com/profile/5</uri><email>noreply@blogger.com</email></author>
<media:thumbnail xmlns:media='http://search.yahoo.com/mrss/' url='http://1.bp.blogspot.com/s72-c/a.jpg'/>
<georss:featurename>Port Alder</georss:featurename><thr:total>2</thr:total></entry>"""
HEAD = """<id>tag:blogger.com,1999:blog-77</id><updated>2016-01-01T00:00:00.000-08:00</updated>
<category term='Harbour'/><category term='City'/><title type='text'>Port News</title>
<subtitle type='html'>Of the sea</subtitle><link rel='alternate' type='text/html' href='http://news.blogspot.com/'/>
<link rel='self' href='http://www.blogger.com/feeds/77/posts/default'/><author><name>Mira Holm</name></author>
<openSearch:totalResults>41</openSearch:totalResults><openSearch:itemsPerPage>9999</openSearch:itemsPerPage>"""


def atom(*entries: str) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?><feed {NS}>{HEAD}{''.join(entries)}</feed>".encode()


def json_entry(**more: Any) -> dict[str, Any]:
    return {
        "id": {"$t": "tag:blogger.com,1999:blog-77.post-9001"},
        "published": {"$t": "2015-04-01T23:30:00.001-07:00"},
        "updated": {"$t": "2015-04-02T08:00:00.000-07:00"},
        "category": [{"term": "Harbour"}, {"term": "City"}, {"term": "City"}],
        "title": {"type": "text", "$t": "Harbour & bridge open"},
        "content": {"type": "html", "$t": "<p>Ships came.</p>"},
        "link": [
            {"rel": "replies", "type": "text/html", "href": POST_URL + "#comment-form"},
            {"rel": "alternate", "type": "text/html", "href": POST_URL, "title": "x"},
            {"rel": "related", "href": "http://source.example/story", "title": "The story"},
            {
                "rel": "enclosure",
                "type": "audio/mpeg",
                "href": "http://sound.example/a.mp3",
                "length": "4096",
            },
        ],
        "author": [{"name": {"$t": "Mira  Holm"}, "uri": {"$t": "http://www.blogger.com/profile/5"}}],
        "media$thumbnail": {"url": "http://1.bp.blogspot.com/s72-c/a.jpg", "height": "72"},
        "georss$featurename": {"$t": "Port Alder"},
        "thr$total": {"$t": "2"},
    } | more


def as_json(*entries: dict[str, Any], **feed: Any) -> bytes:
    head = {
        "id": {"$t": "tag:blogger.com,1999:blog-77"},
        "updated": {"$t": "2016-01-01T00:00:00.000-08:00"},
        "category": [{"term": "Harbour"}, {"term": "City"}],
        "title": {"type": "text", "$t": "Port News"},
        "subtitle": {"$t": "Of the sea"},
        "link": [{"rel": "alternate", "type": "text/html", "href": "http://news.blogspot.com/"}],
        "author": [{"name": {"$t": "Mira Holm"}}],
        "openSearch$totalResults": {"$t": "41"},
        "openSearch$itemsPerPage": {"$t": "9999"},
    }
    body = {"version": "1.0", "feed": head | ({"entry": list(entries)} if entries else {}) | feed}
    return json.dumps(body).encode()


def only(body: bytes) -> Post:
    (post,) = parse_feed(body, url="u").posts
    return post


def test_atom_and_json_say_the_same() -> None:
    assert parse_feed(atom(ENTRY), url="u") == parse_feed(as_json(json_entry()), url="u")


def test_every_field_of_an_entry() -> None:
    post = only(atom(ENTRY))
    assert (post.blog_id, post.post_id, post.url) == ("77", "9001", POST_URL)
    assert (post.title, post.author, post.author_url) == (
        "Harbour & bridge open",
        "Mira Holm",
        "http://www.blogger.com/profile/5",
    )
    assert (post.labels, post.comment_count, post.location) == (("Harbour", "City"), 2, "Port Alder")
    assert (post.published_raw, post.updated_raw) == (
        "2015-04-01T23:30:00.001-07:00",
        "2015-04-02T08:00:00.000-07:00",
    )
    assert (post.body_raw, post.body_type, post.partial) == ("<p>Ships came.</p>", "html", False)
    assert post.thumbnail == "http://1.bp.blogspot.com/s72-c/a.jpg"
    assert post.related == (Link(url="http://source.example/story", text="The story"),)
    assert post.enclosures == (Enclosure(url="http://sound.example/a.mp3", type="audio/mpeg", length=4096),)


def test_the_blog_and_its_total() -> None:
    page = parse_feed(atom(ENTRY), url="u")
    assert (page.blog.title, page.blog.subtitle, page.blog.labels) == (
        "Port News",
        "Of the sea",
        ("Harbour", "City"),
    )
    assert (page.blog.url, page.total, page.entries) == ("http://news.blogspot.com/", 41, 1)


RSS = f"""<rss {NS.replace("xmlns=", "xmlns:atom=")} version='2.0'><channel>
<atom:id>tag:blogger.com,1999:blog-77</atom:id><title>Port News</title><description>Of the sea</description>
<link>http://news.blogspot.com/</link><managingEditor>noreply@blogger.com (Mira Holm)</managingEditor>
<openSearch:totalResults>41</openSearch:totalResults><item>
<guid isPermaLink='false'>tag:blogger.com,1999:blog-77.post-9001</guid>
<pubDate>Thu, 02 Apr 2015 06:30:00 +0000</pubDate><atom:updated>2015-04-02T08:00:00.000-07:00</atom:updated>
<category>Harbour</category><category>City</category><title>Harbour &amp; bridge open</title>
<description>BODY</description><link>{POST_URL}</link><author>noreply@blogger.com (Mira Holm)</author>
<thr:total>2</thr:total></item></channel></rss>"""


def test_rss() -> None:
    post = only(RSS.replace("BODY", "&lt;p&gt;Ships came.&lt;/p&gt;").encode())
    assert (post.post_id, post.url, post.author, post.labels) == (
        "9001",
        POST_URL,
        "Mira Holm",
        ("Harbour", "City"),
    )
    assert (post.published_raw, post.updated_raw) == (
        "Thu, 02 Apr 2015 06:30:00 +0000",
        "2015-04-02T08:00:00.000-07:00",
    )
    assert (post.body_raw, post.partial, post.comment_count) == ("<p>Ships came.</p>", False, 2)


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("@mira@sea.example (Mira (M) Holm)", "Mira (M) Holm"),
        ("@mira (Mira Holm)", "@mira (Mira Holm)"),
        ("a@@\n(Mira)", "Mira"),
        ("mira@ (Mira)", "mira@ (Mira)"),
        ("a@b (x) y", "a@b (x) y"),
        ("a@b ()", None),
    ],
)
def test_author_of_rss(written: str, author: str | None) -> None:
    assert only(RSS.replace("noreply@blogger.com (Mira Holm)", written).encode()).author == author


@pytest.mark.parametrize(
    "wrap",
    [
        b"// API callback\njQuery1_2(%s);",
        b"cb(%s)",
        b"window.app.take(%s);",
        b"\xef\xbb\xbf%s",
        b"\n \r\n%s",
        b"%s" + b"\x00" * 100_000,
    ],
)
def test_wrappings_of_a_json_feed(wrap: bytes) -> None:
    assert only(wrap.replace(b"%s", as_json(json_entry()))).post_id == "9001"


@pytest.mark.parametrize("tail", [b"\x00" * 100_000, b"\n\n", b""])
def test_an_xml_feed_that_ends_in_nul_bytes(tail: bytes) -> None:
    assert only(atom(ENTRY) + tail).post_id == "9001"


def test_no_entry_key_is_an_empty_page() -> None:
    page = parse_feed(as_json(), url="u")
    assert (page.posts, page.entries, page.total) == ((), 0, 41)


@pytest.mark.parametrize("key", sorted(json_entry().keys() - {"id"}))
def test_a_json_entry_may_lack_any_key_but_its_id(key: str) -> None:
    entry = json_entry()
    del entry[key]
    assert only(as_json(entry)).post_id == "9001"


@pytest.mark.parametrize("odd", [None, [], {}, "text", 7, [None], {"$t": None}, {"$t": {"x": 1}}, [["a"]]])
@pytest.mark.parametrize("key", sorted(json_entry().keys() - {"id"}))
def test_a_json_entry_may_hold_anything_anywhere(key: str, odd: object) -> None:
    assert only(as_json(json_entry(**{key: odd}))).post_id == "9001"


@pytest.mark.parametrize("odd_id", [None, {}, {"$t": "urn:1"}, {"$t": "tag:blogger.com,1999:blog-88.post-1"}])
def test_an_entry_without_an_id_of_this_blog_is_counted_not_kept(odd_id: object) -> None:
    page = parse_feed(as_json(json_entry(id=odd_id), json_entry()), url="u")
    assert (len(page.posts), page.entries) == (1, 2)


def test_lone_surrogates_become_something_that_can_be_stored() -> None:
    body = as_json(json_entry()).replace(b"Ships came", b"Ships \\ud83d came")
    assert only(body).body_raw == "<p>Ships \ufffd came.</p>"


def test_control_characters_that_xml_forbids_are_left_out() -> None:
    assert only(atom(ENTRY.replace("Ships", "Sh\x0bips&#8;"))).body_raw == "<p>Ships came.</p>"


def test_bytes_that_are_not_utf8_are_of_windows_and_cost_no_feed() -> None:
    both = atom(ENTRY).replace(b"Ships", "Çh—".encode() + b"\x92ips")
    assert only(both).body_raw == "<p>Çh—’ips came.</p>"
    assert only(atom(ENTRY).replace(b"Ships", b"Sh\x81ips")).body_raw == "<p>Sh\ufffdips came.</p>"


def test_an_untitled_post_has_no_title() -> None:
    assert only(atom(ENTRY.replace("Harbour &amp; bridge open", " "))).title is None


def test_markup_in_a_title_of_type_html_is_taken_out() -> None:
    marked = ENTRY.replace(
        "'text'>Harbour &amp; bridge", "'html'>&lt;i&gt;Harbour&lt;/i&gt; &amp;amp; bridge"
    )
    assert only(atom(marked)).title == "Harbour & bridge open"


@pytest.mark.parametrize(
    ("body", "partial"),
    [
        (atom(re.sub(r"<content.*?</content>", "<summary type='text'>Ships</summary>", ENTRY)), True),
        (as_json(json_entry(content=None, summary={"$t": "Ships"})), True),
        (as_json(json_entry(content={"$t": f'<p>x</p><a href="{POST_URL}#more">Read more</a>'})), True),
        (
            as_json(json_entry(content={"$t": '<p>x</p><a href="http://other.example/#more">Read more</a>'})),
            False,
        ),
        (RSS.replace("BODY", "w" * 390).encode(), True),
        (RSS.replace("BODY", "w" * 1000).encode(), False),
        (RSS.replace("BODY", "short").encode(), False),
    ],
)
def test_a_summary_is_noticed_entry_by_entry(body: bytes, partial: bool) -> None:
    assert only(body).partial is partial


BOMB = (
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><feed>&b;</feed>"
)
EXTERNAL = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><feed>&a;</feed>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"\x00\x00", "empty"),
        (b"<!DOCTYPE html><html><body>Consent</body></html>", "HTML page"),
        (b"<html><head></head></html>", "HTML page"),
        (b"<?xml version='1.0'?><urlset></urlset>", "<urlset>"),
        (b"{}", "no Blogger feed"),
        (b"[1]", "no Blogger feed"),
        (b'{"feed": 3}', "no Blogger feed"),
        (b"plain words", "not a feed"),
        (b"[" * 200_000, "deep"),
        (b'{"feed": ' + b"9" * 5000 + b"}", "not a feed"),
        (as_json(json_entry())[:-40], "broken"),
        (atom(ENTRY)[:-40], "cut short"),
        (atom().replace(b"blog-77", b"thing-1"), "no blog id"),
        (BOMB, "HTML page|entities"),
        (EXTERNAL, "HTML page|entities"),
        (b"<feed " + b" " * 5000 + b"><!ENTITY x 'y'></feed>", "entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=said) as refused:
        parse_feed(body, url="http://u/")
    assert refused.value.url == "http://u/"
    assert "\n" not in str(refused.value)


def declared(encoding: str, entity: str = "<!ENTITY") -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><!X [{entity} a "b">]><feed>&a;</feed>'


@pytest.mark.parametrize(
    "body",
    [
        declared("utf-7", "+ADwAIQ-ENTITY").encode(),
        declared("hz-gb-2312", "<!~\nENTITY").encode(),
        declared("iso-2022-jp", "<!\x1b(J\x1b(BENTITY").encode(),
        declared("iso-2022-kr", "<!\x0fENTITY").encode(),
        declared("raw_unicode_escape", "\\u003c!ENTITY").encode(),
        declared("utf-16").encode("utf-16-le"),
        declared("utf-16").encode("utf-16-be"),
        declared("utf-16").encode("utf-16"),
        declared("ucs-4").encode("utf-32-le"),
        declared("ucs-4").encode("utf-32-be"),
        declared("ucs-4").encode("utf-32"),
        declared("cp037").encode("cp037"),
        declared("utf-8' encoding='cp037").encode(),
        declared("utf-7", "+ADwAIQ-ENTITY").replace("1.0", "1>0").encode(),
        declared("x-unknown", "<!\x01ENTITY").encode(),
        declared("utf-8", "<!\x01ENTITY").encode(),
        declared("utf-8", "<!&#1;ENTITY").encode(),
        declared("rot13", "").encode(),
    ],
)
def test_no_encoding_hides_an_entity(body: bytes) -> None:
    with pytest.raises(FeedError, match=r"can hide markup|XML entities|broken"):
        parse_feed(body)
    with pytest.raises(FeedError, match=r"can hide markup|XML entities|broken"):
        parse_xml(body, "")


@given(st.binary(max_size=300) | st.text().map(lambda t: as_json(json_entry(title={"$t": t}))))
def test_any_bytes_are_a_feed_or_refused(body: bytes) -> None:
    for parse in (parse_feed, parse_comments):
        with suppress(FeedError):
            assert parse(body).entries >= 0


COMMENT = """<entry><id>tag:blogger.com,1999:blog-77.post-5002</id>
<published>2015-04-02T09:00:00.000-07:00</published>
<updated>2015-04-02T09:00:00.000-07:00</updated><title type='text'>Good...</title>
<content type='html'>Good &lt;b&gt;news&lt;/b&gt;</content>
<link rel='alternate' type='text/html' href='http://news.blogspot.com/2015/04/harbour-opens.html?showComment=1#c5002'/>
<link rel='related' href='http://www.blogger.com/feeds/77/9001/comments/default/5001'/>
<author><name>Anonymous</name></author>
<thr:in-reply-to href='x' ref='tag:blogger.com,1999:blog-77.post-9001' type='text/html'/></entry>"""


def test_a_comment_knows_its_post_and_its_parent() -> None:
    body = atom(COMMENT).replace(b"blog-77</id>", b"blog-77.comments</id>")
    page = parse_comments(body)
    (comment,) = page.comments
    assert (page.blog_id, page.total, page.entries) == ("77", 41, 1)
    assert (comment.post_id, comment.comment_id, comment.parent_id) == ("9001", "5002", "5001")
    assert (comment.author, comment.body_raw, comment.author_url) == ("Anonymous", "Good <b>news</b>", None)


CORPUS_FEEDS = sorted((ROOT / "feeds").glob("*")) if (ROOT / "feeds").is_dir() else []


@needs_corpus
@pytest.mark.parametrize("path", [p for p in CORPUS_FEEDS if "sitemap" not in p.name], ids=lambda p: p.name)
def test_real_feeds_give_every_entry_with_id_date_and_body(path: Any) -> None:
    body = path.read_bytes()
    held = len(re.findall(rb"<entry>|<item>|\"id\":{\"\$t\":\"tag:[^\"]*post-", body))
    page = parse_feed(body, url=path.name)
    assert len(page.posts) == page.entries == held
    assert all(p.published_raw and p.updated_raw and p.url for p in page.posts)
    # One real post is a bare title with nothing below it.
    assert sum(not p.body_raw for p in page.posts) <= 1
