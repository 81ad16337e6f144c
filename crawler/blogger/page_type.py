"""What an answer really is: a post, a list, a feed, or something that stands in front of the blog.

Read from the text alone, without building a tree: Blogger writes the kind of every page into its data script,
and pages that are no part of a blog are told by their own words and forms. Those words count only where
nothing of a blog's template is present, so that a post which quotes them stays a post.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from crawler.blogger.encoding import decode
from crawler.blogger.widget_data import read_blob


class Kind(StrEnum):
    """What an answer is. Pages of the kinds in `GATES` carry no post, whatever their status code says."""

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
    Kind.POST: "A post's own page.",
    Kind.STATIC_PAGE: "A static page of the blog; it is no post and has no date.",
    Kind.INDEX: "A list of the blog's newest posts; follow its permalinks.",
    Kind.LABEL: "A list of posts under one label; follow its permalinks.",
    Kind.SEARCH: "A list of search results; follow its permalinks.",
    Kind.ARCHIVE: "A list of the posts of one week, month or year; follow its permalinks.",
    Kind.ERROR: "The blog's own page for an address where nothing is; drop the address.",
    Kind.DYNAMIC_VIEW: "A Dynamic View: a script loads the text; take the post from the blog's feed.",
    Kind.GATE_ADULT: "A content warning stands before the blog; accept it in a browser to see the blog.",
    Kind.GATE_PRIVATE: "The blog is open to invited readers only; ask its owner for an invitation.",
    Kind.REMOVED: "Blogger has removed or locked this blog; look for a copy in a web archive.",
    Kind.NOT_FOUND: "There is no blog or page at this address; check the spelling, or look in a web archive.",
    Kind.CONSENT: "Google asks for consent to cookies first; try again from another network.",
    Kind.CAPTCHA: "Google asks for a captcha after too many requests; wait some hours and crawl more slowly.",
    Kind.FEED: "A feed; read it as one.",
    Kind.SITEMAP: "A sitemap; read the addresses from it.",
    Kind.EMPTY: "An empty answer; try again later.",
    Kind.OTHER: "Not a page of Blogger that can be told; check the address.",
}

GATES = frozenset(
    {Kind.GATE_ADULT, Kind.GATE_PRIVATE, Kind.REMOVED, Kind.NOT_FOUND, Kind.CONSENT, Kind.CAPTCHA, Kind.EMPTY}
)
"""Kinds that stand in front of a blog or in its place: never a post."""

SIGNS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        Kind.CAPTCHA,
        (
            'id="captcha-form"',
            "id='captcha-form'",
            "google.com/sorry/",
            "our systems have detected unusual traffic",
        ),
    ),
    (Kind.CONSENT, ("consent.google.", "consent.youtube.", "consent.blogger.com")),
    (
        Kind.GATE_PRIVATE,
        (
            "blog is open to invited readers only",
            "doesn't look like you have been invited",
            "doesn&#39;t look like you have been invited",
            "accounts.google.com/servicelogin",
            "accounts.google.com/v3/signin",
            "accounts.google.com/accountchooser",
        ),
    ),
    (Kind.NOT_FOUND, ("the blog you were looking for does not exist",)),
    (
        Kind.REMOVED,
        (
            "this address is not available for new blogs",
            "blog has been removed",
            "blog has been deleted",
            "blog is under review",
            "violation of blogger",
            "blogger terms of service violation",
            "blogger tos violation",
            "blog has been locked",
        ),
    ),
    (
        Kind.GATE_ADULT,
        (
            "blogin.g?blogspoturl=",
            "may contain content only suitable for adults",
            "this blog may contain sensitive content",
            "guestauth=",
            "<title>content warning",
        ),
    ),
)
"""Lower-case signs of each gate, the surest first. The wordings are Blogger's and Google's own, in English:
these pages follow the asking program's `Accept-Language`, and ours asks for English."""

SURE_SIGN = "_WidgetManager"
OF_A_BLOG = (
    "_widgetmanager",
    "class='widget blog",
    'class="widget blog',
    "post-body",
    "content='blogger'",
    'content="blogger"',
)
"""Where one of these stands, the page is a blog's own, and words of a gate are quoted in it."""

