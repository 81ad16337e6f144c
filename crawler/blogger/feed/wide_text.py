"""Text in UTF-16 and UTF-32, with a byte order mark or without, given as UTF-8."""

import codecs
from typing import IO, cast

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


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of a file that begins so; None where a character may be one byte."""
    return next((encoding for begin, encoding in _BEGINNINGS.items() if head.startswith(begin)), None)


def as_utf8(body: bytes) -> bytes:
    """Return text in UTF-8, whatever it declares; anything else as it is."""
    encoding = wide_encoding(body)
    if encoding is None:
        return body
    return declare_utf8(body.decode(encoding, "replace").removeprefix("\ufeff").encode("utf-8", "replace"))


def utf8_stream(stream: IO[bytes], encoding: str) -> IO[bytes]:
    """Return a stream of the same text in UTF-8, which closes the one below it; it declares what it did."""
    return cast("IO[bytes]", codecs.EncodedFile(stream, "utf-8", encoding, "replace"))
