# ruff: noqa: S608 - the names of tables come from the schema
"""One blog, one id: what pages that state no ids gave, and what the feed gives of the same blog.

A blog whose pages state no id comes as "host:" and its host, a post without one as "path:" and its path.
Where the archive knows a blog by Blogger's own number under that host, it is that one; where the number
becomes known later, the blog and its posts take it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.items import Blog, Comment, Post
from pipelines.archive import posts as posts_of
from pipelines.archive.digests import (
    counted,
    hand_over_tallies,
    sound_comments,
    update_comment_digests,
)

Item = TypeVar("Item", Post, Comment)

HOST, PATH = "host:", "path:"
_AFTER_PATH = "path;"
"""The text after all that begin with PATH."""

_KNOWN = """\
SELECT DISTINCT blog_id FROM blogs LEFT JOIN json_each(aliases) AS alias
WHERE blog_id NOT LIKE 'host:%' AND (instr(url, :mark) OR instr(alias.value, :mark))"""
_PLACED = "SELECT 1 FROM posts WHERE blog_id = ? AND post_id >= ? AND post_id < ? LIMIT 1"
_NUMBERED = "SELECT url, post_id, partial FROM posts WHERE blog_id = ? AND NOT (post_id >= ? AND post_id < ?)"
_AT_PATHS = "SELECT id FROM {} WHERE blog_id = ? AND post_id IN (SELECT value FROM json_each(?))"
_HELD = """\
SELECT posts.blog_id, post_id, posts.url FROM blogs CROSS JOIN posts ON posts.blog_id = blogs.blog_id
WHERE {} (blogs.blog_id >= 'host:' AND blogs.blog_id < 'host;')
AND post_id IN (SELECT value FROM json_each(?))"""
# CROSS: by blogs and their index of numbers; else all posts are read.
_ADD_ALIAS = "UPDATE blogs SET aliases = json_insert(aliases, '$[#]', ?) WHERE blog_id = ?"
_LEAST_DIGITS = 15
"""Blogger has numbered the posts of all blogs in one row since 2003, by then with 15 digits."""
_TAKE = "UPDATE OR IGNORE {} SET post_id = ? WHERE blog_id = ? AND post_id = ?"


def resolve_blog_id(connection: sqlite3.Connection, blog_id: str) -> str:
    """Return the id under which a blog is kept: Blogger's number, if just one blog is known at its host."""
    if not blog_id.startswith(HOST):
        return blog_id
    mark = f"://{blog_id.removeprefix(HOST)}/"
    found = connection.execute(_KNOWN, {"mark": mark}).fetchall()
    return str(found[0][0]) if len(found) == 1 else blog_id


def adopt(connection: sqlite3.Connection, blog: Blog) -> None:
    """Give a stored blog all that came under the names of its hosts before its number was known."""
    if blog.blog_id.startswith(HOST):
        return
    hosts = dict.fromkeys(urlsplit(address).netloc for address in (blog.url, *blog.aliases))
    for host in hosts:
        if connection.execute("SELECT 1 FROM blogs WHERE blog_id = ?", (HOST + host,)).fetchone():
            _move(connection, HOST + host, blog.blog_id)


def resolve_posts(
    connection: sqlite3.Connection, batch: Sequence[Post], *, keep_all: bool = False
) -> list[Post | None]:
    """Return the posts under the ids by which they are kept.

    None for one without a number that is held whole with one: a page that states less than the feed changes
    nothing.
    """
    _join_moved(connection, batch)
    posts = _renamed(connection, batch)
    for blog_id in {post.blog_id for post in posts}:
        _number(connection, blog_id, [post for post in posts if post.blog_id == blog_id])
    held = _numbers(connection, posts)
    settled = (held.get((post.blog_id, post.post_id), ("", True)) for post in posts)
    return [
        _settled(post, number, partial or keep_all)
        for post, (number, partial) in zip(posts, settled, strict=True)
    ]


def resolve_comments(connection: sqlite3.Connection, batch: Sequence[Comment]) -> list[Comment]:
    """Return the comments under the ids by which their blogs and posts are kept."""
    comments = _renamed(connection, batch)
    held = _numbers(connection, comments)
    keys = ((comment, held.get((comment.blog_id, comment.post_id), ("",))[0]) for comment in comments)
    return [replace(comment, post_id=number or comment.post_id) for comment, number in keys]


def _settled(post: Post, number: str, partial: bool) -> Post | None:
    if not number:
        return post
    return replace(post, post_id=number) if partial else None


def _renamed(connection: sqlite3.Connection, batch: Sequence[Item]) -> list[Item]:
    ids = {blog_id: resolve_blog_id(connection, blog_id) for blog_id in {each.blog_id for each in batch}}
    return [
        each if ids[each.blog_id] == each.blog_id else replace(each, blog_id=ids[each.blog_id])
        for each in batch
    ]


