"""Text and markup of elements, and small changes to a tree that lose no text."""

from itertools import islice
from typing import TypeAlias

from lxml import etree

from crawler.blogger.html.tag_names import UNSEEN_TAGS

Element: TypeAlias = etree._Element

_SEEN_TEXT = etree.XPath(
    f"descendant-or-self::text()[not({' or '.join(f'parent::{tag}' for tag in UNSEEN_TAGS)})]",
    smart_strings=False,
)
_MAX_SHORT_NODES = 100
"""Elements inside something that is said to be a name, a date or a heading."""
LINE_ENDS = frozenset(
    {
        *("br", "hr", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "address"),
    }
)
"""Elements that stand on lines of their own, or end one."""


def text_of(element: Element) -> str:
    """Return the element's visible text with white space folded; scripts and styles left out."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join(_text(element).split())


def short_text(element: Element, longest: int) -> str:
    """Return the element's visible text if it has at most `longest` letters, else "". Cheap on large ones.

    Lines stay apart, whether or not the markup has white space between them.
    """
    if len(element) == 0:
        text = " ".join((element.text or "").split())
        return text if len(text) <= longest else ""
    tags = [node.tag for node in islice(element.iter(), _MAX_SHORT_NODES)]
    if len(tags) == _MAX_SHORT_NODES:
        return ""
    is_line = LINE_ENDS.isdisjoint(tags[1:])
    text = text_of(element) if is_line else " ".join("".join(_lines(element, [])).split())
    return text if len(text) <= longest else ""


def _lines(element: Element, found: list[str]) -> list[str]:
    """Add the parts of an element's visible text to `found`, with a space wherever a line ends."""
    tag = element.tag
    edge = " " if tag in LINE_ENDS else ""
    found.append(edge)
    if isinstance(tag, str) and tag not in UNSEEN_TAGS:
        found.append(element.text or "")
    for child in element:
        _lines(child, found)
        found.append(child.tail or "")
    found.append(edge)
    return found


def lines_of(element: Element) -> list[str]:
    """Return the element's visible text, one item per line of the source, empty ones left out."""
    return [line for line in (" ".join(part.split()) for part in _text(element).split("\n")) if line]


def _text(element: Element) -> str:
    if not any(unseen.text or len(unseen) for unseen in element.iter(*UNSEEN_TAGS)):
        return str(etree.tostring(element, encoding="unicode", method="text", with_tail=False))
    found: list[str] = _SEEN_TEXT(element)
    return "".join(found)


def inner_html(element: Element) -> str:
    """Return the markup inside an element, as UTF-8 text."""
    outer = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    start, end = outer.find(">") + 1, outer.rfind("</")
    return outer[start:end] if end >= start else ""


def drop(element: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + (element.tail or "")
        else:
            before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def append_text(element: Element, text: str | None) -> None:
    """Put text at the end of what an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + (text or "") or None
    else:
        element.text = (element.text or "") + (text or "") or None


def is_within(element: Element, other: Element) -> bool:
    """Tell whether `element` is `other` or stands inside it."""
    return element is other or any(ancestor is other for ancestor in element.iterancestors())
