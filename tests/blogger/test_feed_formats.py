# ruff: noqa: E501 - feeds are written on long lines
"""Feeds of every age and of other people's servers: Atom 0.3, XHTML, FeedBurner, backups, odd wrappings."""

import json
import re
import time
from typing import Any

import pytest

from crawler.blogger.feed import parse_comments, parse_feed
from crawler.errors import FeedError
from crawler.items import Post
from pipelines.item_cleaner import ItemCleaner
from tests.blogger.test_feed import COMMENT, ENTRY, NS, POST_URL, RSS, as_json, atom, json_entry

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def whole(body: bytes) -> Post:
    """The only post of a feed, cleaned and dated."""
    (post,) = parse_feed(body, url="u").posts
    return ItemCleaner().clean(post)


def atom03(entry: str, version: str = "0.3") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://purl.org/atom/ns#" version="{version}">
<link href="http://www.blogger.com/atom/77" rel="service.post" type="application/atom+xml"/>
<link href="http://port.example/" rel="alternate" type="text/html"/>
<title mode="escaped" type="text/html">Port &amp;amp; Sea</title><tagline mode="escaped" type="text/html">x</tagline>
<id>tag:blogger.com,1999:blog-77</id><modified>2004-06-02T10:00:00Z</modified>
<entry xmlns="http://purl.org/atom/ns#"><id>tag:blogger.com,1999:blog-77.post-1086</id>
<link href="http://port.example/2004/06/tide.html" rel="alternate" type="text/html"/>{entry}</entry></feed>""".encode()


TIMES = "<issued>2004-06-01T09:30:00-05:00</issued><modified>2004-06-01T14:35:00Z</modified><created>2004-06-01T14:30:00Z</created>"
DIV = f"<div {XHTML}>Tide turns.<br/><br/>See <a href='http://tide.example/t'>nine</a> &lt; ten.<img src='http://i.example/f.jpg' alt='F'/></div>"
ESCAPED = "Tide turns.&lt;br/&gt;&lt;br/&gt;See &lt;a href='http://tide.example/t'&gt;nine&lt;/a&gt; &amp;lt; ten.&lt;img src='http://i.example/f.jpg'/&gt;"


@pytest.mark.parametrize(
    "content",
    [
        f'<content type="application/xhtml+xml" xml:base="http://port.example" xml:space="preserve">{DIV}</content>',
        f'<content type="text/html" mode="xml">{DIV}</content>',
        f'<content type="text/html" mode="escaped">{ESCAPED}</content>',
        f'<content type="html" mode="escaped">{ESCAPED}</content>',
        f"<content mode='escaped' type='text/html'><![CDATA[{ESCAPED.replace('&lt;', '<').replace('&gt;', '>').replace('&amp;', '&')}]]></content>",
        '<content type="text/html" mode="base64">VGlkZSB0dXJucy48YnIvPjxici8+U2VlIDxhIGhyZWY9J2h0dHA6Ly90aWRlLmV4YW1wbGUvdCc+bmluZTwvYT4gJmx0OyB0ZW4uPGltZyBzcmM9J2h0dHA6Ly9pLmV4YW1wbGUvZi5qcGcnLz4=</content>',
    ],
    ids=["xhtml", "html in xml", "escaped", "escaped html", "cdata", "base64"],
)
def test_atom_03(content: str) -> None:
    post = whole(
        atom03(
            f"<author><name>Ann</name><url>http://ann.example/</url></author>{TIMES}"
            f'<title mode="escaped" type="text/html">High &lt;i&gt;tide&lt;/i&gt;</title>{content}'
        )
    )
    assert (post.title, post.author, post.author_url) == ("High tide", "Ann", "http://ann.example/")
    assert (post.published_local, post.updated_raw) == ("2004-06-01T09:30:00-05:00", "2004-06-01T14:35:00Z")
    assert post.text == "Tide turns.\n\nSee nine < ten."
    assert [link.url for link in post.links] == ["http://tide.example/t"]
    assert [image.url for image in post.images] == ["http://i.example/f.jpg"]
    assert not post.partial


def test_the_head_of_atom_03() -> None:
    blog = parse_feed(atom03(TIMES), url="u").blog
    assert (blog.blog_id, blog.title, blog.subtitle, blog.url) == (
        "77",
        "Port & Sea",
        "x",
        "http://port.example/",
    )
    assert blog.updated_raw == "2004-06-02T10:00:00Z"


@pytest.mark.parametrize(("draft", "posts"), [("false", 1), ("true", 0)])
def test_drafts_of_atom_03_are_no_posts(draft: str, posts: int) -> None:
    body = atom03(f'{TIMES}<draft xmlns="http://purl.org/atom-blog/ns#">{draft}</draft>')
    assert len(parse_feed(body).posts) == posts


@pytest.mark.parametrize(
    ("entry", "published"),
    [
        (TIMES, "2004-06-01T09:30:00-05:00"),
        ("<created>2004-06-01T14:30:00Z</created>", "2004-06-01T14:30:00Z"),
        (
            "<created>2004-06-01T14:30:00Z</created><published>2004-06-03T00:00:00Z</published>",
            "2004-06-03T00:00:00Z",
        ),
        ("", None),
    ],
)
def test_the_time_of_publication_by_rank(entry: str, published: str | None) -> None:
    (post,) = parse_feed(atom03(entry)).posts
    assert post.published_raw == published


def xhtml_entry(title: str, content: str) -> bytes:
    entry = ENTRY.replace("<title type='text'>Harbour &amp; bridge open</title>", title)
    return atom(entry.replace("<content type='html'>&lt;p&gt;Ships came.&lt;/p&gt;</content>", content))


@pytest.mark.parametrize("prefix", ["", "h:"])
def test_xhtml_content_and_title(prefix: str) -> None:
    p, ns = prefix, f"xmlns{':h' if prefix else ''}='http://www.w3.org/1999/xhtml'"
    title = f"<title type='xhtml'><{p}div {ns}>Less: <{p}em>&lt;b&gt;</{p}em></{p}div></title>"
    content = (
        f"<content type='xhtml'><{p}div {ns}><{p}p>One <{p}a href='http://a.example/'>link</{p}a>.</{p}p>"
        f"<{p}p>Two: if a &lt; b.</{p}p><{p}pre>#include &lt;x.h&gt;\n  y</{p}pre></{p}div></content>"
    )
    post = whole(xhtml_entry(title, content))
    assert post.title == "Less: <b>"
    assert post.text == "One link.\n\nTwo: if a < b.\n\n#include <x.h>\n  y"
    assert [link.url for link in post.links] == ["http://a.example/"]


def test_content_of_type_text_is_plain_text() -> None:
    post = whole(
        xhtml_entry("<title>x</title>", "<content type='text'>#include &lt;x.h&gt;\nint y;</content>")
    )
    assert (post.body_type, post.text) == ("text", "#include <x.h>\nint y;")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Rock &amp;amp; Roll", "Rock & Roll"),
        ("It&amp;#39;s &amp;quot;here&amp;quot;", 'It\'s "here"'),
        ("AT&amp;T; and more", "AT&T; and more"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("The &lt;b&gt; tag", "The <b> tag"),
        ("&lt;b&gt; and &lt;i&gt; and &lt;b&gt; again", "<b> and <i> and <b> again"),
        ("Close it with &lt;/b&gt;", "Close it with </b>"),
        ("vector&lt;int&gt; and map&lt;a, b&gt;", "vector<int> and map<a, b>"),
        ("&lt;p&gt;&lt;font color='red'&gt;Sale &amp;amp; more&lt;/font&gt;&lt;/p&gt;", "Sale & more"),
        ("One&lt;br /&gt;two", "One two"),
        ("\u200bHar\ufeffbour\u00a0\u200e\u202aopen\u202c\u2003 now\u00ad\u200b", "Harbour open now"),
        ("Line\nbreak\tand&#x85;more", "Line break and more"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Cafe\u0301", "Café"),
        ("\u200b \ufeff", None),
        ("", None),
    ],
)
def test_titles_are_what_a_reader_sees(written: str, title: str | None) -> None:
    assert whole(xhtml_entry(f"<title type='text'>{written}</title>", "")).title == title


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize(
    "piece", ["&lt;b&gt;", "&lt;a", "&lt;a ", "&amp;amp;", "&lt;/b&gt;", "&lt;", "\u200b"]
)
def test_time_grows_no_faster_than_a_title(piece: str, kind: str) -> None:
    started = time.process_time()
    whole(xhtml_entry(f"<title type='{kind}'>{piece * 100_000}</title>", ""))
    assert time.process_time() - started < 5


def test_labels_are_plain_and_each_once() -> None:
    """Some exports put several labels into one term, a line each."""
    terms = ["\u200bNews", "News\ufeff", "City\n6G Networks\nNews", " ", "\u202aפורט\u202c"]
    (post,) = parse_feed(as_json(json_entry(category=[{"term": term} for term in terms]))).posts
    assert post.labels == ("News", "City", "6G Networks", "פורט")


SUMMARY = '<atom:summary type="text">The first words of it</atom:summary>'


@pytest.mark.parametrize(
    ("description", "text", "partial"),
    [
        (SUMMARY, "The first words of it", True),
        (
            f"{SUMMARY}<description>&lt;p&gt;All of the words.&lt;/p&gt;</description>",
            "All of the words.",
            False,
        ),
        (f"<description></description>{SUMMARY}", "The first words of it", True),
        (
            "<description>Short.</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;All of the words.&lt;/p&gt;</content:encoded>",
            "All of the words.",
            False,
        ),
        ("", "", False),
    ],
    ids=["summary only", "both", "empty description", "encoded", "neither"],
)
def test_bodies_of_rss(description: str, text: str, partial: bool) -> None:
    body = RSS.replace("<description>BODY</description>", description)
    post = whole(body.encode())
    assert (post.text, post.partial) == (text, partial)


def test_what_other_vocabularies_say_is_not_taken_for_the_posts_own() -> None:
    """`media:title`, `media:content` and `itunes:author` share their names with Atom's."""
    more = """<media:group xmlns:media='http://search.yahoo.com/mrss/'><media:title>No</media:title>
<media:description>No</media:description><media:content url='http://v.example/1.mp4'/></media:group>
<itunes:author xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>No</itunes:author>
<itunes:summary xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>No</itunes:summary></entry>"""
    assert parse_feed(atom(ENTRY.replace("</entry>", more))) == parse_feed(atom(ENTRY))


