"""Numbers of posts that were stored by their path, because their pages state none."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from crawler.items import Comment, Post
from pipelines.archive.checks.own_digests import sound_ids, update_digests

PATH = "path:"
AFTER_PATH = "path;"  # the text after all that begin with PATH

_PLACED = """\
SELECT 1 FROM posts WHERE blog_id = ?1 AND post_id >= ?2 AND post_id < ?3
UNION ALL SELECT 1 FROM comments WHERE blog_id = ?1 AND post_id >= ?2 AND post_id < ?3 LIMIT 1"""
_NUMBERED = "SELECT url, post_id, partial FROM posts WHERE blog_id = ? AND NOT (post_id >= ? AND post_id < ?)"
_AT_PATHS = "SELECT id FROM {} WHERE blog_id = ? AND post_id IN (SELECT value FROM json_each(?))"
_TAKE = "UPDATE OR IGNORE {} SET post_id = ? WHERE blog_id = ? AND post_id = ?"


def numbers_of_paths(
    connection: sqlite3.Connection, batch: Sequence[Post | Comment]
) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return number and `partial` of posts, stored or arriving, by blog id and path id of the address."""
    found: dict[tuple[str, str], tuple[str, bool]] = {}
    placed = {each.blog_id for each in batch if each.post_id.startswith(PATH)}
    for blog_id in placed:
        for url, number, partial in connection.execute(_NUMBERED, (blog_id, PATH, AFTER_PATH)):
            if url:
                found[blog_id, PATH + urlsplit(url).path] = number, bool(partial)
    arriving = (each for each in batch if isinstance(each, Post) and each.blog_id in placed)
    for post in arriving:
        if post.url and not post.post_id.startswith(PATH):
            found[post.blog_id, PATH + urlsplit(post.url).path] = post.post_id, post.partial
    return found


def number_posts(
    connection: sqlite3.Connection, blog_id: str, known: Iterable[tuple[str, str | None]]
) -> None:
    """Give posts that are stored by their path their numbers; `known` are numbers and addresses."""
    if not connection.execute(_PLACED, (blog_id, PATH, AFTER_PATH)).fetchone():
        return
    rows = [
        (number, blog_id, PATH + urlsplit(url).path)
        for number, url in known
        if url and not number.startswith(PATH)
    ]
    paths = json.dumps([path for _, _, path in rows])
    ids = {
        table: row_ids(connection, _AT_PATHS.format(table), blog_id, paths) for table in ("posts", "comments")
    }
    if not any(ids.values()):
        return
    with digested_anew(connection, ids):
        for table in ids:
            connection.executemany(_TAKE.format(table), rows)


@contextmanager
def digested_anew(connection: sqlite3.Connection, ids: Mapping[str, Sequence[int]]) -> Iterator[None]:
    """Let the digests of rows follow their new names; those of damaged rows go on telling of that."""
    sound = {table: sound_ids(connection, table, rows) for table, rows in ids.items()}
    yield
    for table, rows in sound.items():
        update_digests(connection, table, rows)


def row_ids(connection: sqlite3.Connection, statement: str, *parameters: str) -> list[int]:
    """Return the row ids that a statement finds."""
    return [row[0] for row in connection.execute(statement, parameters)]
