"""Formulas in a body: each comes once, as a reader sees it or, where lines cannot show it, in TeX.

MathJax keeps the source in a script beside what it drew, KaTeX and Wikipedia keep MathML, its source and a
drawing of the same formula.
"""

import re
from itertools import islice
from urllib.parse import unquote_plus

from lxml import etree

from pipelines.cleaning.tree_edits import (
    DROPPED_TAG,
    classes_of,
    letter_count,
    replace_by_text,
    strip_dropped,
)

_SCRIPT_TYPE = re.compile(r"math/(?:tex|asciimath|mml)", re.IGNORECASE)
_DISPLAY = re.compile(r"mode\s*=\s*display", re.IGNORECASE)
_DRAWN_CLASSES = frozenset(
    {"MathJax_Preview", "MathJax", "MathJax_Display", "MathJax_SVG", "MathJax_CHTML", "MJX_Assistive_MathML"}
)
_HOLDER_CLASSES = frozenset({"katex", "katex-display", "mwe-math-element", "MathJax", "mjx-chtml"})
_LINEAR_TAGS = frozenset(
    {"math", "semantics", "mrow", "mstyle", "mi", "mo", "mn", "mtext", "mspace", "mpadded"}
)
"""MathML that reads the same in one line."""
_IN_LINE = {
    "mfrac": "{}/{}",
    "msup": "{}^{}",
    "msub": "{}_{}",
    "msubsup": "{}_{}^{}",
    "msqrt": "√{}",
}
"""Other MathML, and how a line shows its parts."""
_PICTURE = re.compile(
    r"(?:latex\.php\?(?:\S{0,99}&)?latex=|codecogs\.com/\S{0,99}?\?|chart\?cht=tx\S{0,99}&chl=|"
    r"(?:mathtex|mimetex)\.cgi\?)([^&]+)",
    re.IGNORECASE,
)
"""Address of a service that draws the formula in it."""
_TEX = etree.XPath(
    "string((.//annotation[contains(@encoding, 'tex') or contains(@encoding, 'TeX')] | .//@alttext)[1])"
)
_STYLE_GROUP = re.compile(r"\{\\(?:display|text)style (.*)\}")
"""Wikipedia's braces around every formula."""
_MAX_COPIES, _MAX_EXTRA = 4, 50
"""Letters of a drawing: as many as the formula so many times, and some more."""
_MAX_DRAWINGS = 3
"""A preview and what was drawn, before their script."""
_NOT_SHOWN = ("annotation", "annotation-xml")


def replace_formulas(root: etree._Element) -> None:
    """Put text in the place of formulas. Call it before scripts and hidden elements are removed."""
    for script in list(root.iter("script")):
        if _SCRIPT_TYPE.match(script.get("type") or ""):
            _replace_script(script)
    for math in list(root.iter("math")):
        _replace_math(math)
    for img in root.iter("img"):
        source = img.get("src") or ""
        if "?" in source and (drawn := _PICTURE.search(source)):
            replace_by_text(img, img.get("title") or img.get("alt") or unquote_plus(drawn[1]))
    strip_dropped(root)


def _replace_script(script: etree._Element) -> None:
    source = " ".join((script.text or "").split())
    for drawn in list(islice(script.itersiblings(preceding=True), _MAX_DRAWINGS)):
        is_drawing = not _DRAWN_CLASSES.isdisjoint(classes_of(drawn)) and _is_drawing(drawn, len(source))
        if not is_drawing or (drawn.tail or "").strip():
            break
        drawn.tag = DROPPED_TAG
    is_block = bool(_DISPLAY.search(script.get("type") or ""))
    replace_by_text(script, source, "div" if is_block else "span")


def _replace_math(math: etree._Element) -> None:
    holder = math
    for ancestor in math.iterancestors("span", "div", "mjx-container"):
        is_named = not _HOLDER_CLASSES.isdisjoint(classes_of(ancestor)) or ancestor.tag == "mjx-container"
        if is_named and _is_drawing(ancestor, letter_count(math)):
            holder = ancestor
    formula = _formula_text(math)
    if formula:
        is_block = holder.tag == "div" or math.get("display") == "block"
        replace_by_text(holder, formula, "div" if is_block else "span")


def _is_drawing(element: etree._Element, letters: float) -> bool:
    """Tell whether an element draws one formula of so many letters, and holds no more than its copies."""
    formulas = list(islice(element.iter("math"), 2))
    return len(formulas) < 2 and letter_count(element) <= _MAX_COPIES * letters + _MAX_EXTRA


def _formula_text(math: etree._Element) -> str:
    tex = _STYLE_GROUP.sub(r"\1", " ".join(str(_TEX(math)).split()))
    shown = {str(element.tag) for element in math.iter(etree.Element)} - {*_NOT_SHOWN}
    if tex and not shown <= _LINEAR_TAGS:
        return tex
    etree.strip_elements(math, *_NOT_SHOWN, with_tail=False)
    return " ".join(_in_line(math).split())


def _in_line(part: etree._Element) -> str:
    parts = [_in_line(child) + (child.tail or "") for child in part.iterchildren(etree.Element)]
    form = _IN_LINE.get(str(part.tag), "")
    if not form or form.count("{}") != len(parts):
        return "".join((part.text or "", *parts))
    return form.format(*(each if len(each) == 1 else f"({each})" for each in map(str.strip, parts)))
