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
_INSIDE = {
    "table": re.compile("(caption )?(thead )?((tfoot )?(tbody )+|(tbody )+tfoot |(tr )+)"),
    **dict.fromkeys(_ROW_GROUPS, re.compile("(tr )+")),
    "tr": re.compile("(t[dh] )+"),
}
"""Part of a table → what has to stand in it, and nothing else."""
_RUBY = re.compile("(rt |rp rt rp )+")
_PARENTS = {
    "li": _LISTS,
    "caption": ("table",),
    "tr": ("table", *_ROW_GROUPS),
    **dict.fromkeys(_ROW_GROUPS, ("table",)),
    **dict.fromkeys(_CELLS, ("tr",)),
    **dict.fromkeys(("rt", "rp"), ("ruby",)),
}
"""Element → the parents that it needs; without one it becomes a block, or in a phrase a phrase."""
_NUMBER = re.compile(r"[1-9]\d{0,2}")
_ATTRIBUTES = {
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "dir": re.compile("ltr|rtl|auto"),
    "colspan": _NUMBER,
    "rowspan": _NUMBER,
}


def repair_nesting(body: etree._Element) -> None:
    """Repair the tree of a body in place; `body` itself is a block."""
    elements = list(body.iter(etree.Element))
    for element in reversed(elements):  # the innermost first: a table stays where one in it does not
        _repair_attributes(element)
        if element.tag == "table" and not all(map(_is_whole, element.iter(*_INSIDE))):
            _replace(element, ("table", "caption", *_ROW_GROUPS, "tr", *_CELLS), "div")
        elif element.tag == "ruby" and not _is_valid_ruby(element):
            _replace(element, ("ruby", "rt", "rp"), "span")
    for element in elements:
        parent = element.getparent()
        needed = _PARENTS.get(str(element.tag))
        if needed and (parent is None or parent.tag not in needed):
            element.tag = "span" if needed == ("ruby",) else "div"
    for element in reversed(elements):
        _repair_phrase(element)
    for element in list(body.iter(*_LISTS)):
        _wrap_strays(element)


def _repair_attributes(element: etree._Element) -> None:
    for name, valid in _ATTRIBUTES.items():
        value = (element.attrib.pop(name, None) or "").replace("_", "-")
        if valid.fullmatch(value := value.lower() if name == "dir" else value):
            element.set(name, value)
    if element.tag == "bdo" and not element.get("dir"):
        element.tag = "span"


def _repair_phrase(element: etree._Element) -> None:
    if element.tag in _PHRASES and next(element.iterdescendants(*_BLOCKS), None) is not None:
        element.tag = "div"
    if element.tag == "a" and next(element.iterancestors("a"), None) is not None:
        element.tag = "span"
        element.attrib.pop("href", None)


def _replace(element: etree._Element, parts: tuple[str, ...], tag: str) -> None:
    for part in list(element.iter(*parts)):
        part.tag = tag
        for name in ("colspan", "rowspan"):
            part.attrib.pop(name, None)


def _is_whole(part: etree._Element) -> bool:
    """Return whether a part of a table holds what it has to, and no text beside it."""
    texts = (part.text, *(child.tail for child in part))
    return bool(_INSIDE[str(part.tag)].fullmatch(_children(part))) and not any(
        map(str.strip, filter(None, texts))
    )


def _children(element: etree._Element) -> str:
    return "".join(f"{child.tag!s} " for child in element)


def _is_valid_ruby(element: etree._Element) -> bool:
    ends_so = not any(len(child) for child in element) and not (
        len(element) and (element[-1].tail or "").strip()
    )
    return bool(_RUBY.fullmatch(_children(element))) and ends_so and bool((element.text or "").strip())


def _wrap_strays(parent: etree._Element) -> None:
    """Wrap what may not stand directly in a list into items; blank text and line breaks go."""
    pieces: list[str | etree._Element] = [parent.text or ""]
    for child in list(parent):
        pieces += [child, child.tail or ""]
        child.tail = None
        parent.remove(child)
    parent.text = None
    for piece in pieces:
        if isinstance(piece, str):
            if piece.strip():
                etree.SubElement(parent, "li").text = piece
        elif piece.tag == "li":
            parent.append(piece)
        elif piece.tag != "br":
            etree.SubElement(parent, "li").append(piece)
    if not len(parent):
        parent.tag = "div"
