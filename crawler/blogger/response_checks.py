"""Two questions about bytes that come before all parsing: did a page arrive whole, and is it a bomb?

Where a server states no length, or a wrong one, only the end of a page can tell that it is cut.
"""

ROOTS = (b"html", b"urlset", b"sitemapindex")
HEAD, TAIL = 4096, 65536
"""Bytes in which the root element begins, and ends."""

DENSE_PAGE, DENSE_POST, DENSE_FEED = 100_000, 250_000, 500_000
"""Tags of a page or a post, and tags or values of JSON of a feed. A tree takes up to a kilobyte for each, and
that of a long post is made in pieces; real ones stay below a tenth of this.
"""


def is_bomb(body: bytes, limit: int = DENSE_FEED) -> bool:
    """Whether there is more structure in an answer than a tree can be made of in reasonable memory.

    Posts inside JSON are strings: their markup does not count.
    """
    marks = (b"<",) if body.lstrip()[:1] == b"<" else (b"{", b"[")
    return sum(body.count(mark) for mark in marks) > limit


def is_cut(body: bytes) -> bool:
    """Whether markup ends before its root element does. Blogger saves no template that leaves it open."""
    head, tail = body[:HEAD].lower(), body[-TAIL:].lower()
    root = next((name for name in ROOTS if b"<" + name in head), None)
    return root is not None and b"</" + root not in tail
