# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Writing and reading comments."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from crawler.items import Comment
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.changes.decide import Kind
from pipelines.archive.checks.digests import comment_digest
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import Row, comment_row, row_comment
from pipelines.archive.statements import upsert

_Key = tuple[str, str]  # blog id and comment id

_COLUMNS = tuple(comment_row(Comment(blog_id="", post_id="", comment_id="")))
_STORE = upsert(
    "comments", (*_COLUMNS, "first_seen", "digest"), key=("blog_id", "comment_id"), once=("first_seen",)
)
_TOGETHER = (("published", "published_local", "published_raw"), ("text", "html", "body_raw"))
"""Fields that are taken from one copy of a page: the longest date is the most exact one."""
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
        row = _merged(before, row, imported=imported)
    row |= {"digest": comment_digest(row)}
    if row == old:
        return Kind.SAME
    context.connection.execute(_STORE, row | {"first_seen": context.now})
    stored[_key(row)] = row
    return Kind.NEW if old is None else Kind.CHANGED


def _merged(old: Row, row: Row, *, imported: bool) -> Row:
    saved, arriving = str(old["updated"] or ""), str(row["updated"] or "")
    if imported and not (saved or arriving):
        return _best_of_pages(old, row)
    keeps = saved >= arriving if imported else bool(saved) and not arriving
    return _filled(old, row) if keeps else _filled(row, old)


def _best_of_pages(one: Row, other: Row) -> Row:
    """Merge two copies of pages, of which nothing tells the better one, so that their order is no matter."""
    merged: Row = {}
    for group in _TOGETHER:
        parts: list[Row] = [{name: row[name] for name in group} for row in (one, other)]
        fullest: Row = max(parts, key=_fullness)
        merged |= fullest
    alone = [name for name in one if name not in merged]
    merged |= {name: max(one[name], other[name], key=lambda value: str(value or "")) for name in alone}
    return merged | {"post_id": min(str(one["post_id"]), str(other["post_id"]))}  # a number before a path


def _fullness(part: Row) -> tuple[int, list[str]]:
    said = [str(value or "") for value in part.values()]
    return len(said[0]), said


def _filled(row: Row, other: Row) -> Row:
    return {name: other[name] if value in (None, "") else value for name, value in row.items()}


def _key(row: Row) -> _Key:
    return str(row["blog_id"]), str(row["comment_id"])


def _stored(connection: sqlite3.Connection, rows: Iterable[Row]) -> dict[_Key, Row]:
    wanted = json.dumps([_key(row) for row in rows])
    found = (dict(row) for row in connection.execute(_STORED, (wanted,)))
    return {_key(row): row for row in found}
