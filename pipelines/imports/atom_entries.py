"""Entries of a backup or a saved Atom feed as posts, comments and drafts, each of its own blog."""

from collections.abc import Iterator
from dataclasses import replace
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
from pipelines.archive.values import aware
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.copies import Nothing
from pipelines.imports.folders import Unreadable

AtomItem = Blog | Post | Comment | Nothing | Unreadable

_POST_KINDS = frozenset({"post", "page", ""})


class EntryReader:
    """The state of one file: its head, until the first entry, and its blog."""

    def __init__(self, source: str, homes: BlogHomes) -> None:
        self.source, self._homes = source, homes
        self._is_placeless = False
        self._feed = RawFeed()
        self._blogs: dict[str, Blog] = {}

    def read(self, element: etree._Element) -> Iterator[AtomItem]:
        """Read a whole child of the root."""
        if local(element) == "entry":
            yield from self._entry(element)
        elif not self._blogs:
            read_feed_element(self._feed, local(element), element)

    def _entry(self, element: etree._Element) -> Iterator[AtomItem]:
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
                f"its posts came without addresses; {self._homes.advice}",
            )

    def _head(self, first: RawEntry, blog_id: str) -> Blog:
        """The blog, from what stands before its first entry."""
        blog = blog_of_feed(head_of(self._feed, blog_id, first), blog_id, "")
        return blog if blog.url else replace(blog, url=self._homes.of(blog_id))

    def _item(self, raw: RawEntry, element: etree._Element, blog: Blog) -> AtomItem:
        if raw.kind == "comment" or raw.reply is not None:
            if raw.status != "published":
                return Nothing("comment that was not published")
            return comment_of_entry(raw, blog.blog_id) or Nothing("comment without a post")
        if raw.kind not in _POST_KINDS:
            return Nothing(raw.kind)
        post = post_of_entry(replace(raw, kind="", status="published"), blog.blog_id, self.source)
        return self._placed(post, raw, element, blog) if post else Nothing("entry without an id")

    def _placed(self, post: Post, raw: RawEntry, element: etree._Element, blog: Blog) -> Post:
        """With the address that is stated as a path, as in Takeout, where the blog's own is known."""
        path = post.url or child_text(element, "filename")
        url = permalink(urljoin(blog.url, path)) if path and blog.url else post.url
        is_static = raw.kind == "page" or is_static_page(url)
        kind = "page" if is_static else "post"
        return replace(post, url=url, source="export", kind=kind, status=_status(raw))


def _status(raw: RawEntry) -> str:
    """Return an entry's status; a draft that is dated behind its last save waits for its time.

    A published one may be dated so too: it was scheduled once. Backups do not state when they were made: the
    date of the feed is that of the blog's last save.
    """
    saved, dated = aware(raw.updated or ""), aware(raw.published or "")
    return "scheduled" if raw.status == "draft" and saved and dated and dated > saved else raw.status
