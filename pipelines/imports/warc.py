"""Captures in WARC files (ISO 28500), compressed or not; WACZ is a zip file of them.

Damaged records are skipped and counted: early CC-NEWS files have broken ones, and a crawl that was killed
leaves a torn one at the end. After damage the reader goes on at the next record.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipelines.imports.body_encoding import decode_body

MAX_CAPTURE_BYTES = 64 << 20
"""Of one unpacked response that is kept; larger ones are skipped and counted."""
_GZIP = b"\x1f\x8b\x08"
_RECORD = b"WARC/1."
_PACKED_AS_ONE = "non-chunked gzip"
"""In the error of warcio for a file that was packed whole, and not record by record."""
_WINDOW = 1 << 20
"""Bytes that are searched at a time for the next record."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One response as a web archive kept it."""

    url: str
    captured: datetime
    """Aware, UTC. Never a time of publication."""
    status: int
    content_type: str
    """The header's value, with its charset."""
    body: bytes
    """Decoded from chunks and compression."""
    is_cut: bool = False
    """The web archive kept the beginning only."""
    is_revisit: bool = False
    """The record says only that the content is that of an earlier capture; `body` is empty then."""


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A record that cannot be read."""

    offset: int
    """Byte at which it begins, about."""
    reason: str


def read_warc(stream: IO[bytes]) -> Iterator[Capture | DamagedRecord]:
    """Yield the HTTP responses of a WARC file, in order; of a stream without `seek` those before a damage."""
    start: int | None = 0
    while start is not None:
        if stream.seekable():
            stream.seek(start)
        reached = start
        try:
            records = ArchiveIterator(stream, arc2warc=True)
            for record in records:
                reached = records.offset
                yield from _captures(record, reached)
            return
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            if not start and _PACKED_AS_ONE in str(error):
                stream.seek(0)
                yield from read_warc(cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="rb")))
                return
            reason = " ".join(str(error).split()) or type(error).__name__
            if not stream.seekable():
                yield DamagedRecord(
                    reached, f"{reason}; what is behind it was not read: unpack the file first"
                )
                return
            yield DamagedRecord(reached, reason)
            start = _next_record(stream, reached + 1)


def _captures(record: ArcWarcRecord, offset: int) -> Iterator[Capture | DamagedRecord]:
    """The response of a whole record, if it is one that can be read."""
    try:
        capture = _capture(record)
    except ValueError as error:
        yield DamagedRecord(offset, str(error))
    else:
        yield from [capture] if capture else []


def _next_record(stream: IO[bytes], start: int) -> int | None:
    """Offset of what looks like the beginning of the next record; None at the end of the file."""
    position = start
    while True:
        stream.seek(position)
        window = stream.read(_WINDOW)
        found = [at for mark in (_GZIP, _RECORD) if (at := window.find(mark)) >= 0]
        if found:
            return position + min(found)
        if len(window) < _WINDOW:
            return None
        position += _WINDOW - len(_RECORD)


def _capture(record: ArcWarcRecord) -> Capture | None:
    headers, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI")
    if record.rec_type not in {"response", "revisit"} or not url:
        return None
    status = headers.get_statuscode() if headers else ""
    if record.rec_type == "response" and not (status or "").isdigit():
        return None  # a response that is not HTTP, such as a DNS answer
    body = b"" if record.rec_type == "revisit" else _body(record, url)
    return Capture(
        url=url.strip("<>"),
        captured=_date(record.rec_headers.get_header("WARC-Date")),
        status=int(status) if status and status.isdigit() else 0,
        content_type=(headers.get_header("Content-Type") if headers else None) or "",
        body=body,
        is_cut=bool(record.rec_headers.get_header("WARC-Truncated")),
        is_revisit=record.rec_type == "revisit",
    )


def _body(record: ArcWarcRecord, url: str) -> bytes:
    """The body without chunks and compression. Raise ValueError where it cannot be had."""
    headers, raw = record.http_headers, record.raw_stream
    is_chunked = (headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    body: bytes = (ChunkedDataReader(raw, decomp_type=None) if is_chunked else raw).read(
        MAX_CAPTURE_BYTES + 1
    )
    body = decode_body(body, headers.get_header("Content-Encoding") or "", limit=MAX_CAPTURE_BYTES + 1)
    if len(body) > MAX_CAPTURE_BYTES:
        raise ValueError(f"{url}: a response of more than {MAX_CAPTURE_BYTES >> 20} MiB; skipped")
    return body


def _date(text: str) -> datetime:
    """WARC-Date, which may have fractions of a second. Raise ValueError where it is none."""
    return datetime.fromisoformat(text).astimezone(UTC)
