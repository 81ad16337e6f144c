"""Text of a page → lxml tree, with the damage undone that would cost lxml text; and small helpers on
elements.

Damage that real pages have, and what is done about it:
text after `</html>` (end tags are taken out before parsing) · a comment that never ends (its `<!--` is
escaped) · more than 2,000 elements inside each other (lxml stops; BeautifulSoup reads the page and the tree
is built flatter).
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from lxml import etree

Element: TypeAlias = etree._Element

DEPTH_LIMIT = 2000
"""libxml2 gives up at 2,048 elements inside each other."""
FLATTENED = 200
"""Depth below which the tolerant path keeps only elements with a name: no page is meant to be deeper."""
PLAIN = frozenset({"a", "br", "img", "p", "h1", "h2", "h3"})
"""Tags that say something without a name."""
# What follows the end of the page becomes a sibling of lxml's root: nothing ends, then.
END_TAGS = (b"</html>", b"</HTML>", b"</body>", b"</BODY>")
TEXT_OF = etree.XPath("descendant-or-self::text()[not(parent::script or parent::style or parent::noscript)]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_NODES = 100
"""Elements inside something that is said to be a name, a date or a heading."""
VOID_OR_RAW = frozenset({"script", "style", "noscript", "template", "head", "title"})


def parse(text: str) -> Element:
    """The page's root element; a page without any element gives an empty `html`."""
    source = _close_comment(text.encode("utf-8", "replace"))
    root, parser = _parse(source)
    if root is not None and any(isinstance(other.tag, str) for other in root.itersiblings()):
        for tag in END_TAGS:
            source = source.replace(tag, b"")
        root, parser = _parse(source)
    if _too_deep(parser):
        root = _tolerant(text)
    return etree.Element("html") if root is None else root


def _parse(source: bytes) -> tuple[Element | None, etree.HTMLParser]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        return etree.fromstring(source, parser), parser
    except (etree.XMLSyntaxError, ValueError):
        return None, parser


def text_of(element: Element) -> str:
    """The element's visible text with white space folded; scripts and styles left out."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    found: list[str] = TEXT_OF(element)
    return " ".join("".join(found).split())


def short_text(element: Element, longest: int) -> str:
    """The element's visible text if it has at most so many letters, else "". Cheap on large elements."""
    if len(element) == 0:
        text = " ".join((element.text or "").split())
    elif len(list(islice(element.iter(), MOST_NODES))) == MOST_NODES:
        return ""
    else:
        text = text_of(element)
    return text if len(text) <= longest else ""


def lines_of(element: Element) -> list[str]:
    """The element's visible text, one item per line of the source, empty ones left out."""
    found: list[str] = TEXT_OF(element)
    return [line for line in (" ".join(part.split()) for part in "".join(found).split("\n")) if line]


def inner_html(element: Element) -> str:
    """The markup inside an element, as UTF-8 text."""
    outer = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    start, end = outer.find(">") + 1, outer.rfind("</")
    return outer[start:end] if end >= start else ""


def outer_html(element: Element) -> str:
    """The markup of an element with itself, without what follows it."""
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def clean(text: str | None) -> str:
    """Text that lxml lets one put into a tree: it parses control characters but refuses to take them."""
    return CONTROL.sub("", text) if text else ""


def drop(element: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = clean(parent.text) + clean(element.tail)
        else:
            before.tail = clean(before.tail) + clean(element.tail)
    parent.remove(element)


def add_text(element: Element, text: str | None) -> None:
    """Put text at the end of what an element holds."""
    if len(element):
        element[-1].tail = clean(element[-1].tail) + clean(text) or None
    else:
        element.text = clean(element.text) + clean(text) or None


def is_within(element: Element, other: Element) -> bool:
    """Whether `element` is `other` or stands inside it."""
    return element is other or any(ancestor is other for ancestor in element.iterancestors())


def _close_comment(source: bytes) -> bytes:
    """A comment that never ends would swallow the rest of the page."""
    opened = source.find(b"<!--", source.rfind(b"-->") + 1)
    return source if opened < 0 else source[:opened] + b"&lt;!--" + source[opened + 4 :]


def _too_deep(parser: etree.HTMLParser) -> bool:
    last = parser.error_log.last_error
    return last is not None and "depth" in (last.message or "").lower()


def _tolerant(text: str) -> Element:
    """Read with BeautifulSoup, which has no limit of depth, and build a flatter lxml tree from it."""
    root = etree.Element("html")
    stack: list[tuple[Element, int, Iterator[object]]] = [
        (root, 0, iter(BeautifulSoup(text, "lxml").contents))
    ]
    while stack:
        parent, depth, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
        elif isinstance(child, Tag):
            element = _append(parent, child) if _is_kept(child, depth) else parent
            stack.append((element, depth + (element is not parent), iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            _append_text(parent, str(child))
    return root


def _is_kept(tag: Tag, depth: int) -> bool:
    """Whether a tag gets an element. Deep down, nameless wrappers leave their content to their parent."""
    if depth < FLATTENED or tag.name in VOID_OR_RAW:
        return True
    return depth < DEPTH_LIMIT - FLATTENED and (tag.name in PLAIN or bool(tag.get("class") or tag.get("id")))


def _append(parent: Element, tag: Tag) -> Element:
    try:
        attributes = {key: _attribute(value) for key, value in tag.attrs.items() if _name(key)}
        return etree.SubElement(parent, tag.name, attributes)
    except ValueError:
        return etree.SubElement(parent, "span")


def _append_text(parent: Element, string: str) -> None:
    string = clean(string)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + string
    else:
        parent.text = (parent.text or "") + string


def _attribute(value: object) -> str:
    text = " ".join(value) if isinstance(value, list) else str(value)
    return clean(text)


def _name(key: str) -> bool:
    return re.fullmatch(r"[A-Za-z_][\w.-]*", key) is not None
