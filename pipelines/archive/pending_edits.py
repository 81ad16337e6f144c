"""Suspect edits: kept aside as flagged revisions until another run sees them too, or does not.

The flag of a revision is "suspect: " and the reason while the edit waits, "withdrawn: " and the reason once a
later run saw the post as it was before. When a later run sees the edit again it becomes the post itself.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.archive.rows import Arrival, Moment, Row
from pipelines.archive.statements import insert

_VERSION = (
    "published", "title", "author", "labels", "text", "published_local", "updated", "html", "body_raw",
)  # fmt: skip
_KEEP = insert("revisions", ("post", "replaced", *_VERSION, "digest", "flag", "run"))
_SAME = ("title", "text")
_PENDING = """\
SELECT id, post, run, title, text FROM revisions
WHERE flag IS NOT NULL AND flag LIKE 'suspect:%' AND post IN (SELECT value FROM json_each(?)) ORDER BY id"""
_WITHDRAW = """\
UPDATE revisions SET flag = 'withdrawn' || substr(flag, 8)
WHERE flag LIKE 'suspect:%' AND run <> :run AND post IN (SELECT value FROM json_each(:posts))"""
_COUNT = """\
SELECT count(*) FROM revisions JOIN posts ON posts.id = post
WHERE flag IS NOT NULL AND flag LIKE 'suspect:%' AND ifnull(blog_id = ?, 1)"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A suspect edit that waits."""

    id: int
    run: str
    words: tuple[str, str]
    """Title and text."""

    def is_same(self, row: Row) -> bool:
        """Whether this is the edit that arrives now, in the words that people see."""
        return self.words == _words(row)


def revise(connection: sqlite3.Connection, post: int, old: Arrival, at: Moment) -> None:
    """Keep a version that is replaced."""
    _keep(connection, post, old, at.now, flag=None, run=None)


def keep_aside(connection: sqlite3.Connection, post: int, new: Arrival, at: Moment, doubt: str) -> None:
    """Keep a version that does not replace the post's; `doubt` says why."""
    _keep(connection, post, new, at.now, flag=f"suspect: {doubt}", run=at.run)


def _keep(connection: sqlite3.Connection, post: int, version: Arrival, now: str, **doubt: str | None) -> None:
    row = version.row | {"post": post, "replaced": now, "digest": version.digest}
    connection.execute(_KEEP, {**row, **doubt})


def pending(connection: sqlite3.Connection, posts: Iterable[int]) -> dict[int, list[Doubt]]:
    """The suspect edits of these posts, by post."""
    found: defaultdict[int, list[Doubt]] = defaultdict(list)
    for row in connection.execute(_PENDING, (json.dumps(list(posts)),)):
        found[row["post"]].append(Doubt(row["id"], row["run"] or "", _words(dict(row))))
    return found


def settle(connection: sqlite3.Connection, doubts: Iterable[Doubt]) -> None:
    """These edits have become their posts: what is now in `posts` is no revision."""
    connection.executemany("DELETE FROM revisions WHERE id = ?", [(doubt.id,) for doubt in doubts])


def withdraw(connection: sqlite3.Connection, posts: Sequence[int], run: str) -> None:
    """These posts came as they are stored: what other runs kept aside was an accident."""
    if posts and _any(connection):
        connection.execute(_WITHDRAW, {"posts": json.dumps(posts), "run": run})


def count(connection: sqlite3.Connection, blog_id: str | None = None) -> int:
    """Suspect edits that wait, of all blogs or of one."""
    return int(connection.execute(_COUNT, (blog_id,)).fetchone()[0])


def _any(connection: sqlite3.Connection) -> bool:
    flagged = "SELECT 1 FROM revisions WHERE flag IS NOT NULL AND flag LIKE 'suspect:%' LIMIT 1"
    return connection.execute(flagged).fetchone() is not None


def _words(row: Row) -> tuple[str, str]:
    title, text = (str(row[name] or "") for name in _SAME)
    return title, text
