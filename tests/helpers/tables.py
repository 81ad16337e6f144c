"""Archives as other programs read and write them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

_NAMES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name"
_OF_INDEX = ("_data", "_idx", "_docsize", "_config", "_content")

_OLDEST = Path(__file__).parents[1] / "archive" / "oldest_archive.sql"


def oldest_archive(path: Path) -> Path:
    """Make the first archive of today's line, as commit d29a838 made it: a post, a revision, a comment."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(_OLDEST.read_text(encoding="utf-8"))
    return path


def sql(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one transaction, as another program does; return the rows of the last one."""
    rows: list[tuple[Any, ...]] = []
    with closing(sqlite3.connect(path)) as other, other:
        for statement in statements:
            rows = other.execute(statement).fetchall()
    return rows


def tables(archive: Path) -> dict[str, list[Any]]:
    """Return each table's rows in their order; without those of the search index, which hold it in pieces."""
    with closing(sqlite3.connect(archive)) as connection:
        connection.text_factory = bytes
        names = [row[0].decode() for row in connection.execute(_NAMES)]
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in names
            if not name.endswith(_OF_INDEX) and not name.startswith(("sqlite_", "_sqlite_"))
        }
