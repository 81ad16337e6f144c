"""Items of one page that somebody kept: a saved file, or a capture of a web archive."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from crawler.blogger.encoding import charset_of
from crawler.blogger.page import ParsedPage, read_page
from crawler.blogger.page.identity import path_of
from crawler.blogger.page_type import GATE_TYPES, PageType
from crawler.blogger.urls import is_static_page, permalink
from crawler.items import Blog, Post
from pipelines.imports.copies import Nothing, Origin
from pipelines.imports.feed_copies import read_feed_copy
from pipelines.imports.feed_entries import FeedItem
from pipelines.imports.folders import Unreadable
from pipelines.imports.foreign_pages import is_of_blogger, is_theme
from pipelines.imports.recognise import HEAD_BYTES, SourceKind, recognise

NO_ADDRESS = "no address; give --url-map or --base"
"""Reason of pages that cannot be told from one another."""
BROKEN_OFF = "the page breaks off inside a post"
_WITHOUT_POSTS = GATE_TYPES | {PageType.ERROR, PageType.DYNAMIC_VIEW, PageType.SITEMAP, PageType.EMPTY}
_SINGLE = frozenset({PageType.POST, PageType.STATIC_PAGE})
_SOURCE_VIEW = re.compile(
    rb"\s*(?:<!doctype[^<>]*>\s*)?<html.{0,2000}?<body[^<>]*>\s*<pre[^<>]*>([^<]+)</pre>",
    re.DOTALL | re.IGNORECASE,
)
_BETWEEN = re.compile(rb"</html>\s*(?:<!--[^>]{0,400}-->\s*)*(?=<!doctype\s|<html[\s>])", re.IGNORECASE)
_DATED = re.compile(r"(https?://[^?#]+?/)\d{4}/\d{2}/[^/?#]+$")
_TAIL, _ALIKE = 4000, 20
"""Of the end of a file, bytes that are looked at, and letters that are those of a post where it was cut."""
_CLOSED = re.compile(rb"</(?:div|article|section|td)\s*>\s*(?:<[^<>]*>\s*)*\Z", re.IGNORECASE)
_NO_LETTERS = re.compile(r"<[^>]*>?|&\w*$|[^\w<]+")


def read_copy(body: bytes, origin: Origin) -> Iterator[FeedItem]:
    """Yield the blog, its posts and comments as far as the copy shows them."""
    kind, shown = _shown(body)
    if shown:
        yield from read_copy(shown, origin) if kind is SourceKind.PAGE else read_feed_copy(shown, origin)
        return
    if origin.kind != "text" and not is_of_blogger(body):
        yield Nothing("not a page of Blogger's")
        return
    if is_theme(body):
        yield Nothing("theme")
        return
    read = read_page if origin.kind == "text" else read_kept
    page = read(body, url=origin.url, charset=charset_of(origin.content_type))
    if page.page_type is PageType.FEED:
        yield from read_feed_copy(body, origin)
    elif page.page_type in _WITHOUT_POSTS or not page.posts:
        yield Nothing(page.page_type.value)
    elif blog := _blog(page, origin):
        yield blog
        yield from _posts(page, blog, origin)
        if BROKEN_OFF in page.notes:
            yield Unreadable(origin.name, f"{BROKEN_OFF}; what it holds was read")
    else:
        yield Nothing(NO_ADDRESS)


def read_kept(body: bytes, *, url: str | None, charset: str | None) -> ParsedPage:
    """Read a page of a file or a capture; where it breaks off, it says so and its last post is partial."""
    page = read_page(body, url=url, charset=charset)
    if not page.posts or not _breaks_off(body, page.posts[-1]):
        return page
    *whole, last = page.posts
    posts = (*whole, replace(last, partial=True))
    return replace(page, posts=posts, notes=(*page.notes, BROKEN_OFF))


def _shown(body: bytes) -> tuple[SourceKind, bytes]:
    """Return the feed or page that a browser shows as text and saves as a page, and its kind; else b""."""
    found = _SOURCE_VIEW.match(body)
    text = unescape(found[1].decode("utf-8", "replace")).encode() if found else b""
    kind = recognise("", text[:HEAD_BYTES])
    is_page = kind is SourceKind.PAGE and b"<html" in text[:1000].lower()
    return kind, text if is_page or kind in {SourceKind.ATOM, SourceKind.FEED} else b""


def _breaks_off(body: bytes, last: Post) -> bool:
    """Return whether the file ends with the words of its last post: a download that was cut."""
    if b"</html" in body[-_TAIL:].lower() or _CLOSED.search(body, max(0, len(body) - _TAIL)):
        return False
    end, shown = _letters(body[-_TAIL:].decode("utf-8", "ignore")), _letters(last.body_raw)
    return len(shown) > _ALIKE and end.endswith(shown[-_ALIKE:])


def _letters(markup: str) -> str:
    return _NO_LETTERS.sub("", unescape(markup))


def _blog(page: ParsedPage, origin: Origin) -> Blog | None:
    """The blog that a page belongs to; a page that states no id is of its host's blog."""
    address = page.url or origin.url
    home = page.blog_url or (urljoin(address, "/") if address else _home_of(page.posts))
    host = urlsplit(home).netloc if home else ""
    if not home or not (page.blog_id or host):
        return None
    return Blog(blog_id=page.blog_id or f"host:{host}", url=home, title=page.blog_title)


def _home_of(posts: tuple[Post, ...]) -> str | None:
    """Return what stands before the dated paths that most posts on the page name as their addresses."""
    homes = Counter(found[1] for post in posts if (found := _DATED.match(post.url or "")))
    return homes.most_common(1)[0][0] if homes else None


def _posts(page: ParsedPage, blog: Blog, origin: Origin) -> Iterator[FeedItem]:
    posts = [placed for post in page.posts if (placed := _placed(post, page, blog, origin))]
    yield from posts
    if not posts:
        yield Nothing(NO_ADDRESS)
    if len(posts) == 1:  # lists show no comments
        for comment in page.comments:
            if comment.comment_id:
                yield replace(comment, blog_id=blog.blog_id, post_id=posts[0].post_id)


def _placed(post: Post, page: ParsedPage, blog: Blog, origin: Origin) -> Post | None:
    """The post with an id: its own, else "path:" and the path of its address; None where it has neither."""
    alone = page.url or origin.url if len(page.posts) == 1 and page.page_type in _SINGLE else None
    address = post.url or alone
    url = permalink(address) if address else None
    number = post.post_id or (f"path:{path_of(url)}" if url and path_of(url).strip("/") else "")
    if not number:
        return None
    return replace(
        post,
        blog_id=blog.blog_id,
        post_id=number,
        url=url,
        source=origin.kind,
        source_url=origin.name,
        captured=origin.captured,
        kind="page" if page.page_type is PageType.STATIC_PAGE or is_static_page(url) else "post",
    )


def documents(body: bytes) -> list[bytes]:
    """Return the pages of a file that holds several, one behind the other, else the file."""
    ends = [0, *(found.end() for found in _BETWEEN.finditer(body)), len(body)]
    parts = [body[begin:end] for begin, end in pairwise(ends)]
    return parts if len(parts) > 1 and all(map(is_of_blogger, parts)) else [body]
