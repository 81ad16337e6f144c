"""Telling whether a file is an archive that this program knows: by its application id and its migrations."""

import sqlite3
from pathlib import Path

from pipelines.archive.environment_errors import NAME_ANOTHER, refusal
from pipelines.archive.schema import APPLICATION_ID, BEFORE, MIGRATION_SET, MIGRATIONS

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
    if done and done[-1] in BEFORE[:-1]:
        what = f"was made by a development version that is too old ({done[-1]})"
        raise refusal(path, what, NAME_ANOTHER)
    unknown = [name for name in done if name not in (*BEFORE, *MIGRATIONS)]
    if unknown:
        what = f"was made by a newer version of this program ({unknown[-1]})"
        raise refusal(path, what, f"update the program, or {NAME_ANOTHER}")
    return frozenset(done)
