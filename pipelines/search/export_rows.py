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
from pipelines.archive.compression import packing
from pipelines.archive.connection import WriteContext
from pipelines.archive.media.media_queries import find_file
from pipelines.archive.public_names import PERSONAL, public_value
from pipelines.archive.rows import row_blog
from pipelines.archive.schema_comments import columns
from pipelines.archive.values import json_list
from pipelines.search.conditions import LOCAL, conditions
from pipelines.search.filters import Filter, Params
from pipelines.search.near_duplicates import COPIES, mark_duplicates
from pipelines.search.query import Query, parse

Record = dict[str, Any]
"""A post as plain data: column → text, number, None, or a list where the column holds a JSON array."""

LISTS = frozenset({"labels", "images", "links", "embeds", "related", "enclosures", "aliases"})
RAW = (
    "source", "source_url", "published_raw", "time_raw", "updated_raw", "locale", "body_type", "entry_raw",
    "captured", "body_raw", "filled",
)  # fmt: skip
ORIGIN = "source"
"""The only one of RAW that every record has."""
COMMENT = (
    "comment_id", "parent_id", "published", "published_local", "updated", "author", "author_url", "url",
)  # fmt: skip
REVISION = ("replaced", "published", "published_local", "updated", "title", "author", "labels")
MEDIA = ("url", "path", "sha256", "type", "width", "height", "bytes")
NESTED = {"comments": COMMENT, "revisions": REVISION, "media": MEDIA}

_PACKED = {"html": packing.HTML, "body_raw": packing.RAW, "entry_raw": packing.ENTRY}

_OF_POST = {
    "comments": "WHERE blog_id = :blog_id AND post_id = :post_id ORDER BY published, comment_id",
    "revisions": "WHERE post = :id AND flag IS NULL ORDER BY replaced, id",  # a flag: kept aside, no version
}
_NAMED = """\
SELECT value ->> 'url' FROM posts, json_each(images) WHERE posts.id = :id
UNION SELECT value ->> 'url' FROM posts, json_each(enclosures) WHERE posts.id = :id
UNION SELECT value FROM posts, json_each(embeds) WHERE posts.id = :id ORDER BY 1"""
_RUNS = """\
SELECT run FROM crawls WHERE blog_id IN (SELECT value FROM json_each(?)) GROUP BY run ORDER BY min(id)"""


class PostFacts(NamedTuple):
    """Values that an export needs of every post, whatever columns it writes."""

    id: int
    blog_id: str
    post_id: str
    published: str | None
    """On the post's own clock."""
    language: str | None
    word_count: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The posts to export, and the columns of each."""

    chosen: Filter = Filter()  # noqa: RUF009 - frozen
    query: Query = Query()  # noqa: RUF009 - frozen
    """Only posts that it finds."""
    after: int | None = None
    """Only posts written after this place in `_changes`."""
    least: float | None = None
    """Leave out copies that are at least so alike to an earlier post; None: keep all."""
    columns: tuple[str, ...] = ()
    """Of `posts`; of `sources` (RAW); "comments" and "revisions"."""

    @property
    def everything(self) -> bool:
        """True where no post is left out."""
        return self == Selection(columns=self.columns)


def query_of(typed: str) -> Query:
    """Read the value of --search. Raise UsageError where it asks for nothing."""
    query = parse(typed)
    if query.is_empty:
        raise UsageError(f"--search {typed!r}: there is no word in it")
    return query


@contextmanager
def snapshot(connection: sqlite3.Connection, selection: Selection) -> Iterator[None]:
    """Hold one state of the archive, whatever a crawl writes meanwhile, and mark the copies in it."""
    connection.execute("BEGIN")
    try:
        if selection.least is not None:
            mark_duplicates(connection, selection.chosen, selection.least, contained=True)
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")  # which also drops the temporary tables


def post_columns(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Return each column of `posts`, and RAW of `sources`, with its SQL type and comment in the schema."""
    raw = columns(connection, "sources")
    return columns(connection, "posts") | {name: raw[name] for name in RAW}


def records(
    connection: sqlite3.Connection, selection: Selection, media: sqlite3.Connection | None = None
) -> Iterator[tuple[PostFacts, Record]]:
    """Yield the chosen posts by blog, date and id, read one at a time; `media` is the media file."""
    names = ", ".join(_named(name) for name in selection.columns if name not in NESTED)
    own = {"published": LOCAL}
    facts = ", ".join(f"{own.get(key, f'posts.{key}')} AS _{key}" for key in PostFacts._fields)
    order = "ORDER BY posts.blog_id, posts.published, posts.id"
    joined = {*RAW, "html"} & set(selection.columns)
    raw = "LEFT JOIN sources ON sources.post = posts.id" if joined else ""
    condition, params = selection_condition(connection, selection)
    wanted = ", ".join(filter(None, (facts, names)))
    sql = f"SELECT {wanted} FROM posts {raw} WHERE {condition} {order}"
    cells = _cells(connection, selection.columns, media)
    stored = [name for name in selection.columns if name not in NESTED]
    empty, own_cells = dict.fromkeys(selection.columns), len(PostFacts._fields)
    for row in connection.execute(sql, params):
        record = empty | dict(zip(stored, row[own_cells:], strict=True))
        for name, cell in cells.items():
            record[name] = cell(row)
        yield PostFacts(*row[:own_cells]), record


