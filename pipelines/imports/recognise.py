"""Tell what a file is by its first bytes; its name decides only where bytes cannot."""

import re
import tarfile
import zlib
from enum import StrEnum

from crawler.blogger.feed.xml_repair import without_preface
from pipelines.imports.har import is_har
from pipelines.imports.mhtml import is_mhtml
from pipelines.imports.reader_items import READER_MARK
from pipelines.imports.webarchive import is_webarchive

HEAD_BYTES = 64 << 10
"""Bytes at the beginning of a file that `recognise` is given, at most."""

_WARC = (b"WARC/", b"filedesc://")
"""Beginnings of WARC and of ARC, which was before it."""
_PACKED = re.compile(r"(?:\.(?:gz|xz|bz2))+$", re.IGNORECASE)
_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_JSON_FEED = re.compile(rb"^(?://[^\n]*\n\s*)?[\w.$]*\(?\s*\{\s*\"(?:version|encoding|feed)\"")
_JSON = re.compile(rb"[^<{\[]{0,300}+[{\[]")
_JSON_MARK = re.compile(rb"\"(?:\$t|kind)\"\s*:\s*\"(?:tag:blogger\.com|blogger#)|" + READER_MARK)
"""Of Blogger's feeds, of answers of its API, and of lists of feed readers."""
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class SourceKind(StrEnum):
    """The readers, and what none of them reads."""

    ATOM = "atom"
    """A backup of a blog, Takeout's feed.atom, or a feed saved as a file: one stream of entries."""
    FEED = "feed"
    """RSS, JSON or JSONP, read whole."""
    PAGE = "page"
    MHTML = "mhtml"
    WARC = "warc"
    HAR = "har"
    """What a browser's network panel saves."""
    TEXT = "text"
    """A post's page saved as plain text, if it turns out to be one."""
    ARCHIVE = "archive"
    """Another archive of this program: merged by `blogger-archive merge`."""
    UNKNOWN = "unknown"


def recognise(name: str, head: bytes) -> SourceKind:
    """Return the kind of the file `name` that begins with `head`; text in UTF-16 is given in UTF-8."""
    if head.startswith(b"SQLite format 3\0"):
        return SourceKind.ARCHIVE
    if plain_name(name).lower().endswith((".warc", ".arc")) or head.startswith(_WARC) or is_packed_warc(head):
        return SourceKind.WARC
    if is_mhtml(head):
        return SourceKind.MHTML
    if is_webarchive(head):
        return SourceKind.PAGE
    return _of_text(name, without_preface(head.removeprefix(b"\xef\xbb\xbf").lstrip()))


def plain_name(name: str) -> str:
    """Return the name without the endings that packing programs add."""
    return _PACKED.sub("", name)


def is_packed_warc(head: bytes) -> bool:
    """Tell a WARC of packed records: to be read as it is, so that damage costs one of them."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16).startswith(_WARC)
    except zlib.error:
        return False


def is_tar(head: bytes) -> bool:
    """Tell by the checksum of the first header, which the oldest tar files have as well."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], tarfile.ENCODING, "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def _of_text(name: str, text: bytes) -> SourceKind:
    if is_har(text):
        return SourceKind.HAR
    if _JSON_FEED.match(text) or (_JSON.match(text) and _JSON_MARK.search(text)):
        return SourceKind.FEED
    if text.startswith(b"<"):
        return _of_markup(text)
    if b"<html" in text[:4096].lower() or b"<body" in text[:4096].lower():
        return SourceKind.PAGE  # notes of a tool, or of a server, before the page
    is_text = text and not _BINARY.search(text)
    return (
        SourceKind.TEXT
        if is_text and plain_name(name).lower().endswith((".txt", ".text"))
        else SourceKind.UNKNOWN
    )


def _of_markup(text: bytes) -> SourceKind:
    root = _ROOT.search(text)
    name = root[1].lower() if root else b""
    if name in {b"feed", b"entry"}:
        return SourceKind.ATOM
    if name == b"rss" or (name == b"rdf" and b"purl.org/rss/" in text):
        return SourceKind.FEED
    if text.startswith(b"<?xml") and b"<html" not in text[:4096].lower():
        return SourceKind.UNKNOWN  # a theme, a sitemap, a list of blogs
    return SourceKind.PAGE
