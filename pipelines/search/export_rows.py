# ruff: noqa: S608 - the SQL is put together from constants of this project and names of its own columns
"""Reading posts for an export: in one order, from one state of the archive, one at a time."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from crawler.errors import UsageError
from crawler.items import Blog
from pipelines.archive.database import Door
from pipelines.archive.rows import row_blog
from pipelines.archive.schema import columns
from pipelines.search.filters import Filter, Params, where
from pipelines.search.near_duplicates import COPIES, Deduplicating
from pipelines.search.query import expression, parse

Record = dict[str, Any]
"""A post as plain data: column → text, number, None, or a list where the column holds a JSON array."""

LISTS = frozenset({"labels", "images", "links", "embeds", "aliases"})
RAW = (
    "source", "source_url", "published_raw", "time_raw", "updated_raw", "locale", "body_type", "body_raw",
)  # fmt: skip
COMMENT = (
    "comment_id", "parent_id", "published", "published_local", "updated", "author", "author_url", "url",
)  # fmt: skip
REVISION = ("replaced", "published", "published_local", "updated", "title", "author", "labels")
NESTED = {"comments": COMMENT, "revisions": REVISION}

_OF_POST = {
    "comments": "WHERE blog_id = :blog_id AND post_id = :post_id ORDER BY published, comment_id",
    "revisions": "WHERE post = :id AND flag IS NULL ORDER BY replaced, id",  # a flag: kept aside, no version
}
_RUNS = """\
SELECT run FROM crawls WHERE blog_id IN (SELECT value FROM json_each(?)) GROUP BY run ORDER BY min(id)"""


class Facts(NamedTuple):
    """What an export wants to know of every post, whatever columns it writes."""

    id: int
    blog_id: str
    post_id: str
    published: str | None
    language: str | None
    word_count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which posts, and what of each."""

    chosen: Filter = Filter()  # noqa: RUF009 - frozen
    match: str | None = None
    """An FTS5 expression."""
    after: int | None = None
    """Only posts written after this place in `post_changes`."""
    least: float | None = None
    """Leave out copies that are at least so alike to an earlier post; None: keep all."""
    columns: tuple[str, ...] = ()
    """Of `posts`; of `sources` (RAW); "comments" and "revisions"."""

    @property
    def everything(self) -> bool:
        """Whether no post is left out."""
        return self == Selection(columns=self.columns)


def match_of(typed: str) -> str:
    """What was typed into a search, as an FTS5 expression. Raises UsageError where there is no word in it."""
    query = parse(typed)
    if query.authors:
        raise UsageError(f"--search {typed!r}: give the author by --author NAME")
    if not query.groups:
        raise UsageError(f"--search {typed!r}: there is no word in it")
    return expression(query)


