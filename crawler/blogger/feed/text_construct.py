"""Texts of XML feeds, whose markup may be escaped or not: RFC 4287 section 3.1, and Atom 0.3 before it.

Atom 1.0 says `type="text|html|xhtml"`; Atom 0.3 (Blogger until 2006) a media type and
`mode="xml|escaped|base64"`.
"""

import binascii
from base64 import b64decode
from copy import deepcopy

from lxml import etree

from crawler.blogger.feed.raw_entry import RawText
from crawler.blogger.feed.strict_xml import Element, local

_HTML = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
_PLAIN = frozenset({"text", "text/plain"})
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"


def plain_text(element: Element) -> RawText:
    """Read a title: markup that stands in the XML is left out, escaped markup stays for the reader."""
    if len(element):
        return RawText("".join(element.itertext()), "text")
    return RawText(_value(element), text_type(element.get("type")))


def body_text(element: Element) -> RawText:
    """Read a body or summary: markup that stands in the XML is written out as HTML."""
    if len(element):
        return RawText(_inner_html(element), "html")
    return RawText(_value(element), text_type(element.get("type")))


def text_type(stated: str | None) -> str:
    """Reduce a stated type to "html", "text" or "" (not stated, or something else)."""
    name = (stated or "").strip().lower()
    return "html" if name in _HTML else "text" if name in _PLAIN else ""


def _value(element: Element) -> str:
    text = element.text or ""
    if element.get("mode") != "base64":
        return text
    try:
        return b64decode(text).decode("utf-8", errors="replace")
    except binascii.Error:
        return text


def _inner_html(element: Element) -> str:
    """Write the children as HTML, without their namespaces and the `div` that XHTML texts are wrapped in."""
    root = deepcopy(element)
    root.tail = None
    for part in root.iter(etree.Element):
        part.tag = local(part) or "span"
        for name in [name for name in part.attrib if str(name).startswith(_XML_SPACE)]:
            del part.attrib[name]
    etree.cleanup_namespaces(root)
    if len(root) == 1 and root[0].tag == "div" and not (root.text or "").strip():
        root = root[0]
        root.tail = None
    markup = etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    return markup[markup.index(">") + 1 : markup.rindex("</")]
