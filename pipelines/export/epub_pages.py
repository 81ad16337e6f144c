"""Pages of a book: HTML → XHTML, with nothing that has to be fetched from the web. Pure."""

from collections.abc import Mapping
from html import escape

from lxml import etree, html

from pipelines.cleaning.picture_sources import PictureSource, replace_sources
from pipelines.cleaning.sanitize import sanitize_markup
from pipelines.export.web_links import MediaLink, media_links, web_url
from pipelines.export.xhtml_nesting import repair_nesting
from pipelines.export.xml_text import replace_illegal
from pipelines.search.export_rows import Record

_XHTML = "http://www.w3.org/1999/xhtml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ATTRIBUTES = frozenset({"href", "title", "lang", "dir", "colspan", "rowspan"})
NONE: Mapping[PictureSource, str] = {}
_PLAIN = {
    "big": "span",
    "tt": "code",
    "strike": "s",
    "figure": "div",
    "figcaption": "div",
    "dl": "div",
    "dt": "div",
    "dd": "blockquote",
    "time": "span",
}
"""Elements that HTML5 has no longer, or that EPUB allows only in one shape: those that stand for them."""


def post_page(record: Record, blog: str, pictures: Mapping[PictureSource, str] = NONE) -> bytes:
    """Return the page of a post; `pictures` are those in the book, with their paths."""
    title = record["title"] or "—"
    date = record["published_local"] or record["published"]
    facts = " · ".join(filter(None, (date, record["author"], blog, record.get("status"))))
    labels = ", ".join(record["labels"])
    parts = [_element("h1", title), _element("p", facts, "facts"), _body(record["html"], pictures)]
    parts += [_link_line(link) for link in media_links(record)]
    parts += [_element("p", labels, "labels")] if labels else []
    url = web_url(record["url"])
    parts += [_link_line(MediaLink("", url))] if url else []
    return _document(title, record["language"], parts)


def title_page(title: str, lines: list[str]) -> bytes:
    """Return the first page."""
    return _document(title, None, [_element("h1", title), *(_element("p", line) for line in lines)])


def _document(title: str, language: str | None, elements: list[etree._Element]) -> bytes:
    root = etree.Element(f"{{{_XHTML}}}html", nsmap={None: _XHTML})
    if language and language.isascii() and language.isalpha() and len(language) in (2, 3):
        root.set("lang", language)
        root.set(_XML_LANG, language)
    head = etree.SubElement(root, f"{{{_XHTML}}}head")
    etree.SubElement(head, f"{{{_XHTML}}}title").text = replace_illegal(title)
    body = etree.SubElement(root, f"{{{_XHTML}}}body")
    for element in elements:
        for inner in element.iter(etree.Element):
            inner.tag = etree.QName(_XHTML, str(inner.tag))
        body.append(element)
    etree.cleanup_namespaces(root, top_nsmap={None: _XHTML})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")


def _body(source: str, pictures: Mapping[PictureSource, str]) -> etree._Element:
    clean = replace_sources(sanitize_markup(source), pictures.get)
    body = html.fragment_fromstring(replace_illegal(clean), create_parent="div")
    etree.strip_tags(body, etree.Comment)
    for element in list(body.iter(etree.Element)):
        if element.tag == "img":
            _place_picture(element, held=element.get("src") in pictures.values())
            continue
        element.tag = _PLAIN.get(str(element.tag), str(element.tag))
        for name in set(element.attrib) - _ATTRIBUTES:
            del element.attrib[name]
        _set_href(element)
    repair_nesting(body)
    return body


def _set_href(element: etree._Element) -> None:
    if url := web_url(element.attrib.pop("href", None)):
        element.set("href", url)


def _place_picture(element: etree._Element, *, held: bool) -> None:
    """Keep a picture that the book has; another becomes a link: nothing may be fetched from the web."""
    src, alt, tail = element.get("src") or "", " ".join((element.get("alt") or "").split()), element.tail
    element.clear()
    element.tail = tail
    if held:
        element.attrib.update({"src": src, "alt": alt})
        return
    url = web_url(src)
    element.tag, element.text = "span", f"[{alt or url or 'picture'}]"
    if url and next(element.iterancestors("a"), None) is None:
        element.tag = "a"
        element.set("href", url)


def _element(tag: str, text: str, css_class: str | None = None) -> etree._Element:
    element = etree.Element(tag)
    element.text = replace_illegal(text)
    if css_class:
        element.set("class", css_class)
    return element


def _link_line(link: MediaLink) -> etree._Element:
    label = f"{link.label}: " if link.label else ""
    url = escape(replace_illegal(link.url))
    return html.fragment_fromstring(f'<p>{label}<a href="{url}">{url}</a></p>')
