"""The commonest words that begin with some letters, read from the pages of FTS5's index.

`fts5vocab` counts every place of every word that it lists: 130 ms for one letter and 100,000 posts, a second
and more for a million. Here only the pages on which words begin are read, 3 ms, in the format that SQLite's
source documents (fts5_index.c, "Segment Leaf Format"). The format is private to SQLite: `commonest` raises
UnknownFormatError for any version but the one it was written for, and the caller falls back to `fts5vocab`.

The entries of a word are measured in bytes: four to ten for a post, more where it occurs often.
"""

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

_FORMAT = 4
"""Of the index, as `posts_fts_config` states it."""
_PAGE = 4050
"""Bytes of entries on a full page."""
_LONGEST = 150
"""Entries of common words that are looked at, the longest."""

_VERSION = "SELECT v FROM posts_fts_config WHERE k = 'version'"
# One step for each segment, not one for each row.
_SEGMENTS = """\
WITH RECURSIVE segment (id) AS (
    SELECT min(segid) FROM posts_fts_idx
    UNION ALL SELECT (SELECT min(segid) FROM posts_fts_idx WHERE segid > segment.id) FROM segment
    WHERE segment.id IS NOT NULL
) SELECT id FROM segment WHERE id IS NOT NULL"""
_BEFORE = """\
SELECT pgno >> 1 FROM posts_fts_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1"""
_PAGES = "SELECT pgno >> 1 FROM posts_fts_idx WHERE segid = ? AND term > ? AND term < ? ORDER BY term"
_NEXT_PAGE = """\
SELECT pgno >> 1 FROM posts_fts_idx WHERE segid = ? AND term > ? ORDER BY term LIMIT 1"""
_LAST_PAGE = "SELECT max(id) FROM posts_fts_data WHERE id BETWEEN ? AND ?"
_BLOCK = "SELECT block FROM posts_fts_data WHERE id = ?"

_MAIN = b"0"
_LAST = b"\xff"  # greater than every byte of UTF-8


class UnknownFormatError(Exception):
    """The index is not of the format that is read here."""


def commonest(connection: sqlite3.Connection, prefix: str, broad: int) -> dict[str, int]:
    """Return the words whose entries fill a page and more, with about the bytes of their entries.

    Empty where all entries of words with that beginning have less than `broad` bytes together. The prefix
    is folded as the index folds words. Raise UnknownFormatError where the index cannot be read so.
    """
    try:
        if connection.execute(_VERSION).fetchone()[0] != _FORMAT:
            raise UnknownFormatError
        segments = [row[0] for row in connection.execute(_SEGMENTS)]
        first = _MAIN + prefix.encode()
        spans = [span for segment in segments for span in _spans(connection, segment, first)]
        if sum(pages for pages, _, _ in spans) * _PAGE < broad:
            return {}
        return _words(connection, spans, first)
    except (sqlite3.OperationalError, IndexError, TypeError) as error:
        raise UnknownFormatError from error


def _words(connection: sqlite3.Connection, spans: list[tuple[int, int, int]], first: bytes) -> dict[str, int]:
    found: dict[str, int] = {}
    for pages, segment, page in sorted((span for span in spans if span[0] > 1), reverse=True)[:_LONGEST]:
        term, begun = _last_term(_block(connection, segment, page))
        size = begun + (pages - 2) * _PAGE + len(_block(connection, segment, page + pages - 1))
        if term.startswith(first) and size >= _PAGE:  # the next word may begin on a page of its own
            word = term[1:].decode("utf-8", "replace")
            found[word] = found.get(word, 0) + size
    return found


def _spans(connection: sqlite3.Connection, segment: int, first: bytes) -> Iterator[tuple[int, int, int]]:
    """Pages until the next on which a word begins, segment, page."""
    last = first + _LAST
    pages = [row[0] for row in connection.execute(_PAGES, (segment, first, last))]
    pages.insert(0, _one(connection, _BEFORE, segment, first) or 1)
    pages.append(_one(connection, _NEXT_PAGE, segment, last) or _last_page(connection, segment) + 1)
    yield from ((b - a, segment, a) for a, b in pairwise(pages))


def _block(connection: sqlite3.Connection, segment: int, page: int) -> bytes:
    """A page; empty where a merge has already moved it elsewhere."""
    row = connection.execute(_BLOCK, ((segment << 37) + page,)).fetchone()
    return bytes(row[0]) if row else b""


def _last_page(connection: sqlite3.Connection, segment: int) -> int:
    base = segment << 37
    last = _one(connection, _LAST_PAGE, base, base + (1 << 31) - 1)
    return last - base if last else 0


def _one(connection: sqlite3.Connection, sql: str, *params: object) -> int | None:
    row = connection.execute(sql, params).fetchone()
    return int(row[0]) if row and row[0] is not None else None


def _last_term(block: bytes) -> tuple[bytes, int]:
    """The last word that begins on a page, and the bytes of its entries there; they may go on over others."""
    at = end = int.from_bytes(block[2:4], "big")
    place = start = length = 0
    term = b""
    while at < len(block):
        step, at = _varint(block, at)
        kept, start = _varint(block, place + step) if place else (0, place + step)
        place += step
        length, start = _varint(block, start)
        term = term[:kept] + block[start : start + length]
    return term, end - start - length


def _varint(block: bytes, at: int) -> tuple[int, int]:
    """A number in SQLite's variable length, and where it ends; those on a page have at most three bytes."""
    value = 0
    while block[at] & 0x80:
        value = (value << 7) | (block[at] & 0x7F)
        at += 1
    return (value << 7) | block[at], at + 1