@pytest.mark.parametrize(
    "more",
    [
        "<media:group xmlns:media='http://search.yahoo.com/mrss/'><media:thumbnail url='http://t.example/t.jpg'/></media:group>",
        "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='v'><media:thumbnail url='http://t.example/t.jpg'/></media:content>",
        "<media:thumbnail xmlns:media='http://search.yahoo.com/mrss/' height='72' url='http://t.example/t.jpg' width='72'/>",
    ],
)
def test_thumbnails_wherever_they_stand(more: str) -> None:
    entry = ENTRY.replace("media:thumbnail", "media:other").replace("</entry>", more + "</entry>")
    (post,) = parse_feed(atom(entry)).posts
    assert post.thumbnail == "http://t.example/t.jpg"


def test_a_feed_by_feedburner_names_the_posts_own_address() -> None:
    origin = f"<feedburner:origLink xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>{POST_URL}</feedburner:origLink>"
    link = "http://feedproxy.google.com/~r/PortNews/~3/abc/harbour-opens.html"
    entry = ENTRY.replace(f"type='text/html' href='{POST_URL}'", f"type='text/html' href='{link}'")
    (post,) = parse_feed(atom(entry.replace("</entry>", origin + "</entry>"))).posts
    assert post.url == POST_URL
    rss = RSS.replace(f"<link>{POST_URL}</link>", f"<link>{link}</link>{origin}")
    (post,) = parse_feed(rss.encode()).posts
    assert post.url == POST_URL
    found = json_entry(link=[{"rel": "alternate", "type": "text/html", "href": link}])
    (post,) = parse_feed(as_json(found | {"feedburner$origLink": {"$t": POST_URL}})).posts
    assert post.url == POST_URL


