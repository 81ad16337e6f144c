"""The words into which the search index divides a text, by SQLite's own tokenizer."""

import re
import sqlite3
from collections import Counter
from functools import cache
from threading import Lock

from pipelines.archive.schema import POSTS_FTS

_TOKENIZE = re.search(r'tokenize=".+?"', POSTS_FTS)
assert _TOKENIZE is not None
_TEXTS = f"CREATE VIRTUAL TABLE texts USING fts5 (text, {_TOKENIZE[0]})"
_WORDS = "CREATE VIRTUAL TABLE words USING fts5vocab (texts, row)"


def words_of(text: str) -> Counter[str]:
    """Return the words as the index writes them, in lower case and without accents, each with its number."""
    return Counter(divided(text))


def index_form(token: str) -> str:
    """Return one word as the index writes it; "" for text in which it finds none."""
    if token.isascii() and token.isalnum():
        return token.lower()
    return min(divided(token), default="")


def divided(text: str) -> list[str]:
    """Return the words as the index writes them, in their order."""
    return text.translate(_letters()).split()


class _Letters(dict[int, str]):
    """Character → as the index writes it; a blank for one that divides words.

    The tokenizer looks at one character at a time, so each is asked for once.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.execute(_TEXTS)
        self._connection.execute(_WORDS)
        self._lock = Lock()

    def __missing__(self, letter: int) -> str:
        with self._lock:
            self._connection.execute("INSERT INTO texts VALUES (?)", (f"a{chr(letter)}a",))
            words = [row[0] for row in self._connection.execute("SELECT term FROM words")]
            self._connection.execute("DELETE FROM texts")
        self[letter] = " " if words == ["a"] else words[0][1:-1]
        return self[letter]


@cache
def _letters() -> _Letters:
    return _Letters()
