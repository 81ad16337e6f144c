"""Pictures of sanitised HTML: their addresses, and other addresses in their place. Pure.

The HTML is that of `sanitize_markup`, which writes attributes in double quotes and escapes quotes and angle
brackets in them.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple

from pipelines.cleaning.addresses import full_image

_TAG = re.compile(r'<(?:(a)((?: [a-z-]+="[^"]*")*)|(/a)|(img)((?: [a-z-]+="[^"]*")*) ?/?)>')
_HREF = re.compile(r' href="([^"]*)"')
_SRC = re.compile(r' src="([^"]*)"')


class PictureSource(NamedTuple):
    """A picture in a body."""

    src: str
    link: str | None
    """Address that the link around it leads to: often that of the largest version."""


def picture_sources(html: str) -> Iterator[PictureSource]:
    """Yield the pictures of a body in their order."""
    for _, source in _pictures(html):
        yield source


def replace_sources(html: str, find: Callable[[PictureSource], str | None]) -> str:
    """Return the HTML with the address that `find` gives for a picture; where that is None, as it was."""
    parts, end = [], 0
    for match, source in _pictures(html):
        found = find(source)
        if found is None:
            continue
        start, stop = match.span(1)
        parts += [html[end:start], escape(found)]
        end = stop
    return "".join((*parts, html[end:]))


def _pictures(html: str) -> Iterator[tuple[re.Match[str], PictureSource]]:
    """Yield the match of each address of a picture in the whole text, and what it means."""
    link = None
    for tag in _TAG.finditer(html):
        if tag[1]:
            href = _HREF.search(tag[2])
            link = unescape(href[1]) if href else None
        elif tag[3]:
            link = None
        elif src := _SRC.search(html, tag.start(5), tag.end(5)):
            yield src, PictureSource(unescape(src[1]), full_image(link) if link else None)