@pytest.mark.parametrize(
    "wrap",
    [
        "// API callback\ncb(%s);",
        "/**/typeof cb === 'function' && cb(%s);",
        "/* a note */ gdata.io.handleScriptLoaded(%s);\n",
        ")]}',\n%s",
        "while(1);%s",
        "cb && cb(%s)",
        "var feed = %s;",
        "window['cb'](%s);\n//end",
    ],
)
def test_wrappings_of_jsonp(wrap: str) -> None:
    body = wrap.replace("%s", as_json(json_entry()).decode()).encode()
    assert parse_feed(body, url="u") == parse_feed(as_json(json_entry()), url="u")
    with pytest.raises(FeedError):
        parse_feed(body[: len(body) * 2 // 3])


def test_the_feed_of_one_post() -> None:
    entry = ENTRY.replace("<entry>", f"<entry {NS}>")
    assert whole(f"<?xml version='1.0'?>{entry}".encode()).post_id == "9001"
    (post,) = parse_feed(json.dumps({"version": "1.0", "entry": json_entry()}).encode()).posts
    assert post.post_id == "9001"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b"encoding='UTF-8'", b"encoding='windows-1252'").replace(b"Ships", b"Sh\x92ips\x0b"),
        lambda body: b"\xff\xfe" + body.decode().replace("encoding='UTF-8'", "").replace("Ships", "Sh’ips").encode("utf-16-le"),
        lambda body: b"\xfe\xff" + body.decode().replace("UTF-8", "utf-16").replace("Ships", "Sh’ips").encode("utf-16-be"),
        lambda body: body.replace(b"UTF-8", b"ISO-8859-1").replace(b"Ships", "Sh’ips".encode()),
        lambda body: body.replace(b"UTF-8", b"x-unknown").replace(b"Ships", "Sh’ips".encode()),
        lambda body: body.replace(b"Ships", "Sh’ips".encode()) + b"\n<script>track('</x>')</script><!-- hosted -->",
        lambda body: body.replace(b"Ships", "Sh’ips".encode()).replace(b"<thr:total>", b"<app:control><app:draft>no</app:draft></app:control><thr:total>"),
    ],
    ids=["windows-1252 with a control", "utf-16", "utf-16 that says so", "another than it is in", "an unknown encoding", "a host's script behind it", "an undeclared prefix"],
)  # fmt: skip
def test_repairs(spoil: Any) -> None:
    assert whole(spoil(atom(ENTRY))).text == "Sh’ips came."


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize(
    ("stray", "read"),
    [("a&nbsp;&mdash;b", "a —b"), ("R & D", "R & D"), ("1 < 2", "1 < 2"), ("&foo;", "&foo;")],
)
def test_stray_markup_costs_neither_the_feed_nor_the_body(kind: str, stray: str, read: str) -> None:
    body = atom(ENTRY).decode() if kind == "atom" else RSS.replace("BODY", "&lt;p&gt;Ships came.&lt;/p&gt;")
    title = re.search(r"<entry>.*?<title[^>]*>|<item>.*?<title>", body, re.DOTALL)
    assert title
    (post,) = parse_feed(f"{body[: title.end()]}{stray} {body[title.end() :]}".encode()).posts
    assert (post.title or "").startswith(read + " ")
    assert post.body_raw == "<p>Ships came.</p>"


