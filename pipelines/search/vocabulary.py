"""The words of the search index, and how much the index says about each, without reading what it says.

SQLite's own `fts5vocab` counts every place of every word it lists, which takes seconds for common words of a
large archive. Here only the pages on which words begin are read, in the format that SQLite's source
documents (fts5_index.c, "Segment Leaf Format"); a test compares the two.

The entries of a word are measured in bytes: four to ten for a post, more where it occurs often.
"""

import sqlite3
from collections.abc import Iterator
from itertools import pairwise, takewhile

PAGE = 4050
"""Bytes of entries on a full page."""
_MOST_PAGES = 60
"""That are read of each segment for one list of words; 100 to 300 words begin on a page."""
_LONGEST = 150
"""Entries of common words that are looked at, the longest."""

# One step for each segment, not one for each row.
_SEGMENTS = """\
WITH RECURSIVE segment (id) AS (
    SELECT min(segid) FROM posts_fts_idx
    UNION ALL SELECT (SELECT min(segid) FROM posts_fts_idx WHERE segid > segment.id) FROM segment
    WHERE segment.id IS NOT NULL
) SELECT id FROM segment WHERE id IS NOT NULL"""
_BEFORE = """\
SELECT pgno >> 1 FROM posts_fts_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1"""
_PAGES = """\
SELECT pgno >> 1 FROM posts_fts_idx
WHERE segid = ? AND term > ? AND term < ? ORDER BY term LIMIT ?"""
_ALL_PAGES = "SELECT pgno >> 1 FROM posts_fts_idx WHERE segid = ? AND term > ? AND term < ? ORDER BY term"
_NEXT_PAGE = """\
SELECT pgno >> 1 FROM posts_fts_idx WHERE segid = ? AND term > ? ORDER BY term LIMIT 1"""
_LAST_PAGE = "SELECT max(id) FROM posts_fts_data WHERE id BETWEEN ? AND ?"
_BLOCK = "SELECT block FROM posts_fts_data WHERE id = ?"

_MAIN = b"0"
_LAST = b"\xff"  # greater than every byte of UTF-8


class Vocabulary:
    """The words as they are now; make a new one after the archive was written to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._segments = [row[0] for row in connection.execute(_SEGMENTS)]

    def size(self, word: str, *, prefix: bool = False) -> int:
        """About how many bytes of entries a word has, or all words that begin so; at most a page too many.

        `word` is folded: in lower case, without accents.
        """
        first = _MAIN + word.encode()
        return sum(
            self._span(segment, first, first + _LAST if prefix else first) for segment in self._segments
        )

    def _span(self, segment: int, first: bytes, last: bytes) -> int:
        start = self._one(_BEFORE, segment, first)
        end = self._one(_NEXT_PAGE, segment, last) or self._last_page(segment)
        return max(end - (start or 1), 0) * PAGE

    def words(self, prefix: str) -> dict[str, int]:
        """Words that begin so, with their bytes; of very many, the first in the order of letters."""
        first = _MAIN + prefix.encode()
        found: dict[str, int] = {}
        for segment in self._segments:
            for term, size in self._terms(segment, first, first + _LAST):
                word = term[1:].decode("utf-8", "replace")
                found[word] = found.get(word, 0) + size
        return found

    def common(self, prefix: str) -> dict[str, int]:
        """The commonest words that begin so: those whose entries go on over a whole page and more."""
        first = _MAIN + prefix.encode()
        found: dict[str, int] = {}
        for pages, segment, page in sorted(self._long(first, first + _LAST), reverse=True)[:_LONGEST]:
            terms = list(_leaf(self._block(segment, page), 0))
            if terms and terms[-1][0].startswith(first):
                word = terms[-1][0][1:].decode("utf-8", "replace")
                found[word] = found.get(word, 0) + pages * PAGE
        return found

    def _long(self, first: bytes, last: bytes) -> Iterator[tuple[int, int, int]]:
        """Pages until the next on which a word begins, segment, page: where the page's last word goes on."""
        for segment in self._segments:
            pages = [row[0] for row in self._connection.execute(_ALL_PAGES, (segment, first, last))]
            pages.insert(0, self._one(_BEFORE, segment, first) or 1)
            pages.append(self._one(_NEXT_PAGE, segment, last) or self._last_page(segment) + 1)
            yield from ((b - a, segment, a) for a, b in pairwise(pages) if b - a > 1)

    def _terms(self, segment: int, first: bytes, last: bytes) -> Iterator[tuple[bytes, int]]:
        before = self._one(_BEFORE, segment, first)
        rows = self._connection.execute(_PAGES, (segment, first, last, _MOST_PAGES)).fetchall()
        pages = sorted({row[0] for row in rows} | ({before} if before else set()))
        after = self._one(_NEXT_PAGE, segment, last) or self._last_page(segment) + 1
        for page, following in zip(pages, [*pages[1:], after], strict=True):
            rest = (following - page - 1) * PAGE if following != after or len(rows) < _MOST_PAGES else 0
            leaf = takewhile(lambda pair: pair[0] < last, _leaf(self._block(segment, page), rest))
            yield from (pair for pair in leaf if first <= pair[0])

    def _block(self, segment: int, page: int) -> bytes:
        """A page; empty where a merge has already moved it elsewhere."""
        row = self._connection.execute(_BLOCK, ((segment << 37) + page,)).fetchone()
        return bytes(row[0]) if row else b""

    def _last_page(self, segment: int) -> int:
        base = segment << 37
        last = self._one(_LAST_PAGE, base, base + (1 << 31) - 1)
        return last - base if last else 0

    def _one(self, sql: str, *params: object) -> int | None:
        row = self._connection.execute(sql, params).fetchone()
        return int(row[0]) if row and row[0] is not None else None


def _leaf(block: bytes, rest: int) -> Iterator[tuple[bytes, int]]:
    """The words that begin on a page, and the bytes of their entries; those of the last go on for `rest`."""
    footer = int.from_bytes(block[2:4], "big")
    places: list[int] = []
    at = footer
    while at < len(block):
        step, at = _varint(block, at)
        places.append(step + (places[-1] if places else 0))
    term = b""
    for number, place in enumerate(places):
        kept, at = _varint(block, place) if number else (0, place)
        length, at = _varint(block, at)
        term = term[:kept] + block[at : at + length]
        is_last = number + 1 == len(places)
        yield term, (footer + rest if is_last else places[number + 1]) - at - length


def _varint(block: bytes, at: int) -> tuple[int, int]:
    """A number in SQLite's variable length, and where it ends; those on a page have at most three bytes."""
    value = 0
    while block[at] & 0x80:
        value = (value << 7) | (block[at] & 0x7F)
        at += 1
    return (value << 7) | block[at], at + 1
