"""The progress of the import of each file and folder."""

import sqlite3
from dataclasses import dataclass

from pipelines.archive.connection import WriteContext
from pipelines.archive.statements import upsert

_STORED = "SELECT units, ended FROM imports WHERE source = ? AND state = ?"


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A file or folder."""

    path: str  # absolute
    state: str  # its size and time of change, in words: another state is another source


def stored_units(connection: sqlite3.Connection, source: ImportSource) -> int | None:
    """Return how many units were stored, 0 where the source is new; None where all were."""
    found = connection.execute(_STORED, (source.path, source.state)).fetchone()
    if found is None:
        return 0
    return None if found["ended"] else int(found["units"])


def store(context: WriteContext, source: ImportSource, units: int, *, ended: bool) -> None:
    """Store that so many units of a source are stored."""
    row = {"source": source.path, "state": source.state, "units": units, "started": context.now}
    row |= {"ended": context.now if ended else None}
    context.connection.execute(upsert("imports", row, key=("source",), once=("started",)), row)
