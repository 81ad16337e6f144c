"""Tables of a body that hold data: rows are lines, cells stand side by side. Others only arrange blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

_ARRANGED = frozenset(
    {"table", "ul", "ol", "dl", "blockquote", "pre", "hr", "figure"} | {f"h{n}" for n in range(1, 7)}
)
"""A table with one of these in a cell arranges blocks."""
_PARAGRAPHS = frozenset({"p", "div"})
_CELL_LETTERS = 300
_CELL_BREAKS = 3


@dataclass(slots=True)
class _Table:
    """State of a table while its tags are read."""

    index: int
    arranged: bool = False
    filled: int = 0
    """Cells of the row at hand that hold text."""
    widest: int = 0
    letters: int = 0
    paragraphs: int = 0
    breaks: int = 0

    def begin_cell(self) -> None:
        self.end_cell()
        self.letters = self.paragraphs = self.breaks = 0

    def end_cell(self) -> None:
        self.filled += self.letters > 0
        self.widest = max(self.widest, self.filled)
        self.arranged |= self.letters > _CELL_LETTERS or self.breaks > _CELL_BREAKS or self.paragraphs > 1
        self.letters = 0

    def add(self, tag: str) -> None:
        """Take in a start tag inside the table."""
        if tag in {"td", "th"}:
            self.begin_cell()
        elif tag == "tr":
            self.end_cell()
            self.filled = 0
        elif tag in _ARRANGED:
            self.arranged = True
        else:
            self.paragraphs += tag in _PARAGRAPHS
            self.breaks += tag == "br"


def data_tables(parts: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the `table` tags that begin tables of data; `parts` are texts and tags in turn.

    A data table has two cells with text in some row, at most one paragraph in each, and no lists, headings or
    tables inside.
    """
    found, still_open = set(), list[_Table]()
    for index in range(1, len(parts), 2):
        name = parts[index].partition(" ")[0]
        if still_open and not name.startswith("/"):
            still_open[-1].add(name)
        if name == "table":
            still_open.append(_Table(index))
        elif name == "/table":
            table = still_open.pop()
            table.end_cell()
            if table.widest > 1 and not table.arranged:
                found.add(table.index)
        if still_open:
            still_open[-1].letters += len(parts[index + 1].replace("&nbsp;", "").strip())
    return frozenset(found)
