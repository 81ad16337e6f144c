"""Proof that two blogs of the archive are one, of which at least one is known by its host only.

A number of a post is given once in all of Blogger. Posts without one prove it by their number: several at the
same path with the same title, date and words, and hardly any at the same path with other words.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from crawler.items import Post
from pipelines.archive.changes.field_merge import same_words
from pipelines.archive.merging.post_numbers import PATH
from pipelines.archive.values import moment

HOST = "host:"
LEAST_SAME = 5  # posts without a number that have to be the same
_LEAST_WORDS = 10  # words of a text that proves something
_LEAST_DIGITS = 15
"""Blogger has numbered the posts of all blogs in one row since 2003, by then with 15 digits."""

# CROSS: by blogs and their index of numbers; else all posts are read.
_HELD = """\
SELECT posts.blog_id, post_id, posts.url, posts.title, published, text
FROM blogs CROSS JOIN posts ON posts.blog_id = blogs.blog_id
WHERE {} (blogs.blog_id >= 'host:' AND blogs.blog_id < 'host;')
AND post_id IN (SELECT value FROM json_each(?))"""

_Pair = tuple[str, str]  # host and the id that it is to take


def moved_blogs(connection: sqlite3.Connection, batch: Sequence[Post]) -> set[_Pair]:
    """Return the blogs that posts of the batch and stored posts prove to be one."""
    return {*_by_number(connection, batch), *_by_path(connection, batch)}


def _by_number(connection: sqlite3.Connection, batch: Sequence[Post]) -> Iterator[_Pair]:
    numbered = [post for post in batch if post.post_id.isdecimal() and len(post.post_id) >= _LEAST_DIGITS]
    for post, held in _held(connection, [post for post in numbered if post.blog_id.startswith(HOST)], "NOT"):
        if _file_name(held["url"]) == _file_name(post.url):
            yield post.blog_id, held["blog_id"]
    for post, held in _held(connection, numbered):
        if _file_name(held["url"]) == _file_name(post.url):
            yield _oriented(held["blog_id"], post.blog_id)


def _by_path(connection: sqlite3.Connection, batch: Sequence[Post]) -> Iterator[_Pair]:
    placed = [post for post in batch if post.blog_id.startswith(HOST) and post.post_id.startswith(PATH)]
    same: Counter[_Pair] = Counter()
    other: Counter[_Pair] = Counter()
    for post, held in _held(connection, placed):
        pair = _oriented(held["blog_id"], post.blog_id)
        (same if _is_same(post, held) else other)[pair] += 1
    return (pair for pair, count in same.items() if count >= LEAST_SAME and count >= 9 * other[pair])


def _held(
    connection: sqlite3.Connection, posts: Sequence[Post], kind: str = ""
) -> Iterator[tuple[Post, sqlite3.Row]]:
    """Yield posts, each with a stored one of its id of another blog; of blogs known by their host or, NOT."""
    sought = {post.post_id: post for post in posts}
    found = connection.execute(_HELD.format(kind), (json.dumps(list(sought)),)) if sought else ()
    for row in found:
        if row["blog_id"] != sought[row["post_id"]].blog_id:
            yield sought[row["post_id"]], row


def _oriented(one: str, other: str) -> _Pair:
    """Return both, the one that is given up first: a host before a number, else always the same one."""
    if one.startswith(HOST) is not other.startswith(HOST):
        return (one, other) if one.startswith(HOST) else (other, one)
    return max(one, other), min(one, other)


def _is_same(post: Post, held: sqlite3.Row) -> bool:
    dated = moment(post.published, post.published_local)
    is_said = len(post.text.split()) >= _LEAST_WORDS and same_words(post.text, held["text"])
    return is_said and (post.title, dated) == (held["title"], held["published"])


def _file_name(url: str | None) -> str:
    return urlsplit(url or "").path.rpartition("/")[2]
