"""Opening the media file beside an archive."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from crawler.errors import ArchiveError
from pipelines.archive.connection import LOCK_SECONDS, closed_on_error, open_to_read, transaction
from pipelines.archive.environment_errors import environmental

APPLICATION_ID = 0x4241524D  # "BARM": tells media files from archives and others
VERSION = 1  # PRAGMA user_version of today's schema

STATEMENTS = (
    """\
CREATE TABLE files (                        -- each sequence of bytes once, whatever blogs show it
    id      INTEGER PRIMARY KEY,
    sha256  TEXT NOT NULL UNIQUE,
    type    TEXT NOT NULL,                  -- media type, by the content
    width   INTEGER,                        -- of a picture, in pixels
    height  INTEGER,
    bytes   INTEGER NOT NULL,
    added   TEXT NOT NULL,                  -- UTC, as all times here
    content BLOB NOT NULL
)""",
    """\
CREATE TABLE media (                        -- pictures and media files that blogs name
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,     -- what its addresses have in common, whatever size they ask for
    url           TEXT NOT NULL,            -- as a blog names it
    fallback      TEXT,                     -- address of a smaller version, for where that one fails
    state         TEXT NOT NULL DEFAULT 'wanted'
        CHECK (state IN ('wanted', 'held', 'gone', 'refused', 'failed')),
    file          INTEGER REFERENCES files (id),
    fetched_url   TEXT,                     -- address that answered last
    status        INTEGER,                  -- HTTP status of that answer; NULL: there was none
    reason        TEXT,                     -- why there is no file
    tried         TEXT,
    due           TEXT,                     -- when it is asked for again; NULL: at once, or not if held
    attempts      INTEGER NOT NULL DEFAULT 0,  -- in a row that brought no file
    etag          TEXT,
    last_modified TEXT,
    CHECK ((state = 'held') = (file IS NOT NULL))
)""",
    """\
CREATE TABLE uses (                         -- which blogs name what
    blog_id TEXT NOT NULL,
    media   INTEGER NOT NULL REFERENCES media (id),
    PRIMARY KEY (blog_id, media)
) WITHOUT ROWID""",
    """\
CREATE TABLE former_files (                 -- what an address had before its host sent another file
    media    INTEGER NOT NULL REFERENCES media (id),
    file     INTEGER NOT NULL REFERENCES files (id),
    replaced TEXT NOT NULL,
    PRIMARY KEY (media, file)
) WITHOUT ROWID""",
    "CREATE INDEX media_files ON media (file)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)


# What is in the file can be fetched again, mostly, so a commit does not wait for the disk.
_PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "journal_size_limit = 67108864",
)


def media_path(archive: Path) -> Path:
    """Return the media file of an archive."""
    suffix = archive.suffix or ".db"
    return archive.with_name(f"{archive.name.removesuffix(archive.suffix)}.media{suffix}")


@contextmanager
def open_media(archive: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the media file of an archive for reading; None where it has none. Raises ArchiveError."""
    path = media_path(archive)
    if not path.is_file():
        yield None
        return
    with environmental(path), closing(connect_media_to_read(path)) as connection:
        yield connection


def connect_media_to_read(path: Path) -> sqlite3.Connection:
    """Return a read-only connection. Raises ArchiveError for a file that is no media file."""
    with environmental(path), closed_on_error(open_to_read(path)) as connection:
        _require_ours(connection, path)
        connection.row_factory = sqlite3.Row
    return connection


def connect_media(path: Path) -> sqlite3.Connection:
    """Return a connection that writes; make the file where it is not there. Raises ArchiveError."""
    with environmental(path):
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}",
            uri=True,  # so that another one can be attached for reading only
            timeout=LOCK_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        with closed_on_error(connection):
            _require_ours(connection, path)
            _prepare(connection, path)
            connection.row_factory = sqlite3.Row
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA page_size = 16384")  # of a new file: pictures are larger than posts
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    with transaction(connection, path):
        if _is_empty(connection):
            for statement in STATEMENTS:
                connection.execute(statement)


def _require_ours(connection: sqlite3.Connection, path: Path) -> None:
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    if application != APPLICATION_ID and not _is_empty(connection):
        raise ArchiveError(f"{path}: is no media file of an archive; move it away", path=str(path))
    if version > VERSION:
        raise ArchiveError(
            f"{path}: was made by a newer version of this program; update the program", path=str(path)
        )


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
