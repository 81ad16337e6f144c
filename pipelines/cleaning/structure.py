"""Marks for lists, tables and preformatted text, where a tag's place gives its meaning."""

from collections.abc import Callable

from pipelines.cleaning.placeholders import BLOCK, BREAK, KEPT_BREAK, KEPT_SPACE, LINE, Marks, keep_spaces

_DEEPEST = 8
"""Lists nested deeper are not indented further."""


class Structured:
    """Marks for bodies with lists, tables or preformatted text, where a tag's place gives its meaning."""

    def __init__(self, marks: Marks, data_tables: frozenset[int]) -> None:
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
            text = keep_spaces(text.replace("&nbsp;", "\xa0"))
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
            return KEPT_BREAK if self._pre else "" if self._lead else mark
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
        self._lead = KEPT_SPACE * 2 * (min(self._lists, _DEEPEST) - 1) + "- "
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


_SPECIAL: dict[str, Callable[[Structured, str, int], str]] = {
    "table": Structured._begin_table,
    "/table": Structured._end_table,
    **dict.fromkeys(("tr", "/tr", "caption", "/caption"), Structured._row),
    **dict.fromkeys(("td", "th"), Structured._cell),
    **dict.fromkeys(("ul", "ol"), Structured._begin_list),
    **dict.fromkeys(("/ul", "/ol"), Structured._end_list),
    "li": Structured._begin_item,
    "/li": Structured._end_item,
    "pre": Structured._begin_pre,
    "/pre": Structured._end_pre,
}
