"""Writing the media file: what blogs name, and what became of it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crawler.media_reader import MediaAnswer
from pipelines.archive.connection import close_writer, transaction
from pipelines.archive.media.media_connection import connect_media
from pipelines.archive.statements import insert, update
from pipelines.archive.values import utc

if TYPE_CHECKING:
    from pipelines.archive.media.media_wanted import NamedMedia  # which imports lxml

_FIRST_PAUSES = {"gone": 7.0, "refused": 30.0, "failed": 0.25}
"""Days until what was not had is asked for again; doubled each time."""
_LONGEST_PAUSE = 365.0
_WANT = """\
INSERT INTO media (key, url, fallback) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET fallback = ifnull(fallback, excluded.fallback)"""
_USE = "INSERT OR IGNORE INTO uses (blog_id, media) SELECT ?, id FROM media WHERE key = ?"


class MediaStore:
    """Opens the media file at `path`, makes it where it is not there. Every method is one transaction.

    A kill loses nothing that was saved. Raises ArchiveError where the file cannot be used.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path, self._clock = path, clock
        self.connection = connect_media(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, with no write-ahead log beside it unless another program reads it just now."""
        close_writer(self.connection, self.path)

    def now(self) -> str:
        """Return the time by the clock of this file, UTC in ISO 8601."""
        return utc(self._clock())

    def want(self, named: "Iterable[NamedMedia]") -> None:
        """Note what blogs name; what became of it before stays noted."""
        with transaction(self.connection, self.path):
            for one in dict.fromkeys(named):
                self.connection.execute(_WANT, (one.key, one.url, one.fallback))
                self.connection.execute(_USE, (one.blog_id, one.key))

    def save(self, answer: MediaAnswer) -> None:
        """Store what became of a picture or file. What is held stays held, whatever its host says now."""
        with transaction(self.connection, self.path):
            row = self.connection.execute("SELECT * FROM media WHERE id = ?", (answer.id,)).fetchone()
            file = row["file"] if answer.body is None else self._store(answer, answer.body)
            if row["file"] not in {None, file}:
                former = (answer.id, row["file"], self.now())
                self.connection.execute("INSERT OR REPLACE INTO former_files VALUES (?, ?, ?)", former)
            self._note(answer, file, attempts=row["attempts"])

    def _store(self, answer: MediaAnswer, body: bytes) -> int:
        """Return the id of the file that has these bytes."""
        digest = sha256(body).hexdigest()
        found = self.connection.execute("SELECT id FROM files WHERE sha256 = ?", (digest,)).fetchone()
        if found:
            return int(found["id"])
        values: dict[str, Any] = {
            "sha256": digest,
            "type": answer.type,
            "width": answer.width,
            "height": answer.height,
            "bytes": len(body),
            "added": self.now(),
            "content": body,
        }
        return self.connection.execute(insert("files", values), values).lastrowid or 0

    def _note(self, answer: MediaAnswer, file: int | None, *, attempts: int) -> None:
        now, is_new = self._clock(), answer.state == "held"
        attempts = 0 if is_new else attempts + 1
        values: dict[str, Any] = {
            "id": answer.id,
            "state": answer.state if file is None else "held",
            "file": file,
            "fetched_url": answer.url,
            "status": answer.status,
            "reason": answer.reason,
            "tried": utc(now),
            "due": utc(now + _pause(answer.state, attempts)) if file is None else None,
            "attempts": attempts,
        }
        if is_new:
            values |= {"etag": answer.etag, "last_modified": answer.last_modified}
        self.connection.execute(update("media", [name for name in values if name != "id"]), values)


def _pause(state: str, attempts: int) -> timedelta:
    return timedelta(days=min(_FIRST_PAUSES[state] * 2.0 ** min(attempts - 1, 20), _LONGEST_PAUSE))
