"""Names as somebody types them → names as the archive has stored them.

Case is folded here, in Python: no index and no trigger of the file depends on a function that other programs
do not have. The stored spellings are read from narrow indexes, one step for each different name.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from urllib.parse import urlsplit

from crawler.errors import UsageError
from pipelines.archive.blogs import find_blogs
from pipelines.search.filters import Filter
from pipelines.text.case_folding import fold_case

_DISTINCT = """\
WITH RECURSIVE known (name) AS (
    SELECT min({column}) FROM {table}
    UNION ALL
    SELECT (SELECT min({column}) FROM {table} WHERE {column} > name) FROM known WHERE name IS NOT NULL
) SELECT name FROM known WHERE name IS NOT NULL"""
_AUTHORS = _DISTINCT.format(column="author", table="posts INDEXED BY posts_by_author")
_LABELS = _DISTINCT.format(column="label", table="_labels")
_LABELS_FROM = """\
WITH RECURSIVE known (name) AS (
    SELECT min(label) FROM _labels WHERE label >= :first
    UNION ALL
    SELECT (SELECT min(label) FROM _labels WHERE label > name) FROM known WHERE name < :last
) SELECT name FROM known WHERE name < :last"""
_NOT_ASCII = ("\x7f", "\U0010ffff")
_NEAR_ASCII = "iks"
"""Letters to which others fold: İ and ı, the Kelvin sign, ſ."""
# An index of another collation serves neither min() nor a comparison.
_LANGUAGES = _DISTINCT.format(column="language COLLATE NOCASE", table="posts INDEXED BY posts_by_language")
_BLOGS = "SELECT title, url, aliases FROM blogs"


NamesCalled = Callable[[sqlite3.Connection, Iterable[str]], list[str]]


class UnknownNameError(UsageError):
    """No post of the archive is of that blog, or has that label or language."""


def authors_like(connection: sqlite3.Connection, part: str) -> list[str]:
    """Return the authors whose name contains `part`."""
    wanted = fold_case(part)
    return [name for name in _names(connection, _AUTHORS) if wanted in fold_case(name)]


def labels_called(connection: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """Return the stored spellings of labels. Raise UnknownNameError for one that no post has.

    Labels may be as many as posts: only those that can begin alike are read.
    """

    def find(name: str) -> Iterable[str]:
        return _same(name, _labels_beginning(connection, fold_case(name)[:1]))

    return _stored("label", names, find, lambda: _names(connection, _LABELS))


def languages_called(connection: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """Return the stored spellings of language codes. Raise UnknownNameError for one of no post."""
    known = _names(connection, _LANGUAGES)
    return _stored("language", names, lambda name: _same(name, known), lambda: known)


def blogs_called(connection: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """Return the ids of blogs of these ids, titles or addresses. Raise UnknownNameError."""

    def find(name: str) -> Iterable[str]:
        return [row["blog_id"] for row in find_blogs(connection, name)]

    return _stored("blog", names, find, lambda: _blog_names(connection))


def names_in(
    connections: Sequence[sqlite3.Connection], called: NamesCalled, names: Iterable[str]
) -> list[list[str]]:
    """Return for each archive those of the names that it has, as stored; `called` is a function of these.

    Raise UnknownNameError for a name that none has.
    """
    found: list[list[str]] = [[] for _ in connections]
    for name in names:
        unknown: list[UnknownNameError] = []
        for here, connection in zip(found, connections, strict=True):
            try:
                here.extend(called(connection, (name,)))
            except UnknownNameError as error:
                unknown.append(error)
        if len(unknown) == len(connections):
            raise unknown[-1]
    return found


def local_filters(connections: Sequence[sqlite3.Connection], chosen: Filter) -> list[Filter | None]:
    """Return the filter for each archive, with those of its names that the archive has; None: nothing passes.

    Raise UnknownNameError for a name that none has.
    """
    if len(connections) == 1:
        return [chosen]
    languages = (chosen.language,) if chosen.language else ()
    asked = (blogs_called, chosen.blogs), (labels_called, chosen.labels), (languages_called, languages)
    known = zip(*(names_in(connections, called, names) for called, names in asked), strict=True)
    return [
        replace(chosen, blogs=tuple(here[0]), labels=tuple(here[1]))
        if all(stored or not names for stored, (_, names) in zip(here, asked, strict=True))
        else None
        for here in known
    ]


def _labels_beginning(connection: sqlite3.Connection, letter: str) -> Iterator[str]:
    ranges = [(letter, chr(ord(letter) + 1))] if letter and letter.isascii() else [_NOT_ASCII]
    if letter and letter in _NEAR_ASCII:
        ranges.append(_NOT_ASCII)
    for first, last in ranges:
        yield from (row[0] for row in connection.execute(_LABELS_FROM, {"first": first, "last": last}))


def _stored(
    kind: str, names: Iterable[str], find: Callable[[str], Iterable[str]], known: Callable[[], Iterable[str]]
) -> list[str]:
    """Return what is found of each name, once. Raise UnknownNameError with the nearest of those known."""
    found: dict[str, None] = {}
    for name in names:
        same = dict.fromkeys(find(name))
        if not same:
            raise _unknown(kind, name, known())
        found |= same
    return list(found)


def _same(name: str, stored: Iterable[str]) -> list[str]:
    wanted = fold_case(name)
    return [each for each in stored if fold_case(each) == wanted]


def _names(connection: sqlite3.Connection, sql: str) -> list[str]:
    return [row[0] for row in connection.execute(sql)]


def _blog_names(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(_BLOGS).fetchall()
    titles = [row["title"] for row in rows if row["title"]]
    return [*titles, *(urlsplit(row["url"]).netloc for row in rows if row["url"])]


def _unknown(kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
    forms = {fold_case(each): each for each in known}
    wanted = fold_case(name)
    near = [form for form in forms if wanted in form] or get_close_matches(wanted, forms, n=1, cutoff=0.5)
    hint = f"the nearest is {forms[near[0]]}" if near else "no name there is like it"
    return UnknownNameError(f"{name}: no such {kind} in the archive; {hint}")
