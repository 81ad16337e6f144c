"""What everything that the archive can do has in common: one connection, its transactions, its end."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.archive.connection import connect, connect_to_read, environmental, transaction
from pipelines.archive.values import utc


def clock() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


class Door:
    """An open archive file; each topic's class adds to it what callers ask for.

    All methods raise ArchiveError when the file cannot be used, ArchiveLockedError when another program keeps
    it locked. One thread at a time may use it.
    """

    def __init__(
        self, path: str | Path, *, clock: Callable[[], datetime] = clock, read_only: bool = False
    ) -> None:
        """Open the archive at `path`; create it, or bring it up to date, as needed.

        `read_only` neither creates nor changes anything, and works while a crawl writes.
        """
        self.path = Path(path)
        self.read_only = read_only
        self._clock = clock
        self._connection = connect_to_read(self.path) if read_only else connect(self.path)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave one complete file: no write-ahead log beside it, unless another program reads it just now."""
        if self._closed:
            return
        self._closed = True
        try:
            if not self.read_only:
                with environmental(self.path):
                    self._connection.execute("PRAGMA busy_timeout = 1000")  # a reader may stay for hours
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[str]:
        """One transaction; gives the time to be stored with it, as text."""
        with transaction(self._connection, self.path):
            yield utc(self._clock())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection; raise SQLite errors that come from the environment as ArchiveError."""
        with environmental(self.path):
            yield self._connection
