"""Hostile pages: whatever fills them, four times as much takes about four times as long.

Measured in processor time, the best of several tries, against a bound between linear (4) and quadratic (16).
"""

import contextlib
import io
import re
import time
from collections.abc import Callable
from random import Random

import pytest
from lxml import etree

from crawler.blogger.encoding import decode
from crawler.blogger.feed import parse_feed
from crawler.blogger.html.parse import parse_fragment, parse_page
from crawler.blogger.html.tag_names import MAX_ATTRIBUTES
from crawler.blogger.html.unterminated_markup import close_unterminated
from crawler.blogger.index_page import read_links, read_sitemap
from crawler.cli.extract import PageSource, records
from crawler.errors import FeedError
from pipelines.cleaning.body_cleaning import clean_body
from pipelines.imports.feed_stream import read_feed_stream
from pipelines.item_cleaner import ItemCleaner
from tests.soak import time_per_byte

URL = "http://harbour-gazette.blogspot.com/2014/05/ferry.html"
SIZE = 100_000  # bytes of the larger page
BOUND = 10.0
SHORT = 0.06  # seconds below which nothing is said of growth
TRIES = 4

BLOG = """<div class='widget Blog'><h2 class='date-header'>Tuesday, May 6, 2014</h2><div class='post hentry'>
<h3 class='post-title'>Ferry</h3><div class='post-body'>{}</div></div></div>"""

TEXTS = (
    " ",
    "\n",
    "\xa0",
    "\u200b",
    "\u0301",
    "·",
    "&nbsp; ",
    "&",
    "&#x41;",
    "word ",
    "ไทย",
    "- ",
    "1. ",
    '"',
)
SIGNS = (
    "<",
    "</",
    "<!",
    "<?",
    "<!--",
    "--><!--",
    "<![CDATA[",
    "<!--[if gte mso 9]>",
    "_SetDataContext([{'title': '",
)
OPEN = (
    "<div>",
    "<b>",
    "<h3>x",
    "<p>",
    "<table>",
    "<tr><td>",
    "<ul><li>",
    "<blockquote>",
    "<svg>",
    "<o:p>",
    "<noscript>",
)
RAW = ("<script>", "<style>", "<title>", "<textarea>", "<iframe src='x'>", "<template>", "<select><option>")
QUOTES = ('<a href="', "<a href='x>y ", '="', "='", '=">', "<p class='", "<p a ")
POSTS = (
    "<div class='widget Blog'>",
    "<div class='post hentry'>",
    "<div class='post-body'>x<p>y",
    "<div class='post'><div class='post-body'>x</div></div>",
    "<a name='123456789'></a>text<br>",
    '<div style="clear:both;"></div>x<div style="clear:both; padding-bottom:0.25em"></div>',
    "<div class='sharing'>",
)
PARTS = (
    "<br>",
    "<a href='/2014/05/x.html'>x</a>",
    "<a rel='tag' href='/search/label/x'>x</a>",
    "<h2 class='date-header'>Tuesday, May 6, 2014</h2>",
    "<dl class='comments'><dt class='comment-author' id='c1'><a>A</a></dt><dd class='comment-body'>x</dd>",
    "<ol><li class='comment' id='c12'>",
    "<span>Posted by</span>",
    "<a href='x'><img src='y'></a>",
    "<div>Email This</div>",
    "Labels: x, ",
    "<p>Labels: x,</p>",
    "<a class='post-count-link' href='/2014/05/'>May</a> (3)",
)
SIZES = dict.fromkeys((*POSTS[:2], PARTS[5]), 4 * SIZE) | {PARTS[4]: 16 * SIZE}
"""Where the smaller page would not yet be so deep that it is read in another way."""
FILLERS = (*TEXTS, *SIGNS, *OPEN, *RAW, *QUOTES, *POSTS, *PARTS)


def whole_road(filler: str) -> None:
    """From bytes to clean records, and to links."""
    body = BLOG.format(filler).encode()
    for _ in records(PageSource("x", body, URL), ItemCleaner()):
        pass
    read_links(body, url=URL)


def without_a_template(filler: str) -> None:
    """The same where nothing says what the page is."""
    for _ in records(PageSource("x", filler.encode(), URL), ItemCleaner()):
        pass
    close_unterminated(filler)


def other_readers(filler: str) -> None:
    """Bytes in two encodings at once; a sitemap."""
    decode(filler.encode() + b"\x93\xff")
    read_sitemap(f"<?xml version='1.0'?><urlset>{filler}".encode())


