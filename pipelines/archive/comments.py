# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Writing and reading comments."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from crawler.items import Comment
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.changes import Kind
from pipelines.archive.connection import WriteContext
from pipelines.archive.digests import comment_digest, count_change
from pipelines.archive.rows import Row, comment_row, row_comment
from pipelines.archive.statements import upsert

_Key = tuple[str, str]
"""Blog id and comment id."""

_COLUMNS = tuple(comment_row(Comment(blog_id="", post_id="", comment_id="")))
_STORE = upsert(
    "comments", (*_COLUMNS, "first_seen", "digest"), key=("blog_id", "comment_id"), once=("first_seen",)
)
_STORED = f"""\
SELECT {", ".join(f"comments.{name}" for name in (*_COLUMNS, "digest"))} FROM json_each(?) AS wanted
JOIN comments
  ON blog_id = json_extract(wanted.value, '$[0]') AND comment_id = json_extract(wanted.value, '$[1]')"""


def store(context: WriteContext, comments: Sequence[Comment], *, imported: bool = False) -> list[Kind]:
    """Write `comments`; return what became of each. An empty field of one erases nothing that is stored.

    A feed or an export states the time of the save, a page does not: then it only fills what is lacking. So
    does an `imported` comment that was saved no later than the stored one.
    """
    rows = [comment_row(comment) for comment in comments]
    ensure_rows(context, (comment.blog_id for comment in comments))
    stored = _stored(context.connection, rows)
    return [_store_one(context, row, stored, imported) for row in rows]


def read(connection: sqlite3.Connection, blog_id: str | None = None) -> Iterator[Comment]:
    """Yield every comment, or those of one blog, oldest first."""
    rows = connection.execute(
        "SELECT * FROM comments WHERE ifnull(blog_id = ?, 1) ORDER BY published, id", (blog_id,)
    )
    yield from (row_comment(dict(row)) for row in rows)


def _store_one(context: WriteContext, row: Row, stored: dict[_Key, Row], imported: bool) -> Kind:
    old = stored.get(_key(row))
    if old is not None:
        before = {name: old[name] for name in row}
        row = _filled(before, row) if _keeps(before, row, imported) else _filled(row, before)
    row |= {"digest": comment_digest(row)}
    if row == old:
        return Kind.SAME
    context.connection.execute(_STORE, row | {"first_seen": context.now})
    removed = [str(old["digest"])] if old else []
    count_change(
        context.connection, str(row["blog_id"]), "comments", removed=removed, added=[str(row["digest"])]
    )
    stored[_key(row)] = row
    return Kind.NEW if old is None else Kind.CHANGED


def _keeps(old: Row, row: Row, imported: bool) -> bool:
    saved, arriving = str(old["updated"] or ""), str(row["updated"] or "")
    if not imported:
        return bool(saved) and not arriving
    if saved or arriving:
        return saved >= arriving
    return _exactness(old) >= _exactness(row)  # two pages: the same one of them, whichever came first


def _exactness(row: Row) -> tuple[bool, list[str]]:
    return bool(row["published"]), [str(value or "") for value in row.values()]


def _filled(row: Row, other: Row) -> Row:
    return {name: other[name] if value in (None, "") else value for name, value in row.items()}


def _key(row: Row) -> _Key:
    return str(row["blog_id"]), str(row["comment_id"])


def _stored(connection: sqlite3.Connection, rows: Iterable[Row]) -> dict[_Key, Row]:
    wanted = json.dumps([_key(row) for row in rows])
    found = (dict(row) for row in connection.execute(_STORED, (wanted,)))
    return {_key(row): row for row in found}
