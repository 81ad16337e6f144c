"""The words into which the search index divides a text, by SQLite's own tokenizer."""

import re
import sqlite3
from collections import Counter
from contextlib import closing

from pipelines.archive.schema import POSTS_FTS

_TOKENIZE = re.search(r'tokenize=".+?"', POSTS_FTS)
assert _TOKENIZE is not None
_TEXTS = f"CREATE VIRTUAL TABLE texts USING fts5 (text, {_TOKENIZE[0]})"
_WORDS = "CREATE VIRTUAL TABLE words USING fts5vocab (texts, row)"


def words_of(text: str) -> Counter[str]:
    """Return the words as the index writes them, in lower case and without accents, each with its number."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_TEXTS)
        connection.execute(_WORDS)
        connection.execute("INSERT INTO texts VALUES (?)", (text,))
        return Counter(dict(connection.execute("SELECT term, cnt FROM words")))


def index_form(token: str) -> str:
    """Return one word as the index writes it; "" for text in which it finds none."""
    if token.isascii() and token.isalnum():
        return token.lower()
    return next(iter(words_of(token)), "")
