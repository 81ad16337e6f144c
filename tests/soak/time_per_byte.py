"""A search for inputs whose time grows faster than they do: python -m tests.soak.time_per_byte [--minutes 3]

Random pieces of markup, feeds, dates and text are repeated to two sizes, of which one is four times the
other, and given to each pure reader. Prints the seed, and every input whose larger form takes more than ten
times as long, at least twice, with the seconds.
"""

import argparse
import contextlib
import gc
import json
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape
from random import Random
from typing import NamedTuple

from crawler.blogger import media_urls, opml, urls
from crawler.blogger.feed import parse_comments, parse_feed
from crawler.blogger.html.characters import one_line
from crawler.blogger.index_page import read_links, read_sitemap
from crawler.blogger.page import read_page
from crawler.blogger.page_type import classify
from crawler.blogger.plain_text import read_text_page
from crawler.errors import BlogArchiveError
from crawler.items import Post
from pipelines.cleaning.body_cleaning import clean_body
from pipelines.dates import DatesPipeline
from pipelines.search.query import expression, parse
from pipelines.text.fingerprints import band_keys
from pipelines.text.language import detect_language
from pipelines.text.search_terms import terms
from pipelines.text.word_diff import diff_words

SIZE = 400_000  # characters of the larger input
BOUND, SHORT, LONGEST = 10.0, 0.15, 20.0
"""Ratio that is told; seconds below which nothing is said; seconds after which an input is given up."""

PIECES = (
    " ", "\n", "\t", "\r\n", "\xa0", "\u200b", "\u0301", "\u0e31", "ไทย", "北京", "한국어", "ש",
    "العربية", "ſ", "İ", "é", "e\u0301", "word ", "a", "A.", "1", "12", "2015", "-", "–", "/", ":",
    ";", ",", ".", "...", "'", '"', "(", ")", "( )", "[", "]", "{", "}", "@", "a@b", "a@b (", "#",
    "?", "!", "\\", "\\u0041", "\\x3c", "|", "=", "a=b&", "%41", "+", "*", "~", "`", "«", "‹a…",
    "¿", "&", "&amp;", "&#x41;", "&#0;", "&lt;b&gt;", "&nbsp;", "<", ">", "</", "<!", "<!--", "-->",
    "<![CDATA[", "]]>", "<?x", "?>", "<a ", "<a x=y ", " x=1", "<b>", "</b>", "<i><b>", "</i>",
    "<br>", "<p>", "<div>", "</div>", "<div class='post'>", "<span style='x:y;'>", "<table>x<tr>y",
    "<tr>", "<td>", "<li>", "<ul>", "<script>", "</script>", "<style>", "<title>", "<h3>",
    "<a href='/2014/05/x.html'>x</a>", "<a name='123'></a>", "<img src='x'>",
    "<iframe src='//youtube.com/embed/x'>", "<blockquote>", "<pre>", "<select><option>", "<svg>",
    "<link rel='alternate' href='x'/>", "<entry>", "</entry>", "<item>", "<category term='x'/>",
    "<x:y>", "xmlns:a='b' ", "Posted by ", "Labels: x, ", "at 10:00 ", "Monday, ", "May 6, 2014",
    "6 de mayo de 2014", "2014年5月6日", "٦ مايو ٢٠١٤", "10:00 AM", "T10:00:00Z", "+02:00",
    "Mon, 06 May 2014", "http://a.blogspot.com/2014/05/x.html", "https://",
    "http://1.bp.blogspot.com/-a/b/s320/x.jpg", "javascript:", "tag:blogger.com,1999:blog-1.post-2",
    "_SetDataContext([{'title': '", "{'name': 'x', 'data': {", "title:", "-x", "OR ", "NOT ",
    'author:"', "x*", "NEAR(",
)  # fmt: skip


def _entry(name: str, text: str, *, attribute: str = "") -> bytes:
    """An Atom feed of one entry with the text in an element, or in an attribute of it."""
    quoted = escape(text)
    element = f"<{name} {attribute}='{quoted}'/>" if attribute else f"<{name}>{quoted}</{name}>"
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id>"
        f"<entry><id>tag:blogger.com,1999:blog-1.post-2</id>{element}</entry></feed>"
    ).encode()


def _item(name: str, text: str) -> bytes:
    """An RSS feed of one item with the text in an element."""
    return (
        "<rss version='2.0'><channel><atom:id xmlns:atom='http://www.w3.org/2005/Atom'>"
        "tag:blogger.com,1999:blog-1</atom:id><item>"
        "<guid isPermaLink='false'>tag:blogger.com,1999:blog-1.post-2</guid>"
        f"<{name}>{escape(text)}</{name}></item></channel></rss>"
    ).encode()


def _json(name: str, text: str) -> bytes:
    """A JSON feed of one entry with the text in a member."""
    entry = {"id": {"$t": "tag:blogger.com,1999:blog-1.post-2"}, name: {"$t": text}}
    return json.dumps({"feed": {"id": {"$t": "tag:blogger.com,1999:blog-1"}, "entry": [entry]}}).encode()


_PAGE = """<title>Pier: x</title><div class='widget Blog'><div class='date-outer'>
<h2 class='date-header'>{date}</h2><div class='post hentry'><a name='123456789'></a>
<h3 class='post-title'>{title}</h3><div class='post-body'>{body}</div>
<div class='post-footer'>{footer}</div></div></div></div><script>{script}</script>"""


