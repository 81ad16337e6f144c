"""Backups of blogs and saved Atom feeds, an entry at a time: a file of a gigabyte in flat memory.

The old backup is one Atom file with the template, settings, posts, static pages and comments, told by a
category of the scheme "…#kind"; drafts carry `app:control`. Takeout (format of 2018) states `blogger:type`,
`blogger:status` and `blogger:filename`, a path without a host.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from crawler.blogger.feed.strict_xml import local
from pipelines.imports.atom_entries import AtomItem, EntryReader
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.folders import Unreadable
from pipelines.imports.xml_stream import MAX_ELEMENT_BYTES, XmlStream

_ROOTS = frozenset({"feed", "entry"})
_BROKEN = "broken tags; an entry may be lost"


@dataclass(frozen=True, slots=True)
class Truncated:
    """The file ends before its feed does."""

    reason: str


@dataclass(frozen=True, slots=True)
class OtherFormat:
    """The rest of the file, behind the last Atom feed: feeds in RSS."""

    body: bytes


Entry = AtomItem | Truncated


def read_atom_stream(
    stream: IO[bytes], *, source: str, homes: BlogHomes | None = None
) -> Iterator[Entry | OtherFormat]:
    """Yield the blog, then its posts and comments, in the order of the file.

    `source` is the file's name, kept with each post. `homes` has the address where the file has none.
    """
    whole, is_more = XmlStream(stream), True
    while is_more:
        if whole.is_resumed:
            yield Unreadable(f"{source} at byte {whole.position}", _BROKEN)
        else:
            reader = EntryReader(source, homes or BlogHomes())
        yield from _read_feed(whole, reader)
        is_more = whole.next_feed()
        if is_more and (rest := whole.rest_in_rss()):
            yield _in_rss(rest)
            return


def _in_rss(rest: bytes) -> OtherFormat | Truncated:
    if len(rest) > MAX_ELEMENT_BYTES:
        return Truncated(f"<rss> of more than {MAX_ELEMENT_BYTES >> 20} MiB; put it into a file of its own")
    return OtherFormat(rest)


def _read_feed(whole: XmlStream, reader: EntryReader) -> Iterator[Entry]:
    yield from _read_parsed(whole, reader)
    while whole.is_stopped:
        place = f"{reader.source} at byte {whole.whole}"
        large = f"an entry of more than {MAX_ELEMENT_BYTES >> 20} MiB; refused"
        yield Unreadable(place, large if whole.is_too_large else _BROKEN)
        if not whole.skip_entry():
            return
        yield from _read_parsed(whole, reader)


def _read_parsed(whole: XmlStream, reader: EntryReader) -> Iterator[Entry]:
    # recover: real backups use prefixes that they do not declare.
    events = etree.iterparse(
        whole,
        events=("start", "end"),
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    depth, item_depth, is_begun = 0, 1, False
    try:
        for event, element in events:
            if whole.ended or whole.is_too_large:  # lxml closes what was open there
                break
            if not is_begun and (refused := _refused(element, reader.source)):
                yield refused
                return
            if not is_begun and local(element) == "entry":  # the feed of one post
                item_depth = 0
            is_begun = True
            depth += 1 if event == "start" else -1
            if event == "end":
                yield from _read_ended(element, reader, is_item=depth == item_depth)
            if event == "end" and depth <= item_depth and not whole.is_stopped:
                whole.element_ended(local(element))
    except etree.XMLSyntaxError as error:
        yield Truncated(error.msg or "broken XML")
        return
    if (depth or not is_begun) and not whole.is_stopped:
        yield Truncated("the file ends before its feed does")


def _refused(root: etree._Element, source: str) -> Unreadable | Truncated | None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        return Unreadable(source, "it declares XML entities, which no feed needs; refused")
    is_other = local(root) not in _ROOTS
    return Truncated(f"<{local(root)}> is no Atom; put it into a file of its own") if is_other else None


def _read_ended(element: etree._Element, reader: EntryReader, *, is_item: bool) -> Iterator[Entry]:
    """Read and free an item of the feed, or an entry inside of one whose end is missing."""
    if is_item or local(element) == "entry":
        yield from reader.read(element)
        element.clear()
    parent = element.getparent()
    while is_item and parent is not None and element.getprevious() is not None:
        del parent[0]
