"""Items of a feed that somebody kept in RSS, JSON or Atom: a saved file, or a capture of a web archive."""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawler.blogger.feed import CommentPage, FeedPage, parse_blogs, whole_entries
from crawler.blogger.urls import is_static_page
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Post
from pipelines.imports.atom_stream import Truncated
from pipelines.imports.copies import Nothing, Origin
from pipelines.imports.folders import Unreadable
from pipelines.imports.foreign_pages import is_of_another
from pipelines.imports.json_documents import read_json_documents

_HEAD = 8 << 10
_WXR = re.compile(rb"\bxmlns:wp\s*=\s*[\"']https?://wordpress\.org/export/|<wp:wxr_version\b")
_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed)\s*>", re.IGNORECASE)
_BEGINNING = re.compile(
    rb"[^<]{0,400}(?:<!--[^>]{0,400}-->[^<]{0,400})*"
    rb"(?P<feed>(?:<\?[^>]{0,400}>\s{0,400})*<(?:[\w.-]+:)?(?:rss|feed)\b)",
    re.IGNORECASE,
)
"""What may stand between two feeds, and the beginning of the second."""

Item = Blog | Post | Comment | Nothing | Truncated | Unreadable
_Blogs = tuple[tuple[FeedPage, CommentPage], ...]


def read_feed_copy(body: bytes, origin: Origin) -> Iterator[Item]:
    """Yield the items of feeds, one behind the other; of one that is cut those before the cut.

    Of JSON also what is no feed: answers of the API, and lists of feeds.
    """
    if _WXR.search(body, 0, _HEAD):
        yield Unreadable(
            origin.name, "an export of WordPress (WXR), no feed of Blogger's; nothing of it was read"
        )
        return
    if is_of_another(body):
        yield Nothing("not a feed of Blogger's")
        return
    found = list(read_json_documents(body, origin.url or ""))
    for item in found or (item for feed in _feeds(body) for item in _read(feed, origin)):
        yield _kept(item, origin) if isinstance(item, Post) else item


def _kept(post: Post, origin: Origin) -> Post:
    kind = "page" if is_static_page(post.url) else post.kind
    return replace(post, source="export", source_url=origin.name, kind=kind)


def _feeds(body: bytes) -> Iterator[bytes]:
    begin = 0
    for end in _END.finditer(body):
        if following := _BEGINNING.match(body, end.end()):
            yield body[begin : end.end()]
            begin = following.start("feed")
    yield body[begin:]


def _read(feed: bytes, origin: Origin) -> Iterator[Item]:
    blogs, failure = _parsed(feed, origin)
    if not blogs and (whole := whole_entries(feed)):
        blogs, _ = _parsed(whole, origin)
    if not blogs:
        yield Unreadable(origin.name, f"{failure}; nothing of it was read")
    elif failure:
        yield Truncated(failure)
    for posts, comments in blogs:
        yield from _of_blog(posts, comments)


def _parsed(feed: bytes, origin: Origin) -> tuple[_Blogs, str]:
    """The blogs of a feed; else why it is none."""
    try:
        return parse_blogs(feed, url=origin.url or ""), ""
    except FeedError as error:
        return (), str(error)


def _of_blog(posts: FeedPage, comments: CommentPage) -> Iterator[Item]:
    if not comments.comments:  # the title of such a feed is not the blog's
        yield posts.blog
    yield from posts.posts
    yield from comments.comments
    for _ in range(posts.entries - len(posts.posts) - len(comments.comments)):
        yield Nothing("entry without an id")
