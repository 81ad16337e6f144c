"""Text of a page → lxml tree, with the damage undone that would cost lxml text; and small helpers on
elements.

Damage that real pages have, and what is done about it:
text after `</html>` (end tags are taken out before parsing) · a comment that never ends (its `<!--` is
left out) · more than 2,048 elements inside each other (lxml stops; BeautifulSoup reads the page and the tree
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

FLATTENED = 200
"""Depth below which the tolerant path keeps only elements with a name: no page is meant to be deeper."""
DEEPEST = 500
"""Depth below which it keeps none: walking up from every element takes time that grows with depth."""
PLAIN = frozenset({"a", "br", "img", "p", "h1", "h2", "h3"})
"""Tags that say something without a name."""
END_TAGS = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
"""What follows them becomes a sibling of lxml's root: nothing ends, then."""
UNSEEN = ("script", "style", "noscript")
SEEN_TEXT = etree.XPath(
    "descendant-or-self::text()[not(parent::script or parent::style or parent::noscript)]",
    smart_strings=False,
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_NODES = 100
"""Elements inside something that is said to be a name, a date or a heading."""
RAW = frozenset({"script", "style", "title"})
"""Tags whose content is no text of the page. They hold no elements."""
HIDING = frozenset({"noscript", "template", "head"})


def parse(text: str, source: bytes | None = None) -> Element:
    """The page's root element; a page without any element gives an empty `html`.

    `source` is the same text in UTF-8, where the caller has it.
    """
    source = _close_comment(text.encode("utf-8", "replace") if source is None else source)
    root, parser = _parse(source)
    if root is not None and any(isinstance(other.tag, str) for other in root.itersiblings()):
        root, parser = _parse(END_TAGS.sub(b"", source))
    if _too_deep(parser):
        root = _tolerant(text)
    return etree.Element("html") if root is None else root


def _parse(source: bytes) -> tuple[Element | None, etree.HTMLParser]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, collect_ids=False)
    try:
        return etree.fromstring(source, parser), parser
    except (etree.XMLSyntaxError, ValueError):
        return None, parser


def text_of(element: Element) -> str:
    """The element's visible text with white space folded; scripts and styles left out."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join(_text(element).split())


def short_text(element: Element, longest: int) -> str:
    """The element's visible text if it has at most so many letters, else "". Cheap on large elements."""
    if len(element) == 0:
        text = " ".join((element.text or "").split())
    elif next(islice(element.iter(), MOST_NODES - 1, None), None) is not None:
        return ""
    else:
        text = text_of(element)
    return text if len(text) <= longest else ""


def lines_of(element: Element) -> list[str]:
    """The element's visible text, one item per line of the source, empty ones left out."""
    return [line for line in (" ".join(part.split()) for part in _text(element).split("\n")) if line]


def _text(element: Element) -> str:
    if not any(unseen.text or len(unseen) for unseen in element.iter(*UNSEEN)):
        return str(etree.tostring(element, encoding="unicode", method="text", with_tail=False))
    found: list[str] = SEEN_TEXT(element)
    return "".join(found)


def inner_html(element: Element) -> str:
    """The markup inside an element, as UTF-8 text."""
    outer = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    start, end = outer.find(">") + 1, outer.rfind("</")
    return outer[start:end] if end >= start else ""


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
    return source if opened < 0 else source[:opened] + source[opened + 4 :]


def _too_deep(parser: etree.HTMLParser) -> bool:
    last = parser.error_log.last_error
    return last is not None and "depth" in (last.message or "").lower()


def _tolerant(text: str) -> Element:
    """Read with BeautifulSoup, which has no limit of depth, and build a flatter lxml tree from it."""
    root = etree.Element("html")
    stack: list[tuple[Element, int, Iterator[object]]] = [
        (root, 0, iter(BeautifulSoup(text, "lxml").contents))
    ]
    strings: list[str] = []  # not yet put into the tree: joining each one to those before takes long
    while stack:
        parent, depth, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if not stack or stack[-1][0] is not parent:
                _append_text(parent, strings)
        elif isinstance(child, Tag):
            element = parent
            if _is_kept(child, depth):
                _append_text(parent, strings)
                element = _append(parent, child)
            stack.append((element, depth + (element is not parent), iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            strings.append(str(child))
    return root


def _is_kept(tag: Tag, depth: int) -> bool:
    """Whether a tag gets an element. Deep down, nameless wrappers leave their content to their parent."""
    if depth < FLATTENED or tag.name in RAW:
        return True
    named = tag.name in PLAIN | HIDING or bool(tag.get("class") or tag.get("id"))
    return depth < DEEPEST and named


def _append(parent: Element, tag: Tag) -> Element:
    try:
        attributes = {key: _attribute(value) for key, value in tag.attrs.items() if _name(key)}
        return etree.SubElement(parent, tag.name, attributes)
    except ValueError:
        return etree.SubElement(parent, "span")


def _append_text(parent: Element, strings: list[str]) -> None:
    string = clean("".join(strings))
    strings.clear()
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + string
    else:
        parent.text = (parent.text or "") + string


def _attribute(value: object) -> str:
    text = " ".join(value) if isinstance(value, list) else str(value)
    return clean(text)


def _name(key: str) -> bool:
    return re.fullmatch(r"[A-Za-z_][\w.-]*", key) is not None
