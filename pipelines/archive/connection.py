"""Opening the file, transactions, and which of SQLite's errors are the environment's and not ours.

Settings as measured: WAL lets readers in while a crawl writes; with `synchronous=FULL` no acknowledged commit
is lost in a power cut (NORMAL loses some); a transaction that reads before it writes must begin IMMEDIATE,
else two writers fail at once whatever the timeout; without `recursive_triggers` an INSERT OR REPLACE leaves
stale entries in the index; the cache makes the index's merges a sixth cheaper.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from crawler.errors import ArchiveError, ArchiveLockedError
from pipelines.archive.checks import row_digests
from pipelines.archive.compression.packing import add_functions
from pipelines.archive.environment_errors import NAME_ANOTHER, environmental, refusal, refuse_foreign
from pipelines.archive.migrating import migrate
from pipelines.archive.schema import APPLICATION_ID, CURRENT

Connection = TypeVar("Connection", bound=sqlite3.Connection)

LOCK_SECONDS = 60  # how long a write waits for another program that holds the lock

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -32768",
    "PRAGMA cell_size_check = ON",
)


class _TemporaryCopy(sqlite3.Connection):
    """Connection to a copy that only it knows."""

    original: Path


class _Reader(sqlite3.Connection):
    """Connection that may only read, and leaves no files beside the archive where nobody needs them.

    SQLite removes them when the last connection closes, but not if that one may only read.
    """

    file: Path | None = None

    def close(self) -> None:
        super().close()
        file, self.file = self.file, None
        if file and _is_empty(file.with_name(f"{file.name}-wal")):
            uri = f"file:{quote(str(file.absolute()))}?mode=rw"
            with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True, timeout=0)) as last:
                last.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()  # else it is in use


def _is_empty(path: Path) -> bool:
    """Return whether a file is there without content; another program may remove it at any time."""
    try:
        return not path.stat().st_size
    except FileNotFoundError:
        return False


def file_number(path: Path) -> int | None:
    """Return the number of a file, which another file in its place does not have; None where none is."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class WriteContext:
    """An open write transaction."""

    connection: sqlite3.Connection
    now: str  # the time that is stored with it, UTC
    run: str = ""  # id of the crawl run that writes; "" where none does


def close_writer(connection: sqlite3.Connection, path: Path) -> None:
    """Close a connection, with no write-ahead log beside its file unless another program reads it."""
    with closing(connection), environmental(path):
        connection.execute("PRAGMA busy_timeout = 1000")  # a reader may stay for hours
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def path_of(connection: sqlite3.Connection) -> Path:
    """Return the file that `connection` has open, or has a copy of."""
    if isinstance(connection, _TemporaryCopy):
        return connection.original
    return Path(connection.execute("PRAGMA database_list").fetchone()["file"])


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Hold a write transaction; commit it at the end, roll it back on an exception.

    Take the write lock at once; wait for it up to `LOCK_SECONDS`.
    """
    with environmental(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # some errors (disk full) have rolled back already
                connection.execute("ROLLBACK")
            raise


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the archive at `path`, created or migrated as needed, for one thread at a time.

    Raises ArchiveError for a file that is not ours, is newer than this program, or cannot be written; such a
    file is left as it was.
    """
    if path.is_dir():
        raise refusal(path, "is a folder", NAME_ANOTHER)
    with (
        environmental(path),
        closed_on_error(
            sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
        ) as connection,
    ):
        _set_factories(connection)
        _prepare(connection, path)
    return connection


@contextmanager
def closed_on_error(connection: Connection) -> Iterator[Connection]:
    """Yield a connection, and close it where it proves to be of no use."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to the archive at `path`, for one thread at a time.

    An archive of an older version of this program is brought up to date first; where it may not be written,
    a temporary copy of it is. Raises ArchiveError for a file that is not there, not ours, or newer than this
    program.
    """
    require_file(path)
    with environmental(path), closed_on_error(open_to_read(path)) as connection:
        done = refuse_foreign(connection, path)
        if not done:
            raise refusal(path, "is empty", f"crawl a blog first, or {NAME_ANOTHER}")
    if CURRENT not in done:
        connection.close()
        try:
            connect(path).close()
        except ArchiveLockedError:
            raise
        except ArchiveError:
            return connect_to_copy(path)
        return connect_to_read(path)
    _set_factories(connection)
    return connection


def connect_to_copy(path: Path) -> sqlite3.Connection:
    """Return a connection to a temporary copy of an archive that may only be read, for one thread at a time.

    SQLite keeps the copy in memory, and in a file of its own where it is large; closing removes it.
    """
    require_file(path)
    copy = sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=_TemporaryCopy)
    copy.original = path
    with closed_on_error(copy), environmental(path):
        with closing(open_to_read(path)) as source:
            source.backup(copy)
        _set_factories(copy)
        if CURRENT not in refuse_foreign(copy, path):
            migrate(copy)
    return copy


def require_file(path: Path) -> Path:
    """Return the path. Raise ArchiveError where there is no file, a folder, or an empty file."""
    if path.is_dir():
        raise refusal(path, "is a folder", NAME_ANOTHER)
    if not path.is_file():
        raise refusal(path, "there is no such archive", f"crawl a blog first, or {NAME_ANOTHER}")
    if not path.stat().st_size:
        raise refusal(path, "is empty", f"crawl a blog first, or {NAME_ANOTHER}")
    return path


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open the archive for reading, also in a folder that may not be written.

    SQLite needs a file beside an archive even to read it. Where it cannot make one, and no crawl has left
    a log, the archive is read as a file that nobody changes.
    """
    name = quote(str(path.absolute()))
    try:
        connection = _connect_to_read(f"file:{name}?mode=ro")
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        return _connect_to_read(f"file:{name}?mode=ro&immutable=1")
    connection.file = path
    return connection


def _connect_to_read(uri: str) -> _Reader:
    connection = sqlite3.connect(
        uri, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False, factory=_Reader
    )
    with closed_on_error(connection):
        connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
    return connection


def _set_factories(connection: sqlite3.Connection) -> None:
    """Give rows by column name, damaged text with U+FFFD in place of what is not UTF-8, and packed bodies."""
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: str(raw, "utf-8", "replace")
    add_functions(connection)
    row_digests.add_function(connection)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if CURRENT not in refuse_foreign(connection, path):
        with transaction(connection, path):  # foreign keys are not checked yet: tables may be made anew
            migrate(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    row_digests.keep(connection)
    _require_write(connection)


def _require_write(connection: sqlite3.Connection) -> None:
    """Try a write and take it back: SQLite lets BEGIN IMMEDIATE pass on a file that may only be read."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.execute("ROLLBACK")
