"""Parser and writer of lists of blogs: one URL a line with `#` comments, or OPML."""

import re
from collections.abc import Iterable

from lxml import etree

from crawler.blogger.urls import Address, read_address
from crawler.errors import UsageError

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OWN_FEED = re.compile(r"/feeds/(?:\d+/)?posts/|/(?:atom|rss)\.xml")


def read_list(text: str, *, name: str) -> list[Address]:
    """Return the addresses in the order of the list, each once.

    `name` names the list in messages (a file name). Raises UsageError where an entry is not an address, or
    where the list is empty.
    """
    entries = _outlines(text, name) if text.lstrip("\ufeff \t\r\n").startswith("<") else _lines(text)
    found: dict[Address, None] = {}
    for place, entry in entries:
        try:
            found[read_address(entry)] = None
        except UsageError as error:
            raise UsageError(f"{name}, {place}: {error}") from None
    if not found:
        raise UsageError(f"{name} names no blog; put one address on each line")
    return list(found)


def _lines(text: str) -> list[tuple[str, str]]:
    stripped = (
        (n, line.split(" #")[0].strip()) for n, line in enumerate(text.lstrip("\ufeff").splitlines(), 1)
    )
    return [(f"line {n}", line) for n, line in stripped if line and not line.startswith("#")]


def _outlines(text: str, name: str) -> list[tuple[str, str]]:
    """Read OPML as feed readers export it: every outline with an `xmlUrl`, wherever it is nested."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{name} looks like OPML but is broken: {error.msg}") from None
    found = (_outline(o) for o in root.iter("{*}outline"))
    return [(f"outline {n}", url) for n, url in enumerate(filter(None, found), 1)]


def _outline(outline: etree._Element) -> str:
    """Return the blog's own address; that of a feed made elsewhere (FeedBurner) tells nothing about it."""
    feed, home = outline.get("xmlUrl") or "", outline.get("htmlUrl") or ""
    return feed if _OWN_FEED.search(feed) or not home else home


def write_list(blogs: Iterable[tuple[str, str]]) -> str:
    """Write OPML of titles and home pages, as feed readers import it."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Blogs"
    body = etree.SubElement(root, "body")
    for title, home in blogs:
        address = read_address(home)
        name = "".join(letter for letter in title if letter.isprintable())  # XML holds no control characters
        feed = address.feed("plain")
        etree.SubElement(
            body, "outline", type="rss", text=name, title=name, xmlUrl=feed, htmlUrl=address.home
        )
    return _HEAD + etree.tostring(root, encoding="unicode", pretty_print=True)
