"""Classify a response: a post, a list, a feed, or an interstitial in front of the blog.

Reads the text alone, without building a tree: Blogger writes the type of every page into its data script,
and foreign pages are told by their own words and forms. Those words count only where
nothing of a blog's template is present, so that a post which quotes them stays a post.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from crawler.blogger.encoding import charset_of, decode
from crawler.blogger.gate_signs import gate_of
from crawler.blogger.urls import ARCHIVE_FILE, PAGE_FILE
from crawler.blogger.widget_data import read_widget_data


class PageType(StrEnum):
    """Type of a response. Those in `GATE_TYPES` carry no post, whatever their status code says."""

    POST = "post"
    STATIC_PAGE = "static-page"
    INDEX = "index"
    LABEL = "label"
    SEARCH = "search"
    ARCHIVE = "archive"
    ERROR = "error"
    DYNAMIC_VIEW = "dynamic-view"
    GATE_ADULT = "gate-adult"
    GATE_PRIVATE = "gate-private"
    REMOVED = "removed"
    NOT_FOUND = "not-found"
    CONSENT = "consent"
    CAPTCHA = "captcha"
    FEED = "feed"
    SITEMAP = "sitemap"
    EMPTY = "empty"
    OTHER = "other"


EXPLANATIONS = {
    PageType.POST: "A post's own page.",
    PageType.STATIC_PAGE: "A static page of the blog, which has no date.",
    PageType.INDEX: "A list of the blog's newest posts; follow its permalinks.",
    PageType.LABEL: "A list of posts under one label; follow its permalinks.",
    PageType.SEARCH: "A list of search results; follow its permalinks.",
    PageType.ARCHIVE: "A list of the posts of one week, month or year; follow its permalinks.",
    PageType.ERROR: "The blog's own page for an address where nothing is; drop the address.",
    PageType.DYNAMIC_VIEW: "A Dynamic View: a script loads the text; take the post from the blog's feed.",
    PageType.GATE_ADULT: "A content warning stands before the blog; accept it in a browser to see the blog.",
    PageType.GATE_PRIVATE: "The blog is open to invited readers only; ask its owner for an invitation.",
    PageType.REMOVED: "Blogger has removed or locked this blog; look for a copy in a web archive.",
    PageType.NOT_FOUND: "No blog or page has this address; check the spelling, or look in a web archive.",
    PageType.CONSENT: "Google asks for consent to cookies first; try again from another network.",
    PageType.CAPTCHA: "Google asks for a captcha after too many requests; wait some hours, crawl slower.",
    PageType.FEED: "A feed; read it as one.",
    PageType.SITEMAP: "A sitemap; read the addresses from it.",
    PageType.EMPTY: "An empty answer; try again later.",
    PageType.OTHER: "Not a page of Blogger that can be told; check the address.",
}

GATE_TYPES = frozenset(
    {
        PageType.GATE_ADULT,
        PageType.GATE_PRIVATE,
        PageType.REMOVED,
        PageType.NOT_FOUND,
        PageType.CONSENT,
        PageType.CAPTCHA,
        PageType.EMPTY,
    }
)
"""Types of pages in front of a blog or in its place, which never hold a post."""

POSTLESS_TYPES = GATE_TYPES | {PageType.ERROR, PageType.FEED, PageType.SITEMAP}
"""Types of responses in which the page reader looks for no post."""

LIST_TYPES = frozenset({PageType.INDEX, PageType.LABEL, PageType.SEARCH, PageType.ARCHIVE})
"""Types of pages that list posts, be it only one."""

_FEED_ROOT = re.compile(r"<(?:\w+:)?(feed|rss|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(r'^[^<]{0,200}?\{\s*"(?:version|feed|encoding)"\s*:')
_DYNAMIC = re.compile(r"""<meta\b(?=[^>]*\bblogger-template\b)[^>]*\bdynamic\b""", re.IGNORECASE)
_HEAD = 4000
_HEAD_OF_PAGE = 20_000

_PAGE_TYPES = {
    "item": PageType.POST,
    "static_page": PageType.STATIC_PAGE,
    "archive": PageType.ARCHIVE,
    "error_page": PageType.ERROR,
}
"""`pageType` of the data script → kind. "index" is divided further by what it lists."""

_PATHS: tuple[tuple[PageType, re.Pattern[str]], ...] = (
    (PageType.LABEL, re.compile(rf"/search/label/|/labels/{PAGE_FILE}$")),
    (PageType.SEARCH, re.compile(r"/search\?(?:.*&)?q=")),
    (PageType.INDEX, re.compile(r"/search(?:$|[?/])|^/?(?:$|\?|index\.html?$)")),
    (PageType.STATIC_PAGE, re.compile(r"^/p/[^/]+\.html")),
    (
        PageType.ARCHIVE,
        re.compile(rf"_archive\.html?$|{ARCHIVE_FILE}|/\d{{4}}/(?:\d{{2}}/)?(?:index\.html)?$"),
    ),
    (PageType.POST, re.compile(rf"/\d{{4}}/\d{{2}}/{PAGE_FILE}")),
)
"""Shapes of paths → kind, for pages without a data script (classic templates, stripped copies)."""


def classify(
    body: bytes | str,
    *,
    url: str | None = None,
    status: int = 200,
    content_type: str | None = None,
    widget_data: Mapping[str, str] | None = None,
) -> PageType:
    """Return the type of a response. Never raises; `PageType.OTHER` where nothing tells.

    `url` is the address it came from, `content_type` the header's value; both may be unknown.
    `widget_data` is the result of `read_widget_data`, if the caller has it.
    """
    text = body if isinstance(body, str) else decode(body, charset_of(content_type))
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if not head:
        return PageType.EMPTY
    machine = _feed(head)
    if machine:
        return machine
    widget_data = read_widget_data(text) if widget_data is None else widget_data
    gate = None if widget_data else gate_of(text, url)
    if gate:
        return PageType(gate)
    return blog_page_type(text, widget_data, url) or _by_status(status)


def blog_page_type(text: str, widget_data: Mapping[str, str], url: str | None) -> PageType | None:
    """Kind of a blog's own page, from its data script first, then from its address."""
    if _is_dynamic(text) or widget_data.get("name") == "Dynamic Views":
        return PageType.DYNAMIC_VIEW
    return _by_facts(widget_data) or page_type_of_url(widget_data.get("canonicalUrl") or url)


