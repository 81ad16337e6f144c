"""The units of a source: what is read at once, and what a journal counts. A page, a capture, an entry.

A unit is two functions: `fetch` brings its bytes, in order, here; what it returns reads them, in any process.
Units that were brought in before are passed over without being fetched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from crawler.blogger.feed.wide_text import as_utf8
from crawler.items import Blog, Comment, Post
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.containers import Member, read_bounded, walk
from pipelines.imports.copies import NoCapture, Nothing, Origin
from pipelines.imports.feed_copies import read_feed_copy
from pipelines.imports.feed_stream import read_feed_stream
from pipelines.imports.folders import FileProgress, Unreadable
from pipelines.imports.har import read_har
from pipelines.imports.mhtml import read_saved
from pipelines.imports.mirror_names import address_of, time_of
from pipelines.imports.pages import documents, read_copy
from pipelines.imports.recognise import HEAD_BYTES, SourceKind, plain_name, recognise
from pipelines.imports.unpacking import DAMAGE
from pipelines.imports.warc import Capture, DamagedRecord, read_warc

Found = Blog | Post | Comment | Nothing | NoCapture | Unreadable
Reading = partial[Iterable[Found]]
"""One of `iter`, `read_capture` and `read_file` with what it reads: it can be pickled, or sent as data."""

_ReadCaptures = Callable[[IO[bytes]], Iterator[Capture | DamagedRecord]]

_PAGE_TYPES = ("text/html", "application/xhtml", "text/plain", "application/octet-stream", "unknown")
"""Of responses that may be a page; servers of old sent any for want of a better one."""
_FEEDS = frozenset({SourceKind.ATOM, SourceKind.FEED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """Options of an import."""

    base: str | None = None
    """The blog's home page, for files that do not state their address."""
    url_map: Mapping[str, str] = field(default_factory=dict)
    """End of a file's name to its address."""
    homes: BlogHomes = field(default_factory=BlogHomes)
    """Home pages of blogs, for Takeout, which names no host."""
    kind: SourceKind | None = None
    """Read every file as this, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class Located:
    """A unit, where it stands, and the kind of its file."""

    name: str
    kind: SourceKind
    fetch: Callable[[], Reading]


def units(source: Path, options: ImportOptions, progress: FileProgress | None = None) -> Iterator[Located]:
    """Yield the units of a file, folder or archive in a fixed order. Raise UsageError where it is missing."""
    for member in walk(source, progress):
        if isinstance(member, Unreadable):
            yield Located(member.name, SourceKind.UNKNOWN, given(member))
        else:
            yield from _of_member(member, options)


def _of_member(member: Member, options: ImportOptions) -> Iterator[Located]:
    kind = options.kind or SourceKind.UNKNOWN
    try:
        if options.kind is None:
            with closing(member.open()) as stream:
                kind = recognise(member.name, stream.read(HEAD_BYTES))
        yield from _of_kind(member, kind, options)
    except DAMAGE as error:
        reason = f"{error or type(error).__name__}; what is behind that was not read"
        yield Located(member.name, kind, given(Unreadable(member.name, reason)))


def _of_kind(member: Member, kind: SourceKind, options: ImportOptions) -> Iterator[Located]:
    if kind is SourceKind.ATOM:
        yield from _entries(member, options)
    elif kind is SourceKind.WARC:
        yield from _captures(member, kind, read_warc)
    elif kind is SourceKind.HAR:
        yield from _captures(member, kind, read_har)
    else:
        yield Located(member.name, kind, lambda: _fetch_file(member, kind, options))


def given(*found: Found) -> Callable[[], Reading]:
    """Return a unit that was read already."""
    return lambda: partial(iter, found)


def _entries(member: Member, options: ImportOptions) -> Iterator[Located]:
    with closing(member.open()) as stream:
        for entry in read_feed_stream(stream, source=member.name, homes=options.homes):
            yield Located(member.name, SourceKind.ATOM, given(entry))


def _captures(member: Member, kind: SourceKind, read: _ReadCaptures) -> Iterator[Located]:
    with closing(member.open()) as stream:
        for record in read(stream):
            if isinstance(record, DamagedRecord):
                damage = Unreadable(f"{member.name} at byte {record.offset}", record.reason)
                yield Located(member.name, kind, given(damage))
            else:
                reading = partial(read_capture, record)
                yield Located(member.name, kind, lambda reading=reading: reading)  # type: ignore[misc]


def read_capture(capture: Capture) -> Iterable[Found]:
    """Yield what a response that a web archive kept holds."""
    origin = Origin(
        name=capture.url,
        kind="text" if capture.is_text else "capture",
        url=capture.url,
        captured=capture.captured,
        content_type=capture.content_type,
    )
    if capture.status != 200 or not capture.body:
        return [Nothing("revisit" if capture.is_revisit else f"HTTP {capture.status}")]
    body = as_utf8(capture.body)
    kind = recognise(capture.url, body[:HEAD_BYTES])
    if kind in _FEEDS:
        return read_feed_copy(body, origin)
    if capture.content_type.lower().startswith(_PAGE_TYPES) or not capture.content_type:
        return read_copy(body, origin)
    return [Nothing("other media")]


def _fetch_file(member: Member, kind: SourceKind, options: ImportOptions) -> Reading:
    if kind in {SourceKind.UNKNOWN, SourceKind.ARCHIVE}:
        return given(Nothing("archive; use merge" if kind is SourceKind.ARCHIVE else "unknown"))()
    try:
        body = read_bounded(member)
    except OSError as error:
        return given(Unreadable(member.name, str(error)))()
    name, noted = plain_name(member.name), member.address()
    address = address_of(name, base=options.base, url_map=options.url_map, noted=noted)
    return partial(read_file, body, member.name, kind, address)


def read_file(body: bytes, name: str, kind: SourceKind, address: str | None) -> Iterable[Found]:
    """Yield what a file holds; `address` is what its name tells."""
    pages = documents(body) if kind is SourceKind.PAGE else [body]
    for page in pages:
        yield from _read_saved(page, name, kind, address if len(pages) == 1 else None)


def _read_saved(body: bytes, name: str, kind: SourceKind, address: str | None) -> Iterable[Found]:
    saved = read_saved(body)
    origin = Origin(
        name=name,
        kind="text" if kind is SourceKind.TEXT else "saved",
        url=saved.url or address,
        captured=saved.captured or time_of(name),
        content_type=saved.content_type,
    )
    return read_feed_copy(saved.body, origin) if kind is SourceKind.FEED else read_copy(saved.body, origin)
