# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The archive's own search index, word by word, for a search without a database.

Of scripts without blanks only single characters and pairs are given: the longer groups take eight times the
room of the text, and pairs and a look at the text find the same.
"""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pipelines.search.query import quoted
from pipelines.search.snippets import READ
from pipelines.text.search_terms import count_units

_VOCABULARY = "CREATE VIRTUAL TABLE temp._site_words USING fts5vocab (main, posts_fts, row)"
_WORDS = "SELECT term FROM temp._site_words"
_NUMBERS = """\
SELECT number FROM posts_fts JOIN _site_posts ON id = posts_fts.rowid
WHERE posts_fts MATCH ? ORDER BY posts_fts.rowid"""
_AUTHORS = """\
SELECT author, number FROM _site_posts JOIN posts USING (id) WHERE author <> '' ORDER BY author, number"""
_TEXTS = f"""\
SELECT path, title, published_local, posts.blog_id, language, labels, substr(text, 1, {READ}) AS text
FROM _site_posts AS site JOIN posts USING (id) ORDER BY number"""


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


def words(connection: sqlite3.Connection) -> Iterator[tuple[str, list[int]]]:
    """Yield each word, in the order of code points, with the numbers of its posts, ascending."""
    connection.execute(_VOCABULARY)
    for (word,) in connection.execute(_WORDS):
        if count_units(word) <= 2:
            numbers = [row[0] for row in connection.execute(_NUMBERS, (quoted(word),))]
            if numbers:
                yield word, numbers


def authors(connection: sqlite3.Connection) -> Iterator[tuple[str, list[int]]]:
    """Yield each name of an author with the numbers of its posts, ascending."""
    for name, rows in groupby(connection.execute(_AUTHORS), key=itemgetter(0)):
        yield name, [number for _, number in rows]


def searched_posts(connection: sqlite3.Connection) -> Iterator[SearchedPost]:
    """Yield every post of the site by its number."""
    return (SearchedPost(*row) for row in connection.execute(_TEXTS))
