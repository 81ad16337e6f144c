"""Bytes → XML tree, strictly: no entities, no network, and no believing a feed that was cut in half."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.errors import FeedError

ILLEGAL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));"
)
"""Characters, and references to them, that XML forbids and blog posts contain."""

Element = etree._Element


def parse_xml(body: bytes, url: str) -> Element:
    """The root element. Raises FeedError where the bytes are HTML, hostile, or broken XML."""
    if b"<!entity" in body.lower():
        raise FeedError("the feed declares XML entities, which Blogger never does: refused", url=url)
    head = body[:4096].lower()
    if b"<!doctype" in head or b"<html" in head:
        raise FeedError("the answer is an HTML page where a feed should be", url=url)
    try:
        return _strict(body)
    except etree.XMLSyntaxError:
        return _mended(body, url)


def _strict(body: bytes) -> Element:
    # huge_tree: a post may hold a text of more than 10 MB; entities were refused before.
    return etree.fromstring(
        body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
    )


def _mended(body: bytes, url: str) -> Element:
    """Once more without what XML forbids; never lxml's `recover`, which believes a feed cut in half."""
    text = body.decode("utf-8", errors="replace")
    text = ILLEGAL.sub("", re.sub(r"^<\?xml[^>]*\?>", "", text))
    try:
        return _strict(text.encode("utf-8"))
    except etree.XMLSyntaxError as error:
        raise FeedError(f"the feed is broken or cut short: {error.msg}", url=url) from error


def local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element) -> Iterator[tuple[str, Element]]:
    return ((local(c), c) for c in element)


def child(element: Element, name: str) -> Element | None:
    return next((c for n, c in children(element) if n == name), None)


def child_text(element: Element, name: str) -> str | None:
    found = child(element, name)
    return text(found) or None if found is not None else None


def text(element: Element) -> str:
    """All text inside, markup left out (Blogger escapes bodies, so there is none)."""
    return "".join(element.itertext()) if len(element) else element.text or ""
