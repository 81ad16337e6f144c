"""Removal of elements that are not displayed and that nothing in the body can open."""

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree

from pipelines.cleaning.tree_edits import (
    INLINE_TAGS,
    drop_content,
    letter_count,
    strip_dropped,
)

_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_OFF_SCREEN = re.compile(
    r"(?:^|[\s;])(?:text-indent|left|top|margin-left)\s*:\s*-\d{4,}(?:px|pt|em)", re.IGNORECASE
)
"""Moved to where no screen shows it and nothing brings it back: words for search engines."""
_NO_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*0(?:\.0*)?(?:p[xt]|r?em|%)?\s*(?:;|!|$)", re.IGNORECASE)
"""An element inside may have a size of its own."""
_CAN_OPEN = etree.XPath(
    "boolean(//@onclick | //@onmouseover | //@ontouchstart | //a[starts-with(@href, 'javascript:')]"
    " | //button | //input | //label"
    " | //script[contains(., 'display') or contains(., 'toggle') or contains(., 'show')])"
)
_HEADING = re.compile("accordion|collaps|spoiler|faq", re.IGNORECASE)
"""In names of buttons that are headings of what they unfold."""
_EVENTS = ("onclick", "onmouseover", "ontouchstart", "onmousedown")
_MAX_MACHINE_DATA = 60
"""Letters of a hidden block that nobody is meant to read, like a date for machines or a counter's label."""


def remove(root: etree._Element, styled: Iterable[etree._Element]) -> None:
    """Take hidden elements, of those that have a style, out of the tree: machine data and template parts.

    A spoiler that a click opens stays, and so does a hidden block as long as a paragraph: a script of the
    theme unfolds it. Call it before scripts are removed.
    """
    hidden = list(filter(_is_hidden, styled))
    can_open = bool(hidden) and _CAN_OPEN(root)
    for element in hidden:
        is_kept = _is_within_reach(element) if can_open else _is_paragraph(element)
        if not is_kept or _OFF_SCREEN.search(element.get("style") or ""):
            drop_content(element)
    if hidden:
        strip_dropped(root)


def opens(button: etree._Element) -> bool:
    """Tell whether a button unfolds what stands below it, of which it is the heading."""
    below = button.getnext()
    names = f"{button.get('class') or ''} {button.get('id') or ''}"
    is_unfolded = below is not None and _is_hidden(below)
    return is_unfolded or "aria-expanded" in button.attrib or bool(_HEADING.search(names))


def _is_paragraph(element: etree._Element) -> bool:
    return element.tag not in INLINE_TAGS and letter_count(element) > _MAX_MACHINE_DATA


def _is_within_reach(element: etree._Element) -> bool:
    """Tell whether a script can find the element: by its name, or from a trigger beside or around it."""
    if element.tag not in INLINE_TAGS or element.get("id") or element.get("class"):
        return True
    near = (element.getparent(), element.getprevious(), element.getnext())
    return any(map(_is_trigger, (other for other in near if other is not None)))


def _is_trigger(element: etree._Element) -> bool:
    is_link = (element.get("href") or "").lower().startswith(("javascript:", "#"))
    return is_link or element.tag in {"button", "input", "label"} or any(map(element.get, _EVENTS))


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style") or ""
    if not _has_no_size(style):
        return _is_not_displayed(style)
    return not any("font-size" in (inner.get("style") or "") for inner in element.iterdescendants("*"))


@lru_cache(maxsize=4096)
def _is_not_displayed(style: str) -> bool:
    return bool(_HIDDEN.search(style) or _OFF_SCREEN.search(style))


@lru_cache(maxsize=4096)
def _has_no_size(style: str) -> bool:
    return bool(_NO_SIZE.search(style))