def test_a_feed_that_google_reader_kept() -> None:
    marks = (
        "<category term='user/1/state/com.google/read' scheme='http://www.google.com/reader/' label='read'/>"
    )
    own = (
        "<id gr:original-id='tag:blogger.com,1999:blog-77.post-9001'>tag:google.com,2005:reader/item/0a</id>"
    )
    entry = re.sub("<id>.*?</id>", own + marks, ENTRY, count=1)
    body = atom(entry).replace(b"<feed ", b"<feed xmlns:gr='http://www.google.com/schemas/reader/atom/' ", 1)
    body = re.sub(
        rb"<id>tag:blogger.com,1999:blog-77[^<]*</id>", b"<id>tag:google.com,2005:reader/feed/x</id>", body
    )
    post, plain = whole(body), whole(atom(ENTRY))
    assert (post.blog_id, post.post_id, post.labels) == ("77", "9001", plain.labels)


@pytest.mark.parametrize("before", [True, False])
def test_feedburners_copy_of_an_enclosure_has_its_own_address(before: bool) -> None:
    copy = "<link rel='enclosure' type='audio/mpeg' length='5' href='http://feedproxy.google.com/~r/news/~5/x/a.mp3'/>"
    first = "<link rel='enclosure' href='http://pod.example/first.mp3'/>" if before else ""
    origin = "<feedburner:origEnclosureLink>http://pod.example/a.mp3</feedburner:origEnclosureLink>"
    post = whole(atom(ENTRY.replace("</entry>", f"{first}{copy}{origin}</entry>")))
    added = [(each.url, each.length) for each in post.enclosures if "pod.example" in each.url]
    assert added[-1] == ("http://pod.example/a.mp3", 5)
    assert not [each for each in post.enclosures if "feedproxy" in each.url]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Fish &amp; &lt;b&gt;Tide&lt;/b&gt;", "Fish & Tide"),
        ("A &amp;amp; B&lt;br/&gt;C", "A & B C"),
        ("", None),
    ],
)
def test_a_subtitle_is_read_as_a_title_is(written: str, read: str | None) -> None:
    body = re.sub(r"<subtitle.*?</subtitle>", "", atom(ENTRY).decode())
    body = body.replace("<entry>", f"<subtitle type='html'>{written}</subtitle><entry>", 1)
    assert parse_feed(body.encode()).blog.subtitle == read


