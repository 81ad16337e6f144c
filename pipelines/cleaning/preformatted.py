"""Code and other text whose white space counts, written so that it does without styles and scripts.

The sanitiser drops styles, and `pre` would change how a whole document pasted from an editor looks: there
lines' ends become line breaks, and indents no-break spaces.
"""

import re
from collections.abc import Iterable

from lxml import etree

_KEEPS_LINES = re.compile(r"white-space\s*:\s*(pre-line|pre-wrap|pre|break-spaces)\b", re.IGNORECASE)
_FOLDS = re.compile(r"white-space\s*:\s*(?:normal|nowrap|initial)\b", re.IGNORECASE)
_MONOSPACE = re.compile(r"monospace|courier|consolas|menlo|monaco", re.IGNORECASE)
_INDENT = re.compile(r"(?m)^[ \t]{2,}|^\t")
_BLOCKS = (
    "address article aside blockquote br center dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li ol p pre section table tbody td tfoot th thead tr ul"
)
_BLOCK_TAGS = frozenset(_BLOCKS.split())
_CODE_TYPE = re.compile(r"syntaxhighlighter$|text/(?:plain|html)$", re.IGNORECASE)
_CODE_CLASS = re.compile(r"\bbrush\s*:|\b(?:lang|language)-|\bprettyprint\b", re.IGNORECASE)


def show_code(root: etree._Element) -> None:
    """Turn scripts into `pre` that hold code for highlighters. Call it before scripts are removed."""
    for script in root.iter("script"):
        if _CODE_TYPE.match(script.get("type") or "") and _CODE_CLASS.search(script.get("class") or ""):
            script.tag = "pre"


def keep_lines(root: etree._Element, styled: Iterable[etree._Element]) -> None:
    """Put a `br` for each line's end in elements styled `white-space: pre` and the like, and keep indents."""
    for element in styled:
        style = element.get("style") or ""
        if found := _KEEPS_LINES.search(style):
            _keep(element, has_indents=found[1].lower() != "pre-line")
            if _MONOSPACE.search(style):
                _end_lines(element)
    for element in root.iter("pre"):
        _end_lines(element)


def _end_lines(top: etree._Element) -> None:
    """Write each `div` inside code as a line, as editors copy one."""
    for line in list(top.iter("div")):
        if line is top or any(map(_is_block, line.iterdescendants(etree.Element))):
            continue
        line.tag = "span"
        if not len(line) or line[-1].tag != "br" or line[-1].tail:
            etree.SubElement(line, "br")
            line.tail = (line.tail or "").strip() and line.tail


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCK_TAGS and element.tag != "br"


def _keep(top: etree._Element, *, has_indents: bool) -> None:
    for element in list(top.iter(etree.Element)):
        style = element.get("style") or ""
        if _KEEPS_LINES.search(style):
            del element.attrib["style"]  # done with the outer one
        if element.tag in {"pre", "textarea"} or _FOLDS.search(style):
            continue
        if element.text and ("\n" in element.text or (has_indents and _INDENT.match(element.text))):
            _split(element, element.text, None, has_indents)
        if element is not top and element.tail and "\n" in element.tail:
            _split(element, element.tail, element, has_indents)


def _split(element: etree._Element, text: str, after: etree._Element | None, has_indents: bool) -> None:
    """Break `text`, the element's own or (with `after`) its tail, at each line's end."""
    is_between_blocks = (
        "\n" in text and text.isspace() and (element.tag in _BLOCK_TAGS or _is_before_block(element, after))
    )
    if is_between_blocks:
        return
    first, *lines = (_INDENT.sub(_as_no_break_spaces, text) if has_indents else text).split("\n")
    breaks = [etree.Element("br") for _ in lines]
    for line_break, line in zip(breaks, lines, strict=True):
        line_break.tail = line
    if after is None:
        element.text, element[0:0] = first, breaks
        return
    element.tail = None
    for line_break in reversed(breaks):
        element.addnext(line_break)
    element.tail = first


def _as_no_break_spaces(indent: re.Match[str]) -> str:
    return "\xa0" * len(indent.group().expandtabs(4))


def _is_before_block(element: etree._Element, after: etree._Element | None) -> bool:
    following = next(iter(element), None) if after is None else element.getnext()
    return following is not None and following.tag in _BLOCK_TAGS
