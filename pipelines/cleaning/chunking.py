"""Bodies of many megabytes are cleaned piece by piece: a tree takes a hundred times the size of its markup.

No text is lost; a table or list that is cut loses its frame, a paragraph gains a break.
"""

import re
from collections.abc import Iterator
from html import unescape

from crawler.blogger.html.characters import strip_controls

MAX_WHOLE = 1_000_000
"""Characters up to which a body is cleaned as a whole: many times the longest post that a person writes."""
CHUNK_SIZE = 400_000
_TAG = re.compile(r"<[^<>]*>")


def bare_text(body: str) -> str:
    """Return the words of a body that has too many tags to be made a tree of."""
    words = unescape(_TAG.sub(" ", strip_controls(body))).split()
    return " ".join(words)


def split_body(body: str) -> Iterator[str]:
    """Yield the body in pieces of about CHUNK_SIZE characters.

    Each is cut before a tag, else at a blank, never inside a tag that is shorter than a piece.
    """
    start = 0
    while len(body) - start > CHUNK_SIZE:
        end = _cut(body, start)
        yield body[start:end]
        start = end
    yield body[start:]


def _cut(body: str, start: int) -> int:
    """Return the place where the piece that begins at `start` ends."""
    limit = start + CHUNK_SIZE
    before = max(body.rfind("<", start + 1, limit), start)
    if before > start:
        return before
    behind = body.find(">", start, limit) if body[start] == "<" else start
    blank = body.rfind(" ", behind, limit) if behind >= 0 else -1
    if blank > start:
        return blank
    after = body.find("<", limit)
    return after if after >= 0 else len(body)