def test_a_label_that_was_escaped_twice() -> None:
    term = "<category scheme='http://www.blogger.com/atom/ns#' term='A &amp;amp; B'/>"
    assert "A & B" in whole(atom(ENTRY.replace("</entry>", f"{term}</entry>"))).labels


def test_the_first_author_counts_and_names_of_dublin_core_are_no_titles() -> None:
    more = "<author><name>Second</name></author><dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>X</dc:title>"
    post, plain = whole(atom(ENTRY.replace("</entry>", f"{more}</entry>"))), whole(atom(ENTRY))
    assert (post.author, post.title) == (plain.author, plain.title)


@pytest.mark.parametrize("path", ["search/label/Sea%20side", "search", "search?max-results=5", ""])
def test_the_home_page_of_a_feed_of_a_label(path: str) -> None:
    body = re.sub(r"<link rel='alternate'[^>]*>", "", atom(ENTRY).decode(), count=1)
    link = f"<link rel='alternate' type='text/html' href='http://news.blogspot.com/{path}'/>"
    found = parse_feed(body.replace("<entry>", f"{link}<entry>", 1).encode()).blog
    assert found.url == "http://news.blogspot.com/"


PREFACES = [
    "HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml; charset=UTF-8\r\n\r\n",
    "This XML file does not appear to have any style information associated with it.\n\n",
    "\ufeff\ufeff\r\n",
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><div id="webkit-xml-viewer-source-xml">',
]


@pytest.mark.parametrize("declaration", [True, False])
@pytest.mark.parametrize("preface", PREFACES, ids=["headers", "note", "marks", "viewer"])
def test_what_stands_before_a_feed_is_left_out(preface: str, declaration: bool) -> None:
    body = atom(ENTRY).decode()
    body = body if declaration else body[body.index("<feed") :]
    tail = '</div><div class="header"><span>x</span><br/></div></body></html>' if "html" in preface else ""
    assert whole(f"{preface}{body}{tail}".encode()).text == "Ships came."


@pytest.mark.parametrize("cut", [200, 900, 2000])
def test_no_repair_believes_a_feed_cut_short(cut: int) -> None:
    for body in (atom(ENTRY, ENTRY), RSS.replace("BODY", "&lt;/rss&gt;").encode()):
        with pytest.raises(FeedError):
            parse_feed(body[: min(cut, len(body) - 20)])


