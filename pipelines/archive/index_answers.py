"""Answers of the indexes of web archives, kept until the import that asked for them has ended."""

import zlib
from datetime import UTC, datetime, timedelta

from pipelines.archive.archive import Archive

MAX_AGE = timedelta(days=7)
_READ = "SELECT body FROM _index_answers WHERE address = ? AND fetched > ?"
_STORE = "INSERT OR REPLACE INTO _index_answers (address, fetched, body) VALUES (?, ?, ?)"


class IndexAnswers:
    """The answers that one archive keeps, by address."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def get(self, address: str) -> bytes | None:
        """Return the answer; None where it is not kept, or too old."""
        since = datetime.fromisoformat(self._archive.now()).astimezone(UTC) - MAX_AGE
        with self._archive.reading() as connection:
            row = connection.execute(_READ, (address, since.isoformat())).fetchone()
        return zlib.decompress(row[0]) if row else None

    def put(self, address: str, body: bytes) -> None:
        """Keep an answer in place of the last one."""
        with self._archive.writing() as context:
            context.connection.execute(_STORE, (address, context.now, zlib.compress(body)))

    def clear(self) -> None:
        """Forget all answers."""
        with self._archive.writing() as context:
            context.connection.execute("DELETE FROM _index_answers")
