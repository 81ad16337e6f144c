"""Forms of the index of scripts without blanks: size against the text, recall by the stock command.

The words are those that the archive indexes today (`script_recall`). Each form is a table without content;
what the archive stores beside it, the characters of the terms, is not counted.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.script_recall import SCRIPTS, Holding, recall, size, texts
from pipelines.archive import Archive
from pipelines.text.search_terms import count_units

NAMES = ("Chinese", "Japanese", "Thai")
_FIRST, _STEP = datetime(2010, 1, 1, tzinfo=UTC), timedelta(days=7, seconds=977)  # of publication
_AS_IT_IS, _TERMS_FIRST = "text, title, labels, terms", "terms, text, title, labels"
_TABLE = """\
CREATE VIRTUAL TABLE form USING fts5 ({columns}, content='', detail={detail},
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'")"""

Row = tuple[int, str, str, str, str]  # id, title, labels, text, terms
Chosen = Callable[[list[str]], list[str]]  # terms of a post → those that are indexed

FORMS: tuple[tuple[str, str, str, Chosen], ...] = (
    ("as it is", _AS_IT_IS, "full", list),
    ("terms in the first column", _TERMS_FIRST, "full", list),
    ("the same, each term of a post once", _TERMS_FIRST, "full", lambda terms: list(dict.fromkeys(terms))),
    ("the same, without places in a column", _TERMS_FIRST, "column", list),
    ("the same, without columns", _TERMS_FIRST, "none", list),
    ("no groups of three", _AS_IT_IS, "full", lambda terms: [t for t in terms if count_units(t) != 3]),
    ("single and pairs", _AS_IT_IS, "full", lambda terms: [t for t in terms if count_units(t) <= 2]),
)


def index_forms() -> Iterator[str]:
    """Lines of a table."""
    for name in NAMES:
        posts, holding = texts(SCRIPTS[name], Random(name))
        dated = [replace(post, published=_FIRST + n * _STEP) for n, post in enumerate(posts)]
        text = sum(len(post.text.encode()) for post in posts)
        yield f"{name}, {text / 1000:.0f} kB: size against the text, recall of the stock command"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "archive.db"
            with Archive(path) as archive:
                archive.save_posts(dated)
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                rows = connection.execute("SELECT * FROM posts_index ORDER BY id").fetchall()
                for form in FORMS:
                    yield _row(connection, form, rows, holding, text)


def _row(
    connection: sqlite3.Connection,
    form: tuple[str, str, str, Chosen],
    rows: list[Row],
    holding: Holding,
    text: int,
) -> str:
    label, columns, detail, chosen = form
    connection.execute(_TABLE.format(columns=columns, detail=detail))
    connection.execute("BEGIN")
    for id_, title, labels, words, terms in rows:
        cells = {
            "title": title,
            "labels": labels,
            "text": words,
            "terms": " ".join(chosen((terms or "").split())),
        }
        values = [cells[column] for column in columns.split(", ")]
        connection.execute(f"INSERT INTO form (rowid, {columns}) VALUES (?, ?, ?, ?, ?)", (id_, *values))
    connection.execute("COMMIT")
    connection.execute("INSERT INTO form (form) VALUES ('optimize')")
    found = recall(holding, lambda word: _found(connection, word))
    line = f"  {label:38} {size(connection, 'form_%') / text:6.2f} {found:6.3f}"
    connection.execute("DROP TABLE form")
    return line


def _found(connection: sqlite3.Connection, word: str) -> set[str]:
    sql = "SELECT post_id FROM form JOIN posts ON posts.id = form.rowid WHERE form MATCH ?"
    return {row[0] for row in connection.execute(sql, (word,))}