def feed_author(filler: str) -> None:
    """The author of an RSS feed."""
    with contextlib.suppress(FeedError):  # no blog id
        parse_feed(f"<rss><channel><managingEditor>a@b{filler}</managingEditor></channel></rss>".encode())


def kept_feed(filler: str) -> None:
    """A feed that somebody kept."""
    for feed in (f"{filler}<feed>{filler}", f"<feed><entry>{filler}</entry>{filler}</feed>"):
        for _ in read_feed_stream(io.BytesIO(feed.encode()), source="x"):
            pass


def undeclared_prefixes(filler: str) -> None:
    """A feed of as many undeclared prefixes as the filler has characters, and one illegal character."""
    elements = "".join(f"<p{n}:a/>" for n in range(len(filler)))
    with contextlib.suppress(FeedError):
        parse_feed(f"<rss><channel>{elements}\x01</channel></rss>".encode())


def picture_address(filler: str) -> None:
    """The address of a picture in a body."""
    clean_body(f"<img src='http://x/{filler}'>")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Tables that are built once are no part of the work."""
    whole_road("posted by word on 5/6/2014, Tuesday")
    without_a_template("posted by word on 5/6/2014, Tuesday<br>x")


@pytest.mark.slow
@pytest.mark.parametrize("work", [whole_road, without_a_template, other_readers])
@pytest.mark.parametrize("filler", FILLERS)
def test_time_is_linear(work: Callable[[str], None], filler: str) -> None:
    """No filler makes time grow with the square of the size."""
    assert any(_is_linear(work, filler) for _ in range(TRIES))


@pytest.mark.parametrize(
    ("work", "filler"),
    [
        *((feed_author, "@"), (feed_author, "a@b ("), (feed_author, "( )"), (undeclared_prefixes, "12345")),
        *((kept_feed, filler) for filler in ("<!--", "<![CDATA[", "<?xml ", "<feed ", "<feed a='")),
        *((picture_address, "codecogs.com/"), (picture_address, "chart?cht=tx")),
    ],
)
def test_time_of_one_field_is_linear(work: Callable[[str], None], filler: str) -> None:
    assert any(_is_linear(work, filler) for _ in range(TRIES))


@pytest.mark.slow
@pytest.mark.parametrize("planted", [False, True])
def test_a_search_at_random_finds_what_is_planted_and_nothing_else(
    planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The short form of `python -m tests.soak.time_per_byte`."""
    if planted:
        quadratic = re.compile("[a-z]+ *!").search
        monkeypatch.setattr(time_per_byte, "READERS", {"planted": quadratic})
        monkeypatch.setattr(time_per_byte, "SIZE", 20_000)
    found = list(time_per_byte.search(Random(1), time.monotonic() + 20))
    assert {each.reader for each in found} == ({"planted"} if planted else set()), found


@pytest.mark.parametrize("parse", [parse_page, parse_fragment])
@pytest.mark.parametrize(
    ("start", "bracket"),
    [
        ("<a", ""),
        ("<a", "v='<b>'"),
        ("<a", 'v=">"'),
        ("<a", "<b"),
        (f"<a{'b' * 100}", ""),
        ("<script>x</script><a", ""),
        ("<title><script></title><a", ""),
        ("<b title='<script>'>x</b><a", ""),
        ("<b title='<!--'>x</b><a", ""),
        ("<!-- <textarea> --><a", ""),
        ("<iframe><script></iframe><a", ""),
    ],
)
def test_a_tag_of_too_many_attributes_is_cut(
    parse: Callable[[str], etree._Element], start: str, bracket: str
) -> None:
    """A tag of 20,000 names costs seconds unless it is cut, whatever is among the names or before the tag."""
    names = " ".join(f"{bracket if n % 150 == 0 else ''} n{n}" for n in range(20_000))
    root = parse(f"{start} {names}>text</script></textarea><!-- -->")
    assert "text" in "".join(root.itertext())
    assert max(len(element.attrib) for element in root.iter()) <= MAX_ATTRIBUTES


def test_script_with_many_words_is_whole() -> None:
    """Code that looks like a long tag is no tag, though a long tag stands behind it."""
    words = " ".join(f"w{n}" for n in range(1000))
    script = f"if (a <b {words} > c) end()"
    root = parse_page(f"<script>{script}</script><a {words}>text</a>")
    assert root.xpath("string(//script)") == script


def _is_linear(work: Callable[[str], None], filler: str) -> bool:
    large = filler * (SIZES.get(filler, SIZE) // len(filler.encode()))
    long = _seconds(work, large)
    return long < SHORT or long < BOUND * _seconds(work, large[: len(large) // 4])


def _seconds(work: Callable[[str], None], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started
