"""Signs of the pages that stand in front of a blog, or in its place."""

import re
from html import unescape

_GATE_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "captcha",
        (
            'id="captcha-form"',
            "id='captcha-form'",
            "google.com/sorry/",
            "our systems have detected unusual traffic",
        ),
    ),
    ("consent", ("consent.google.", "consent.youtube.", "consent.blogger.com")),
    (
        "gate-private",
        (
            "blog is open to invited readers only",
            "doesn't look like you have been invited",
            "doesn&#39;t look like you have been invited",
            "accounts.google.com/servicelogin",
            "accounts.google.com/v3/signin",
            "accounts.google.com/accountchooser",
        ),
    ),
    (
        "not-found",
        (
            "error 404 (not found)!!1",
            "blog you were looking for does not exist",
            "blog you are looking for was not found",
            "blog you were looking for was not found",
            "if you are the owner of this blog, please sign in",
            "if you're the owner of this blog, please sign in",
            "<title>blog not found",
            "<title>blogger: blog not found",
        ),
    ),
    (
        "removed",
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
        "gate-adult",
        (
            "blogin.g?blogspoturl=",
            "may contain content only suitable for adults",
            "this blog may contain sensitive content",
            "guestauth=",
            "<title>content warning",
        ),
    ),
    ("not-found", ("<title>blogger: ",)),
)
"""Lower-case signs of each gate, the surest first. The wordings are Blogger's and Google's own, in English:
these pages follow the asking program's `Accept-Language`, and ours asks for English."""

_SURE_SIGN = "_WidgetManager"
_OF_A_BLOG = (
    "_widgetmanager",
    "class='widget blog",
    'class="widget blog',
    "post-body",
    "content='blogger'",
    'content="blogger"',
)
"""Signs of a blog's own page: words of a gate are only quoted in it."""

_TAG = re.compile(r"<[^<>]*>")
_LARGEST_GATE = 50_000
"""Characters of the largest gate; a blog's page is longer, mostly."""


def gate_of(text: str, url: str | None) -> str | None:
    """Return the value of a gate's PageType; None for a page with signs of a blog, or of nothing."""
    if _SURE_SIGN in text or any(sign in text for sign in _OF_A_BLOG):
        return None
    lower = text.lower()
    if any(sign in lower for sign in _OF_A_BLOG):
        return None
    lower = f"{lower} {_words_of(lower)}" if len(lower) <= _LARGEST_GATE else lower
    place = (url or "").lower()
    found = (kind for kind, signs in _GATE_SIGNS if any(sign in lower or sign in place for sign in signs))
    return next(found, None)


def _words_of(markup: str) -> str:
    """The words of a page in one line: a gate may mark up some of its own."""
    return " ".join(unescape(_TAG.sub(" ", markup)).replace("\u2019", "'").split())