def blogs_of(connection: sqlite3.Connection, selection: Selection) -> dict[str, Blog]:
    """Return the blogs of the chosen posts, by id."""
    condition, params = selection_condition(connection, selection)
    chosen = f"SELECT posts.blog_id FROM posts WHERE {condition}"
    sql = f"SELECT * FROM blogs WHERE blog_id IN ({chosen}) ORDER BY blog_id"
    return {row["blog_id"]: row_blog(row) for row in connection.execute(sql, params)}


def count_copies(connection: sqlite3.Connection) -> int:
    """Count the copies that the snapshot of a selection with `least` leaves out."""
    return int(connection.execute(f"SELECT count(*) FROM {COPIES}").fetchone()[0])


def count_posts(connection: sqlite3.Connection) -> int:
    """Count all posts; SQLite reads one narrow index for it."""
    return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])


def runs_of(connection: sqlite3.Connection, blog_ids: tuple[str, ...]) -> list[str]:
    """Return the ids of the crawl runs that fetched these blogs, in the order in which they started."""
    return [row[0] for row in connection.execute(_RUNS, (json.dumps(blog_ids),))]


def last_change(connection: sqlite3.Connection) -> int:
    """Return the newest sequence number of `_changes`; 0 where there is none."""
    return int(connection.execute("SELECT ifnull(max(seq), 0) FROM _changes").fetchone()[0])


def exported_until(connection: sqlite3.Connection, name: str) -> int | None:
    """Return the sequence number at which the last export of that name ended; None where there was none."""
    row = connection.execute("SELECT seq FROM _exports WHERE name = ?", (name,)).fetchone()
    return row and int(row[0])


def save_export(context: WriteContext, name: str, seq: int, posts: int) -> None:
    """Store, within the open transaction, how far the export of that name has come."""
    context.connection.execute(
        "INSERT OR REPLACE INTO _exports (name, seq, posts, exported) VALUES (?, ?, ?, ?)",
        (name, seq, posts, context.now),
    )


def selection_condition(connection: sqlite3.Connection, selection: Selection) -> tuple[str, Params]:
    """Return a selection as a condition on `posts`. Raise UsageError where its filter fits nothing."""
    compiled = conditions(connection, selection.chosen, selection.query)
    condition, params = compiled.on_posts(), compiled.params
    if selection.after is not None:
        condition += " AND posts.id IN (SELECT post FROM _changes WHERE seq > :after)"
        params["after"] = selection.after
    if selection.least is not None:
        condition += f" AND posts.id NOT IN (SELECT id FROM {COPIES})"
    return condition, params


def _named(column: str) -> str:
    if column in _PACKED:
        return f"{_PACKED[column]} AS {column}"
    return ("sources" if column in RAW else "posts") + f'."{column}"'  # of another tool it may hold a blank


def _cells(
    connection: sqlite3.Connection, columns: tuple[str, ...], media: sqlite3.Connection | None
) -> dict[str, Callable[[sqlite3.Row], Any]]:
    """Column → function that reads it from a row, where its value is not simply that of a cell."""
    return {
        name: partial(_media_of, connection, media)
        if name == "media"
        else _nested(connection, name, columns)
        if name in NESTED
        else partial(_cell, name)
        for name in columns
        if name in NESTED or name in LISTS or name in PERSONAL
    }


def _media_of(
    connection: sqlite3.Connection, media: sqlite3.Connection | None, row: sqlite3.Row
) -> list[Record]:
    """Return what is held of the pictures, enclosures and embeds of a post."""
    named = connection.execute(_NAMED, {"id": row["_id"]})
    files = ((url, find_file(media, url)) for (url,) in named if media and url)
    return [{"url": url, **{key: getattr(file, key) for key in MEDIA[1:]}} for url, file in files if file]


def _cell(name: str, row: sqlite3.Row) -> Any:
    return json_list(row[name]) if name in LISTS else public_value(name, row[name])


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
    """Return the columns of each comment or revision: as many as of the post."""
    if name == "media":
        return MEDIA
    return (*NESTED[name], "text", *(column for column in ("html", "body_raw") if column in columns))
