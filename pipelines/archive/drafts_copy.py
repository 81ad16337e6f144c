"""Drafts as a temporary archive of their own, which everything that reads posts can read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.archive.archive import Archive

_SET_STATUS = "UPDATE posts SET status = ? WHERE blog_id = ? AND post_id = ?"


@contextmanager
def open_posts(path: Path, *, drafts: bool) -> Iterator[Archive]:
    """Open an archive for reading; with `drafts`, a temporary one in which its drafts are the posts."""
    with Archive(path, read_only=True) as archive:
        if not drafts:
            yield archive
            return
        with _copy_of_drafts(archive) as copy:
            yield copy


def statuses(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the status of each draft of the temporary archive, by its id there."""
    return {row["id"]: row["status"] for row in connection.execute("SELECT id, status FROM posts")}


@contextmanager
def _copy_of_drafts(archive: Archive) -> Iterator[Archive]:
    """Yield an archive whose posts are the drafts of `archive`; a further column is their `status`."""
    drafts = list(archive.drafts())
    with TemporaryDirectory() as folder, Archive(Path(folder) / "drafts.db") as copy:
        with copy.reading() as connection:
            connection.execute("PRAGMA synchronous = OFF")  # it is gone after use
            connection.execute("ALTER TABLE posts ADD COLUMN status TEXT")
        for blog in archive.blogs():
            copy.import_blog(blog)
        copy.import_posts([replace(draft, status="published") for draft in drafts])
        with copy.writing() as context:
            context.connection.executemany(
                _SET_STATUS, [(draft.status, draft.blog_id, draft.post_id) for draft in drafts]
            )
        yield copy
