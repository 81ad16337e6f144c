# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The one way from a query and a filter to SQL, for searches, exports, trends, lists and copies.

Rows of posts are long, and blog, language and the like stand behind the text in them: asking each row costs
ten times what reading the ids that pass from a narrow index does (measured at 100,000 posts). So a condition
is a set of row ids wherever an index gives it, and a look at the row only where none does.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.search.filters import FROM_ORIGIN, HAS, Filter, Params, day_range
from pipelines.search.known_names import authors_like, blogs_called, labels_called, languages_called
from pipelines.search.query import Query, Word, excluding, expression
from pipelines.search.snippets import holds, pattern_of

_LABELLED = "SELECT post FROM _labels WHERE label IN (SELECT value FROM json_each(:labels))"
_ONE_LABEL = "label = json_extract(:labels, '$[0]')"
_ONE = "{0} = json_extract(:{1}, '$[0]')"  # its posts stand in the index in the order of their ids
_SEVERAL = "{0} IN (SELECT value FROM json_each(:{1}))"
LOCAL = """\
CASE WHEN abs(julianday(posts.published_local) - julianday(posts.published)) < 2
     THEN posts.published_local ELSE posts.published END"""
"""Time of publication on the post's own clock, by which days, months and years are told everywhere.

Another program may have changed `published` alone; then that counts.
"""
# The row is long: only what UTC leaves open is read there.
DATES = f"""\
posts.published >= :since_near AND posts.published < :before_near
AND (posts.published >= :since_sure AND posts.published < :before_sure
     OR {LOCAL} >= :since AND {LOCAL} < :before)"""
# The same on the clocks of twelve hours behind to fourteen ahead of UTC, except near a month's end.
_NEAR_MONTH_END = """\
(substr(posts.published, 9, 5) BETWEEN '01T00' AND '01T12' OR substr(posts.published, 9, 5) >= '28T10'
 AND substr(date(posts.published, '+14 hours'), 1, 7) <> substr(posts.published, 1, 7))"""
MONTH = f"substr(CASE WHEN {_NEAR_MONTH_END} THEN {LOCAL} ELSE posts.published END, 1, 7)"
"""Month of publication on the post's own clock; a year where no more is known."""
_DELETED = "posts.deleted_at IS NOT NULL"
_MATCHING = "SELECT rowid FROM posts_fts WHERE posts_fts MATCH :{}"
_AMONG = "SELECT posts.id FROM json_each(:ids) AS wanted JOIN posts ON posts.id = wanted.value WHERE {}"
_IN_LABELS = "EXISTS (SELECT 1 FROM json_each(posts.labels) WHERE holds_word(:{0}, value))"
_IN_COLUMN = {
    "title": "holds_word(:{0}, posts.title)",
    "labels": _IN_LABELS,
    "text": "holds_word(:{0}, posts.text)",
}
# The title is short: the text is looked at only where the index may have meant the title or a label.
_FOUND_IN_TEXT = f"NOT (holds_word(:{{0}}, posts.title) OR {_IN_LABELS}) OR {_IN_COLUMN['text']}"


@dataclass(frozen=True, slots=True)
class IdSet:
    """A set of row ids that an index gives."""

    index: str
    """Index of `posts`, or the name of another table."""
    select: str
    """SELECT of the ids."""
    condition: str = ""
    """The same as a condition on `posts`; "" where it is of another table."""
    excluded: bool = False

    def on(self, key: str) -> str:
        """A condition on a column of row ids. The plus: the set is made once, and each id looked up in it."""
        return f"+{key} {'NOT IN' if self.excluded else 'IN'} ({self.select})"


@dataclass(frozen=True, slots=True)
class Conditions:
    """A compiled query and filter: conditions in SQL that must all hold."""

    match: str | None = None
    """FTS5 expression."""
    id_sets: tuple[IdSet, ...] = ()
    """Those that leave fewest posts come first."""
    row_conditions: tuple[str, ...] = ()
    """Conditions on `posts` that no index answers."""
    params: Params = field(default_factory=dict)

    def on_ids(self, key: str) -> str:
        """Return what indexes answer, as a condition on a column of row ids; without the words."""
        return " AND ".join(each.on(key) for each in self.id_sets) or "1"

    def on_posts(self) -> str:
        """Return everything, as one condition on `posts`."""
        words = (f"posts.id IN ({_MATCHING.format('match')})",) if self.match is not None else ()
        return " AND ".join((*words, self.on_ids("posts.id"), *self.row_conditions))

    def source(self) -> tuple[str, str, str]:
        """Return table, column of row ids and condition of a list by id: the narrowest index is read."""
        if not self.id_sets or self.id_sets[0].excluded:
            return "posts", "posts.id", self.on_posts()
        first, others = self.id_sets[0], Conditions(None, self.id_sets[1:], self.row_conditions)
        if first.condition:
            return f"posts INDEXED BY {first.index}", "posts.id", f"{first.condition} AND {others.on_posts()}"
        if self.row_conditions or not self.is_one_label:
            return "posts", "posts.id", self.on_posts()
        return "_labels", "post", f"{_ONE_LABEL} AND {others.on_ids('post')}"

    @property
    def is_one_label(self) -> bool:
        """True for a filter by one label of one spelling: its posts are stored in the order of their ids."""
        return len(json.loads(str(self.params.get("labels", "[]")))) == 1

    def without(self, index: str) -> "Conditions":
        """Return the same without the set of ids of one index."""
        rest = tuple(each for each in self.id_sets if each.index != index)
        return Conditions(self.match, rest, self.row_conditions, self.params)


