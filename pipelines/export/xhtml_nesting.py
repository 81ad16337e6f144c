"""Repairs of a body's element tree to what XHTML allows inside what. Pure.

Browsers accept text and line breaks in lists, blocks in phrases and stray list items; EPUB does not
(EPUBCheck reports RSC-005). Every repair keeps all text.
"""

import re

from lxml import etree

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PHRASES = frozenset({
    "abbr", "b", "bdi", "bdo", "caption", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
    "var", *_HEADINGS,
})  # fmt: skip
"""Elements that may contain only phrases (`ins` and `del` may not where their parent may not)."""
_BLOCKS = (
    "blockquote", "caption", "div", "hr", "li", "ol", "p", "pre",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS,
)  # fmt: skip
_LISTS = ("ul", "ol")
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_SHAPE = {"caption": "c", "thead": "h", "tbody": "b", "tfoot": "f", "tr": "r"}
_PARENTS = {
    "li": _LISTS,
    "caption": ("table",),
    "tr": ("table", *_ROW_GROUPS),
    **dict.fromkeys(_ROW_GROUPS, ("table",)),
    **dict.fromkeys(_CELLS, ("tr",)),
}
"""Element → the parents that it needs; without one it becomes a block."""
_RUBY_PARTS = ("rt", "rp")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NUMBER = re.compile(r"[1-9]\d{0,2}")


def repair_nesting(body: etree._Element) -> None:
    """Repair the tree of a body in place; `body` itself is a block."""
    elements = list(body.iter(etree.Element))
    for element in elements:
        _repair_attributes(element)
    for element in elements:
        _repair_table(element)
    for element in elements:
        _repair_parent(element)
    for element in reversed(elements):  # the innermost first
        if element.tag in _PHRASES and next(element.iterdescendants(*_BLOCKS), None) is not None:
            element.tag = "div"
        if element.tag == "a" and next(element.iterancestors("a"), None) is not None:
            element.tag = "span"
            element.attrib.pop("href", None)
    for element in elements:
        _repair_children(element)


def _repair_attributes(element: etree._Element) -> None:
    language = (element.get("lang") or "").replace("_", "-")
    _set_valid(element, "lang", language, _LANGUAGE)
    _set_valid(element, "dir", (element.get("dir") or "").lower(), re.compile("ltr|rtl|auto"))
    for name in ("colspan", "rowspan"):
        _set_valid(element, name, element.get(name) or "", _NUMBER)
    if element.tag == "bdo" and not element.get("dir"):
        element.tag = "span"


def _set_valid(element: etree._Element, name: str, value: str, pattern: re.Pattern[str]) -> None:
    if pattern.fullmatch(value):
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _repair_table(element: etree._Element) -> None:
    """Turn a table with anything out of place into blocks."""
    if element.tag == "table" and not _is_valid_table(element):
        for part in list(element.iter("table", "caption", *_ROW_GROUPS, "tr", *_CELLS)):
            part.tag = "div"
            for name in ("colspan", "rowspan"):
                part.attrib.pop(name, None)


def _is_valid_table(table: etree._Element) -> bool:
    shape = "".join(_SHAPE.get(str(child.tag), "?") for child in table)
    if not re.fullmatch(r"c?h?(?:f?b+|b+f|r+)", shape) or _has_text(table):
        return False
    groups = list(table.iterchildren(*_ROW_GROUPS))
    rows = [*table.iterchildren("tr"), *(row for group in groups for row in group)]
    return (
        all(map(len, (*groups, *rows)))
        and not any(map(_has_text, (*groups, *rows)))
        and all(row.tag == "tr" for row in rows)
        and all(cell.tag in _CELLS for row in rows for cell in row)
    )


def _has_text(element: etree._Element) -> bool:
    """Return True for text directly in an element."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def _repair_parent(element: etree._Element) -> None:
    parent = element.getparent()
    needed = _PARENTS.get(str(element.tag))
    if needed and (parent is None or parent.tag not in needed):
        element.tag = "div"
    elif element.tag in _RUBY_PARTS and (parent is None or parent.tag != "ruby"):
        element.tag = "span"
    elif element.tag == "ruby" and not _is_valid_ruby(element):
        for part in list(element.iter("ruby", *_RUBY_PARTS)):
            part.tag = "span"


def _is_valid_ruby(element: etree._Element) -> bool:
    shape = "".join({"rt": "t", "rp": "p"}.get(str(child.tag), "?") for child in element)
    plain = not any(len(child) for child in element) and not (
        len(element) and (element[-1].tail or "").strip()
    )
    return bool(re.fullmatch(r"(?:t|ptp)+", shape)) and plain and bool((element.text or "").strip())


def _repair_children(element: etree._Element) -> None:
    if element.tag in _LISTS:
        _wrap_strays(element)
        if not len(element):
            element.tag = "div"


def _wrap_strays(parent: etree._Element) -> None:
    """Wrap what may not stand directly in a list into items; blank text and line breaks go."""
    children, lead = list(parent), parent.text or ""
    tails = [child.tail or "" for child in children]
    parent.text = None
    for child in children:
        child.tail = None
        parent.remove(child)
    _append_text(parent, lead)
    for child, tail in zip(children, tails, strict=True):
        if child.tag == "li":
            parent.append(child)
        elif child.tag != "br":
            etree.SubElement(parent, "li").append(child)
        _append_text(parent, tail)


def _append_text(parent: etree._Element, text: str) -> None:
    if text.strip():
        etree.SubElement(parent, "li").text = text
