"""Applying the migrations, which alone need sqlite-utils: importing it takes 0.2 s."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the archive of a connection to today's schema."""
    with _without_unneeded():
        from sqlite_utils import Database  # noqa: PLC0415

        from pipelines.archive.migrations import migrations  # noqa: PLC0415

    migrations.apply(Database(connection, execute_plugins=False))


@contextmanager
def _without_unneeded() -> Iterator[None]:
    """Let imports of numpy and pandas fail, as where they are not installed, unless they are loaded already.

    sqlite-utils imports them wherever they are, which takes up to 2 s and 68 MB, for types that no archive
    holds.
    """
    hidden = {"numpy", "pandas"} - sys.modules.keys()
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
