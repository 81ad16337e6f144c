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
_BROKEN_TAGS = (etree.ErrorTypes.ERR_TAG_NAME_MISMATCH, etree.ErrorTypes.ERR_DOCUMENT_END)
"""Errors that recovery does not undo: what follows is at another depth, or is not read."""


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
        yield from _read_feed(whole, EntryReader(source, homes or BlogHomes()))
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
    while whole.is_too_large:
        place = f"{reader.source} at byte {whole.whole}"
        yield Unreadable(place, f"an entry of more than {MAX_ELEMENT_BYTES >> 20} MiB; refused")
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
            if whole.ended or whole.is_too_large:  # lxml closes what was open where the file was cut
                break
            if not depth and _declares_entities(element):
                yield Unreadable(reader.source, "it declares XML entities, which no feed needs; refused")
                return
            if not depth and local(element) not in _ROOTS:
                yield Truncated(f"<{local(element)}> is no Atom; put it into a file of its own")
                return
            if not depth and local(element) == "entry":  # the feed of one post
                item_depth = 0
            is_begun = True
            depth += 1 if event == "start" else -1
            if depth == item_depth and event == "end":
                yield from reader.read(element)
                _free(element)
                whole.whole = whole.position
    except etree.XMLSyntaxError as error:
        yield Truncated(error.msg or "broken XML")
        return
    if (depth or not is_begun) and not whole.is_too_large:
        yield Truncated("the file ends before its feed does")
    broken = [error.line for error in events.error_log if error.type in _BROKEN_TAGS]
    if broken and not depth:
        yield Truncated(f"tags do not match at line {broken[0]}; text behind it may be lost")


def _declares_entities(root: etree._Element) -> bool:
    dtd = root.getroottree().docinfo.internalDTD
    return dtd is not None and any(True for _ in dtd.iterentities())


def _free(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
