"""Sanitised HTML -> the text a reader sees: paragraphs, lists, table rows, preformatted lines.

The HTML is the sanitiser's: every `<` begins a tag, attributes hold no `>`, and of the character references
only `&amp; &lt; &gt; &nbsp;` are left. Each tag becomes a mark (a control character, which no body holds)
or nothing; then the marks are laid out as line breaks. Captions are text: a reader reads them. The numbers of
a list are not: the browser counts, not the author, so that every item begins with "- ".
"""

import re
from collections.abc import Callable

from pipelines.cleaning.characters import compose, drop_idle
from pipelines.cleaning.tables import data_tables

BLOCK, LINE, BREAK = "\x01", "\x02", "\x03"
"""A blank line; the end of a line if something is on it; `<br>`."""

_SPACES = " \n\t\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_KEPT = {space: chr(0xFDD0 + number) for number, space in enumerate(_SPACES)}
_KEPT |= {" ": "\x04", "\n": "\x05", "\t": "\x06"}
"""Spaces of preformatted text, under names that no squeezing touches."""
_KEPT_SPACE, _KEPT_BREAK = _KEPT[" "], _KEPT["\n"]

_TAG = re.compile(r"<([^>]+)>")
_SPACER = re.compile(r"<div[^>]*>\s*(?:<br>|&nbsp;)\s*</div>")
_BLANK_LINES = re.compile(r"\n{3,}")
_DEEPEST = 8
"""Lists nested deeper are not indented further."""


class _Marks(dict[str, str]):
    """Mark of a tag, by what stands between `<` and `>`; attributes do not matter, inline tags have none."""

    def __missing__(self, tag: str) -> str:
        return self.get(tag.partition(" ")[0], "")


def _marks(blocks: str, lines: str) -> _Marks:
    marks = _Marks(br=BREAK, hr=BLOCK, img=" ")
    for names, mark in ((blocks, BLOCK), (lines, LINE)):
        marks.update((slash + name, mark) for name in names.split() for slash in ("", "/"))
    return marks


_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl figure figcaption table caption thead tbody tfoot tr td th"
)
_LINES = "li dt dd"
_PARAGRAPH_DIVS = _marks(_BLOCKS + " div", _LINES)
_LINE_DIVS = _marks(_BLOCKS, _LINES + " div")
"""For bodies whose paragraphs are parted by empty `div`s (Blogger's editor): there each `div` is a line."""


