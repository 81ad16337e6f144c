"""Errors of the environment: locked, full, damaged, foreign. Each is one line that says what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import ArchiveError, ArchiveLockedError
from pipelines.archive.schema import APPLICATION_ID, CURRENT, MIGRATION_SET, OLDEST

NAME_ANOTHER = "name another file with --archive FILE"
_CHECK_RIGHTS = "check owner and permissions of the file and its folder"
_RECOVER = (
    "repair it with: blogger-archive verify --repair, or restore a copy made by `blogger-archive backup`"
)
_ENVIRONMENT = {
    sqlite3.SQLITE_PERM: ("may not be used", _CHECK_RIGHTS),
    sqlite3.SQLITE_READONLY: ("may not be written", _CHECK_RIGHTS),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run again; what was stored is safe"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "check the disk, then run again"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _RECOVER),
    sqlite3.SQLITE_NOTADB: ("is not an SQLite database", NAME_ANOTHER),
}
_TOLD = {
    "malformed JSON": "a list in it is not JSON",
    "constraint failed: _row_digests": "rows have no key, or one that others have",
    "foreign key mismatch": "a table of another tool names rows by a column that is not unique",
    "unsupported file format": "its header names a format that SQLite does not know",
}
"""Words of errors without a kind of their own → the damage that causes them."""


@contextmanager
def environmental(path: Path) -> Iterator[None]:
    """Raise ArchiveError for errors of the environment (locked, full, damaged …); a bug passes through."""
    try:
        yield
    except sqlite3.Error as exc:
        code = getattr(exc, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest details
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ArchiveLockedError(
                f"{path}: locked by another program; close it, then run again", path=str(path)
            ) from exc
        told = next((_TOLD[words] for words in _TOLD if words in str(exc)), None)
        if code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT) and told:
            raise damaged(path, told) from exc
        if code not in _ENVIRONMENT:
            raise
        what, then = _ENVIRONMENT[code]
        raise ArchiveError(f"{path}: {what} ({exc}); {then}", path=str(path)) from exc
    except UnicodeDecodeError as exc:  # of SQLite's message, which quotes the schema
        raise damaged(path, "its schema cannot be read") from exc


def is_damage(error: Exception) -> bool:
    """Return whether damaged pages are behind an error, and the schema is none of them."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT) and "database schema" not in str(cause)


def damaged(path: Path, found: str) -> ArchiveError:
    """Return the error for a file in which a check has found damage."""
    return refusal(path, f"is damaged ({found})", _RECOVER)


def refusal(path: Path, what: str, then: str) -> ArchiveError:
    """Return the error for a file that is not used: what is wrong with it, and what to do then."""
    return ArchiveError(f"{path}: {what}; {then}", path=str(path))


_APPLIED = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid"


def applied(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the migrations that a file has had, in order."""
    try:
        return [row[0] for row in connection.execute(_APPLIED, (MIGRATION_SET,))]
    except sqlite3.OperationalError as exc:
        if "no such table" in str(exc):
            return []
        raise


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> frozenset[str]:
    """Return the migrations that the file has had. Raise ArchiveError for a foreign or newer file."""
    done = applied(connection)
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    # A restored dump has lost its application id, but not the list of migrations.
    if tables and application_id != APPLICATION_ID and not done:
        raise refusal(path, "is an SQLite file, but no archive", NAME_ANOTHER)
    newest = max(done, default=CURRENT)
    if not OLDEST <= newest <= CURRENT:
        age, then = ("a newer", "update the program") if newest > CURRENT else ("a development", "")
        what = f"was made by {age} version of this program ({newest})"
        raise refusal(path, what, " or ".join(filter(None, (then, NAME_ANOTHER))))
    return frozenset(done)
