# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The archive's own search index, word by word, for a search without a database.

Of scripts without blanks only single characters and pairs are given: the longer groups take eight times the
room of the text, and pairs and a look at the text find the same.

Each post of a word has a grade, by which a search ranks: how much the post says about the word, as BM25
counts it but in three steps, or that the word stands with its labels or in its title. The mean length is a
fixed one, so that the grades of a post do not change with others.
"""

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pipelines.archive.values import json_list
from pipelines.search.snippets import READ
from pipelines.text.search_terms import count_units, has_terms, terms_of

LITTLE, SOME, MUCH, LABELLED, TITLED = range(5)
"""Grades."""
_SOME, _MUCH = 0.8, 1.3
"""Least BM25 of the grades, without the rarity of the word; 1 is one word in a post of mean length."""
_MEAN_LENGTH, _K1, _B = 300, 1.2, 0.75

_TABLES = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp._site_words USING fts5vocab (main, posts_fts, instance)",
    """\
CREATE TEMP TABLE IF NOT EXISTS _site_terms (
    term TEXT, number INTEGER, grade INTEGER, PRIMARY KEY (term, number, grade)
) WITHOUT ROWID""",
)
_WORDS = "SELECT term, doc, col FROM temp._site_words WHERE doc BETWEEN ? AND ?"
_CHOSEN = "_site_posts AS site JOIN posts USING (id) WHERE number >= ? AND number < ?"
_POSTS = f"SELECT id, word_count FROM {_CHOSEN} ORDER BY number"
_HEADINGS = f"SELECT number, title, labels FROM {_CHOSEN} ORDER BY number"
_ADD_TERM = "INSERT OR IGNORE INTO _site_terms (term, number, grade) VALUES (?, ?, ?)"
_FORGET_TERMS = "DELETE FROM _site_terms"
_GRADES = "SELECT number, grade FROM _site_terms WHERE term = ? ORDER BY number, grade"
_AUTHORS = f"SELECT author, number FROM {_CHOSEN} AND author <> '' ORDER BY author, number"
_TEXTS = f"""\
SELECT path, title, published_local, posts.blog_id, language, labels, substr(text, 1, {READ}) AS text
FROM {_CHOSEN} ORDER BY number"""


class SearchedPost(NamedTuple):
    """The fields of a post that a search shows, and in which it looks for words side by side."""

    path: str
    title: str | None
    published_local: str | None
    blog_id: str
    language: str | None
    labels: str
    """JSON."""
    text: str


class GradedPost(NamedTuple):
    """A post that holds a word."""

    number: int
    grade: int


def words(connection: sqlite3.Connection, numbers: range) -> Iterator[tuple[str, list[GradedPost]]]:
    """Yield each word of posts by their numbers, in the order of code points, with its posts, ascending."""
    for sql in (*_TABLES, _FORGET_TERMS):
        connection.execute(sql)
    for number, title, labels in connection.execute(_HEADINGS, (numbers.start, numbers.stop)):
        _add_terms(connection, number, title or "", TITLED)
        _add_terms(connection, number, "\n".join(map(str, json_list(labels))), LABELLED)
    posts = _Postings(connection, numbers)
    for word, rows in groupby(connection.execute(_WORDS, posts.span), key=itemgetter(0)):
        if count_units(word) <= 2 and (found := posts.of(word, rows)):
            yield word, found


def _add_terms(connection: sqlite3.Connection, number: int, text: str, grade: int) -> None:
    """Note the terms of a title or of labels: the index does not tell where in a post they stand."""
    if has_terms(text):
        found = (term for term in terms_of(text).written_out() if count_units(term) <= 2)
        connection.executemany(_ADD_TERM, ((term, number, grade) for term in found))


class _Postings:
    """The posts of words. Of each post it holds ten bytes."""

    def __init__(self, connection: sqlite3.Connection, numbers: range) -> None:
        self._connection, self._start = connection, numbers.start
        self._ids, self._lengths = array("q"), array("H")
        for id_, words in connection.execute(_POSTS, (numbers.start, numbers.stop)):
            self._ids.append(id_)
            self._lengths.append(min(words, 65535))

    @property
    def span(self) -> tuple[int, int]:
        """Row ids of the first and the last post."""
        return self._ids[0], self._ids[-1]

    def of(self, word: str, rows: Iterable[tuple[str, int, str]]) -> list[GradedPost]:
        """Return the posts among the rows of a word, which name row id and column of each place."""
        found, has_term_rows = [], False
        for id_, places in groupby(rows, key=itemgetter(1)):
            place = bisect_left(self._ids, id_)
            if self._ids[place] == id_:
                columns = [row[2] for row in places]
                has_term_rows = has_term_rows or "terms" in columns
                found.append(GradedPost(self._start + place, self._grade(place, columns)))
        return self._with_headings(word, found) if has_term_rows else found

    def _grade(self, place: int, columns: list[str]) -> int:
        if "title" in columns:
            return TITLED
        if "labels" in columns:
            return LABELLED
        length = 1 - _B + _B * self._lengths[place] / _MEAN_LENGTH
        count = max(map(columns.count, ("text", "terms")))  # terms say again what the text says
        strength = count * (_K1 + 1) / (count + _K1 * length)
        return MUCH if strength >= _MUCH else SOME if strength >= _SOME else LITTLE

    def _with_headings(self, word: str, found: list[GradedPost]) -> list[GradedPost]:
        noted = dict(self._connection.execute(_GRADES, (word,)).fetchall())
        return [GradedPost(each.number, max(each.grade, noted.get(each.number, 0))) for each in found]


def authors(connection: sqlite3.Connection, numbers: range) -> Iterator[tuple[str, list[int]]]:
    """Yield each name of an author with those of its posts that are among the numbers, ascending."""
    found = connection.execute(_AUTHORS, (numbers.start, numbers.stop))
    for name, rows in groupby(found, key=itemgetter(0)):
        yield name, [number for _, number in rows]


def searched_posts(connection: sqlite3.Connection, numbers: range) -> Iterator[SearchedPost]:
    """Yield the posts of the numbers."""
    return (SearchedPost(*row) for row in connection.execute(_TEXTS, (numbers.start, numbers.stop)))