def conditions(
    connection: sqlite3.Connection,
    chosen: Filter,
    query: Query | None = None,
    *,
    match: str | None = None,
) -> Conditions:
    """Compile a filter and a query. Raise UsageError for a blog, label or language that is not there.

    `match` is used in place of the query's own FTS5 expression. The connection gets the SQL function that the
    row conditions call.
    """
    query = query or Query()
    params: Params = {}
    if match is None and query.groups:
        match = expression(query, glued=holds_terms(connection))
    if match is not None:
        params["match"] = match
    sets = (*_filter_sets(connection, chosen, params), *_query_sets(connection, query, params))
    placed = tuple(_placed(query, params, glued=holds_terms(connection)))
    if placed:
        _ensure_function(connection)
    rows = (*(HAS[name] for name in chosen.has), *placed)
    if chosen.origin:
        rows, params["origin"] = (*rows, FROM_ORIGIN), chosen.origin
    return Conditions(match, sets, tuple(f"({row})" for row in rows), params)


def placed_posts(connection: sqlite3.Connection, query: Query, ids: Collection[int]) -> set[int]:
    """Return those of the posts that hold words of one column in that column."""
    params: Params = {}
    placed = tuple(f"({row})" for row in _placed(query, params, glued=holds_terms(connection)))
    if not placed:
        return set(ids)
    _ensure_function(connection)
    sql = _AMONG.format(" AND ".join(placed))
    return {row[0] for row in connection.execute(sql, params | {"ids": json.dumps(list(ids))})}


def add_function(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL function that row conditions call."""
    connection.create_function("holds_word", 2, _holds_word, deterministic=True)


def _ensure_function(connection: sqlite3.Connection) -> None:
    """Add the function once: SQLite refuses to replace one while a statement runs."""
    try:
        connection.execute("SELECT holds_word('', '')")
    except sqlite3.OperationalError:
        add_function(connection)


def holds_terms(connection: sqlite3.Connection) -> bool:
    """Return whether any post of the archive has terms beside its own words."""
    return connection.execute("SELECT 1 FROM _terms LIMIT 1").fetchone() is not None


def _filter_sets(connection: sqlite3.Connection, chosen: Filter, params: Params) -> Iterator[IdSet]:
    if chosen.kind == "page":
        yield _of_posts("posts_static", "posts.kind = 'page'")
    if chosen.deleted:
        yield _of_posts("posts_by_deletion", _DELETED)
    if chosen.labels:
        params["labels"] = _names(labels_called(connection, chosen.labels))
        yield IdSet("_labels", _LABELLED)
    if chosen.author:
        yield _authored(connection, chosen.author, "author", params)
    if chosen.blogs:
        blogs = blogs_called(connection, chosen.blogs)
        yield _named("posts_by_blog", "posts.blog_id", "blogs", blogs, params)
    days = day_range(chosen)
    if days is not None:
        params |= days._asdict()
        yield _of_posts("posts_by_published", DATES)
    if chosen.language:
        languages = languages_called(connection, (chosen.language,))
        yield _named("posts_by_language", "posts.language COLLATE NOCASE", "languages", languages, params)
    if chosen.kind == "post":
        yield _of_posts("posts_static", "posts.kind = 'page'", excluded=True)


def _query_sets(connection: sqlite3.Connection, query: Query, params: Params) -> Iterator[IdSet]:
    for number, part in enumerate(query.authors):
        yield _authored(connection, part, f"author{number}", params)
    for number, part in enumerate(query.without_authors):
        yield _authored(connection, part, f"not_author{number}", params, excluded=True)
    if not query.groups and (unwanted := excluding(query)):
        params["unwanted"] = unwanted
        yield IdSet("posts_fts", _MATCHING.format("unwanted"), excluded=True)


def _names(names: list[str]) -> str:
    return json.dumps(names, ensure_ascii=False)


def _of_posts(index: str, condition: str, *, excluded: bool = False) -> IdSet:
    select = f"SELECT posts.id FROM posts INDEXED BY {index} WHERE {condition}"
    return IdSet(index, select, "" if excluded else condition, excluded)


def _named(  # noqa: PLR0913 - each says one thing
    index: str, column: str, name: str, values: list[str], params: Params, *, excluded: bool = False
) -> IdSet:
    params[name] = _names(values)
    condition = (_ONE if len(values) == 1 else _SEVERAL).format(column, name)
    return _of_posts(index, condition, excluded=excluded)


def _authored(
    connection: sqlite3.Connection, part: str, name: str, params: Params, *, excluded: bool = False
) -> IdSet:
    authors = authors_like(connection, part)
    return _named("posts_by_author", "posts.author", name, authors, params, excluded=excluded)


def _placed(query: Query, params: Params, *, glued: bool) -> Iterator[str]:
    """Words that must stand in a column, where the index may keep them apart from it."""
    for number, group in enumerate(query.groups):
        if all(word.column for word in group) and (glued or any(word.is_hidden for word in group)):
            yield " OR ".join(
                _in_column(word, f"word{number}_{n}", params, is_found=len(group) == 1)
                for n, word in enumerate(group)
            )
    for number, word in enumerate(query.without):
        if word.column and (glued or word.is_hidden):
            yield f"NOT ({_in_column(word, f'unwanted{number}', params)})"


def _in_column(word: Word, name: str, params: Params, *, is_found: bool = False) -> str:
    """Return the condition that a column holds a word; `is_found` where the index has found it somewhere."""
    assert word.column is not None
    params[name] = pattern_of(word)
    return (_FOUND_IN_TEXT if is_found and word.column == "text" else _IN_COLUMN[word.column]).format(name)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _holds_word(pattern: str, text: str | None) -> bool:
    return bool(text) and holds(_compiled(pattern), text or "")
