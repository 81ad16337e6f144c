"""WARC 1.1 files of one run (ISO 28500): written record by record, rotated, and whole again after a kill."""

import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from crawler import __version__
from crawler.errors import UsageError

if TYPE_CHECKING:
    from warcio.warcwriter import WARCWriter

ROTATE_AT = 1_000_000_000  # bytes; the next record begins a new file
OPEN = ".open"  # ends the name of a file that is being written
_REMEMBERED = 100_000  # digests of payloads that later records may refer to
_CHUNK = 1 << 20
_INFO = {
    "software": f"blogger-archive/{__version__}",
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "robots": "obey",
    "description": (
        "Responses as Scrapy received them: the capitals of header names are normalised, the status line is "
        "made anew, chunks are joined; the content coding is as it came."
    ),
}
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response."""

    url: str
    at: datetime  # when the response was complete; aware
    request_line: str
    asked: Headers
    status: str  # status code and reason
    answered: Headers
    body: bytes
    unchanged: bool  # the response is a 304

    @property
    def date(self) -> str:
        """As WARC-Date has it."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


class WarcFiles:
    """Writes the exchanges of one run to a folder. All methods raise OSError."""

    def __init__(self, folder: Path, *, now: datetime, rotate_at: int = ROTATE_AT) -> None:
        """Open the folder. Raise UsageError where another run writes there.

        A file that a killed run has left is cut behind its last whole record.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / ".lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise UsageError(f"{folder}: another crawl writes its WARC files there; name another") from None
        for torn in folder.glob(f"*.warc.gz{OPEN}"):
            close_torn(torn)
        self._folder, self._rotate_at = folder, rotate_at
        self._prefix = f"blogger-archive-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
        self._serial = 0
        self._file: IO[bytes] | None = None
        self._seen: dict[str, tuple[str, str]] = {}

    def write(self, exchange: Exchange) -> None:
        """Write a response, then the request that it answers. A kill of the program then loses none of it."""
        file = self._open()
        writer = _writer(file)
        response = self._response(writer, exchange)
        line = _headers(exchange.request_line, exchange.asked, is_http_request=True)
        asked = writer.create_warc_record(
            exchange.url, "request", http_headers=line, warc_headers_dict={"WARC-Date": exchange.date}
        )
        writer.write_request_response_pair(asked, response)
        file.flush()

    def close(self) -> None:
        """Finish the file, and let other runs write to the folder."""
        self._finish()
        self._lock.release()

    def _response(self, writer: "WARCWriter", exchange: Exchange) -> Any:
        """Return a response record, or a revisit record where the body is known already."""
        url, dated = exchange.url, {"WARC-Date": exchange.date}
        answer = _headers(exchange.status, exchange.answered, protocol="HTTP/1.1")
        if exchange.unchanged:
            extra = dated | {"WARC-Profile": f"{_PROFILE}server-not-modified"}
            return writer.create_warc_record(url, "revisit", http_headers=answer, warc_headers_dict=extra)
        body = BytesIO(exchange.body)
        record = writer.create_warc_record(
            url, "response", body, len(exchange.body), http_headers=answer, warc_headers_dict=dated
        )
        writer.ensure_digest(record, block=False, payload=True)
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        first = self._seen.get(digest)
        if first is None or not exchange.body:
            if len(self._seen) < _REMEMBERED:
                self._seen[digest] = (url, exchange.date)
            return record
        return writer.create_revisit_record(url, digest, *first, http_headers=answer, warc_headers_dict=dated)

    def _open(self) -> IO[bytes]:
        if self._file is not None and self._file.tell() >= self._rotate_at:
            self._finish()
        if self._file is None:
            self._serial += 1
            name = f"{self._prefix}-{self._serial:05}.warc.gz"
            self._file = (self._folder / (name + OPEN)).open("xb")
            writer = _writer(self._file)
            writer.write_record(writer.create_warcinfo_record(name, _INFO))
        return self._file

    def _finish(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        with file:
            file.flush()
            os.fsync(file.fileno())
        _rename(Path(file.name))


def _writer(file: IO[bytes]) -> "WARCWriter":
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - only a crawl that keeps WARC files needs it

    return WARCWriter(file, gzip=True, warc_version="WARC/1.1")


def _headers(line: str, headers: Headers, **kind: Any) -> Any:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415

    return StatusAndHeaders(line, [*headers], **kind)


def close_torn(path: Path) -> None:
    """Cut a file behind its last whole record and name it as finished; remove one without a record."""
    end = _end_of_records(path)
    if not end:
        path.unlink()
        return
    with path.open("r+b") as file:
        file.truncate(end)
    _rename(path)


def _rename(path: Path) -> None:
    path.rename(path.with_name(path.name.removesuffix(OPEN)))


def _end_of_records(path: Path) -> int:
    """Return the offset behind the last whole gzip member."""
    end = position = 0
    stream = zlib.decompressobj(31)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            while chunk:
                try:
                    stream.decompress(chunk)
                except zlib.error:
                    return end
                rest = stream.unused_data if stream.eof else b""
                position += len(chunk) - len(rest)
                chunk = rest
                if stream.eof:
                    end, stream = position, zlib.decompressobj(31)
    return end
