# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The order of the posts that match.

A post scores by where it holds all that was asked for: in the title 8, with its labels 4; then 2 where the
words stand side by side, up to 1 by how much it says about them (BM25), and up to 0.5 for being new. So title
goes above labels above text, a phrase above scattered words, and the date decides between equals.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from pipelines.search.query import Query, Word, quoted
from pipelines.search.snippets import FoldedLines, Highlighter
from pipelines.text.search_terms import has_terms, index_words

_TITLE, _LABELS, _PHRASE, _STRENGTH, _RECENT = 8.0, 4.0, 2.0, 1.0, 0.5
_FADING = 3 * 365 * 86_400
"""Seconds in which the bonus for being new falls to a third."""

_ROWS = """\
SELECT posts.id, published, ifnull(title, ''), labels, ?
FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value"""
# The plus keeps SQLite from starting anew for each id.
_AMONG = """\
posts_fts MATCH ? AND posts_fts.rowid BETWEEN ? AND ?
AND +posts_fts.rowid IN (SELECT value FROM json_each(?))"""
_STRENGTHS = f"SELECT posts_fts.rowid, -posts_fts.rank FROM posts_fts WHERE {_AMONG}"
_PHRASES = f"SELECT posts_fts.rowid FROM posts_fts WHERE {_AMONG}"
_LITERAL = """\
SELECT posts.id FROM json_each(:ids) AS wanted JOIN posts ON posts.id = wanted.value
WHERE instr(lower(ifnull(title, '') || char(10) || text), :literal)"""


class Candidate(NamedTuple):
    """A post that matches."""

    id: int
    published: str | None
    title: str
    labels: str
    """As JSON."""
    archive: int


def read_candidates(connection: sqlite3.Connection, ids: Sequence[int], archive: int) -> list[Candidate]:
    """Read what ranking needs to know of the posts with these ids, of the archive with that number."""
    return list(map(Candidate._make, connection.execute(_ROWS, (archive, json.dumps(ids)))))


class Strength(NamedTuple):
    """Measures of a post that matches, as an index gives them."""

    bm25: float
    together: bool
    """The words stand side by side."""


def read_strengths(connection: sqlite3.Connection, match: str, ids: Sequence[int]) -> dict[int, float]:
    """Return BM25 by an expression of FTS5's language of those of the posts that match it."""
    return {row[0]: row[1] for row in _among(connection, _STRENGTHS, match, ids)}


def words_together(connection: sqlite3.Connection, query: Query, ids: Sequence[int]) -> Collection[int]:
    """Return posts that hold the words side by side, or a compound or a word with signs just as typed."""
    words = [group[0] for group in query.groups if len(group) == 1]
    tokens = [token for word in words for token in word.tokens]
    found = as_typed(connection, query, ids)
    if len(words) == len(query.groups) > 1 and not any(map(has_terms, tokens)):
        found.update(row[0] for row in _among(connection, _PHRASES, quoted(" ".join(tokens)), ids))
    return found


def _among(connection: sqlite3.Connection, sql: str, match: str, ids: Sequence[int]) -> Iterable[sqlite3.Row]:
    return connection.execute(sql, (match, min(ids), max(ids), json.dumps(ids)))


def as_typed(connection: sqlite3.Connection, query: Query, ids: Sequence[int]) -> set[int]:
    """Return those of the posts that hold a compound, or a word with signs, just as it was typed."""
    found: set[int] = set()
    for literal in filter(None, (_literal(group[0]) for group in query.groups if len(group) == 1)):
        asked = {"ids": json.dumps(ids), "literal": literal}
        found.update(row[0] for row in connection.execute(_LITERAL, asked))
    return found


def best_first(
    query: Query, candidates: Sequence[Candidate], strengths: Sequence[Strength], *, recent: bool
) -> list[int]:
    """Return the places of candidates in their list, the best first; `recent` prefers new ones a little."""
    strongest = max((each.bm25 for each in strengths), default=0) or 1
    newest = max((each.id for each in candidates), default=0)
    scores = [
        place
        + _PHRASE * strength.together
        + _STRENGTH * strength.bm25 / strongest
        + (_RECENT * exp((each.id - newest) / _FADING) if recent else 0)
        for each, strength, place in zip(candidates, strengths, _places(query, candidates), strict=True)
    ]
    return sorted(
        range(len(scores)), key=lambda at: (-scores[at], -candidates[at].id, -candidates[at].archive)
    )


def _places(query: Query, candidates: Sequence[Candidate]) -> Iterator[float]:
    highlighter = Highlighter(query)
    titles = FoldedLines([each.title for each in candidates])
    labels = FoldedLines([each.labels for each in candidates])
    in_title, with_labels = highlighter.lines_with(titles), highlighter.lines_with(titles, labels)
    for number in range(len(candidates)):
        yield _TITLE if number in in_title else _LABELS if number in with_labels else 0


def _literal(word: Word) -> str | None:
    """The typed form of a word that the index cannot tell from another, as `C++` from C."""
    pieces = any(len(index_words(token)) > 1 for token in word.tokens)
    return word.typed.lower() if pieces or word.has_signs else None
