"""Zstd frames in cells of posts.html, sources.body_raw and sources.entry_raw, beside cells of plain text.

An archive packs what it writes once it has a dictionary (table `dictionaries`), which `optimise` trains on
its own rows. A packed cell is a BLOB. The frame of a raw cell names its dictionary and needs nothing else.
That of a clean body is made against the raw body, of which it hardly differs; where there is none, with the
dictionary too. A frame that cannot be read, because something has damaged it, gives an empty text, which the
digest of the post then tells.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.archive.compression.zstd_frames import Dictionary

RAW = (
    "CASE typeof(body_raw) WHEN 'blob' THEN ifnull(unpacked(body_raw, x''), '') ELSE ifnull(body_raw, '') END"
)
"""The body as received, in SQL that reads `sources`."""
HTML = f"""\
CASE typeof(posts.html) WHEN 'blob' THEN ifnull(unpacked(posts.html, CAST({RAW} AS BLOB)), '')
ELSE posts.html END"""
"""The clean body, in SQL that joins `posts` and `sources`."""
ENTRY = "CASE typeof(entry_raw) WHEN 'blob' THEN unpacked(entry_raw, x'') ELSE entry_raw END"
"""The other facts of a feed's entry, in SQL that reads `sources`."""

_NEWEST = "SELECT max(id) FROM dictionaries"
_CONTENT = "SELECT content FROM dictionaries WHERE id = ?"
_SMALL = 64  # bytes; a frame of fewer would hardly be shorter


def packed(value: str, base: str = "''") -> str:
    """Return SQL for a cell that is to hold the text `value`, packed where the archive packs."""
    return f"ifnull(packed(CAST({value} AS BLOB), CAST({base} AS BLOB)), {value})"


_PACKED = f"""\
SELECT {packed(":html", ":body_raw")} AS html, {packed(":body_raw")} AS body_raw,
       {packed(":entry_raw")} AS entry_raw"""


def packed_rows(
    connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield rows of posts and their sources, their bodies packed where the archive packs."""
    packs = has_dictionary(connection)
    for row in rows:
        yield {**row, **connection.execute(_PACKED, row).fetchone()} if packs else row


def add_functions(connection: sqlite3.Connection, *, write: bool = True) -> None:
    """Register the SQL functions that this module's SQL calls; without `write`, only that which unpacks."""
    known: dict[int, Dictionary] = {}
    connection.create_function("unpacked", 2, partial(_unpacked, connection, known))
    if write:
        connection.create_function("packed", 2, partial(_packed, connection, known))


def has_dictionary(connection: sqlite3.Connection) -> bool:
    """Return whether the archive packs what it writes."""
    return connection.execute(_NEWEST).fetchone()[0] is not None


def _packed(
    connection: sqlite3.Connection, known: "dict[int, Dictionary]", text: bytes | None, base: bytes
) -> bytes | None:
    """Return a frame of the text; None where it is to stay as it is."""
    if text is None or len(text) < _SMALL:
        return None
    number = connection.execute(_NEWEST).fetchone()[0]  # each time: another program may have taken it away
    dictionary = number and _find(connection, known, number)
    if not dictionary:
        return None
    from pipelines.archive.compression.zstd_frames import pack  # noqa: PLC0415 - see there

    frame = pack(text, dictionary, base)
    return frame if len(frame) < len(text) else None


def _unpacked(
    connection: sqlite3.Connection, known: "dict[int, Dictionary]", frame: object, base: object
) -> str | None:
    """Return the text of a frame; None where it cannot be read."""
    if not isinstance(frame, bytes) or not isinstance(base, bytes):
        return None
    from pipelines.archive.compression.zstd_frames import dictionary_id, unpack  # noqa: PLC0415 - see there

    number = dictionary_id(frame)
    if number is None:
        return None
    return unpack(frame, _find(connection, known, number) if number else None, base)


def _find(connection: sqlite3.Connection, known: "dict[int, Dictionary]", number: int) -> "Dictionary | None":
    """Return the dictionary of that id, kept for the next time; None where there is none that is whole."""
    if number not in known:
        from pipelines.archive.compression.zstd_frames import Dictionary  # noqa: PLC0415 - see there

        try:
            row = connection.execute(_CONTENT, (number,)).fetchone()
            known[number] = Dictionary(row[0])
        except (TypeError, ValueError):  # no row, text, or fewer bytes than any has
            return None
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            return None  # no table
    return known[number]
