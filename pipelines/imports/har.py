"""Captures in HAR files: the answers that a browser has noted, saved from its network panel as JSON."""

import codecs
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

from pipelines.imports.warc import MAX_CAPTURE_BYTES, Capture, DamagedRecord

_BEGIN = re.compile(rb"\{\s*\"log\"\s*:\s*\{")
_ENTRIES = re.compile(r"\"entries\"\s*:\s*\[")
_BETWEEN = re.compile(r"[\s,]*")
_CHUNK, _LONGEST_NAME = 1 << 20, 40
_NOT_MODIFIED = 304


def is_har(text: bytes) -> bool:
    """Tell by the beginning of the file."""
    return _BEGIN.match(text) is not None


def read_har(stream: IO[bytes]) -> Iterator[Capture | DamagedRecord]:
    """Yield the answers in order, each read when it is asked for."""
    text = _Text(stream)
    try:
        for entry in _entries(text):
            try:
                yield _capture(entry)
            except (KeyError, TypeError, ValueError, AttributeError):
                yield DamagedRecord(text.place, "no entry of a HAR file; skipped")
    except ValueError as error:
        yield DamagedRecord(text.place, f"{error}; what is behind it was not read")


class _Text:
    """The part of the file that is in memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._read = codecs.getreader("utf-8-sig")(stream, "replace").read
        self.known, self.place = "", 0

    def drop(self, size: int) -> None:
        """Leave so many characters behind."""
        self.known = self.known[size:]
        self.place += size

    def grow(self) -> None:
        """Read as much again as there is: a large entry is tried a few times only. Raise ValueError."""
        if len(self.known) > 2 * MAX_CAPTURE_BYTES:
            raise ValueError(f"an entry is broken, or has more than {MAX_CAPTURE_BYTES >> 20} MiB")
        if not (data := self._read(max(_CHUNK, len(self.known)))):
            raise ValueError("the file ends before its entries do")
        self.known += data


def _entries(text: _Text) -> Iterator[Any]:
    """Yield each entry. Raise ValueError where one is broken, cut or too large."""
    while not (found := _ENTRIES.search(text.known)):
        text.drop(max(0, len(text.known) - _LONGEST_NAME))
        text.grow()
    decode, begin = json.JSONDecoder(strict=False).raw_decode, found.end()
    while not text.known.startswith("]", begin := _behind(text.known, begin)):
        try:
            entry, begin = decode(text.known, begin)
        except ValueError:
            text.drop(begin)
            text.grow()
            begin = 0
        else:
            yield entry


def _behind(text: str, begin: int) -> int:
    found = _BETWEEN.match(text, begin)
    return found.end() if found else begin


def _capture(entry: dict[str, Any]) -> Capture:
    response = entry["response"]
    content = response["content"]
    text, kind = content.get("text") or "", content.get("mimeType") or ""
    is_packed = content.get("encoding") == "base64"
    body = b64decode(text) if is_packed else text.encode("utf-8", "replace")
    status = int(response["status"])
    return Capture(
        url=entry["request"]["url"],
        captured=datetime.fromisoformat(entry["startedDateTime"]).astimezone(UTC),
        status=200 if status == _NOT_MODIFIED and body else status,  # the body that the browser had
        content_type=kind if is_packed else f"{kind.partition(';')[0]}; charset=utf-8",
        body=body,
    )
