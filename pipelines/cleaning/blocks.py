"""Sanitised HTML -> the text a reader sees: paragraphs, lists, table rows, preformatted lines.

The HTML is the sanitiser's: every `<` begins a tag, attributes hold no `>`, and of the character references
only `&amp; &lt; &gt; &nbsp;` are left. Each tag becomes a mark (a control character, which no body holds)
or nothing; then the marks are laid out as line breaks. Captions are text: a reader reads them. The numbers of
a list are not: the browser counts, not the author, so that every item begins with "- ".
"""

import re

from crawler.blogger.html.characters import normalize_nfc, strip_ignorable
from pipelines.cleaning.data_tables import data_tables
from pipelines.cleaning.placeholders import (
    BLOCK,
    BREAK,
    KEPT_BREAK,
    LINE,
    LINE_DIVS,
    PARAGRAPH_DIVS,
    give_back_spaces,
)
from pipelines.cleaning.structure import Structured

_TAG = re.compile(r"<([^>]+)>")
_SPACER = re.compile(r"<div[^>]*>\s*(?:<br>|&nbsp;)\s*</div>")
_BLANK_LINES = re.compile(r"\n{3,}")


def text_of(html: str) -> str:
    """The text of `sanitise`d HTML: one blank line between paragraphs, none inside lists and tables."""
    parts = _TAG.split(html)
    marks = LINE_DIVS if _SPACER.search(html) else PARAGRAPH_DIVS
    if "<li" in html or "<pre" in html or "<table" in html:
        Structured(marks, data_tables(parts)).mark(parts)
        return give_back_spaces(_lay_out(_unescape("".join(parts))))
    parts[1::2] = map(marks.__getitem__, parts[1::2])
    return _lay_out(_unescape("".join(parts)))


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lay_out(marked: str) -> str:
    lines: list[str] = []
    for block in filter(str.strip, strip_ignorable(marked).split(BLOCK)):
        lines.append("")
        for run in block.split(LINE):
            lines += _lines(run)
    text = "\n".join(lines)
    return normalize_nfc(_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n")


def _lines(run: str) -> list[str]:
    """The lines of a run of text; a `<br>` at its end ends its last line and begins none."""
    lines = [" ".join(line.split()).strip(KEPT_BREAK) for line in run.split(BREAK)]
    if not lines[-1]:
        lines.pop()
    return lines
