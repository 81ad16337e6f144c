# ruff: noqa: S608 - the SQL is put together from constants of this module
"""Upkeep of the media file: note what is due, merge, remove a blog, drop damage, back up."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from crawler.errors import ArchiveError
from pipelines.archive.archive import Archive
from pipelines.archive.backup import Progress, beside_target, copy_file, refuse_target, settle
from pipelines.archive.connection import transaction
from pipelines.archive.environment_errors import environmental
from pipelines.archive.media.media_connection import connect_media_to_read, media_path
from pipelines.archive.media.media_queries import DueMedia, media_problems
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_wanted import asked_addresses, named_media
from pipelines.archive.write_lock import hold

_OF_BLOGS = "(:blogs IS NULL OR blog_id IN (SELECT value FROM json_each(:blogs)))"
_USED = f"SELECT media FROM theirs.uses WHERE {_OF_BLOGS}"
# `theirs` is the other media file. Where both hold another file for one address, ours stays the one shown.
_MERGE = (
    f"""\
INSERT OR IGNORE INTO main.files (sha256, type, width, height, bytes, added, content)
SELECT sha256, type, width, height, bytes, added, content FROM theirs.files
WHERE id IN (SELECT file FROM theirs.media WHERE id IN ({_USED})
             UNION SELECT file FROM theirs.former_files WHERE media IN ({_USED})) ORDER BY id""",
    f"""\
INSERT OR IGNORE INTO main.media
    (key, url, fallback, state, fetched_url, status, reason, tried, due, attempts, etag, last_modified)
SELECT key, url, fallback, CASE state WHEN 'held' THEN 'wanted' ELSE state END,
    fetched_url, status, reason, tried, due, attempts, etag, last_modified FROM theirs.media
WHERE id IN ({_USED}) ORDER BY id""",
    """\
CREATE TEMP TABLE pairs AS
SELECT ours.id AS media, files.id AS file, other.fetched_url, other.status, other.tried, other.etag,
    other.last_modified
FROM theirs.media AS other JOIN theirs.files AS their_file ON their_file.id = other.file
JOIN main.media AS ours ON ours.key = other.key JOIN main.files ON files.sha256 = their_file.sha256""",
    """\
INSERT OR IGNORE INTO main.former_files (media, file, replaced)
SELECT pairs.media, pairs.file, :now FROM pairs JOIN main.media ON media.id = pairs.media
WHERE media.file IS NOT NULL AND media.file <> pairs.file""",
    """\
UPDATE main.media SET state = 'held', file = pairs.file, fetched_url = pairs.fetched_url,
    status = pairs.status, reason = NULL, tried = pairs.tried, due = NULL, attempts = 0, etag = pairs.etag,
    last_modified = pairs.last_modified
FROM temp.pairs WHERE pairs.media = media.id AND media.file IS NULL""",
    """\
INSERT OR IGNORE INTO main.former_files (media, file, replaced)
SELECT ours.id, files.id, former.replaced FROM theirs.former_files AS former
JOIN theirs.media AS other ON other.id = former.media JOIN main.media AS ours ON ours.key = other.key
JOIN theirs.files AS their_file ON their_file.id = former.file
JOIN main.files ON files.sha256 = their_file.sha256
WHERE files.id <> ours.file""",
    f"""\
