"""Pages of a book: sanitised HTML → XHTML, with nothing that lies on the web. Pure."""

import re
from html import escape
from urllib.parse import quote

from lxml import etree, html

from pipelines.search.export_rows import Record

XHTML = "http://www.w3.org/1999/xhtml"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MEDIA = ("img", "video", "audio", "iframe", "embed", "object", "source", "track", "picture")
_KEPT = {"href", "title", "lang", "dir", "colspan", "rowspan", "alt"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PHRASES = {
    "p", "pre", "span", "b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "code", "cite", "q",
    "abbr", "mark", "ins", "del", *_HEADINGS,
}  # fmt: skip
_BLOCKS = (
    "div", "p", "ul", "ol", "li", "dl", "table", "blockquote", "pre", "hr", "figure", *_HEADINGS,
)  # fmt: skip
_LISTS = ("ul", "ol")
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"
_OBSOLETE = {
    "center": "div",
    "font": "span",
    "big": "span",
    "nobr": "span",
    "tt": "code",
    "strike": "s",
    "acronym": "abbr",
}


def post_page(record: Record, blog: str) -> bytes:
    """A post as a post_page of its own."""
    title = record["title"] or "—"
    facts = " · ".join(
        filter(None, (record["published_local"] or record["published"], record["author"], blog))
    )
    labels = ", ".join(record["labels"])
    body = _body(record["html"])
    head = [_element("h1", title), _element("p", facts, "facts")]
    foot = [_element("p", labels, "labels")] if labels else []
    foot += [_address(record["url"])] if record["url"] else []
    return _document(title, record["language"], [*head, body, *foot])


def title_page(title: str, lines: list[str]) -> bytes:
    """The first post_page."""
    return _document(title, None, [_element("h1", title), *(_element("p", line) for line in lines)])


def _document(title: str, language: str | None, elements: list[etree._Element]) -> bytes:
    root = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML})
    if language and re.fullmatch(r"[a-z]{2,3}", language):
        root.set("lang", language)
        root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    head = etree.SubElement(root, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}title").text = strip_controls(title)
    body = etree.SubElement(root, f"{{{XHTML}}}body")
    for element in elements:
        for inner in element.iter(etree.Element):
            inner.tag = etree.QName(XHTML, str(inner.tag))
        body.append(element)
    etree.cleanup_namespaces(root, top_nsmap={None: XHTML})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")


def _body(source: str) -> etree._Element:
    body = html.fragment_fromstring(strip_controls(source), create_parent="div")
    for element in list(body.iter(etree.Element)):
        tag = str(element.tag)
        if tag in _MEDIA:
            _name_media(element)
        else:
            element.tag = _OBSOLETE.get(tag, tag)
            for name in set(element.attrib) - _KEPT:
                del element.attrib[name]
            if "href" in element.attrib:
                element.set("href", quote(element.get("href", ""), _IN_ADDRESSES))
    etree.strip_tags(body, etree.Comment)
    _nest(body)
    return body


def _nest(body: etree._Element) -> None:
    """XHTML forbids what browsers bear: blocks inside phrases, items outside lists."""
    for element in reversed(list(body.iter(etree.Element))):  # the innermost first
        parent = element.getparent()
        stray = element.tag == "li" and (parent is None or parent.tag not in _LISTS)
        if stray or (element.tag in _PHRASES and next(element.iterdescendants(*_BLOCKS), None) is not None):
            element.tag = "div"
        elif element.tag in _LISTS and parent is not None and parent.tag in _LISTS:
            item = etree.Element("li")
            item.tail, element.tail = element.tail, None
            parent.replace(element, item)
            item.append(element)


def _name_media(element: etree._Element) -> None:
    """A book must not fetch from the web: pictures and films are named by their addresses."""
    source, words = element.get("src"), element.get("alt")
    element.tag = "span"
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.text = f"[{words or source}]" if words or source else ""


def _element(tag: str, text: str, kind: str | None = None) -> etree._Element:
    element = etree.Element(tag)
    element.text = strip_controls(text)
    if kind:
        element.set("class", kind)
    return element


def _address(url: str) -> etree._Element:
    href = escape(quote(strip_controls(url), _IN_ADDRESSES))
    return html.fragment_fromstring(f'<p><a href="{href}">{escape(strip_controls(url))}</a></p>')


def strip_controls(text: str) -> str:
    """The text without what XML cannot hold."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
