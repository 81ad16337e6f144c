# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The words of the search index."""

import sqlite3
from collections import Counter
from contextlib import closing

from pipelines.archive.connection import connect_to_read, path_of
from pipelines.search.combined_bm25 import index_totals
from pipelines.search.tokenizer import divided

_BYTES = 5
"""Of a word's entry for one post, as a rule."""
# In the temporary schema of a connection of its own: that of a web server may not write even there.
_TABLE = "CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, posts_fts, row)"
_WORDS = "SELECT term, doc FROM temp.words WHERE term >= ? AND term < ?"
_LAST = "\U0010ffff"
_SAMPLE, _READ = 120, 4000
# Row ids are times of publication: the sample is spread over the years.
_TEXTS = f"""\
WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < {_SAMPLE})
SELECT substr(text, 1, {_READ}) FROM posts WHERE id IN (
    SELECT (SELECT min(id) FROM posts WHERE id >= low + n * (high - low) / {_SAMPLE})
    FROM place, (SELECT min(id) AS low FROM posts), (SELECT max(id) AS high FROM posts))"""


def words_with(connection: sqlite3.Connection, prefix: str) -> dict[str, int]:
    """Return the words of the index that begin with `prefix`, and in how many posts each stands.

    It takes 2 ms for three letters and 100,000 posts, 15 ms for two. The prefix is folded: in lower case,
    without accents.
    """
    with closing(connect_to_read(path_of(connection))) as own:
        own.execute(_TABLE)
        return {row[0]: row[1] for row in own.execute(_WORDS, (prefix, prefix + _LAST))}


def commonest_with(connection: sqlite3.Connection, prefix: str, broad: int) -> Counter[str]:
    """Return the words with `prefix` of a sample of the posts, and in how many of these each stands.

    Empty where the index is likely to hold less than `broad` bytes about such words: to list all of them by
    `words_with` takes 130 ms for one letter and 100,000 posts.
    """
    texts = [row[0] for row in connection.execute(_TEXTS)]
    found: Counter[str] = Counter()
    for text in texts:
        found.update({word for word in divided(text) if word.startswith(prefix)})
    held = found.total() * _BYTES * index_totals(connection).rows
    return found if held >= broad * max(len(texts), 1) else Counter()