FEED_ROOT = re.compile(r"<(?:\w+:)?(feed|rss|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)
JSON_FEED = re.compile(r'^[^<]{0,200}?\{\s*"(?:version|feed|encoding)"\s*:')
DYNAMIC = re.compile(r"""<meta\b(?=[^>]*\bblogger-template\b)[^>]*\bdynamic\b""", re.IGNORECASE)
HEAD = 4000
HEAD_OF_PAGE = 20_000

PAGE_TYPES = {
    "item": Kind.POST,
    "static_page": Kind.STATIC_PAGE,
    "archive": Kind.ARCHIVE,
    "error_page": Kind.ERROR,
}
"""`pageType` of the data script → kind. "index" is divided further by what it lists."""

PATHS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.LABEL, re.compile(r"/search/label/|/labels/[^/]+\.html$")),
    (Kind.SEARCH, re.compile(r"/search\?(?:.*&)?q=")),
    (Kind.INDEX, re.compile(r"/search(?:$|[?/])|^/?(?:$|\?|index\.html?$)")),
    (Kind.STATIC_PAGE, re.compile(r"^/p/[^/]+\.html")),
    (Kind.ARCHIVE, re.compile(r"_archive\.html?$|/\d{4}/(?:\d{2}/)?(?:index\.html)?$")),
    (Kind.POST, re.compile(r"/\d{4}/\d{2}/[^/]+\.html")),
)
"""Shapes of paths → kind, for pages without a data script (classic templates, stripped copies)."""


def recognise(
    body: bytes | str,
    *,
    url: str | None = None,
    status: int = 200,
    content_type: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> Kind:
    """Say what an answer is. Never raises; `Kind.OTHER` where nothing tells.

    `url` is the address it came from, `content_type` the header's value; both may be unknown. `facts` is what
    `read_blob` gave for the text, where the caller has it.
    """
    text = body if isinstance(body, str) else decode(body, _charset(content_type))
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if not head:
        return Kind.EMPTY
    machine = _feed(head)
    if machine:
        return machine
    facts = read_blob(text) if facts is None else facts
    gate = None if facts else _gate(text, url)
    return gate or page_kind(text, facts, url) or _by_status(status)


def page_kind(text: str, facts: Mapping[str, str], url: str | None) -> Kind | None:
    """Kind of a blog's own page, from its data script first, then from its address."""
    if _is_dynamic(text) or facts.get("name") == "Dynamic Views":
        return Kind.DYNAMIC_VIEW
    return _by_facts(facts) or kind_of_address(facts.get("canonicalUrl") or url)


def is_adult(facts: Mapping[str, str]) -> bool:
    """Whether the data script says that the blog or the post stands behind a content warning."""
    return "true" in {facts.get("adultContent"), facts.get("blitzPostInterstitial")}


def explain(kind: Kind) -> str:
    """One plain sentence: what the page is and what to do next."""
    return EXPLANATIONS[kind]


def kind_of_address(url: str | None) -> Kind | None:
    """What an address should lead to, by Blogger's path shapes; None where the shape says nothing."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if not parts.netloc:
        return None
    path = f"{parts.path}?{parts.query}" if parts.query and parts.path.endswith("/search") else parts.path
    return next((kind for kind, shape in PATHS if shape.search(path)), None)


def _feed(head: str) -> Kind | None:
    root = FEED_ROOT.search(head) if head.startswith("<") and "<html" not in head[:1000].lower() else None
    if root:
        return Kind.SITEMAP if root.group(1).lower() in {"urlset", "sitemapindex"} else Kind.FEED
    return Kind.FEED if not head.startswith("<") and JSON_FEED.match(head) else None


def _is_dynamic(text: str) -> bool:
    at = text.find("blogger-template", 0, HEAD_OF_PAGE)
    return at >= 0 and bool(DYNAMIC.search(text, max(0, text.rfind("<", 0, at)), at + 200))


def _gate(text: str, url: str | None) -> Kind | None:
    if SURE_SIGN in text or any(sign in text for sign in OF_A_BLOG):
        return None
    lower = text.lower()
    if any(sign in lower for sign in OF_A_BLOG):
        return None
    place = (url or "").lower()
    return next(
        (kind for kind, signs in SIGNS if any(sign in lower or sign in place for sign in signs)), None
    )


def _by_facts(facts: Mapping[str, str]) -> Kind | None:
    page_type = facts.get("pageType")
    if page_type == "index":
        if facts.get("searchLabel") or facts.get("isLabelSearch") == "true":
            return Kind.LABEL
        return Kind.SEARCH if facts.get("searchQuery") else Kind.INDEX
    return Kind.ERROR if facts.get("isError") == "true" else PAGE_TYPES.get(page_type or "")


def _by_status(status: int) -> Kind:
    return Kind.NOT_FOUND if status in {404, 410} else Kind.OTHER


def _charset(content_type: str | None) -> str | None:
    return (content_type or "").lower().partition("charset=")[2].partition(";")[0] or None
