"""Backups of blogs and kept feeds, Atom and RSS, an entry at a time: a file of a gigabyte in flat memory.

The old backup is one Atom file with the template, settings, posts, static pages and comments, told by a
category of the scheme "…#kind"; drafts carry `app:control`. Takeout (format of 2018) states `blogger:type`,
`blogger:status` and `blogger:filename`, a path without a host.

Each entry is parsed as if it stood alone in its feed, so that damage costs one entry at most. A file may hold
several feeds, one behind the other.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import IO, NamedTuple

from lxml import etree

from crawler.blogger.encoding import AS_WINDOWS
from crawler.blogger.feed.atom import read_atom
from crawler.blogger.feed.rss import read_rss
from crawler.blogger.feed.strict_xml import Element, parse_strictly, well_formed
from crawler.blogger.feed.xml_repair import with_true_encoding, without_preface
from crawler.blogger.response_checks import MAX_FEED_TAGS, has_too_many_tags
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.feed_entries import EntryReader, FeedItem
from pipelines.imports.folders import Unreadable

MAX_ENTRY_BYTES = 64 << 20
"""More is no post, and memory."""
_TOO_LARGE = f"an entry of more than {MAX_ENTRY_BYTES >> 20} MiB or {MAX_FEED_TAGS:,} tags; refused"
_CHUNK = 32 << 10
_LARGEST_HEAD = 64 << 10
"""Bytes that are kept of what is too large: the feed may begin in them."""
_LONGEST_MARK = 60
_MARK = re.compile(rb"<!\[CDATA\[|<!--|</(?:[\w.-]+:)?(?:entry|item)\s*>")
_ENDS = {b"<![CDATA[": re.compile(rb"\]\]>"), b"<!--": re.compile(rb"-->")}
_HIDDEN = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_START = re.compile(rb"<(?:[\w.-]+:)?(?:entry|item)(?=[\s>/])")
_ENCODING = re.compile(rb"<\?xml[^<>]*\sencoding\s*=\s*[\"']([^\"'>]*)")
_ROOT = re.compile(
    rb"<((?:[\w.-]+:)?(feed|rss))\b(?![^<]{4000})(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+(?<!/)>"
    rb"(?:\s*<(channel)\b[^<>]{0,400}>)?"
)
"""Parsed again with each entry: it must not be long."""
_END = re.compile(rb"(?:</channel\s*>\s*)?</(?:[\w.-]+:)?(?:feed|rss)\s*>")
_RECOVERING = etree.XMLParser(
    recover=True, resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False
)


class _Piece(NamedTuple):
    """The bytes up to the end of an entry, or of the file."""

    offset: int
    markup: bytes
    is_too_large: bool
    is_last: bool = False


def read_feed_stream(stream: IO[bytes], *, source: str, homes: BlogHomes | None = None) -> Iterator[FeedItem]:
    """Yield the blog, then its posts and comments, in the order of the file.

    `source` is the file's name, kept with each post. `homes` has the address where the file has none.
    """
    yield from _FeedFile(source, homes or BlogHomes()).read(stream)


def _pieces(stream: IO[bytes]) -> Iterator[_Piece]:
    data = with_true_encoding(without_preface(stream.read(_CHUNK).removeprefix(codecs.BOM_UTF8)))
    text, wanted, is_too_large = bytearray(), _MARK, False
    offset = received = seen = 0
    while data:
        text += data
        received += len(data)
        while found := wanted.search(text, seen):
            seen = found.end()
            if wanted is not _MARK or found[0] in _ENDS:
                wanted = _ENDS[bytes(found[0])] if wanted is _MARK else _MARK
                continue
            yield _Piece(offset, bytes(text[:seen]), is_too_large)
            offset, is_too_large = received - len(text) + seen, False
            del text[:seen]
            seen = 0
        seen = max(seen, len(text) - _LONGEST_MARK)
        if len(text) > MAX_ENTRY_BYTES:
            is_too_large, kept = True, len(text) - _LONGEST_MARK
            del text[_LARGEST_HEAD:kept]
            seen -= kept - _LARGEST_HEAD
        data = stream.read(_CHUNK)
    yield _Piece(offset, bytes(text), is_too_large, is_last=True)


class _FeedFile:
    """The feed that is read at present, by its first tags."""

    def __init__(self, source: str, homes: BlogHomes) -> None:
        self._source, self._homes = source, homes
        self._open, self._close, self._encoding = b"", b"", "utf-8"
        self._is_ended, self._entries = False, 0
        self._read_feed = read_atom
        self._reader: EntryReader | None = None

    def read(self, stream: IO[bytes]) -> Iterator[FeedItem]:
        """Yield the items of a file."""
        for piece in _pieces(stream):
            before, markup = self._begin(piece.markup, is_last=piece.is_last)
            if b"<!entity" in before.lower():
                yield Unreadable(self._source, "it declares XML entities, which no feed needs; refused")
                return
            place = f"{self._source} at byte {piece.offset}"
            if piece.is_too_large or has_too_many_tags(markup):
                yield Unreadable(place, _TOO_LARGE)
            elif not self._open:
                continue
            elif not piece.is_last:
                yield from self._read_entries(markup, place)
            elif ends := list(_END.finditer(markup)):
                self._is_ended = True
                if self._reader is None or _START.search(markup, 0, ends[-1].start()):
                    yield from self._read_entries(markup[: ends[-1].start()], place)
        if not self._is_ended:
            reason = "the file ends before its feed does" if self._open else "no feed in Atom or RSS"
            read = "what it holds" if self._entries else "nothing of it"
            yield Unreadable(self._source, f"{reason}; {read} was read")

    def _begin(self, markup: bytes, *, is_last: bool) -> tuple[bytes, bytes]:
        """Note the feed that begins there, if one does. Return what is before its first tag, and behind."""
        bare = _HIDDEN.sub(lambda found: b" " * len(found[0]), markup)
        start = _START.search(bare)
        *_, root = None, *_ROOT.finditer(bare, 0, start.start() if start else len(bare))
        if root is None:
            if self._open or not start or start[0].endswith(b"item"):
                return b"", markup
            # The document of one entry.
            self._open, self._close, self._is_ended = b"<feed>", b"</feed>", not is_last
            return bare[: start.start()], markup[start.start() :]
        before = bare[: root.start()]
        declared = _ENCODING.search(before)
        self._encoding = _codec(declared[1].decode("latin-1") if declared else "utf-8")
        self._open, self._close = root[0], b"</%s>" % root[1]
        self._read_feed = read_rss if root[2] == b"rss" else read_atom
        if root[3]:
            self._close = b"</channel>" + self._close
        self._reader, self._is_ended = None, False
        return before, markup[root.end() :]

    def _read_entries(self, markup: bytes, place: str) -> Iterator[FeedItem]:
        root = self._parse(markup, recover=False)
        if root is not None:
            yield from self._read_root(root)
            return
        yield Unreadable(place, "broken tags; an entry may be lost")
        starts = [0, *(start.start() for start in _START.finditer(markup)), len(markup)]
        for begin, end in pairwise(starts):
            yield from self._read_root(self._parse(markup[begin:end], recover=True))

    def _parse(self, markup: bytes, *, recover: bool) -> Element | None:
        """Return the feed with these entries; None where tags are broken. Damaged letters are repaired."""
        errors = AS_WINDOWS if self._encoding == "utf-8" else "replace"
        text = (self._open + markup + self._close).decode(self._encoding, errors)
        try:
            return parse_strictly(text.encode())
        except etree.XMLSyntaxError:
            repaired = well_formed(text)
        try:
            return parse_strictly(repaired)
        except etree.XMLSyntaxError:
            return etree.fromstring(repaired, _RECOVERING) if recover else None

    def _read_root(self, root: Element | None) -> Iterator[FeedItem]:
        if root is None:
            return
        feed = self._read_feed(root)
        self._reader = self._reader or EntryReader(self._source, self._homes, feed)
        self._entries += len(feed.entries)
        yield from self._reader.read_feed(feed)


def _codec(name: str) -> str:
    """Return the name of an encoding of text that Python knows, else UTF-8."""
    try:
        b"<".decode(name)  # codecs.lookup() would find rot13 and zip too
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"
