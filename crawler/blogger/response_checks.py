"""Checks of a response before parsing: cut off, too much structure for a tree, a pause that is asked for.

Where a server states no length, or a wrong one, only the end of a page can tell that it is cut.
"""

from email.utils import parsedate_to_datetime

_ROOTS = (b"html", b"urlset", b"sitemapindex")
HEAD, TAIL = 4096, 65536
"""Bytes in which the root element begins, and ends."""

MAX_PAGE_TAGS, MAX_POST_TAGS, MAX_FEED_TAGS = 100_000, 250_000, 500_000
"""Tags of a page or a post, and tags or values of JSON of a feed. A tree takes up to a kilobyte for each, and
that of a long post is made in pieces; real ones stay below a tenth of this.
"""


def has_too_many_tags(body: bytes, limit: int = MAX_FEED_TAGS) -> bool:
    """Tell whether there is more structure in an answer than a tree can be made of in reasonable memory.

    Posts inside JSON are strings: their markup does not count.
    """
    marks = (b"<",) if body.lstrip()[:1] == b"<" else (b"{", b"[")
    return sum(body.count(mark) for mark in marks) > limit


def is_truncated(body: bytes) -> bool:
    """Tell whether markup ends before its root element does. Blogger saves no template without its end."""
    head, tail = body[:HEAD].lower(), body[-TAIL:].lower()
    root = next((name for name in _ROOTS if b"<" + name in head), None)
    return root is not None and b"</" + root not in tail


def read_retry_after(value: bytes | str | None, *, now: float) -> float | None:
    """Seconds to wait, from a header of either form (RFC 9110: seconds, or an HTTP date).

    `now` is Unix time. None where there is no header or it makes no sense; a date in the past is 0.
    """
    text = (value.decode("latin-1") if isinstance(value, bytes) else value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None
