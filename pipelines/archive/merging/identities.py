"""One blog, one id: what pages that state no ids gave, and what the feed gives of the same blog.

A blog whose pages state no id comes as "host:" and its host, a post without one as "path:" and its path.
Where the archive knows a blog by Blogger's own number under that host, it is that one; where the number
becomes known later, the blog and its posts take it.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.items import Blog, Comment, Post
from pipelines.archive.connection import WriteContext
from pipelines.archive.merging.blog_join import join_blogs
from pipelines.archive.merging.moved_blogs import HOST, moved_blogs
from pipelines.archive.merging.post_numbers import number_posts, numbers_of_paths

Item = TypeVar("Item", Post, Comment)

_KNOWN = """\
SELECT DISTINCT blog_id FROM blogs LEFT JOIN json_each(aliases) AS alias
WHERE blog_id NOT LIKE 'host:%' AND (instr(url, :mark) OR instr(alias.value, :mark))"""
_JOINED = """\
SELECT DISTINCT blog_id FROM blogs JOIN json_each(aliases) AS alias
WHERE blog_id LIKE 'host:%' AND instr(alias.value, :mark)
  AND NOT EXISTS (SELECT 1 FROM blogs WHERE blog_id = :blog_id)"""


def resolve_blog_id(connection: sqlite3.Connection, blog_id: str) -> str:
    """Return the id under which a blog is kept: Blogger's number, if just one blog is known at its host.

    A host without a number that was joined with another host is kept under that one.
    """
    if not blog_id.startswith(HOST):
        return blog_id
    asked = {"mark": f"://{blog_id.removeprefix(HOST)}/", "blog_id": blog_id}
    found = connection.execute(_KNOWN, asked).fetchall() or connection.execute(_JOINED, asked).fetchall()
    return str(found[0][0]) if len(found) == 1 else blog_id


def adopt(context: WriteContext, blog: Blog) -> None:
    """Give a stored blog all that came under the names of its hosts before its number was known."""
    if blog.blog_id.startswith(HOST):
        return
    hosts = dict.fromkeys(urlsplit(address).netloc for address in (blog.url, *blog.aliases))
    for host in hosts:
        known = "SELECT 1 FROM blogs WHERE blog_id = ?"
        if context.connection.execute(known, (HOST + host,)).fetchone():
            join_blogs(context, HOST + host, blog.blog_id)


def resolve_posts(
    context: WriteContext, batch: Sequence[Post], *, keep_all: bool = False
) -> list[Post | None]:
    """Return the posts under the ids by which they are kept.

    None for one without a number that is held whole with one: a page that states less than the feed changes
    nothing.
    """
    connection = context.connection
    _join_moved(context, _renamed(connection, batch))
    posts = _renamed(connection, batch)
    for blog_id in {post.blog_id for post in posts}:
        number_posts(
            connection, blog_id, [(post.post_id, post.url) for post in posts if post.blog_id == blog_id]
        )
    held = numbers_of_paths(connection, posts)
    settled = (held.get((post.blog_id, post.post_id), ("", True)) for post in posts)
    return [
        _settled(post, number, partial or keep_all)
        for post, (number, partial) in zip(posts, settled, strict=True)
    ]


def resolve_comments(connection: sqlite3.Connection, batch: Sequence[Comment]) -> list[Comment]:
    """Return the comments under the ids by which their blogs and posts are kept."""
    comments = _renamed(connection, batch)
    held = numbers_of_paths(connection, comments)
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


def _join_moved(context: WriteContext, batch: Sequence[Post]) -> None:
    """Join a blog that is known by its host only with one that holds the same posts."""
    for host, other in sorted(moved_blogs(context.connection, batch)):
        blog_id = resolve_blog_id(context.connection, other)
        if blog_id != host:
            join_blogs(context, host, blog_id, address=f"http://{host.removeprefix(HOST)}/")
