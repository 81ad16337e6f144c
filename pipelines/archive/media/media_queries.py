# ruff: noqa: S608 - the SQL is put together from constants of this file
"""Questions to the media file. Each takes a connection to it."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from crawler.blogger.media_urls import media_key
from crawler.media_reader import WantedMedia
from pipelines.archive.values import utc

_OF_BLOG = """\
(:blogs IS NULL OR media.id IN (SELECT media FROM uses JOIN json_each(:blogs) ON value = blog_id))"""
_IS_DUE = f"{_OF_BLOG} AND (:again OR state <> 'held' AND ifnull(due <= :now, 1))"
_DUE = f"""\
SELECT id, url, fallback, etag, last_modified,
    (SELECT min(blog_id) FROM uses WHERE media = media.id) AS blog
FROM media WHERE id > :after AND {_IS_DUE} ORDER BY id LIMIT :limit"""
_LOST = f"""\
SELECT id, url, fallback FROM media WHERE state IN ('gone', 'refused', 'failed') AND {_OF_BLOG} ORDER BY id"""
_COUNT_DUE = f"SELECT count(*) FROM media WHERE {_IS_DUE}"
_FIND = """\
SELECT sha256, type, width, height, bytes FROM media JOIN files ON files.id = media.file WHERE key = ?"""
_KNOWN = "SELECT 1 FROM media WHERE key = ?"
_COUNTS = f"""\
SELECT state, count(*) AS media, ifnull(sum(bytes), 0) AS bytes
FROM media LEFT JOIN files ON files.id = media.file WHERE {_OF_BLOG} GROUP BY state"""
_REASONS = f"""\
SELECT state, ifnull(reason, 'HTTP ' || status), count(*) FROM media
WHERE state NOT IN ('held', 'wanted') AND {_OF_BLOG} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
_SHARED = """\
SELECT sha256, count(*), min(fetched_url) FROM media JOIN files ON files.id = media.file
GROUP BY media.file HAVING count(*) >= ? ORDER BY 2 DESC LIMIT 20"""

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/x-icon": "ico",
    "image/heic-sequence": "heics",
    "image/heif-sequence": "heifs",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "video/x-msvideo": "avi",
    "video/x-ms-asf": "wmv",
    "video/3gpp": "3gp",
    "video/mpeg": "mpg",
}
"""Endings of files that differ from the second half of their type."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that is held."""

    sha256: str
    type: str
    width: int | None
    height: int | None
    bytes: int

    @property
    def path(self) -> str | None:
        """Path of a picture's own file beside an exported document; None for sound and films."""
        return f"images/{self.name}" if self.type.startswith("image/") else None

    @property
    def name(self) -> str:
        """Name for a file of its own."""
        return f"{self.sha256}.{_ENDINGS.get(self.type) or self.type.rpartition('/')[2].removeprefix('x-')}"


@dataclass(frozen=True, slots=True)
class MediaCounts:
    """Numbers of pictures and media files by what became of them."""

    held: int = 0
    wanted: int = 0  # never asked for
    gone: int = 0  # their hosts say so
    refused: int = 0
    failed: int = 0
    bytes: int = 0  # of those held

    @property
    def missing(self) -> int:
        """Neither held nor known to be gone."""
        return self.wanted + self.refused + self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMedia:
    """Implements `crawler.media_reader.MediaReader`: the media that are to be asked for now."""

    connection: sqlite3.Connection
    now: datetime
    blog_ids: Collection[str] | None = None  # only of these blogs
    again: bool = False  # also what is held, and what is not due yet
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Blog id → address under which a person had it crawled."""

    def due(self, after: int, limit: int) -> Sequence[WantedMedia]:
        """Return what is due, by number, from `after` on."""
        rows = self.connection.execute(_DUE, self.values() | {"after": after, "limit": limit})
        return [WantedMedia(**row | {"blog": self.addresses.get(row["blog"], "")}) for row in map(dict, rows)]

    def values(self) -> dict[str, Any]:
        """Return the parameters that say what is due."""
        return {"blogs": _json(self.blog_ids), "again": self.again, "now": utc(self.now)}

    def held_bytes(self) -> int:
        """Return the size of all files, each once."""
        return int(self.connection.execute("SELECT ifnull(sum(bytes), 0) FROM files").fetchone()[0])


def count_due(reader: DueMedia) -> int:
    """Count what a reader finds due."""
    return int(reader.connection.execute(_COUNT_DUE, reader.values()).fetchone()[0])


def lost_media(reader: DueMedia) -> list[WantedMedia]:
    """Return what the hosts of a reader's blogs did not give when they were asked."""
    return [WantedMedia(**row) for row in map(dict, reader.connection.execute(_LOST, reader.values()))]


def count_unnoted(connection: sqlite3.Connection, keys: Iterable[str]) -> int:
    """Count the keys that the media file does not know yet."""
    return sum(not connection.execute(_KNOWN, (key,)).fetchone() for key in keys)


def find_file(connection: sqlite3.Connection, url: str) -> HeldFile | None:
    """Return the file that an address of any size stands for; None where it is not held."""
    row = connection.execute(_FIND, (media_key(url),)).fetchone()
    return HeldFile(*row) if row else None


def read_file(connection: sqlite3.Connection, digest: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of a file; None where it is not held."""
    row = connection.execute("SELECT type, content FROM files WHERE sha256 = ?", (digest,)).fetchone()
    return (row["type"], row["content"]) if row else None


def count_media(connection: sqlite3.Connection, blog_id: str | None = None) -> MediaCounts:
    """Count the media of a blog, or all."""
    rows = connection.execute(_COUNTS, {"blogs": _json(blog_id and [blog_id])}).fetchall()
    size = sum(row["bytes"] for row in rows)
    return MediaCounts(bytes=size, **{row["state"]: row["media"] for row in rows})


def why_not_held(connection: sqlite3.Connection, blog_id: str | None = None) -> list[tuple[str, str, int]]:
    """Return state, reason and number of what is not held, the most frequent first."""
    blogs = _json(blog_id and [blog_id])
    return [(row[0], row[1], row[2]) for row in connection.execute(_REASONS, {"blogs": blogs})]


def shared_files(connection: sqlite3.Connection, least: int = 10) -> list[tuple[str, int, str]]:
    """Return hash, number and one address of the files that so many addresses gave.

    Hosts may answer with one and the same picture in place of those that they no longer have.
    """
    return [(row[0], row[1], row[2]) for row in connection.execute(_SHARED, (least,))]


def _json(blog_ids: Collection[str] | None) -> str | None:
    return json.dumps([*blog_ids]) if blog_ids else None


def media_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what is wrong with the file, one line each. Reads and hashes everything."""
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"media: {' '.join(line.split())}"
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"media: {table}: row {row} names a row of {parent} that does not exist"
    for digest, content in connection.execute("SELECT sha256, content FROM files"):
        if sha256(content).hexdigest() != digest:
            yield f"media: {digest}: its bytes have changed"
