# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Making an archive smaller: bodies packed, the index merged, the file without empty pages.

Each batch is one transaction, and a packed cell tells itself from a plain one: a run that was killed goes on
where it ended. Rows say the same before and after, so their digests stay.
"""

import shutil
import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from crawler.errors import ArchiveError
from pipelines.archive.archive import Archive
from pipelines.archive.checks import search_tables
from pipelines.archive.compression.packing import RAW, has_dictionary, packed
from pipelines.archive.schema import FTS_COLUMNS, FTS_SETTINGS, POSTS_FTS

LEAST = 200  # posts of which a dictionary is worth its room; an archive of fewer stays plain

Step = Callable[[int], object]

_BATCH = 500
_SAMPLE, _CUT = 2000, 16_384  # bodies that a dictionary is trained on, and characters of each
_MERGED = 2000  # pages of the index that are merged in one transaction: 8 MB

_SAMPLES = f"""\
WITH chosen AS (SELECT body_raw, entry_raw FROM sources ORDER BY random() LIMIT {_SAMPLE})
SELECT CAST(substr(body_raw, 1, {_CUT}) AS BLOB) FROM chosen WHERE body_raw <> ''
UNION ALL SELECT CAST(entry_raw AS BLOB) FROM chosen WHERE entry_raw <> ''"""
_IDS = "SELECT min(id), max(id), count(*) FROM (SELECT id FROM posts WHERE id > ? ORDER BY id LIMIT ?)"
_RAW_OF_POST = f"ifnull((SELECT {RAW} FROM sources WHERE post = posts.id), '')"
_RECEIVED = ("body_raw", "entry_raw")
_UPDATE = """\
UPDATE {0} SET {1} = {2} WHERE {3} BETWEEN ? AND ? AND typeof({1}) = '{4}'"""
# The clean body first: it is made against the raw one, and can be read in either state of that.
_PACK = (
    _UPDATE.format("posts", "html", packed("html", _RAW_OF_POST), "id", "text"),
    *(_UPDATE.format("sources", name, packed(name), "post", "text") for name in _RECEIVED),
)
_UNPACK = (
    _UPDATE.format(
        "posts", "html", f"ifnull(unpacked(html, CAST({_RAW_OF_POST} AS BLOB)), html)", "id", "blob"
    ),
    *(
        _UPDATE.format("sources", name, f"ifnull(unpacked({name}, x''), {name})", "post", "blob")
        for name in _RECEIVED
    ),
)
_PACKED = """\
SELECT 1 FROM posts LEFT JOIN sources ON post = id
WHERE 'blob' IN (typeof(html), typeof(body_raw), typeof(entry_raw))"""
_NEW_INDEX = (
    "DROP TABLE posts_fts",
    POSTS_FTS,
    *FTS_SETTINGS,
    "INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')",
)
_CHANGE_TRIGGER = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'posts_updated'"


class Space(NamedTuple):
    """Bytes on the disk."""

    used: int  # by the archive
    needed: int
    """At most, beside the archive, until it is done: the file is written once more, by way of a log."""
    free: int


def space(archive: Archive) -> Space:
    """Return the bytes that the archive takes, and that making it smaller takes meanwhile."""
    used = archive.path.stat().st_size
    return Space(used, 2 * used, shutil.disk_usage(archive.path.parent).free)


def require_space(archive: Archive, found: Space) -> None:
    """Raise ArchiveError where the disk may not hold what is written meanwhile."""
    if found.free < found.needed:
        what = f"{found.needed:,} bytes are needed on its disk, and {found.free:,} are free"
        raise ArchiveError(f"{archive.path}: {what}; free some space and run again", path=str(archive.path))


def prepare(archive: Archive) -> bool:
    """Train a dictionary on the archive's own bodies; return whether there is one now."""
    from pipelines.archive.compression.zstd_frames import Dictionary, train  # noqa: PLC0415 - see there

    with archive.writing() as context:
        connection = context.connection
        if has_dictionary(connection):
            return True
        if connection.execute("SELECT count(*) FROM posts").fetchone()[0] < LEAST:
            return False
        content = train([row[0] for row in connection.execute(_SAMPLES)])
        if content:
            row = (Dictionary(content).dict_id, content)
            connection.execute("INSERT INTO dictionaries (id, content) VALUES (?, ?)", row)
        return content is not None


def pack(archive: Archive, step: Step) -> None:
    """Pack the plain bodies; call `step` with the number of posts of each batch."""
    _rewrite(archive, _PACK, step)


def unpack(archive: Archive, step: Step) -> bool:
    """Write packed bodies as plain text; return False where some cannot be read, which stay as they are."""
    _rewrite(archive, _UNPACK, step)
    with archive.writing() as context:
        unreadable = context.connection.execute(_PACKED).fetchone()
        if not unreadable:
            context.connection.execute("DELETE FROM dictionaries")
        return not unreadable


def _rewrite(archive: Archive, statements: tuple[str, ...], step: Step) -> None:
    last = -(2**63)
    while True:
        with archive.writing() as context:
            first, end, posts = context.connection.execute(_IDS, (last, _BATCH)).fetchone()
            if not posts:
                return
            _update_unnoticed(context.connection, statements, (first, end))
        last = end
        step(posts)


def _update_unnoticed(
    connection: sqlite3.Connection, statements: tuple[str, ...], bounds: tuple[int, int]
) -> None:
    """Run the updates without the trigger that notes what has changed: the posts say what they said."""
    trigger = connection.execute(_CHANGE_TRIGGER).fetchone()
    if trigger:
        connection.execute("DROP TRIGGER posts_updated")
    for statement in statements:
        connection.execute(statement, bounds)
    if trigger:
        connection.execute(trigger[0])


def merge_index(archive: Archive, step: Step) -> None:
    """Merge the segments of the search index into one, some pages in each transaction.

    One whose columns have another order, which takes more bytes, is made anew before.
    """
    with archive.writing() as context:
        if search_tables.columns(context.connection) != FTS_COLUMNS:
            for statement in _NEW_INDEX:
                context.connection.execute(statement)
    pages = -_MERGED  # a negative number: all segments, whatever their sizes
    while True:
        with archive.writing() as context:
            before = context.connection.total_changes
            context.connection.execute(
                "INSERT INTO posts_fts (posts_fts, rank) VALUES ('merge', ?)", (pages,)
            )
            if context.connection.total_changes - before < 2:  # SQLite's own sign that nothing is left
                return
        pages = _MERGED
        step(1)


def drop_empty_pages(archive: Archive) -> str | None:
    """Write the file anew, each page full, in one piece or not at all; return in a line why not."""
    with archive.reading() as connection:
        folder = str(archive.path.absolute().parent).replace("'", "''")
        connection.execute(f"PRAGMA temp_store_directory = '{folder}'")  # where the space was counted
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            return f"its empty pages stay: an index of another tool needs what is not here ({error})"
    return None
