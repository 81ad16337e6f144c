"""The clean HTML: harmless in a viewer, the same when cleaned again, and of the same text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cleaning.body_cleaning import clean_body
from pipelines.cleaning.sanitize import ATTRIBUTES, TAGS
from tests.helpers.corpus import ROOT, needs_corpus

BASE = "http://news.example/2015/04/harbour.html"

PROBES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='data:x'>",
    "<form action='http://evil.example/'><input name=p><button formaction='javascript:x'>go</button></form>",
    "<div style='position:fixed;background:url(javascript:alert(1))'>x</div>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href='http://evil.example/'><base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<a href='http://e.example/' onclick=alert(1) target=_blank id=x class=y>x</a>",
    "<p id=getElementById name=body>x</p>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
    "<body onload=alert(1)>x</body>",
    '<a href="x>" onclick="alert(1)">x</a>',
    "<img alt='&quot;><script>alert(1)</script>' src=x.png>",
]
ADDRESSES = {"href", "src"}
HARMLESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


class Audit(HTMLParser):
    """Collects what the allow list does not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        self.wrong += [] if tag in TAGS else [tag]
        self.wrong += [f"{tag}@{name}" for name, _ in attrs if name not in allowed]
        self.wrong += [
            f"{name}={v}" for name, v in attrs if name in ADDRESSES and not HARMLESS.match(v or "")
        ]


def wrong_in(html: str) -> list[str]:
    audit = Audit()
    audit.feed(html)
    audit.close()
    return audit.wrong


@pytest.mark.parametrize("probe", PROBES)
def test_nothing_acts_in_a_viewer(probe: str) -> None:
    assert wrong_in(clean_body(f"<p>Before</p>{probe}<p>After</p>", base_url=BASE).html) == []


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<h2>A</h2><p dir='rtl' lang='ar' style='x'>B</p>", '<h2>A</h2><p dir="rtl" lang="ar">B</p>'),
        ("<b>a</b><em>b</em><code>c</code><u>d</u>", "<b>a</b><em>b</em><code>c</code><u>d</u>"),
        ("<center>a</center><span style='x'>b</span>", "<div>a</div>b"),
        ("<pre>\n\n  a\n</pre>", "<pre>  a\n</pre>"),
        (
            "<a href='/x' target='_top'>a</a>",
            '<a href="http://news.example/x" rel="noopener noreferrer nofollow">a</a>',
        ),
        (
            "<a href='//e.example/x'>a</a>",
            '<a href="https://e.example/x" rel="noopener noreferrer nofollow">a</a>',
        ),
        ("<a name='more'></a>a<a href='#note'>1</a>", "a1"),
        ("a<iframe src='http://e.example/'></iframe>b", "a<br>b"),
        ("<div>a</div><div class='feedflare'>x</div>", "<div>a</div>"),
        ("<ol start='3'><li value='5'>a</li></ol>", '<ol start="3"><li value="5">a</li></ol>'),
    ],
)
def test_what_an_author_formats_stays(body: str, html: str) -> None:
    assert clean_body(body, base_url=BASE).html == html


def test_relative_addresses_without_a_base_are_not_put_into_the_html() -> None:
    """In a viewer they would lead to the viewer's own pages."""
    assert (
        clean_body("<a href='/x'>a</a><img src='y.png'>").html
        == '<a rel="noopener noreferrer nofollow">a</a><img>'
    )


NAMES = (
    "p div span b i a br hr img table tbody tr td th ul ol li h1 h2 blockquote pre code font o:p script "
    "style iframe object textarea title noscript center dl dt dd select option button svg math figure "
    "details video audio source picture noscript embed ruby rt rp rb math mi mfrac annotation wbr figcaption "
    "caption amp-img lite-youtube button label"
)
ATTRS = (
    "",
    " class='separator'",
    " class='share-buttons'",
    " style='display:none'",
    ' href="http://e.example/x"',
    ' href="x',
    " href=javascript:x",
    " src=//e.example/a.jpg width=1",
    " dir=rtl onclick=x",
    ' title="a > b"',
    " style='white-space: pre-wrap'",
    " class='katex'",
    " class='reactions' id='related-posts'",
    " class='emoji' alt='😀'",
    " type='math/tex'",
    " srcset='/a.jpg 2x'",
    " onclick=x",
)
WORDS = (
    *(
        "word",
        "two words",
        " ",
        "\n",
        "&nbsp;",
        "a < b",
        "&lt;b&gt;",
        "&amp;amp;",
        "e\u0301",
        "\u200c",
        "<",
        "</",
        '"',
        "'",
    ),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<![endif]-->",
        "\x00",
        "&#1;",
        "&#146;",
        "\ud800",
        "\ufdd0",
        "\x01",
        "No comments:",
        "\n  two",
        "<br>&nbsp;&nbsp;in",
        "漢字",
        "&shy;",
    ),
)
TAG = st.builds("<{}{}>".format, st.sampled_from(NAMES.split()), st.sampled_from(ATTRS))
END = st.builds("</{}>".format, st.sampled_from(NAMES.split()))
SOUP = st.lists(st.one_of(TAG, END, st.sampled_from(WORDS)), max_size=20).map("".join)


@given(st.one_of(SOUP, st.text()))
@settings(max_examples=600, deadline=None, derandomize=True)
def test_cleaning_is_total_and_settles(body: str) -> None:
    """Any string is taken; the clean HTML is harmless, and cleaning it changes neither it nor its text."""
    clean = clean_body(body, base_url=BASE)
    again = clean_body(clean.html, base_url=BASE)
    assert (again.html, again.text) == (clean.html, clean.text)
    assert wrong_in(clean.html) == []
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufdd0-\ufdef]", clean.text)


@given(st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_plain_words_come_out_as_they_went_in(words: list[str]) -> None:
    from html import escape
    from unicodedata import normalize

    line = "start " + " ".join(words) + " end"
    assert clean_body(f"<div>{escape(line)}</div>").text == normalize("NFC", line)


@needs_corpus
def test_real_bodies_settle() -> None:
    from crawler.blogger.feed import parse_feed

    bodies = [
        post.body_raw
        for path in sorted((ROOT / "feeds").glob("*default*.xml"))
        for post in parse_feed(path.read_bytes()).posts
    ]
    cleaned = [clean_body(body, base_url=BASE) for body in bodies]
    assert len(cleaned) > 100
    assert [c.html for c in cleaned if clean_body(c.html, base_url=BASE).html != c.html] == []
    assert [wrong for c in cleaned for wrong in wrong_in(c.html)] == []
