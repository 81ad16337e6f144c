"""What the vocabulary says about a query: words behind a short beginning, near ones for a wrong word."""

import sqlite3
from functools import cached_property

from pipelines.search import spelling
from pipelines.search.query import Query, Word, of_word, quoted
from pipelines.search.tokenizer import index_form
from pipelines.search.vocabulary import Vocabulary
from pipelines.text.search_terms import has_terms, runs_on

BROAD = 1_500_000
"""Bytes of entries that SQLite may merge for a beginning; this much takes it 10 to 40 ms."""
MOST_WORDS = 50
"""That a broad beginning stands for; several share them."""
_FEWEST_WORDS = 5
LIGHT = 4_000_000
"""Bytes of entries of a word that is weighed; a more common one tells posts apart little."""
_LIGHT_PHRASE = 1_000_000
"""The same for words that must stand side by side."""

_COMMON = "SELECT count(*) FROM (SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? LIMIT 1000)"
_STANDS = "SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? LIMIT 1"


class Expander:
    """Knows the vocabulary of an archive as it is now."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.narrowed: list[str] = []
        """Beginnings that were given only their commonest words."""

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._connection)

    def expansions(self, query: Query) -> dict[str, list[str]]:
        """Words for each broad beginning in `query`; notes which these are."""
        prefixes = [word.tokens[-1] for word in (*query.words, *query.without) if word.prefix]
        tokens = [token for token in dict.fromkeys(prefixes) if not has_terms(token)]
        most = max(MOST_WORDS // max(len(tokens), 1), _FEWEST_WORDS)
        return {token: words for token in tokens if (words := self._commonest(token, most))}

    def _commonest(self, token: str, most: int) -> list[str]:
        start = index_form(token)
        if not start or self._vocabulary.size(start, prefix=True) < BROAD:
            return []
        words = self._vocabulary.common(start) or self._vocabulary.words(start)
        self.narrowed.append(token)
        return sorted(words, key=lambda word: (-words[word], word))[:most]

    def is_light(self, word: Word) -> bool:
        """Whether counting all posts with a word costs next to nothing."""
        sizes = [
            self._vocabulary.size(index_form(token), prefix=word.prefix and token is word.tokens[-1])
            for token in word.tokens
        ]
        return sum(sizes) < (LIGHT if len(sizes) == 1 else _LIGHT_PHRASE)

    def suggestion(self, query: Query, text: str) -> str | None:
        """The query with the nearest word for each that no post holds; None: there is none, or no need."""
        better = text
        for word in query.words:
            for token in word.tokens if not self._stands(of_word(word)) else ():
                near = self._nearest(token)
                better = better.replace(token, near, 1) if near else better
        return better if better != text else None

    def _nearest(self, token: str) -> str | None:
        form = index_form(token)
        if not form or runs_on(token) or self._stands(quoted(form)):
            return None
        near = spelling.nearest(form, self._vocabulary.words, self._common)
        return near if near and self._stands(quoted(near)) else None

    def _common(self, word: str) -> int:
        return int(self._connection.execute(_COMMON, (quoted(word),)).fetchone()[0])

    def _stands(self, match: str) -> bool:
        return self._connection.execute(_STANDS, (match,)).fetchone() is not None
