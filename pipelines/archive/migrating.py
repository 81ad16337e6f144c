"""Applying the migrations, which alone need sqlite-utils: importing it takes 0.2 s."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the archive of a connection to today's schema."""
    with _without_pandas():
        from sqlite_utils import Database  # noqa: PLC0415

        from pipelines.archive.migrations import migrations  # noqa: PLC0415

    migrations.apply(Database(connection, execute_plugins=False))


@contextmanager
def _without_pandas() -> Iterator[None]:
    """Let an import of pandas fail, as where it is not installed.

    sqlite-utils imports it wherever it is, which takes 2 s and 68 MB, for types that no archive holds.
    """
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["pandas"]
