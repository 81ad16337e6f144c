"""Sanitised HTML to the text a reader sees: paragraphs, lists, table rows, preformatted lines.

The HTML is the sanitiser's: every `<` begins a tag, attributes hold no `>`, and of the character references
only `&amp; &lt; &gt; &nbsp;` are left. Each tag becomes a placeholder (a control character, which no body
holds) or nothing; then the placeholders are laid out as line breaks. Captions are text: a reader reads them.
The numbers of a list are not: the browser counts, not the author, so that every item begins with "- ".
"""

import re

from crawler.blogger.html.characters import normalize_nfc, strip_ignorable
from pipelines.cleaning.data_tables import data_tables
from pipelines.cleaning.placeholders import (
    BLOCK,
    BREAK,
    KEPT_BREAK,
    KEPT_SPACE,
    LINE,
    LINE_DIVS,
    PARAGRAPH_DIVS,
    protect_spaces,
    restore_spaces,
)
from pipelines.cleaning.ruby import move_readings
from pipelines.cleaning.structure import StructuredText

_TAG = re.compile(r"<([^>]+)>")
_STRUCTURE = re.compile("<(?:li|pre|table)")
_SPACER = re.compile(
    r"(<div[^>]*>)((?:\s|<(?:b|i|u|em|strong|a|big|small)\b[^>]*>)*+)(?:<br>|&nbsp;)(?=(?:\s|</(?:b|i|u|em|strong|a|big|small)>)*+</div>)"
)
_BLANK_LINES = re.compile(r"\n\n\n+")
_INDENT = re.compile(
    "([^\\s\x01-\x03\x05][\\s\x05]*+(?:\x03|(?:\x03\\s*+)?\x02(?:\\s*+\x02)*+))[ \n\t]*+"
    "(\xa0 *+\xa0[\xa0 ]*+)\\s*+(?=[^\x01-\x03\x05])"
)
"""The end of a line, and no-break spaces that begin the next: code, and the lines of a poem. Above a
paragraph's first line they are typography.
"""
_WIDE_INDENT = re.compile("(?:^|(?<=[\x01-\x03]))[ \n\t]*(\u3000+)(?=[^\\s\x01-\x08])")
"""Spaces as wide as a letter, with which Chinese and Japanese authors begin a paragraph."""
_EDGE_BREAKS = re.compile("(?<![^\x01-\x03])\x05+|(?<!\x05)\x05++(?![^\x01-\x03])")
"""Breaks of preformatted text at either end of a line."""
_EMPTY_LINES = re.compile("\x02\x02+")
_MAX_INDENT = 40
"""Width beyond which they move a line to the middle or to the right."""


def html_to_text(html: str) -> str:
    """Return the text of sanitised HTML: one blank line between paragraphs, none inside lists and tables."""
    html, spacers = _SPACER.subn(r"\1\2<br>", html) if "<div" in html else (html, 0)
    parts = _TAG.split(html)
    if "<ruby" in html:
        move_readings(parts)
    placeholders = LINE_DIVS if spacers else PARAGRAPH_DIVS
    if _STRUCTURE.search(html):
        StructuredText(placeholders, data_tables(parts)).place(parts)
    else:
        parts[1::2] = map(placeholders.__getitem__, parts[1::2])
    return restore_spaces(_lay_out(_unescape("".join(parts))))


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lay_out(marked: str) -> str:
    if "\u3000" in marked:
        marked = _WIDE_INDENT.sub(lambda found: protect_spaces(found[1]), marked)
    marked = strip_ignorable(marked)
    if "\xa0" in marked:
        marked = _INDENT.sub(_kept_indent, marked)
    text = _folded(marked)
    for mark in (BLOCK, LINE, BREAK):
        text = mark.join(map(str.strip, text.split(mark)))
    text = _EDGE_BREAKS.sub("", text) if KEPT_BREAK in text else text
    text = _EMPTY_LINES.sub(LINE, text).replace(BREAK + LINE, LINE)  # `<br>` at a line's end begins none
    text = text.replace(BLOCK, "\n\n").replace(LINE, "\n").replace(BREAK, "\n")
    return normalize_nfc(_BLANK_LINES.sub("\n\n", text)).strip("\n")


def _kept_indent(found: re.Match[str]) -> str:
    return found[1] + (KEPT_SPACE * len(found[2]) if len(found[2]) <= _MAX_INDENT else "")


def _folded(text: str) -> str:
    """Return a text with one blank for each run of white space; few lines of ASCII have another."""
    text = text.replace("\n", " ")
    is_folded = text.isascii() and "  " not in text and "\t" not in text and "\r" not in text
    return text if is_folded else " ".join(text.split())
