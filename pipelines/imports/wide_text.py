"""Text in UTF-16 and UTF-32, with a byte order mark or without, given as UTF-8."""

import codecs
import io
from typing import IO, Any, cast

from crawler.blogger.encoding import BOMS
from crawler.blogger.feed.xml_repair import declare_utf8

_BEGINNINGS = {
    **{mark: encoding for mark, encoding in BOMS if encoding != "utf-8"},
    **{
        letter.encode(encoding): encoding
        for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
        for letter in "<{"
    },
}
"""Of marks, and of markup and JSON without one; the longer ones first, as one is the beginning of another."""
_CHUNK = 256 << 10


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of a file that begins so; None where a character may be one byte."""
    return next((encoding for begin, encoding in _BEGINNINGS.items() if head.startswith(begin)), None)


def as_utf8(body: bytes) -> bytes:
    """Return text in UTF-8, whatever it declares; anything else as it is."""
    encoding = wide_encoding(body)
    return _declared(body.decode(encoding, "replace")) if encoding else body


def utf8_stream(stream: IO[bytes], encoding: str) -> IO[bytes]:
    """Return a stream of the same text in UTF-8, which closes the one below it."""
    return cast("IO[bytes]", io.BufferedReader(_Utf8(stream, encoding), _CHUNK))


def _declared(text: str) -> bytes:
    return declare_utf8(text.removeprefix("\ufeff").encode("utf-8", "replace"))


class _Utf8(io.RawIOBase):
    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = memoryview(b"")
        self._is_begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            data = self._stream.read(_CHUNK)
            text = self._decoder.decode(data, not data)
            self._ready = memoryview(text.encode("utf-8", "replace") if self._is_begun else _declared(text))
            self._is_begun = True
            if not data:
                break
        part, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        super().close()
        self._stream.close()
