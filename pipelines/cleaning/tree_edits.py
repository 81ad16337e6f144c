"""Small edits of a body's tree, shared by the steps of the cleaning."""

from collections.abc import Callable

from lxml import etree

DROPPED_TAG = "dropped"
"""Name given to an element that is to vanish with its content."""
INLINE_TAGS = frozenset(
    {"a", "abbr", "b", "button", "em", "font", "i", "img", "ins", "small", "span", "strong", "time"}
)
letter_count: Callable[[etree._Element], float] = etree.XPath("string-length(normalize-space())")
"""The number of characters in an element, white space folded."""


def attributed_elements(root: etree._Element) -> list[etree._Element]:
    """Return the elements of a tree with attributes, in order."""
    return [element for element in root.iter(etree.Element) if element.keys()]


def strip_dropped(root: etree._Element) -> None:
    """Remove the elements that were renamed to DROPPED_TAG; the text behind each stays."""
    etree.strip_elements(root, DROPPED_TAG, with_tail=False)


def drop_content(element: etree._Element) -> None:
    """Take an element out: an inline one vanishes, a block leaves an empty one, so that texts stay apart.

    `strip_dropped` completes it.
    """
    leaves_break = element.tag not in INLINE_TAGS and (element.getnext() is not None or element.tail)
    element.clear(keep_tail=True)
    element.tag = "div" if leaves_break else DROPPED_TAG


def replace_by_text(element: etree._Element, text: str, tag: str = "span") -> None:
    """Make an element one of another tag that holds `text` alone."""
    element.clear(keep_tail=True)
    element.tag, element.text = tag, text


def classes_of(element: etree._Element) -> list[str]:
    """Return the class names of an element."""
    return (element.get("class") or "").split()