def text_of(html: str) -> str:
    """The text of `sanitise`d HTML: one blank line between paragraphs, none inside lists and tables."""
    parts = _TAG.split(html)
    marks = _LINE_DIVS if _SPACER.search(html) else _PARAGRAPH_DIVS
    if "<li" in html or "<pre" in html or "<table" in html:
        _Structured(marks, data_tables(parts)).mark(parts)
        return _with_kept_spaces(_lay_out(_unescape("".join(parts))))
    parts[1::2] = map(marks.__getitem__, parts[1::2])
    return _lay_out(_unescape("".join(parts)))


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lay_out(marked: str) -> str:
    lines: list[str] = []
    for block in filter(str.strip, drop_idle(marked).split(BLOCK)):
        lines.append("")
        for run in block.split(LINE):
            lines += _lines(run)
    text = "\n".join(lines)
    return compose(_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n")


def _lines(run: str) -> list[str]:
    """The lines of a run of text; a `<br>` at its end ends its last line and begins none."""
    lines = [" ".join(line.split()).strip(_KEPT_BREAK) for line in run.split(BREAK)]
    if not lines[-1]:
        lines.pop()
    return lines


def _with_kept_spaces(text: str) -> str:
    for space, kept in _KEPT.items():
        text = text.replace(kept, space)
    return text


def _keep_spaces(text: str) -> str:
    for space, kept in _KEPT.items():
        text = text.replace(space, kept)
    return text


class _Structured:
    """Marks for bodies with lists, tables or preformatted text, where a tag's place gives its meaning."""

    def __init__(self, marks: _Marks, data_tables: frozenset[int]) -> None:
        self._marks = marks
        self._data_tables = data_tables
        self._tables: list[bool] = []
        self._is_data = False
        """Whether the innermost table holds data; `_tables`, each of those around."""
        self._lists = 0
        self._lead = ""
        """What comes before the next word: a list item's bullet, the border of a cell."""
        self._row_has_text = False
        self._pre = 0

    def mark(self, parts: list[str]) -> None:
        """Replace the tags in `parts` (texts and tags in turn) by marks; change the texts they bear upon."""
        for at in range(1, len(parts), 2):
            name = parts[at].partition(" ")[0]
            special = _SPECIAL.get(name)
            if special:
                parts[at] = special(self, parts[at], at)
            else:
                mark = self._marks.get(name)
                parts[at] = self._inside(mark) if mark else ""
            if self._lead or self._pre or self._is_data:
                parts[at + 1] = self._text(parts[at + 1])

    def _text(self, text: str) -> str:
        if self._pre:
            text = _keep_spaces(text.replace("&nbsp;", "\xa0"))
        if not text or text.isspace() or not text.replace("&nbsp;", " ").strip():
            return text
        self._row_has_text = True
        lead, self._lead = self._lead, ""
        return lead + text.lstrip() if lead else text

    def _inside(self, mark: str) -> str:
        """No blank line in a list item, no line's end in a cell of data or before an item's first word."""
        if self._is_data:
            return " "
        if mark == BREAK:
            return _KEPT_BREAK if self._pre else "" if self._lead else mark
        return LINE if mark == BLOCK and self._lists else mark

    def _begin_table(self, _tag: str, at: int) -> str:
        self._tables.append(self._is_data)
        self._is_data = at in self._data_tables
        return LINE if self._lists else BLOCK

    def _end_table(self, _tag: str, _at: int) -> str:
        self._is_data = self._tables.pop()
        return LINE if self._lists else BLOCK

    def _row(self, tag: str, _at: int) -> str:
        if not self._is_data:
            return self._inside(self._marks[tag])
        self._row_has_text, self._lead = False, ""
        return LINE

    def _cell(self, tag: str, _at: int) -> str:
        if not self._is_data:
            return self._inside(self._marks[tag])
        self._lead = " | " if self._row_has_text else ""
        return " "

    def _begin_list(self, _tag: str, _at: int) -> str:
        mark = LINE if self._lists else BLOCK
        self._lists += 1
        return mark

    def _end_list(self, _tag: str, _at: int) -> str:
        self._lists -= 1
        self._lead = ""
        return LINE if self._lists else BLOCK

    def _begin_item(self, _tag: str, _at: int) -> str:
        self._lead = _KEPT_SPACE * 2 * (min(self._lists, _DEEPEST) - 1) + "- "
        return LINE

    def _end_item(self, _tag: str, _at: int) -> str:
        self._lead = ""
        return LINE

    def _begin_pre(self, tag: str, _at: int) -> str:
        self._pre += 1
        return self._inside(self._marks[tag])

    def _end_pre(self, tag: str, _at: int) -> str:
        self._pre -= 1
        return self._inside(self._marks[tag])


_SPECIAL: dict[str, Callable[[_Structured, str, int], str]] = {
    "table": _Structured._begin_table,
    "/table": _Structured._end_table,
    **dict.fromkeys(("tr", "/tr", "caption", "/caption"), _Structured._row),
    **dict.fromkeys(("td", "th"), _Structured._cell),
    **dict.fromkeys(("ul", "ol"), _Structured._begin_list),
    **dict.fromkeys(("/ul", "/ol"), _Structured._end_list),
    "li": _Structured._begin_item,
    "/li": _Structured._end_item,
    "pre": _Structured._begin_pre,
    "/pre": _Structured._end_pre,
}
