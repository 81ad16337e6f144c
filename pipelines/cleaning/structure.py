"""TagPlaceholders for lists, tables and preformatted text, where a tag's place gives its meaning."""

import re
from collections.abc import Callable

from pipelines.cleaning.placeholders import (
    BLOCK,
    BREAK,
    KEPT_BREAK,
    KEPT_SPACE,
    LINE,
    TagPlaceholders,
    protect_spaces,
)

_ROWS = re.compile(r"rowspan=.(\d{1,3})\b")
_MAX_LIST_DEPTH = 8
"""Depth below which lists are not indented further."""


class StructuredText:
    """Puts placeholders into bodies with lists, tables or preformatted text."""

    def __init__(self, placeholders: TagPlaceholders, data_tables: frozenset[int]) -> None:
        self._placeholders = placeholders
        self._data_tables = data_tables
        self._tables: list[bool] = []
        self._is_data = False
        """True if the innermost table holds data; `_tables` has the same of those around it."""
        self._lists = 0
        self._lead = ""
        """Text to put before the next word: a list item's bullet, the borders of cells."""
        self._column = 0
        self._spans: dict[int, int] = {}
        """Column of a table -> rows that a cell above reaches down to."""
        self._is_between_items = False
        """True in a list, outside of its items: Blogger wrote a break there for each line of the source."""
        self._pre = 0

    def place(self, parts: list[str]) -> None:
        """Replace the tags in `parts` (texts and tags in turn) by placeholders; add bullets and borders."""
        for at in range(1, len(parts), 2):
            name = parts[at].partition(" ")[0]
            special = _SPECIAL.get(name)
            if special:
                parts[at] = special(self, parts[at], at)
            else:
                placeholder = self._placeholders.get(name)
                parts[at] = self._inside(placeholder) if placeholder else ""
            if self._lead or self._pre or self._is_data:
                parts[at + 1] = self._text(parts[at + 1])

    def _text(self, text: str) -> str:
        if self._pre:
            text = protect_spaces(text.replace("&nbsp;", " "))
        if not text or text.isspace() or not text.replace("&nbsp;", " ").strip():
            return text
        lead, self._lead = self._lead, ""
        return lead + text.lstrip() if lead else text

    def _inside(self, placeholder: str) -> str:
        """No blank line in a list item, no line's end in a cell of data or before an item's first word."""
        if self._is_data:
            return " "
        if placeholder == BREAK:
            between = LINE if self._is_between_items else placeholder
            return KEPT_BREAK if self._pre else "" if self._lead else between
        return LINE if placeholder == BLOCK and self._lists else placeholder

    def _begin_table(self, _tag: str, at: int) -> str:
        self._tables.append(self._is_data)
        self._is_data = at in self._data_tables
        self._spans = {}
        return LINE if self._lists else BLOCK

    def _end_table(self, _tag: str, _at: int) -> str:
        self._is_data = self._tables.pop()
        return LINE if self._lists else BLOCK

    def _row(self, tag: str, _at: int) -> str:
        if not self._is_data:
            return self._inside(self._placeholders[tag])
        self._column, self._lead = 0, ""
        return LINE

    def _cell(self, tag: str, _at: int) -> str:
        if not self._is_data:
            return self._inside(self._placeholders[tag])
        while self._spans.get(self._column):
            self._spans[self._column] -= 1
            self._begin_cell()
        rows = _ROWS.search(tag)
        self._spans[self._column] = int(rows[1]) - 1 if rows else 0
        self._begin_cell()
        return " "

    def _begin_cell(self) -> None:
        if self._column:  # an empty cell keeps its column
            self._lead = f"{self._lead}{KEPT_SPACE}| " if self._lead else " | "
        self._column += 1

    def _begin_list(self, _tag: str, _at: int) -> str:
        placeholder = LINE if self._lists else BLOCK
        self._lists += 1
        self._is_between_items = True
        return placeholder

    def _end_list(self, _tag: str, _at: int) -> str:
        self._lists -= 1
        self._is_between_items = False
        self._lead = ""
        return LINE if self._lists else BLOCK

    def _begin_item(self, _tag: str, _at: int) -> str:
        self._is_between_items = False
        if self._pre:  # numbered lines of code
            return LINE
        self._lead = KEPT_SPACE * 2 * (min(self._lists, _MAX_LIST_DEPTH) - 1) + "- "
        return LINE

    def _end_item(self, _tag: str, _at: int) -> str:
        self._is_between_items = self._lists > 0
        self._lead = ""
        return LINE

    def _begin_pre(self, tag: str, _at: int) -> str:
        self._pre += 1
        return self._inside(self._placeholders[tag])

    def _end_pre(self, tag: str, _at: int) -> str:
        self._pre -= 1
        return self._inside(self._placeholders[tag])


_SPECIAL: dict[str, Callable[[StructuredText, str, int], str]] = {
    "table": StructuredText._begin_table,
    "/table": StructuredText._end_table,
    **dict.fromkeys(("tr", "/tr", "caption", "/caption"), StructuredText._row),
    **dict.fromkeys(("td", "th"), StructuredText._cell),
    **dict.fromkeys(("ul", "ol"), StructuredText._begin_list),
    **dict.fromkeys(("/ul", "/ol"), StructuredText._end_list),
    "li": StructuredText._begin_item,
    "/li": StructuredText._end_item,
    "pre": StructuredText._begin_pre,
    "/pre": StructuredText._end_pre,
}
