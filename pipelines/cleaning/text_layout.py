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
_BLANK_LINES = re.compile(r"\n{3,}")
_INDENT = re.compile(r"[ \n\t]*(\xa0[\xa0 ]*\xa0[\xa0 ]*)")
"""No-break spaces that begin a line: code, and the lines of a poem."""
_WIDE_INDENT = re.compile("(?:^|(?<=[\x01-\x03]))[ \n\t]*(\u3000+)(?=[^\\s\x01-\x08])")
"""Spaces as wide as a letter, with which Chinese and Japanese authors begin a paragraph."""
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
    lines: list[str] = []
    if "\u3000" in marked:
        marked = _WIDE_INDENT.sub(lambda found: protect_spaces(found[1]), marked)
    for block in filter(str.strip, strip_ignorable(marked).split(BLOCK)):
        lines.append("")
        for run in block.split(LINE):
            lines += _lines(run, has_line_before=bool(lines[-1]))
    text = "\n".join(lines)
    return normalize_nfc(_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n")


def _lines(run: str, *, has_line_before: bool) -> list[str]:
    """Return the lines of a run of text; a `<br>` at its end ends its last line and begins none.

    A line below another keeps an indent of no-break spaces; above a paragraph's first line it is typography.
    """
    lines: list[str] = []
    for line in run.split(BREAK):
        folded = _folded(line)
        indent = _INDENT.match(line) if folded and has_line_before and "\xa0" in line else None
        is_indented = indent is not None and len(indent[1]) <= _MAX_INDENT
        lines.append(KEPT_SPACE * len(indent[1]) + folded if indent and is_indented else folded)
        has_line_before = bool(folded)
    if not lines[-1]:
        lines.pop()
    return lines


def _folded(line: str) -> str:
    """Return a line with one blank for each run of white space; most have nothing else."""
    line = line.strip()
    if line.isprintable() and "  " not in line:
        return line
    return " ".join(line.split()).strip(KEPT_BREAK)
