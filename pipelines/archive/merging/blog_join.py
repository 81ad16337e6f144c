# ruff: noqa: S608 - the names of tables come from the schema
"""Join two blogs of the archive that are one: all rows of one go to the other, what both hold is merged."""

import sqlite3
from dataclasses import replace

from pipelines.archive import blogs, comments, drafts, stored_posts
from pipelines.archive import posts as posts_of
from pipelines.archive.changes.decide import decide_import
from pipelines.archive.checks.own_digests import sound_ids
from pipelines.archive.connection import WriteContext
from pipelines.archive.merging.post_histories import bring_histories
from pipelines.archive.merging.post_numbers import digested_anew, number_posts, row_ids
from pipelines.archive.rows import prepare, row_blog

BATCH = 150
_NUMBERS = "SELECT post_id, url FROM posts WHERE blog_id = ?"
_BLOG = "SELECT * FROM blogs WHERE blog_id = ?"
_KEYS = {"posts": "post_id", "comments": "comment_id"}
_OF_BLOG = "SELECT id FROM {} WHERE blog_id = ?"
_OF_BOTH = """\
SELECT id FROM {table} WHERE blog_id = ?
UNION SELECT id FROM {table} WHERE blog_id = ? AND {key} IN (SELECT {key} FROM {table} WHERE blog_id = ?)"""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_LEFT = ("posts", "comments", "drafts", "watchlist")
"""Tables of which both blogs may have one row for the same thing."""


def join_blogs(context: WriteContext, old: str, new: str, *, address: str = "") -> None:
    """Move every row of one blog to another, and merge posts, comments and drafts that both have.

    `address` is one of the old blog. Where something has damaged a row that both have, that one stays, and
    its blog: `verify` is to find it.
    """
    connection = context.connection
    for one, other in ((new, old), (old, new)):
        number_posts(connection, one, connection.execute(_NUMBERS, (other,)).fetchall())
    _describe(context, old, new, address)
    _move(connection, old, new)
    if _are_sound(connection, old, new):
        _merge(context, old, new)
        connection.execute("DELETE FROM blogs WHERE blog_id = ?", (old,))


def _describe(context: WriteContext, old: str, new: str, address: str) -> None:
    """Let the blog know the addresses of the other, and what that says of it where it is not described."""
    blogs.ensure_rows(context, (new,))
    mine, other = (
        row_blog(dict(row)) if row else None
        for row in (context.connection.execute(_BLOG, (id_,)).fetchone() for id_ in (new, old))
    )
    assert mine is not None
    addresses = (*mine.aliases, *((other.url, *other.aliases) if other else ()), address)
    told = replace(other, blog_id=new) if other and not mine.url else mine
    if told.url:
        blogs.store(context, replace(told, aliases=tuple(each for each in addresses if each)))


def _move(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Move rows; those that the other blog has already stay."""
    tables = [name for (name,) in connection.execute(_TABLES) if _refers_to_blogs(connection, name)]
    with digested_anew(
        connection, {table: row_ids(connection, _OF_BLOG.format(table), old) for table in _KEYS}
    ):
        for table in tables:
            connection.execute(f"UPDATE OR IGNORE {table} SET blog_id = ? WHERE blog_id = ?", (new, old))


def _are_sound(connection: sqlite3.Connection, old: str, new: str) -> bool:
    """Return whether what both have says what was stored: damage is not to be taken for words."""
    held = {
        table: row_ids(connection, _OF_BOTH.format(table=table, key=key), old, new, old)
        for table, key in _KEYS.items()
    }
    return all(len(sound_ids(connection, table, ids)) == len(ids) for table, ids in held.items())


def _merge(context: WriteContext, old: str, new: str) -> None:
    """Merge what both blogs have, as imports are merged."""
    connection = context.connection
    held = [prepare(replace(each.post, blog_id=new)) for each in stored_posts.read(connection, old)]
    for start in range(0, len(held), BATCH):
        posts_of.store(context, held[start : start + BATCH], decide=decide_import)
    drafts.store(context, [replace(each, blog_id=new) for each in drafts.read(connection, old)])
    said = [replace(each, blog_id=new) for each in comments.read(connection, old)]
    comments.store(context, said, imported=True)
    bring_histories(context, connection, [old], into=new)
    for table in _LEFT:
        connection.execute(f"DELETE FROM {table} WHERE blog_id = ?", (old,))


def _refers_to_blogs(connection: sqlite3.Connection, table: str) -> bool:
    keys = connection.execute(f'SELECT "table", "from" FROM pragma_foreign_key_list(\'{table}\')').fetchall()
    return ("blogs", "blog_id") in [tuple(key) for key in keys]
