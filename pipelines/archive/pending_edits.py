# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Former versions, those of copies, and suspect edits, which are revisions with a flag.

A suspect edit is kept aside until another run sees it too, or does not.

The flag of a revision is "suspect: " and the reason while the edit waits, "withdrawn: " and the reason once a
later run saw another version. When a later run sees the edit again it becomes the post itself. So does the
last of several edits that differ each time, when as many runs in a row as `RUNS` were sent nothing else.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.archive.changes.trust import is_visited
from pipelines.archive.checks.digests import REVISION_COLUMNS, revision_digest
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import PreparedPost, Row
from pipelines.archive.statements import insert

RUNS = 3  # runs in a row that are sent suspect edits, each another one, after which the newest is the post

_KEEP = insert("revisions", ("post", *REVISION_COLUMNS, "digest"))
_SAME = ("title", "text")
_KNOWN = "SELECT 1 FROM revisions WHERE post = ? AND title IS ? AND text = ?"
_VERSIONS = "SELECT id, run, title, text, html, replaced FROM revisions WHERE post = ?"
_IMPORT = "import: "  # beginning of `run` of a version that an import brought; the name of the source follows
WAITING = "flag IS NOT NULL AND flag LIKE 'suspect:%'"
"""Condition on `revisions`: a suspect edit that another run is still to see. By the index of flags."""
_PENDING = f"""\
SELECT id, post, run, title, text FROM revisions
WHERE {WAITING} AND post IN (SELECT value FROM json_each(?)) ORDER BY id"""
_WITHDRAWN = f"""\
SELECT id, {", ".join(REVISION_COLUMNS)} FROM revisions
WHERE {WAITING} AND run <> :run AND post IN (SELECT value FROM json_each(:posts))"""
_COUNT = f"""\
SELECT count(*) FROM revisions JOIN posts ON posts.id = post
WHERE {WAITING} AND ifnull(blog_id = ?, 1)"""


@dataclass(frozen=True, slots=True)
class PendingEdit:
    """A suspect edit that waits for another run to see it too."""

    id: int
    run: str
    words: tuple[str, str]  # title and text

    def is_same(self, row: Row) -> bool:
        """Return whether `row` has the same title and text."""
        return self.words == _words(row)


def store_revision(context: WriteContext, post: int, old: PreparedPost) -> None:
    """Keep a version of a post that is about to be replaced."""
    if is_visited(old.post):
        _keep(context, post, old, flag=None, run=None)
    else:
        store_copy(context, post, old)


def store_copy(context: WriteContext, post: int, copy: PreparedPost) -> None:
    """Keep a copy of a post that does not show as a version of its time.

    Of copies with the same words the earliest is the version, whichever came first.
    """
    row, is_page = copy.row, copy.post.source == "page"
    saved = None if is_page else row["updated"] or row["published"]
    version = {
        "replaced": str(row["captured"] or saved or context.now),
        "run": f"{_IMPORT}{row['source_url']}",
    }
    order = ("replaced", "html", "run")
    for known in _with_the_same_words(context.connection, post, row):
        if not str(known["run"] or "").startswith(_IMPORT):
            return
        if [str(known[name]) for name in order] <= [str((row | version)[name]) for name in order]:
            return
        remove(context.connection, [known["id"]])
    _keep(context, post, copy, flag=None, **version)


def drop_shown(context: WriteContext, post: int, new: PreparedPost) -> None:
    """Remove versions that imports brought and whose words the post itself has now."""
    known = _with_the_same_words(context.connection, post, new.row)
    remove(context.connection, [row["id"] for row in known if str(row["run"] or "").startswith(_IMPORT)])


def _with_the_same_words(connection: sqlite3.Connection, post: int, row: Row) -> list[sqlite3.Row]:
    words = [text.split() for text in _words(row)]
    found = connection.execute(_VERSIONS, (post,)).fetchall()
    return [known for known in found if [text.split() for text in _words(dict(known))] == words]


def copy_revision(context: WriteContext, post: int, row: Row) -> bool:
    """Keep a former version that another archive has; return False where its words are known already."""
    words = (post, row["title"], row["text"])
    current = "SELECT 1 FROM posts WHERE id = ? AND title IS ? AND text = ?"
    if any(context.connection.execute(known, words).fetchone() for known in (_KNOWN, current)):
        return False
    context.connection.execute(_KEEP, row | {"post": post, "digest": revision_digest(row)})
    return True


def keep_aside(context: WriteContext, post: int, new: PreparedPost, reason: str) -> None:
    """Keep a version that does not replace the post's, because of the `reason`."""
    _keep(context, post, new, flag=f"suspect: {reason}", run=context.run)


def _keep(context: WriteContext, post: int, version: PreparedPost, **columns: str | None) -> None:
    row = version.row | {"post": post, "replaced": context.now} | columns
    context.connection.execute(_KEEP, row | {"digest": revision_digest(row)})


def pending(connection: sqlite3.Connection, posts: Iterable[int]) -> dict[int, list[PendingEdit]]:
    """Return the suspect edits that wait, by row id of these posts."""
    found: defaultdict[int, list[PendingEdit]] = defaultdict(list)
    for row in connection.execute(_PENDING, (json.dumps(list(posts)),)):
        found[row["post"]].append(PendingEdit(row["id"], row["run"] or "", _words(dict(row))))
    return found


def is_settled(waiting: Iterable[PendingEdit], row: Row, run: str) -> bool:
    """Return whether `row`, suspect too, is the post from now on: see `RUNS`."""
    earlier = [edit for edit in waiting if edit.run != run]
    return any(edit.is_same(row) for edit in earlier) or len({edit.run for edit in earlier}) >= RUNS - 1


def remove(connection: sqlite3.Connection, revisions: Iterable[int]) -> None:
    """Delete revisions by id, such as edits that have become current: what stands in `posts` is none."""
    connection.executemany("DELETE FROM revisions WHERE id = ?", [(id_,) for id_ in revisions])


def withdraw(context: WriteContext, posts: Sequence[int]) -> None:
    """Mark what other runs kept aside as withdrawn, of posts that came again as they are stored."""
    if posts and _any(context.connection):
        asked = {"posts": json.dumps(posts), "run": context.run}
        for row in context.connection.execute(_WITHDRAWN, asked).fetchall():
            _withdraw(context.connection, dict(row))


def _withdraw(connection: sqlite3.Connection, row: Row) -> None:
    flag = str(row["flag"]).replace("suspect", "withdrawn", 1)
    digest = revision_digest(row | {"flag": flag})
    connection.execute("UPDATE revisions SET flag = ?, digest = ? WHERE id = ?", (flag, digest, row["id"]))


def count(connection: sqlite3.Connection, blog_id: str | None = None) -> int:
    """Return how many suspect edits wait, of all blogs or of one."""
    return int(connection.execute(_COUNT, (blog_id,)).fetchone()[0])


def _any(connection: sqlite3.Connection) -> bool:
    return connection.execute(f"SELECT 1 FROM revisions WHERE {WAITING} LIMIT 1").fetchone() is not None


def _words(row: Row) -> tuple[str, str]:
    title, text = (str(row[name] or "") for name in _SAME)
    return title, text
