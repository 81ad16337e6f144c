"""Checks that rows say what was stored, and that all that were stored are there."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive.checks.damaged_rows import damaged_comments, damaged_revisions
from pipelines.archive.checks.digests import (
    DAMAGED,
    Tally,
    actual_tallies,
    difference,
    digest_like,
    stored_tallies,
)
from pipelines.archive.stored_posts import POST_COLUMNS, READ_ALL

_DAMAGED = f"""\
SELECT blog_id, count(*) FROM sources JOIN posts ON posts.id = sources.post
WHERE digest LIKE '{DAMAGED}:%' GROUP BY blog_id"""  # noqa: S608 - a constant
_CHANGED = "not as it was stored (edited by another tool, or damaged)"


def posts(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each post whose row or raw body was changed."""
    return (line for _, line in damaged_posts(connection))


def damaged_posts(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield row id and a line for each post whose row or raw body was changed, and no repair has told it."""
    for row in connection.execute(READ_ALL, {"blog_id": None}):
        found = dict(row)
        if digest_like(found["digest"], {name: found[name] for name in POST_COLUMNS}) != found["digest"]:
            yield found["id"], f"post {found['post_id']} of blog {found['blog_id']}: {_CHANGED}"


def damaged_blogs(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many posts of each blog a repair has told as damaged that no crawl has replaced yet."""
    return dict(connection.execute(_DAMAGED).fetchall())


def revisions(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each revision that was changed."""
    return (f"{row.name}: {_CHANGED}" for row in damaged_revisions(connection))


def comments(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each comment that was changed."""
    return (f"{row.name}: {_CHANGED}" for row in damaged_comments(connection))


def missing_rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each blog and table in which other rows are there than were stored."""
    stored, actual = stored_tallies(connection), actual_tallies(connection)
    for blog_id, kind in sorted(stored.keys() | actual.keys()):
        was, is_ = (tallies.get((blog_id, kind), Tally()) for tallies in (stored, actual))
        if found := difference(was, is_, kind):
            yield f"blog {blog_id}: {found}"