def is_adult(widget_data: Mapping[str, str]) -> bool:
    """Tell whether the data script says that the blog or the post stands behind a content warning."""
    return "true" in {widget_data.get("adultContent"), widget_data.get("blitzPostInterstitial")}


def explain(kind: PageType) -> str:
    """One plain sentence: what the page is and what to do next."""
    return EXPLANATIONS[kind]


def page_type_of_url(url: str | None) -> PageType | None:
    """Return the type of page at an address, by Blogger's path shapes; None for other shapes."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if not parts.netloc:
        return None
    path = f"{parts.path}?{parts.query}" if parts.query and parts.path.endswith("/search") else parts.path
    return next((kind for kind, shape in _PATHS if shape.search(path)), None)


def _feed(head: str) -> PageType | None:
    root = _FEED_ROOT.search(head) if head.startswith("<") and "<html" not in head[:1000].lower() else None
    if root:
        return PageType.SITEMAP if root.group(1).lower() in {"urlset", "sitemapindex"} else PageType.FEED
    return PageType.FEED if not head.startswith("<") and _JSON_FEED.match(head) else None


def _is_dynamic(text: str) -> bool:
    at = text.find("blogger-template", 0, _HEAD_OF_PAGE)
    return at >= 0 and bool(_DYNAMIC.search(text, max(0, text.rfind("<", 0, at)), at + 200))


def _by_facts(widget_data: Mapping[str, str]) -> PageType | None:
    page_type = widget_data.get("pageType")
    if page_type == "index":
        if widget_data.get("searchLabel") or widget_data.get("isLabelSearch") == "true":
            return PageType.LABEL
        return PageType.SEARCH if widget_data.get("searchQuery") else PageType.INDEX
    return PageType.ERROR if widget_data.get("isError") == "true" else _PAGE_TYPES.get(page_type or "")


def _by_status(status: int) -> PageType:
    return PageType.NOT_FOUND if status in {404, 410} else PageType.OTHER