def _join_moved(connection: sqlite3.Connection, batch: Sequence[Post]) -> None:
    """Join a blog whose pages state no id with one that holds the same posts: it has another host now."""
    for host, blog_id in _moved_blogs(connection, batch):
        address = f"http://{host.removeprefix(HOST)}/"
        connection.execute(_ADD_ALIAS, (address, blog_id))
        _move(connection, host, blog_id)


def _moved_blogs(connection: sqlite3.Connection, batch: Sequence[Post]) -> set[tuple[str, str]]:
    """Return host and number of the blogs of which one post is known under both."""
    found = set()
    for is_host in (False, True):
        sought = {
            each.post_id: each
            for each in batch
            if each.blog_id.startswith(HOST) is not is_host
            and each.post_id.isdecimal()
            and len(each.post_id) >= _LEAST_DIGITS
        }
        sql = _HELD.format("" if is_host else "NOT")
        held = connection.execute(sql, (json.dumps(list(sought)),)) if sought else ()
        for blog_id, post_id, url in held:
            if resolve_blog_id(connection, sought[post_id].blog_id) == blog_id:
                continue
            if _file_name(url) == _file_name(sought[post_id].url):
                pair = (blog_id, sought[post_id].blog_id)
                found.add(pair if is_host else pair[::-1])
    return found


def _file_name(url: str | None) -> str:
    return urlsplit(url or "").path.rpartition("/")[2]


def _numbers(
    connection: sqlite3.Connection, batch: Sequence[Post | Comment]
) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return number and `partial` of the stored posts, by blog id and the path id of their address."""
    found: dict[tuple[str, str], tuple[str, bool]] = {}
    for blog_id in {each.blog_id for each in batch if each.post_id.startswith(PATH)}:
        for url, number, partial in connection.execute(_NUMBERED, (blog_id, PATH, _AFTER_PATH)):
            if url:
                found[blog_id, PATH + urlsplit(url).path] = number, bool(partial)
    return found


def _number(connection: sqlite3.Connection, blog_id: str, posts: Iterable[Post]) -> None:
    """Give posts that were stored by their path the number under which they come now."""
    if not connection.execute(_PLACED, (blog_id, PATH, _AFTER_PATH)).fetchone():
        return
    rows = [
        (post.post_id, blog_id, PATH + urlsplit(post.url).path)
        for post in posts
        if post.url and not post.post_id.startswith(PATH)
    ]
    paths = json.dumps([path for _, _, path in rows])
    ids = {
        table: _ids(connection, _AT_PATHS.format(table), blog_id, paths) for table in ("posts", "comments")
    }
    if not any(ids.values()):
        return
    with _digested_anew(connection, ids["posts"], ids["comments"], blog_id):
        for table in ids:
            connection.executemany(_TAKE.format(table), rows)


def _move(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Move every row of one blog to another; rows that the other has already stay, and their blog."""
    tables = [table for table in _tables(connection) if _refers_to_blogs(connection, table)]
    posts, comments = (
        _ids(connection, f"SELECT id FROM {table} WHERE blog_id = ?", old) for table in ("posts", "comments")
    )
    with _digested_anew(connection, posts, comments, old, new):
        for table in tables:
            connection.execute(f"UPDATE OR IGNORE {table} SET blog_id = ? WHERE blog_id = ?", (new, old))
    if any(
        connection.execute(f"SELECT 1 FROM {table} WHERE blog_id = ?", (old,)).fetchone() for table in tables
    ):
        return
    hand_over_tallies(connection, old, new)
    connection.execute("DELETE FROM blogs WHERE blog_id = ?", (old,))


@contextmanager
def _digested_anew(
    connection: sqlite3.Connection, posts: Sequence[int], comments: Sequence[int], *blog_ids: str
) -> Iterator[None]:
    """Let digests and tallies follow the new names of rows; those of damaged rows go on telling of that."""
    with counted(connection, *blog_ids):
        sound = posts_of.sound(connection, posts), sound_comments(connection, comments)
        yield
        posts_of.update_digests(connection, sound[0])
        update_comment_digests(connection, sound[1])


def _ids(connection: sqlite3.Connection, statement: str, *parameters: str) -> list[int]:
    return [row[0] for row in connection.execute(statement, parameters)]


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables whose rows may move: all but the tallies, which follow the rows."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_tallies'"
    return [name for (name,) in connection.execute(asked)]


def _refers_to_blogs(connection: sqlite3.Connection, table: str) -> bool:
    keys = connection.execute(f'SELECT "table", "from" FROM pragma_foreign_key_list(\'{table}\')').fetchall()
    return ("blogs", "blog_id") in [tuple(key) for key in keys]