INSERT OR IGNORE INTO main.uses (blog_id, media) SELECT blog_id, ours.id FROM theirs.uses AS used
JOIN theirs.media AS other ON other.id = used.media JOIN main.media AS ours ON ours.key = other.key
WHERE {_OF_BLOGS}""",
    "DROP TABLE temp.pairs",
)
_REMOVE_UNUSED = (
    "DELETE FROM former_files WHERE media NOT IN (SELECT media FROM uses)",
    "DELETE FROM media WHERE id NOT IN (SELECT media FROM uses)",
)
_REMOVE_FILES = """\
DELETE FROM files WHERE id NOT IN (SELECT file FROM media WHERE file IS NOT NULL)
AND id NOT IN (SELECT file FROM former_files)"""
_FORGET_FILE = (
    "UPDATE media SET file = NULL, state = 'wanted', etag = NULL, last_modified = NULL WHERE file = ?1",
    "DELETE FROM former_files WHERE file = ?1",
    "DELETE FROM files WHERE id = ?1",
)


def merge_media(into: MediaStore, other: Path, blogs: Sequence[str] | None = None) -> int:
    """Bring in what another media file has, all of it or that of some blogs; return how many files are new.

    Safe to repeat. Raise ArchiveError where the other file is none, or cannot be read.
    """
    connect_media_to_read(other).close()
    connection = into.connection
    given = {"now": into.now(), "blogs": None if blogs is None else json.dumps(blogs)}
    before = _count_files(connection)
    with environmental(other):
        connection.execute("ATTACH ? AS theirs", (f"file:{quote(str(other.absolute()))}?mode=ro",))
    try:
        with transaction(connection, into.path):
            for statement in _MERGE:
                connection.execute(statement, given)
    finally:
        connection.execute("DETACH theirs")
    return _count_files(connection) - before


def remove_media_of_blog(store: MediaStore, blog_id: str) -> int:
    """Remove what no other blog names; return how many files that were."""
    with transaction(store.connection, store.path):
        store.connection.execute("DELETE FROM uses WHERE blog_id = ?", (blog_id,))
        for statement in _REMOVE_UNUSED:
            store.connection.execute(statement)
        return store.connection.execute(_REMOVE_FILES).rowcount


def drop_damaged_media(store: MediaStore) -> int:
    """Drop files whose bytes have changed, so that they are fetched again; return how many."""
    rows = store.connection.execute("SELECT id, sha256, content FROM files")
    damaged = [row["id"] for row in rows if sha256(row["content"]).hexdigest() != row["sha256"]]
    with transaction(store.connection, store.path):
        for number in damaged:
            for statement in _FORGET_FILE:
                store.connection.execute(statement, (number,))
    return len(damaged)


def back_up_media(archive: Path, target: Path, *, replace: bool, progress: Progress) -> Path | None:
    """Copy the media file of an archive beside a copy of that; None where it has none. Check the copy.

    Raises UsageError and ArchiveError as `backup.back_up` does.
    """
    source, copy = media_path(archive), media_path(target)
    if not source.is_file():
        return None
    refuse_target(source, copy, replace=replace)
    with beside_target(copy) as part:
        with closing(connect_media_to_read(source)) as opened:
            copy_file(opened, part, progress)
        with closing(connect_media_to_read(part)) as made:
            problem = next(media_problems(made), None)
        if problem:
            raise ArchiveError(
                f"{source}: {problem}; repair it with: blogger-archive verify --repair", path=str(source)
            )
        settle(part, copy)
    return copy


def _count_files(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM files").fetchone()[0])


@contextmanager
def due_media(
    archive: Path, blog_ids: Collection[str] | None, *, again: bool = False, wait: float = 0.0
) -> Iterator[DueMedia | None]:
    """Note what posts of these blogs, or of all, name; yield what is due of it, with the media file locked.

    Yields None, and makes no file, where they name nothing.
    """
    path = media_path(archive)
    with ExitStack() as stack:
        with Archive(archive, read_only=True) as opened, opened.reading() as connection:
            blogs: Collection[str | None] = [None] if blog_ids is None else blog_ids
            named = chain.from_iterable(named_media(connection, blog_id) for blog_id in blogs)
            first = next(named, None)
            if first is None:
                yield None
                return
            stack.enter_context(hold(path, wait=wait))
            store = stack.enter_context(MediaStore(path))
            store.want(chain([first], named))
            addresses = asked_addresses(connection)
        yield DueMedia(
            connection=store.connection,
            now=datetime.now(UTC),
            blog_ids=blog_ids,
            again=again,
            addresses=addresses,
        )
