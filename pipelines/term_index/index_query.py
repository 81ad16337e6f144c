"""A query and a filter as a query of Tantivy."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pipelines.search.filters import Filter, day_range
from pipelines.search.known_names import (
    NamesCalled,
    authors_like,
    blogs_called,
    labels_called,
    languages_called,
    names_in,
)
from pipelines.search.query import MOST_WORDS, Query, Word
from pipelines.search.tokenizer import divided
from pipelines.term_index.index_fields import COLUMNS, GROUPS, moment
from pipelines.text.search_terms import has_terms, index_words, wordings

if TYPE_CHECKING:
    import tantivy

STRENGTH = 1 / 512  # factor of BM25 in a score, so that the marks of where the words stand are its whole part
TITLE, LABELS, TOGETHER = 8, 4, 2  # marks: all words in the title, with the labels, side by side
_WEIGHTS = {"title": 10.0, "labels": 5.0}
_PASSES = 0.0
_END = 10**14


class QueryCompiler:
    """Compiles queries for the archives of an index, whose names the filters mean."""

    def __init__(self, schema: "tantivy.Schema", connections: Sequence[sqlite3.Connection]) -> None:
        import tantivy  # noqa: PLC0415 - an extra

        self._library, self._schema, self._connections = tantivy, schema, connections

    def compiled(self, query: Query, chosen: Filter, archives: Sequence[int]) -> "tantivy.Query":
        """Return the whole query. Raise UsageError for a blog, label or language that no archive has."""
        must, without, should = (
            self._library.Occur.Must,
            self._library.Occur.MustNot,
            self._library.Occur.Should,
        )
        parts = [(must, self._scoreless(self._term_set("archive", archives)))]
        if query.groups:
            parts.append((must, self._library.Query.boost_query(self._groups(query, None), STRENGTH)))
            parts += [(should, self._constant(part, mark)) for part, mark in self._marks(query)]
        # An unwanted word of a column counts only where the index knows that it stands there.
        unwanted = [word for word in query.without if not (word.column and word.is_hidden)]
        parts += [
            (without, self._word(word, (word.column,) if word.column else COLUMNS)) for word in unwanted
        ]
        parts += [(must, self._scoreless(part)) for part in self._filters(chosen)]
        parts += [(must, self._scoreless(self._authors(part))) for part in query.authors]
        parts += [(without, self._authors(part)) for part in query.without_authors]
        return self._library.Query.boolean_query(parts)

    def _marks(self, query: Query) -> Iterable[tuple["tantivy.Query", int]]:
        yield self._groups(query, ("title",)), TITLE
        yield self._groups(query, ("title", "labels")), LABELS
        words = [group[0] for group in query.groups if len(group) == 1]
        tokens = [token for word in words for token in word.tokens]
        if len(words) == len(query.groups) > 1 and not any(map(has_terms, tokens)):
            yield self._phrase(divided(" ".join(tokens)), COLUMNS), TOGETHER

    def _groups(self, query: Query, columns: Sequence[str] | None) -> "tantivy.Query":
        return self._all(self._any([self._word(word, columns) for word in group]) for group in query.groups)

    def _word(self, word: Word, columns: Sequence[str] | None) -> "tantivy.Query":
        """A word in some columns; None: where it asks for, with the terms, which have no column."""
        if columns is None:
            columns = COLUMNS if word.column is None else (word.column, "words")
        if not word.is_hidden:
            return self._phrase(divided(" ".join(word.tokens)), columns, prefix=word.prefix)
        if len(word.tokens) == 1:
            ways = wordings(word.tokens[0])[:MOST_WORDS]
            return self._any([self._parts(way, columns, prefix=word.prefix) for way in ways])
        phrase = self._phrase(divided(" ".join(word.tokens)), columns, prefix=word.prefix)
        parts = [part for token in word.tokens for part in index_words(token)]
        return self._any([phrase, self._parts(parts, columns)])

    def _parts(
        self, parts: Sequence[str], columns: Sequence[str], *, prefix: bool = False
    ) -> "tantivy.Query":
        return self._all(
            self._phrase(divided(part), (*columns, GROUPS), prefix=prefix) for part in parts[:MOST_WORDS]
        )

    def _phrase(
        self, words: Sequence[str], columns: Sequence[str], *, prefix: bool = False
    ) -> "tantivy.Query":
        return self._any([self._in_column(words, name, prefix=prefix) for name in columns])

    def _in_column(self, words: Sequence[str], name: str, *, prefix: bool) -> "tantivy.Query":
        find = self._library.Query
        option = "basic" if name == GROUPS else "position"
        if not words or (len(words) > 1 and name == GROUPS):
            return find.empty_query()
        if len(words) == 1:
            found = (
                find.regex_query(self._schema, name, f"{words[0]}.*")
                if prefix
                else find.term_query(self._schema, name, words[0], index_option=option)
            )
        elif prefix:
            found = find.regex_phrase_query(self._schema, name, [*words[:-1], f"{words[-1]}.*"])
        else:
            found = find.phrase_query(self._schema, name, list(words))
        return find.boost_query(found, _WEIGHTS[name]) if name in _WEIGHTS else found

    def _filters(self, chosen: Filter) -> Iterable["tantivy.Query"]:
        if chosen.blogs:
            yield self._term_set("blog", self._names(blogs_called, chosen.blogs))
        if chosen.labels:
            yield self._term_set("label", self._names(labels_called, chosen.labels))
        if chosen.language:
            yield self._term_set("language", self._names(languages_called, (chosen.language,)))
        if chosen.author:
            yield self._authors(chosen.author)
        yield from (self._term_set("flag", [flag]) for flag in chosen.has)
        if chosen.deleted:
            yield self._term_set("flag", ["deleted"])
        days = day_range(chosen)
        if days is not None:
            first, last = moment(days.since), moment(days.before) or _END  # "~" sorts behind every date
            kind = self._library.FieldType.Unsigned
            yield self._library.Query.range_query(self._schema, "day", kind, first, last, include_upper=False)

    def _names(self, called: NamesCalled, names: Iterable[str]) -> list[str]:
        """Names as any of the archives has stored them."""
        return [name for here in names_in(self._connections, called, names) for name in here]

    def _authors(self, part: str) -> "tantivy.Query":
        return self._term_set("author", [n for c in self._connections for n in authors_like(c, part)])

    def _term_set(self, name: str, values: Sequence[Any]) -> "tantivy.Query":
        return self._library.Query.term_set_query(self._schema, name, list(values))

    def _scoreless(self, query: "tantivy.Query") -> "tantivy.Query":
        return self._constant(query, _PASSES)

    def _constant(self, query: "tantivy.Query", score: float) -> "tantivy.Query":
        return self._library.Query.const_score_query(query, score)

    def _any(self, queries: Sequence["tantivy.Query"]) -> "tantivy.Query":
        return self._combined(self._library.Occur.Should, queries)

    def _all(self, queries: Iterable["tantivy.Query"]) -> "tantivy.Query":
        return self._combined(self._library.Occur.Must, list(queries))

    def _combined(self, occur: Any, queries: Sequence["tantivy.Query"]) -> "tantivy.Query":
        if len(queries) == 1:
            return queries[0]
        return self._library.Query.boolean_query([(occur, query) for query in queries])
