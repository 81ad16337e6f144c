"""Answers of the Blogger API v3 to the same items as a feed's entries: the ids are the same numbers. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from crawler.blogger.feed.atom import STATUSES
from crawler.blogger.feed.entry import comment_of_entry, post_of_entry
from crawler.blogger.feed.raw_entry import RawEntry, RawLink, RawReply, RawText
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Post

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """One answer of a list of posts, pages or comments."""

    items: tuple[Post, ...] | tuple[Comment, ...]
    next_token: str
    """Of the answer that follows; "" where this is the last one."""


def read_blog(body: bytes, url: str) -> tuple[Blog, int | None]:
    """Read a blog, and the posts that it says it has. Raise FeedError where the bytes are something else."""
    found = _read(body, url, "blogger#blog")
    if not _text(found, "id").isdigit():
        raise FeedError("the answer names no blog", url=url)
    total = _text(_part(found, "posts"), "totalItems")
    return _blog(found), int(total) if total.isdigit() else None


def _blog(found: _Json) -> Blog:
    return Blog(
        blog_id=_text(found, "id"),
        url=_text(found, "url"),
        title=_text(found, "name") or None,
        subtitle=_text(found, "description") or None,
        updated_raw=_text(found, "updated") or None,
    )


def read_posts(body: bytes, url: str, blog_id: str, *, kind: str = "post") -> ApiPage:
    """Read a list of posts or, `kind` "page", of static pages. Raise FeedError where it is none."""
    tree = _read(body, url, "blogger#postList" if kind == "post" else "blogger#pageList")
    read = (post_of_entry(_post_entry(item, blog_id), blog_id, url) for item in _items(tree))
    posts = tuple(replace(post, kind=kind) for post in read if post)
    return ApiPage(posts, _text(tree, "nextPageToken"))


def read_comments(body: bytes, url: str, blog_id: str, post_id: str) -> ApiPage:
    """Read a list of comments on one post. Raise FeedError where it is none."""
    tree = _read(body, url, "blogger#commentList")
    comments = (_comment(item, blog_id, post_id) for item in _items(tree))
    return ApiPage(tuple(filter(None, comments)), _text(tree, "nextPageToken"))


def read_resource(tree: _Json, url: str) -> Iterator[Blog | Post | Comment]:
    """Yield what a kept answer holds: a list, or a post, page, comment or blog. Of posts, drafts as well."""
    kind, blog_id = _text(tree, "kind").removeprefix("blogger#"), _text(_part(tree, "blog"), "id")
    if kind.endswith("List"):
        for item in _items(tree):
            yield from read_resource({"kind": kind.removesuffix("List")} | item, url)
    elif kind in {"post", "page"} and blog_id:
        entry = _post_entry(tree, blog_id)
        if post := post_of_entry(replace(entry, status="published"), blog_id, url):
            yield replace(post, kind=kind, status=entry.status)
    elif kind == "comment" and blog_id and _text(tree, "status") in {"", "LIVE"}:
        comment = _comment(tree, blog_id, _text(_part(tree, "post"), "id"))
        yield from [comment] if comment else []
    elif kind == "blog" and _text(tree, "id"):
        yield _blog(tree)
    # `maxPosts` and `maxComments` bring lists inside of what holds them.
    for part in filter(None, (_part(tree, name) for name in ("blog", "posts", "pages", "replies"))):
        for item in [part] if "kind" in part else _items(part):
            yield from read_resource(item, url)


def _comment(item: _Json, blog_id: str, post_id: str) -> Comment | None:
    comment = comment_of_entry(_comment_entry(item, blog_id, post_id), blog_id)
    return comment and replace(comment, parent_id=_text(_part(item, "inReplyTo"), "id") or None)


def _post_entry(item: _Json, blog_id: str) -> RawEntry:
    links = {"alternate": _text(item, "url"), "related": _text(item, "titleLink")}
    return replace(
        _entry(item, blog_id),
        status=STATUSES.get(_text(item, "status").lower(), "draft"),
        title=RawText(_text(item, "title"), "text"),
        labels=[label for label in item.get("labels") or () if isinstance(label, str)],
        links=[RawLink(rel=rel, href=href, type="text/html") for rel, href in links.items() if href],
        location=_text(_part(item, "location"), "name") or None,
        comment_count=_text(_part(item, "replies"), "totalItems") or None,
    )


def _comment_entry(item: _Json, blog_id: str, post_id: str) -> RawEntry:
    reply = RawReply(ref=f"tag:blogger.com,1999:blog-{blog_id}.post-{post_id}")
    return replace(_entry(item, blog_id), reply=reply)


def _entry(item: _Json, blog_id: str) -> RawEntry:
    author = _part(item, "author")
    return RawEntry(
        id=f"tag:blogger.com,1999:blog-{blog_id}.post-{_text(item, 'id')}",
        published=_text(item, "published") or None,
        updated=_text(item, "updated") or None,
        content=RawText(_text(item, "content"), "html"),
        author=_text(author, "displayName") or None,
        author_url=_text(author, "url") or None,
    )


def _read(body: bytes, url: str, kind: str) -> _Json:
    try:
        tree = json.loads(body.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"the answer is broken: {error}", url=url) from error
    if not isinstance(tree, dict) or tree.get("kind") != kind:
        raise FeedError(f"the answer is no {kind}", url=url)
    return tree


def _items(tree: _Json) -> list[_Json]:
    items = tree.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _part(holder: _Json, name: str) -> _Json:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _text(holder: _Json, name: str) -> str:
    """A text or number as text; lone surrogates, which SQLite cannot hold, as U+FFFD."""
    value = holder.get(name)
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