def test_every_kind_of_entry_of_a_backup_goes_its_way() -> None:
    kind = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#%s'/>"
    control = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    entries = [
        ENTRY.replace("</entry>", kind % "post" + "</entry>"),
        ENTRY.replace("post-9001", "post-9002").replace("</entry>", kind % "post" + control + "</entry>"),
        ENTRY.replace("post-9001", "page-9003").replace("</entry>", kind % "page" + "</entry>"),
        ENTRY.replace("post-9001", "settings.BLOG_NAME").replace("</entry>", kind % "settings" + "</entry>"),
        COMMENT.replace("</entry>", kind % "comment" + "</entry>"),
    ]
    posts, comments = parse_feed(atom(*entries)), parse_comments(atom(*entries))
    assert ([post.post_id for post in posts.posts], posts.entries) == (["9001"], 5)
    assert [comment.comment_id for comment in comments.comments] == ["5002"]


def test_takeouts_own_words() -> None:
    def entry(number: int, more: str) -> str:
        return f"<entry><id>tag:blogger.com,1999:blog-77.post-{number}</id><title>T</title>{more}<link/><enclosure/></entry>"

    live = "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status><content type='html'>x</content>"
    comment = "<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status><blogger:parent>1</blogger:parent><content type='html'>c</content>"
    body = atom(entry(1, live), entry(2, live.replace("LIVE", "DRAFT")), entry(3, comment))
    body = body.replace(b"<feed ", b"<feed xmlns:blogger='http://schemas.google.com/blogger/2018' ", 1)
    assert [post.post_id for post in parse_feed(body).posts] == ["1"]
    assert [(c.comment_id, c.post_id) for c in parse_comments(body).comments] == [("3", "1")]


@pytest.mark.parametrize(
    "reply",
    [
        "<thr:in-reply-to ref='tag:blogger.com,1999:blog-77.page-9001' href='x'/>",
        "<thr:in-reply-to ref='tag:blogger.com,1999:blog-77.post-9001' source='y' type='text/html'/>",
        "<thr:in-reply-to href='http://news.blogspot.com/p/about.html' source='http://www.blogger.com/feeds/77/pages/default/9001'/>",
        "<thr:in-reply-to ref='urn:x' source='http://www.blogger.com/feeds/77/posts/default/9001'/>",
        "<link rel='self' href='http://www.blogger.com/feeds/77/9001/comments/default/5002'/>",
    ],
)
def test_a_comments_post_or_static_page_however_it_is_named(reply: str) -> None:
    entry = COMMENT[: COMMENT.index("<thr:in-reply-to")] + reply + "</entry>"
    (comment,) = parse_comments(atom(entry)).comments
    assert (comment.post_id, comment.comment_id) == ("9001", "5002")


@pytest.mark.parametrize("shape", ["dict", "list"])
def test_comments_in_json(shape: str) -> None:
    reply: Any = {"ref": "tag:blogger.com,1999:blog-77.page-9001", "href": "x"}
    found = json_entry(id={"$t": "tag:blogger.com,1999:blog-77.post-5"}) | {
        "thr$in-reply-to": reply if shape == "dict" else [reply]
    }
    (comment,) = parse_comments(as_json(found)).comments
    assert (comment.post_id, comment.body_raw) == ("9001", "<p>Ships came.</p>")
    assert parse_feed(as_json(found)).posts == ()


def test_the_entrys_own_facts_are_kept_raw() -> None:
    (post,) = parse_feed(atom(ENTRY.replace("Mira  Holm", "\u200bMira  Holm"))).posts
    facts = json.loads(post.entry_raw or "")
    assert facts["title"] == {"value": "Harbour & bridge open", "type": "text"}
    assert (facts["author"], facts["labels"]) == ("\u200bMira  Holm", ["Harbour", "City", "City"])
    assert [link["rel"] for link in facts["links"]] == ["alternate", "related", "enclosure"]
    assert facts["links"][2]["length"] == "4096"
