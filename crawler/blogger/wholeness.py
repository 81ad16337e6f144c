"""Did a page arrive whole? Where a server states no length, or a wrong one, only its end can tell."""

ROOTS = (b"html", b"urlset", b"sitemapindex")
HEAD, TAIL = 4096, 65536
"""Bytes in which the root element begins, and ends."""


def is_cut(body: bytes) -> bool:
    """Whether markup ends before its root element does. Blogger's templates close theirs, or are not saved."""
    head, tail = body[:HEAD].lower(), body[-TAIL:].lower()
    root = next((name for name in ROOTS if b"<" + name in head), None)
    return root is not None and b"</" + root not in tail
