"""Captures in WARC files (ISO 28500), compressed or not; WACZ is a zip file of them.

Damaged records are skipped and counted: early CC-NEWS files have broken ones, and a crawl that was killed
leaves a torn one at the end. After damage the reader goes on at the next record.
"""

import gzip
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from pipelines.imports.body_encoding import decode_body
from pipelines.imports.origin import timestamp

MAX_CAPTURE_BYTES = 64 << 20
"""Of one unpacked response that is kept; larger ones are skipped and counted."""
_RECORD = re.compile(rb"\x1f\x8b\x08|WARC/[01]\.|(?<=\n)https?://\S{1,2000} [\d.]{7,15} \d{12,14} ")
"""Beginning of a packed record, of one that is not, and of one of ARC."""
_LONGEST_BEGINNING = 2100
_ARC2 = re.compile(r"(\S+?)(?: |%20)[\d.]{7,15}(?: |%20)(\d{14})(?: |%20)")
"""Address of a record of ARC version 2, as warcio reads it: with other columns behind it."""
_PACKED_AS_ONE = "non-chunked gzip"
"""In the error of warcio for a file that was packed whole, and not record by record."""
_WITHOUT_HTTP = frozenset({"resource", "conversion"})
"""Records of files, as warcit writes them, and of their text (.wet)."""
_KINDS = frozenset({"response", "revisit"}) | _WITHOUT_HTTP
logging.getLogger("warcio").setLevel(logging.ERROR)  # else a line for each address with a space in it
_HTTP = ArcWarcRecordLoader(verify_http=False)
_CUT_IN_HEADERS = "the file ends inside the headers of this record"
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
    is_text: bool = False
    """`body` is the text that a web archive took out of a page."""


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A record that cannot be read."""

    offset: int
    """Byte at which it begins, about."""
    reason: str


def read_warc(stream: IO[bytes]) -> Iterator[Capture | DamagedRecord]:
    """Yield the captures of a WARC file, in order; of a stream without `seek` those before a damage."""
    start: int | None = 0
    while start is not None:
        if stream.seekable():
            stream.seek(start)
        reached = start
        try:
            records = ArchiveIterator(stream, arc2warc=True, no_record_parse=True)
            records.INC_RECORD = ""  # its three lines on stderr; err_count tells the same
            for record in records:
                reached = records.offset
                yield from _captures(record, reached)
            if records.err_count:
                yield DamagedRecord(
                    reached, "lengths of records do not agree; text between them was not read"
                )
            if records.fh.tell() > records.offset:  # too little of a packed record to unpack any of it
                yield DamagedRecord(records.offset, _CUT_IN_HEADERS)
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
    """The capture of a record, if it is one; and what is wrong with it."""
    if record.length is None:
        yield DamagedRecord(offset, _CUT_IN_HEADERS)
        return
    try:
        capture = _capture(record)
    except (ValueError, EOFError) as error:
        yield DamagedRecord(offset, str(error) or _CUT_IN_HEADERS)
    else:
        yield from [capture] if capture else []
        if record.raw_stream.limit and not record.raw_stream.read(1):
            yield DamagedRecord(offset, "the file ends inside this record; what it holds was read")


def _next_record(stream: IO[bytes], start: int) -> int | None:
    """Offset of what looks like the beginning of the next record; None at the end of the file."""
    position = start
    while True:
        stream.seek(position)
        window = stream.read(_WINDOW)
        if found := _RECORD.search(window):
            return position + found.start()
        if len(window) < _WINDOW:
            return None
        position += _WINDOW - _LONGEST_BEGINNING


def _capture(record: ArcWarcRecord) -> Capture | None:
    kind, url = record.rec_type, record.rec_headers.get_header("WARC-Target-URI")
    if not (kind and (url or kind not in _KINDS)):
        raise ValueError("its headers lack a type or an address; skipped")
    if kind not in _KINDS or not url.startswith(("http://", "https://")):
        return None  # such as a request, or a DNS answer
    record.http_headers = headers = _HTTP.load_http_headers(kind, url, record.raw_stream, record.length)
    status = "200" if kind in _WITHOUT_HTTP else (headers.get_statuscode() if headers else "") or ""
    if kind != "revisit" and not status.isdigit():
        raise ValueError(f"{url}: an answer without a status; skipped")
    second = _ARC2.match(url)
    return Capture(
        url=second[1] if second else url,
        captured=timestamp(second[2]) if second else _date(record.rec_headers.get_header("WARC-Date")),
        status=int(status) if status.isdigit() else 0,
        content_type=_content_type(record),
        body=b"" if kind == "revisit" else _body(record, url),
        is_cut=bool(record.rec_headers.get_header("WARC-Truncated")),
        is_revisit=kind == "revisit",
        is_text=kind == "conversion",
    )


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.rec_headers if record.rec_type in _WITHOUT_HTTP else record.http_headers
    return (headers.get_header("Content-Type") if headers else None) or ""


def _body(record: ArcWarcRecord, url: str) -> bytes:
    """The body without chunks and compression. Raise ValueError where it cannot be had."""
    raw = record.raw_stream
    sent = {} if record.rec_type in _WITHOUT_HTTP else dict(record.http_headers.headers)
    headers = {name.lower(): value for name, value in sent.items()}
    is_chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    body: bytes = (ChunkedDataReader(raw, decomp_type=None) if is_chunked else raw).read(
        MAX_CAPTURE_BYTES + 1
    )
    body = decode_body(body, headers.get("content-encoding", ""), limit=MAX_CAPTURE_BYTES + 1)
    if len(body) > MAX_CAPTURE_BYTES:
        raise ValueError(f"{url}: a response of more than {MAX_CAPTURE_BYTES >> 20} MiB; skipped")
    return body


def _date(text: str | None) -> datetime:
    """WARC-Date, which may have fractions of a second. Raise ValueError where it is none."""
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError as error:
        raise ValueError(f"its WARC-Date is no time: {text}; skipped") from error
