"""The bytes of an XML file, repaired while they are read, and without elements that are too large.

In recovery, libxml2 drops each `&lt;` that follows the first thing that is not well-formed: `&nbsp;`, a lone
`&`, a control character. It keeps numeric references, so all others become such.
"""

import re
from html.entities import html5
from typing import IO

MAX_ELEMENT_BYTES = 64 << 20
"""Of one child of the root, such as an entry; more is no post, and memory."""
_CHUNK = 256 << 10

_XML_NAMES = {
    b"&lt;": b"&#60;",
    b"&gt;": b"&#62;",
    b"&quot;": b"&#34;",
    b"&apos;": b"&#39;",
    b"&amp;": b"&#38;",
}
_NOT_NUMERIC = re.compile(rb"&(?!#(?:[0-9]+|x[0-9a-fA-F]+);)(?:([A-Za-z][A-Za-z0-9]*);)?")
_REFERENCE = re.compile(rb"&#(?:[0-9]+|x[0-9a-fA-F]+);")
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
"""Characters that XML forbids."""
_CDATA = re.compile(rb"(<!\[CDATA\[|\]\]>)")
_UNFINISHED = re.compile(rb"(?:&[#\w]{0,40}|<!?\[?[CDAT]{0,5}\[?|\]{1,2})\Z")
"""The beginning of a reference or of a CDATA mark at the end of what was read."""
_NOT_ASCII = re.compile(rb"\0|encoding\s*=\s*[\"'](?:utf-?(?:7|16|32)|iso-2022|hz)", re.IGNORECASE)
"""Encodings in which the byte of `&` may be of another character."""
_ROOT = re.compile(rb"^.*?<(?:\w+:)?feed\b[^>]*>", re.DOTALL)
_ENTRY_END = re.compile(rb"</(?:\w+:)?entry\s*>")


class XmlStream:
    """A stream for lxml, which calls `read` until it gets nothing."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rest, self._root = b"", b""
        self._is_ascii, self._is_literal = True, False
        self.position = self.whole = 0
        """Bytes read from the file, in all and up to the last element that ended."""
        self.ended = self.is_too_large = False

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 (lxml takes what it gets)
        """Return the next bytes; nothing at the end, and where an element becomes too large."""
        self.is_too_large = self.position - self.whole > MAX_ELEMENT_BYTES
        return b"" if self.is_too_large else self._next()

    def skip_entry(self) -> bool:
        """Go behind the end of the entry, as if the file began there. Return whether there is more."""
        seen = b""
        while not self._root.endswith(b">") or not (end := _ENTRY_END.search(seen)):
            if not (more := self._next()):
                return False
            seen = seen[-20:] + more
        self._rest = self._root + seen[end.end() :] + self._rest
        self._is_literal, self.whole = False, self.position
        return True

    def _next(self) -> bytes:
        repaired = b""
        while not repaired and not self.ended:
            data = self._stream.read(_CHUNK)
            if not self.position:
                self._begin(data)
            self.position += len(data)
            repaired = self._repaired(data) if self._is_ascii else data
            self.ended = not (data or repaired)
        return repaired

    def _begin(self, data: bytes) -> None:
        root = _ROOT.match(data)
        self._root = root[0] if root else b""
        self._is_ascii = not _NOT_ASCII.search(data[:200])

    def _repaired(self, data: bytes) -> bytes:
        text = self._rest + data.translate(None, _CONTROLS)
        unfinished = _UNFINISHED.search(text, max(0, len(text) - 50)) if data else None
        end = unfinished.start() if unfinished else len(text)
        self._rest = text[end:]
        whole = text[:end]
        if b"<![CDATA[" not in whole and b"]]>" not in whole:
            return self._part(whole)
        return b"".join(map(self._part, _CDATA.split(whole)))

    def _part(self, part: bytes) -> bytes:
        if _CDATA.fullmatch(part):
            self._is_literal = part != b"]]>"
        return part if self._is_literal else _numeric(part)


def _numeric(text: bytes) -> bytes:
    is_whole = text.count(b"&#") == len(_REFERENCE.findall(text))
    for name, number in _XML_NAMES.items():
        text = text.replace(name, number)
    # Counting is ten times as fast as the substitution, and hardly any part of a backup needs that.
    return text if is_whole and text.count(b"&") == text.count(b"&#") else _NOT_NUMERIC.sub(_number, text)


def _number(found: re.Match[bytes]) -> bytes:
    """The character that HTML knows by this name; any other `&` is itself."""
    value = html5.get(f"{found[1].decode()};") if found[1] else None
    return "".join(f"&#{ord(letter)};" for letter in value).encode() if value else b"&#38;" + found[0][1:]
