"""Entries of a backup or a kept feed as posts, comments and drafts, each of its own blog."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from crawler.blogger.feed.entry import (
    blog_of_feed,
    comment_of_entry,
    head_of,
    is_comment,
    post_of_entry,
)
from crawler.blogger.feed.raw_entry import RawEntry, RawFeed
from crawler.blogger.ids import blog_id_of_tag
from crawler.blogger.urls import is_static_page, permalink
from crawler.items import Blog, Comment, Post
from pipelines.archive.values import aware
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.copies import Nothing
from pipelines.imports.folders import Unreadable

FeedItem = Blog | Post | Comment | Nothing | Unreadable

_POST_KINDS = frozenset({"post", "page", ""})


class EntryReader:
    """Reads the entries of one feed, whose head tells of its blog."""

    def __init__(self, source: str, homes: BlogHomes, head: RawFeed) -> None:
        self.source, self._homes, self._head = source, homes, head
        self._is_placeless = False
        self._blogs: dict[str, Blog] = {}

    def read_feed(self, feed: RawFeed) -> Iterator[FeedItem]:
        """Yield the items of its entries; of a feed of posts that has none, its blog."""
        blog_id = blog_id_of_tag(self._head.id)
        if not feed.entries and blog_id and "comments" not in self._head.id:
            yield from self._told(blog_id, RawEntry())
        for raw in feed.entries:
            yield from self._read(raw)

    def _read(self, raw: RawEntry) -> Iterator[FeedItem]:
        """Yield the entry's item, behind its blog where that was not told yet."""
        blog_id = blog_id_of_tag(raw.id) or blog_id_of_tag(self._head.id)
        if blog_id is None:
            yield Nothing("entry without a blog's id", f"{self.source}: {raw.id}")
            return
        if is_comment(raw):
            yield _comment(raw, blog_id)
            return
        yield from self._told(blog_id, raw)  # the title of a feed of comments alone is not the blog's
        item = self._item(raw, self._blogs[blog_id])
        yield item
        if isinstance(item, Post) and not item.url and raw.path and not self._is_placeless:
            self._is_placeless = True
            yield Unreadable(
                self.source,
                f"it names no host, and the archive knows no address of blog {blog_id}: "
                f"its posts came without addresses; {self._homes.advice}",
            )

    def _told(self, blog_id: str, first: RawEntry) -> Iterator[Blog]:
        """Yield the blog once, from what stands before its first entry."""
        if blog_id not in self._blogs:
            blog = blog_of_feed(head_of(self._head, blog_id, first), blog_id, "")
            self._blogs[blog_id] = blog if blog.url else replace(blog, url=self._homes.of(blog_id))
            yield self._blogs[blog_id]

    def _item(self, raw: RawEntry, blog: Blog) -> FeedItem:
        if raw.kind not in _POST_KINDS:
            return Nothing(raw.kind)
        post = post_of_entry(replace(raw, kind="", status="published"), blog.blog_id, self.source)
        none = Nothing("entry without an id", f"{self.source}: {raw.id}")
        return self._placed(post, raw, blog) if post else none

    def _placed(self, post: Post, raw: RawEntry, blog: Blog) -> Post:
        """With the address that is stated as a path, as in Takeout, where the blog's own is known.

        The links there are the owner's, and lead anywhere.
        """
        path = raw.path or post.url
        url = permalink(urljoin(blog.url, path)) if path and blog.url else post.url
        is_static = raw.kind == "page" or is_static_page(url)
        kind = "page" if is_static else "post"
        return replace(post, url=url, source="export", kind=kind, status=_status(raw))


def _comment(raw: RawEntry, blog_id: str) -> Comment | Nothing:
    if raw.status != "published":
        return Nothing("comment that was not published")
    return comment_of_entry(raw, blog_id) or Nothing("comment without a post")


def _status(raw: RawEntry) -> str:
    """Return an entry's status; a draft that is dated behind its last save waits for its time.

    A published one may be dated so too: it was scheduled once. Backups do not state when they were made: the
    date of the feed is that of the blog's last save.
    """
    saved, dated = aware(raw.updated or ""), aware(raw.published or "")
    return "scheduled" if raw.status == "draft" and saved and dated and dated > saved else raw.status