class Exporting(Deduplicating, Door):
    """What an export asks of the archive. Everything but `save_export` belongs inside one `snapshot()`."""

    @contextmanager
    def snapshot(self, selection: Selection) -> Iterator[None]:
        """One state of the archive, whatever a crawl writes meanwhile; the copies in it are known."""
        with self.reading():
            self._connection.execute("BEGIN")
            try:
                if selection.least is not None:
                    self.note_copies(selection.chosen, selection.least)
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")  # with it go the temporary tables

    def post_columns(self) -> dict[str, tuple[str, str]]:
        """Every column of `posts`, and RAW of `sources` → its SQL type and what the schema says of it."""
        found = columns(self._connection, "posts")
        raw = columns(self._connection, "sources")
        return found | {name: raw[name] for name in RAW}

    def records(self, selection: Selection) -> Iterator[tuple[Facts, Record]]:
        """The chosen posts by blog, date and id, with what is known of each; made when they are asked for."""
        names = ", ".join(_named(name) for name in selection.columns if name not in NESTED)
        facts = ", ".join(f"posts.{key} AS _{key}" for key in Facts._fields)
        order = "ORDER BY posts.blog_id, posts.published, posts.id"
        raw = "LEFT JOIN sources ON sources.id = posts.id" if set(RAW) & set(selection.columns) else ""
        condition, params = _condition(selection)
        wanted = ", ".join(filter(None, (facts, names)))
        sql = f"SELECT {wanted} FROM posts {raw} WHERE {condition} {order}"
        cells = _cells(self._connection, selection.columns)
        for row in self._connection.execute(sql, params):
            yield Facts(*row[: len(Facts._fields)]), {name: cell(row) for name, cell in cells.items()}

    def blogs_of(self, selection: Selection) -> dict[str, Blog]:
        """The blogs of the chosen posts, by id."""
        condition, params = _condition(selection)
        chosen = f"SELECT posts.blog_id FROM posts WHERE {condition}"
        sql = f"SELECT * FROM blogs WHERE blog_id IN ({chosen}) ORDER BY blog_id"
        return {row["blog_id"]: row_blog(row) for row in self._connection.execute(sql, params)}

    def count_copies(self) -> int:
        """Copies that a selection with `least` leaves out."""
        return int(self._connection.execute(f"SELECT count(*) FROM {COPIES}").fetchone()[0])

    def count_posts(self) -> int:
        """All posts; cheap."""
        return int(self._connection.execute("SELECT count(*) FROM posts").fetchone()[0])

    def runs_of(self, blog_ids: tuple[str, ...]) -> list[str]:
        """The crawls that these blogs' posts came from, in the order in which they started."""
        rows = self._connection.execute(_RUNS, (json.dumps(blog_ids),))
        return [row[0] for row in rows]

    def last_change(self) -> int:
        """The newest place in `post_changes`."""
        return int(self._connection.execute("SELECT ifnull(max(seq), 0) FROM post_changes").fetchone()[0])

    def exported_until(self, name: str) -> int | None:
        """Where the last export of that name ended; None where there was none."""
        row = self._connection.execute("SELECT seq FROM exports WHERE name = ?", (name,)).fetchone()
        return row and int(row[0])

    def save_export(self, name: str, seq: int, posts: int) -> None:
        """Remember that an export of that name is complete."""
        with self.writing() as now:
            self._connection.execute(
                "INSERT OR REPLACE INTO exports (name, seq, posts, exported) VALUES (?, ?, ?, ?)",
                (name, seq, posts, now),
            )


def _condition(selection: Selection) -> tuple[str, Params]:
    condition, params = where(selection.chosen)
    if selection.match is not None:
        condition += " AND posts.id IN (SELECT rowid FROM posts_fts WHERE posts_fts MATCH :match)"
        params["match"] = selection.match
    if selection.after is not None:
        condition += " AND posts.id IN (SELECT post FROM post_changes WHERE seq > :after)"
        params["after"] = selection.after
    if selection.least is not None:
        condition += f" AND posts.id NOT IN (SELECT id FROM {COPIES})"
    return condition, params


def _named(column: str) -> str:
    return f"{'sources' if column in RAW else 'posts'}.{column}"


def _cells(
    connection: sqlite3.Connection, columns: tuple[str, ...]
) -> dict[str, Callable[[sqlite3.Row], Any]]:
    """How each column is read from a row: from a cell, or by a query of its own."""
    return {
        name: _nested(connection, name, columns) if name in NESTED else partial(_cell, name)
        for name in columns
    }


def _cell(name: str, row: sqlite3.Row) -> Any:
    value = row[name]
    if name in LISTS:
        return [] if value == "[]" else json.loads(value)
    return value


def _nested(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> Callable[[sqlite3.Row], Any]:
    inner = nested_columns(table, columns)
    sql = f"SELECT {', '.join(inner)} FROM {table} {_OF_POST[table]}"

    def read(row: sqlite3.Row) -> list[Record]:
        keys = {"id": row["_id"], "blog_id": row["_blog_id"], "post_id": row["_post_id"]}
        return [{name: _cell(name, cells) for name in inner} for cells in connection.execute(sql, keys)]

    return read


def nested_columns(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """What is told of each comment or revision: as much as of the post."""
    return (*NESTED[name], "text", *(column for column in ("html", "body_raw") if column in columns))
