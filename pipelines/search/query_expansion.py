# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Words of the index in place of a short beginning, and the nearest words in place of a wrong one."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from functools import partial

from pipelines.archive.connection import connect_to_read, path_of
from pipelines.search import spelling
from pipelines.search.combined_bm25 import index_totals
from pipelines.search.query import Query, Word, of_word, quoted
from pipelines.search.tokenizer import divided, index_form
from pipelines.text.search_terms import has_terms, runs_on

BROAD = 50_000
"""Entries of words with a beginning that SQLite may merge, a word in a post each; this many take it 40 ms."""
MOST_WORDS = 50
"""That a broad beginning stands for; several share them."""
_FEWEST_WORDS = 5
_LIGHT = 50_000
"""Posts with a word, or with those of a phrase, that is weighed; a more common one tells posts apart little,
and 3 ms of counting find it out."""

_COUNT = "SELECT count(*) FROM (SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? LIMIT ?)"
_COMMON = 1000

# In the temporary schema of a connection of its own: that of a web server may not write even there.
_TABLE = "CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, posts_fts, row)"
_WORDS = "SELECT term, doc FROM temp.words WHERE term >= ? AND term < ?"
_LAST = "\U0010ffff"
_SAMPLE, _READ, _SHORT = 120, 4000, 2
# Row ids are times of publication: the sample is spread over the years from Blogger's first one until now.
_TEXTS = f"""\
WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < {_SAMPLE})
SELECT substr(text, 1, {_READ}) FROM posts WHERE id IN (
    SELECT (SELECT min(id) FROM posts WHERE id >= low + n * (high - low) / {_SAMPLE})
    FROM place, (SELECT min(id) AS low FROM posts WHERE id > strftime('%s', '1999-01-01')),
         (SELECT max(id) AS high FROM posts WHERE id < strftime('%s', 'now')))"""


class Expander:
    """Expands one query by the words that the index holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.narrowed: list[str] = []
        """Beginnings that were given only their commonest words."""

    def expansions(self, query: Query) -> dict[str, list[str]]:
        """Return the words for each broad beginning in `query`, and note these in `narrowed`."""
        prefixes = [word.tokens[-1] for word in (*query.words, *query.without) if word.prefix]
        tokens = [token for token in dict.fromkeys(prefixes) if not has_terms(token)]
        most = max(MOST_WORDS // max(len(tokens), 1), _FEWEST_WORDS)
        return {token: words for token in tokens if (words := self._commonest(token, most))}

    def _commonest(self, token: str, most: int) -> list[str]:
        start = index_form(token)
        words = commonest_with(self._connection, start, BROAD) if start else None
        if not words:
            return []
        self.narrowed.append(token)
        return sorted(words, key=lambda word: (-words[word], word))[:most]

    def is_light(self, word: Word) -> bool:
        """Return whether counting all posts with a word costs next to nothing."""
        if word.prefix:
            return word.tokens[-1] not in self.narrowed
        left = _LIGHT
        for token in word.tokens:
            left -= self._count(quoted(token), left)
            if left <= 0:
                return False
        return True

    def suggestion(self, query: Query, text: str) -> str | None:
        """Return the query with the nearest word for each that no post holds; None where none is nearer."""
        better = text
        for word in query.words:
            for token in word.tokens if not self._count(of_word(word), 1) else ():
                near = self._nearest(token)
                better = better.replace(token, near, 1) if near else better
        return better if better != text else None

    def _nearest(self, token: str) -> str | None:
        form = index_form(token)
        if not form or runs_on(token) or self._count(quoted(form), 1):
            return None
        near = spelling.nearest(form, partial(words_with, self._connection), self._common)
        return near if near and self._count(quoted(near), 1) else None

    def _common(self, word: str) -> int:
        return self._count(quoted(word), _COMMON)

    def _count(self, match: str, most: int) -> int:
        """Count the posts that match, up to so many."""
        return int(self._connection.execute(_COUNT, (match, most)).fetchone()[0])


def words_with(connection: sqlite3.Connection, prefix: str) -> dict[str, int]:
    """Return the words of the index that begin with `prefix`, and in how many posts each stands.

    It takes 2 ms for three letters and 100,000 posts, 15 ms for two. The prefix is folded: in lower case,
    without accents.
    """
    with closing(connect_to_read(path_of(connection))) as own:
        own.execute(_TABLE)
        return {row[0]: row[1] for row in own.execute(_WORDS, (prefix, prefix + _LAST))}


def commonest_with(connection: sqlite3.Connection, prefix: str, broad: int) -> Mapping[str, int]:
    """Return words that begin with `prefix`, the commonest among them, and numbers that grow with
    their posts.

    Empty where the index is likely to hold less than `broad` entries of such words. Those with a short
    beginning are of a sample of the posts: `words_with` takes 130 ms for one letter and 100,000 posts.
    """
    texts = [row[0] for row in connection.execute(_TEXTS)]
    found: Counter[str] = Counter()
    for text in texts:
        found.update({word for word in divided(text) if word.startswith(prefix)})
    if found.total() * index_totals(connection).rows < broad * max(len(texts), 1):
        return {}
    return found if len(prefix) <= _SHORT else words_with(connection, prefix)
