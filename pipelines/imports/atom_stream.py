"""Backups of blogs and saved Atom feeds, an entry at a time: a file of a gigabyte in flat memory.

The old backup is one Atom file with the template, settings, posts, static pages and comments, told by a
category of the scheme "…#kind"; drafts carry `app:control`. Takeout (format of 2018) states `blogger:type`,
`blogger:status` and `blogger:filename`, a path without a host.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO
from urllib.parse import urljoin

from lxml import etree

from crawler.blogger.feed.atom import read_entry, read_feed_element
from crawler.blogger.feed.entry import blog_of_feed, comment_of_entry, post_of_entry
from crawler.blogger.feed.heads import head_of
from crawler.blogger.feed.raw_entry import RawEntry, RawFeed
from crawler.blogger.feed.strict_xml import child_text, local
from crawler.blogger.ids import blog_id_of_tag, is_comments_tag
from crawler.blogger.urls import is_static_page, permalink
from crawler.items import Blog, Comment, Post
from pipelines.imports.copies import Nothing
from pipelines.imports.folders import Unreadable
from pipelines.imports.xml_stream import MAX_ELEMENT_BYTES, XmlStream

_COMMENT_KINDS = frozenset({"comment"})
_POST_KINDS = frozenset({"post", "page", ""})


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


Entry = Blog | Post | Comment | Nothing | Truncated | Unreadable


def read_atom_stream(
    stream: IO[bytes], *, source: str, base: str | None = None, homes: Mapping[str, str] | None = None
) -> Iterator[Entry | OtherFormat]:
    """Yield the blog, then its posts and comments, in the order of the file.

    `source` is the file's name, kept with each post. Where the file has no address of the blog, `base` is it,
    else that of its id in `homes`.
    """
    whole, is_more = XmlStream(stream), True
    while is_more:
        yield from _read_feed(whole, _Reader(source, base, homes or {}))
        is_more = whole.next_feed()
        if is_more and (rest := whole.rest_in_rss()):
            yield _in_rss(rest)
            return


def _in_rss(rest: bytes) -> OtherFormat | Truncated:
    if len(rest) > MAX_ELEMENT_BYTES:
        return Truncated(f"<rss> of more than {MAX_ELEMENT_BYTES >> 20} MiB; put it into a file of its own")
    return OtherFormat(rest)


def _read_feed(whole: XmlStream, reader: "_Reader") -> Iterator[Entry]:
    yield from _read_parsed(whole, reader)
    while whole.is_too_large:
        place = f"{reader.source} at byte {whole.whole}"
        yield Unreadable(place, f"an entry of more than {MAX_ELEMENT_BYTES >> 20} MiB; refused")
        if not whole.skip_entry():
            return
        yield from _read_parsed(whole, reader)


def _read_parsed(whole: XmlStream, reader: "_Reader") -> Iterator[Entry]:
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


class _Reader:
    """The state of one file: its head, until the first entry, and its blog."""

    def __init__(self, source: str, base: str | None, homes: Mapping[str, str]) -> None:
        self.source, self._base, self._homes = source, base, homes
        self._is_placeless = False
        self._feed = RawFeed()
        self._blogs: dict[str, Blog] = {}

    def read(self, element: etree._Element) -> Iterator[Entry]:
        """Read a whole child of the root."""
        if local(element) == "entry":
            yield from self._entry(element)
        elif not self._blogs:
            read_feed_element(self._feed, local(element), element)

    def _entry(self, element: etree._Element) -> Iterator[Entry]:
        raw = read_entry(element)
        blog_id = blog_id_of_tag(raw.id) or blog_id_of_tag(self._feed.id)
        if blog_id is None:
            yield Nothing("entry without a blog's id")
            return
        if blog_id not in self._blogs:
            self._blogs[blog_id] = self._head(raw, blog_id)
            if not is_comments_tag(self._feed.id):
                yield self._blogs[blog_id]
        item = self._item(raw, element, self._blogs[blog_id])
        yield item
        if isinstance(item, Post) and not item.url and child_text(element, "filename"):
            yield from self._placeless(blog_id)

    def _placeless(self, blog_id: str) -> Iterator[Unreadable]:
        """Say once that a host is missing."""
        if not self._is_placeless:
            self._is_placeless = True
            yield Unreadable(
                self.source,
                f"it names no host, and the archive knows no address of blog {blog_id}: "
                "its posts came without addresses; give --base https://… to add them",
            )

    def _head(self, first: RawEntry, blog_id: str) -> Blog:
        """The blog, from what stands before its first entry."""
        home = self._base or self._homes.get(blog_id, "")
        return blog_of_feed(head_of(self._feed, blog_id, first), blog_id, home)

    def _item(self, raw: RawEntry, element: etree._Element, blog: Blog) -> Entry:
        if raw.kind in _COMMENT_KINDS or raw.reply is not None:
            if raw.status != "published":
                return Nothing("comment that was not published")
            return comment_of_entry(raw, blog.blog_id) or Nothing("comment without a post")
        if raw.kind not in _POST_KINDS:
            return Nothing(raw.kind)
        post = post_of_entry(replace(raw, kind="", status="published"), blog.blog_id, self.source)
        return self._placed(post, raw, element, blog) if post else Nothing("entry without an id")

    def _placed(self, post: Post, raw: RawEntry, element: etree._Element, blog: Blog) -> Post:
        """With the address that Takeout states as a path, where the blog's own is known."""
        path = child_text(element, "filename")
        home = self._base or blog.url
        url = permalink(urljoin(home, path)) if path and home and post.url is None else post.url
        is_static = raw.kind == "page" or is_static_page(url)
        kind = "page" if is_static else "post"
        return replace(post, url=url, source="export", kind=kind, status=_status(raw))


def _status(raw: RawEntry) -> str:
    """Return an entry's status; a draft that is dated behind its last save waits for its time.

    A published one may be dated so too: it was scheduled once. Backups do not state when they were made: the
    date of the feed is that of the blog's last save.
    """
    saved, dated = _moment(raw.updated), _moment(raw.published)
    return "scheduled" if raw.status == "draft" and saved and dated and dated > saved else raw.status


def _moment(text: str | None) -> datetime | None:
    """An instant; None for a time without a zone, which cannot be compared."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
