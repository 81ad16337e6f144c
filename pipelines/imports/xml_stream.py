"""The bytes of an XML file, repaired while they are read, and without elements that are too large.

A file may hold several feeds, one behind the other: each is read as if the file ended with it.
"""

import codecs
import re
from typing import IO

from crawler.blogger.encoding import AS_WINDOWS
from crawler.blogger.feed.xml_repair import MarkupRepair, with_true_encoding, without_preface

MAX_ELEMENT_BYTES = 64 << 20
"""Of one child of the root, such as an entry; more is no post, and memory."""
_CHUNK = 32 << 10
_HEAD = 4 << 10
"""Bytes in which the root of a feed stands."""

_CONTROLS = bytes({*range(32)} - {9, 10, 13})
"""Characters that XML forbids."""
_UNFINISHED = re.compile(
    rb"(?:&#(?:55[2-9]\d\d|56[0-3]\d\d|[xX]0{0,4}[dD][89abAB]\w\w);(?:&[#\w]{0,40})?"
    rb"|&[#\w]{0,40}|</?[\w.:-]{0,40}\s?|<!?\[?[CDAT]{0,5}\[?|\]{1,2})\Z"
)
"""The beginning of a character, a reference, a tag or a CDATA mark at the end of what was read."""
_NOT_ASCII = re.compile(rb"\0|encoding\s*=\s*[\"'](?:utf-?(?:7|16|32)|iso-2022|hz)", re.IGNORECASE)
"""Encodings in which the byte of `&` may be of another character."""
_NOT_UTF8 = re.compile(rb"^\s*<\?xml[^>]*\sencoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_ROOT = re.compile(rb"^.*?<(?:\w+:)?feed\b[^>]*>", re.DOTALL)
_FEED = re.compile(
    rb"(?P<more></(?:[\w.-]+:)?entry\s*>|(?=<(?:[\w.-]+:)?entry\b))"
    rb"|(?=<(?:\?xml|(?:[\w.-]+:)?(?:feed|rss))\b)"
)
"""Where another feed begins, or the last one goes on, whose end tag stood too early."""
_RSS = re.compile(rb"(?:<\?[^>]{0,400}>\s*|<!--.{0,400}?-->\s*)*<(?:[\w.-]+:)?rss\b", re.DOTALL)
_END = re.compile(rb"</(?:[\w.-]+:)?(entry|feed)\s*>")


class XmlStream:
    """A stream for lxml, which calls `read` until it gets nothing, and gets an entry at most each time.

    Where damage leaves an entry open, lxml would take all that follow for parts of it.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rest, self._root = b"", b""
        self._is_ascii, self._markup = True, MarkupRepair()
        self._decoder: codecs.IncrementalDecoder | None = None
        self.position = self.whole = 0
        """Bytes read from the file, in all and up to the last element that ended."""
        self.ended = self.is_too_large = self.is_stopped = self.is_resumed = self._is_feed_read = False
        self._holds_end = self._is_unread = False

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 (lxml takes what it gets)
        """Return the next bytes; nothing at the end, and where an element is too large or damaged."""
        self.is_too_large = self.position - self.whole > MAX_ELEMENT_BYTES
        self.is_stopped = self.is_too_large or self._is_unread
        return b"" if self.is_stopped else self._next()

    def element_ended(self, name: str) -> None:
        """Note that a child of the root was read, or the root: too early, where a tag has no beginning."""
        self.whole = self.position
        if name in {"entry", "feed"}:
            self._is_unread = name == "feed" and not self._is_feed_read

    def skip_entry(self) -> bool:
        """Go behind the end of the entry, as if the file began there. Return whether there is more."""
        while self._root.endswith(b">") and not self._is_unread:
            if not self._next():
                return False
        self._rest = self._root + self._rest
        self._begin_anew()
        return bool(self._root)

    def next_feed(self) -> bool:
        """Go to the feed behind the one that was read. Return whether there is one."""
        seen, found = self._rest, None
        while self._is_feed_read and not (found := _FEED.search(seen)) and (data := self._take()):
            seen = seen[-40:] + data
        if not found:
            return False
        self._rest, self.is_resumed = seen[found.end() :], found["more"] is not None
        if self.is_resumed:
            self._rest = self._root + self._rest
        elif root := _ROOT.match(self._rest):
            self._root = root[0]
        self._begin_anew()
        return True

    def rest_in_rss(self) -> bytes:
        """Return the rest of the file where a feed in RSS begins; of a large one, a part."""
        while len(self._rest) < _HEAD and (data := self._take()):
            self._rest += data
        if not _RSS.match(self._rest):
            return b""
        parts, size = [self._rest], len(self._rest)
        while size <= MAX_ELEMENT_BYTES and (data := self._take()):
            parts.append(data)
            size += len(data)
        self._rest = b""
        return b"".join(parts)

    def _begin_anew(self) -> None:
        self._markup, self._is_feed_read = MarkupRepair(), False
        self._holds_end = bool(_END.search(self._rest))
        self.element_ended("entry")

    def _next(self) -> bytes:
        repaired = b""
        while not (repaired or self.ended or self._is_feed_read):
            data = b"" if self._holds_end else self._take()
            repaired = self._repaired(data) if self._is_ascii else data
            self.ended = not (data or repaired)
        return repaired

    def _take(self) -> bytes:
        """Return the next bytes of the file, in UTF-8 where they claim to be."""
        data = self._stream.read(_CHUNK)
        is_first = not self.position
        self.position += len(data)
        if is_first:
            data = self._begin(with_true_encoding(without_preface(data)))
        if self._is_ascii:
            data = data.translate(None, _CONTROLS)
        return self._decoder.decode(data, not data).encode() if self._decoder else data

    def _begin(self, data: bytes) -> bytes:
        root = _ROOT.match(data)
        self._root = root[0] if root else b""
        self._is_ascii = not _NOT_ASCII.search(data[:200])
        if self._is_ascii and not _NOT_UTF8.match(data[:200]):
            self._decoder = codecs.getincrementaldecoder("utf-8")(AS_WINDOWS)
        return data

    def _repaired(self, data: bytes) -> bytes:
        text = self._rest + data
        is_more = data or self._holds_end
        unfinished = _UNFINISHED.search(text, max(0, len(text) - 50)) if is_more else None
        end = unfinished.start() if unfinished else len(text)
        pieces, done = [], 0
        for found in _END.finditer(text, 0, end):
            pieces.append(self._markup.repair(text[done : found.end()]))
            done = found.end()
            if not self._markup.is_literal:
                self._is_feed_read, self._is_unread = found[1] == b"feed", found[1] == b"entry"
                self._rest, self._holds_end = text[done:], bool(_END.search(text, done))
                return b"".join(pieces)
        self._holds_end = False
        pieces.append(self._markup.repair(text[done:end]))
        self._rest = text[end:]
        return b"".join(pieces)