def _page(part: str, text: str) -> None:
    filled = dict.fromkeys(("date", "title", "body", "footer", "script"), "x") | {part: text}
    read_page(_PAGE.format(**filled).encode(), url="http://a.blogspot.com/2014/05/x.html")


def _feed(make: Callable[[str], bytes], text: str) -> None:
    parse_feed(make(text))
    parse_comments(make(text))


def _raw_feed(text: str) -> None:
    parse_feed(f"<feed xmlns='http://www.w3.org/2005/Atom'>{text}</feed>".encode())


def _body(text: str, *, from_page: bool = False) -> None:
    clean_body(text, base_url="http://a.blogspot.com/2014/05/x.html", from_page=from_page)


def _dates(text: str) -> None:
    for locale in (None, "en", "de", "fr", "ar", "th", "zh", "fa"):
        raw = Post(
            blog_id="1", post_id="2", published_raw=text, updated_raw=text, locale=locale, source="page"
        )
        DatesPipeline().process_item(raw)


def _language(text: str) -> None:
    detect_language(text)


def _query(text: str) -> None:
    expression(parse(text))


def _addresses(text: str) -> None:
    for url in (text, f"http://a.blogspot.com/{text}", f"http://1.bp.blogspot.com/{text}/s320/x.jpg"):
        urls.permalink(url)
        media_urls.media_key(url)
        media_urls.media_addresses(url)
        with contextlib.suppress(BlogArchiveError):
            urls.read_address(url)


READERS: Mapping[str, Callable[[str], object]] = {
    **{
        f"Atom {name}": partial(_feed, partial(_entry, name))
        for name in ("title", "content", "summary", "published", "id", "author")
    },
    "Atom label": partial(_feed, partial(_entry, "category", attribute="term")),
    "Atom link": partial(_feed, partial(_entry, "link", attribute="href")),
    **{
        f"RSS {name}": partial(_feed, partial(_item, name))
        for name in ("title", "description", "author", "pubDate", "category", "link")
    },
    **{
        f"JSON {name}": partial(_feed, partial(_json, name))
        for name in ("title", "content", "published", "x")
    },
    "Atom": _raw_feed,
    "feed": lambda text: parse_feed(text.encode()),
    **{f"page's {part}": partial(_page, part) for part in ("date", "title", "body", "footer", "script")},
    "page": lambda text: read_page(text.encode(), url="http://a.blogspot.com/2014/05/x.html"),
    "page's kind": lambda text: classify(text.encode(), url=None, content_type="text/html"),
    "links": lambda text: read_links(text.encode(), url="http://a.blogspot.com/"),
    "sitemap": lambda text: read_sitemap(text.encode()),
    "saved text": read_text_page,
    "list of blogs": lambda text: opml.read_list(text, name="x"),
    "body": _body,
    "body of a page": partial(_body, from_page=True),
    "title": one_line,
    "dates": _dates,
    "language": _language,
    "terms": lambda text: terms(Post(blog_id="1", post_id="2", text=text)),
    "fingerprint": band_keys,
    "difference": lambda text: diff_words(text, text[::-1]),
    "query": _query,
    "addresses": _addresses,
}


class Found(NamedTuple):
    """An input whose time grows faster than its size."""

    reader: str
    start: str
    repeated: str
    seconds: tuple[float, float]


def search(random: Random, until: float) -> Iterator[Found]:
    """Yield what is found before the time `until` of the monotonic clock."""
    for name in READERS:
        seconds(name, "word")  # tables that are built once
    while time.monotonic() < until:
        name = random.choice(list(READERS))
        start = "".join(random.choices(PIECES, k=random.randrange(3)))
        repeated = "".join(random.choices(PIECES, k=random.choice((1, 1, 2, 2, 3))))
        measured = [measure(name, start, repeated)]
        while is_superlinear(measured[-1]) and len(measured) < 3:
            measured.append(measure(name, start, repeated))
        if is_superlinear(measured[-1]):
            yield Found(name, start, repeated, min(measured, key=lambda each: each[1]))


def measure(name: str, start: str, repeated: str) -> tuple[float, float]:
    """Return the seconds for a quarter and for the whole."""
    small, large = (start + repeated * (size // len(repeated)) for size in (SIZE // 4, SIZE))
    long = seconds(name, large)
    return (seconds(name, small), long) if long > SHORT else (long, long)


def is_superlinear(measured: tuple[float, float]) -> bool:
    """Return whether four times as much takes more than ten times as long."""
    return measured[1] > SHORT and measured[1] > BOUND * measured[0]


def seconds(name: str, text: str) -> float:
    """Return the processor time of a reader for a text; `LONGEST` where it takes longer.

    Without the garbage collector, which looks through all that the process holds: up to half a second.
    """
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    gc.disable()
    began = time.process_time()
    try:
        with contextlib.suppress(BlogArchiveError):
            READERS[name](text)
        return time.process_time() - began
    except TimeoutError:
        return LONGEST
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()


def _give_up(*_: object) -> None:
    raise TimeoutError


def main() -> int:
    """Print what is found; return 1 where there is anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    found_any = False
    for found in search(Random(asked.seed), time.monotonic() + 60 * asked.minutes):
        found_any = True
        small, large = found.seconds
        print(
            f"{found.reader}: {found.start!r} + {found.repeated!r} * n: {small:.2f} s, {large:.2f} s",
            flush=True,
        )
    return int(found_any)


if __name__ == "__main__":
    raise SystemExit(main())
