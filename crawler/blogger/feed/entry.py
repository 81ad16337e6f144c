"""The meaning of an entry: RawEntry → Post or Comment, whatever dialect it came in."""

import html
import re
from dataclasses import dataclass

from crawler.blogger.feed.raw_entry import RawEntry, RawFeed
from crawler.blogger.response_checks import MAX_POST_TAGS
from crawler.blogger.urls import permalink
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Link, Post

BLOG_ID = re.compile(r"\bblog-(\d+)")
POST_ID = re.compile(r"\bblog-(\d+)\.post-(\d+)")
"""tag:blogger.com,1999:blog-<blog id>.post-<post id>; comments use the same form."""
PARENT = re.compile(r"/comments/default/(\d+)")
"""A reply's `related` link names the comment that it answers."""
JUMP_LINK = re.compile(r'<a\b[^>]*\bhref=["\']?([^"\'\s>]+)#more["\'\s>]')
"""A feed set to "until jump break" ends its entries with a link to the rest."""
SUMMARY_LENGTH = 400
"""Blogger's own summaries have at most 399 characters, and no markup."""
TAG = re.compile(r"<[a-zA-Z/!][^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One answer of a post feed."""

    blog: Blog
    posts: tuple[Post, ...]
    entries: int
    """Entries the answer held, readable or not: what paging advances by."""
    total: int | None
    """`openSearch:totalResults`, what the blog says it has; None where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPage:
    """One answer of a comment feed."""

    blog_id: str
    comments: tuple[Comment, ...]
    entries: int
    total: int | None


def post_page(feed: RawFeed, url: str) -> FeedPage:
    """Raises FeedError where the feed is not Blogger's: its entries would have no ids to know them by."""
    blog_id = _blog_id(feed, url)
    posts = [_post(entry, blog_id, url) for entry in feed.entries]
    return FeedPage(
        blog=_blog(feed, blog_id, url),
        posts=tuple(post for post in posts if post),
        entries=len(feed.entries),
        total=_number(feed.total),
    )


def comment_page(feed: RawFeed, url: str) -> CommentPage:
    blog_id = _blog_id(feed, url)
    comments = [_comment(entry, blog_id) for entry in feed.entries]
    return CommentPage(
        blog_id=blog_id,
        comments=tuple(comment for comment in comments if comment),
        entries=len(feed.entries),
        total=_number(feed.total),
    )


def _blog_id(feed: RawFeed, url: str) -> str:
    ids = (BLOG_ID.search(text) for text in (feed.id, *(entry.id for entry in feed.entries[:1])))
    found = next((match.group(1) for match in ids if match), None)
    if found is None:
        raise FeedError("the feed is not Blogger's: it carries no blog id", url=url)
    return found


def _blog(feed: RawFeed, blog_id: str, url: str) -> Blog:
    return Blog(
        blog_id=blog_id,
        url=_href(feed, "alternate") or url,
        title=_line(feed.title),
        subtitle=_line(feed.subtitle),
        author=_line(feed.author),
        updated_raw=feed.updated,
        labels=_once(feed.labels),
    )


def _post(entry: RawEntry, blog_id: str, url: str) -> Post | None:
    """None where the entry has no id of this blog: it cannot be told from others, so it cannot be kept.

    Nor is a comment a post, which a backup holds in the same feed.
    """
    ids = POST_ID.search(entry.id)
    if ids is None or ids.group(1) != blog_id or entry.reply_to:
        return None
    address = _href(entry, "alternate")
    body = entry.content if entry.content is not None else entry.summary or ""
    return Post(
        blog_id=blog_id,
        post_id=ids.group(2),
        url=permalink(address) if address else None,
        title=_title(entry),
        author=_line(entry.author),
        author_url=entry.author_url,
        labels=_once(entry.labels),
        published_raw=entry.published,
        updated_raw=entry.updated,
        body_raw=body,
        body_type="html" if entry.content is not None else "text",
        links=tuple(Link(url=x.href) for x in entry.links if x.rel == "related"),
        embeds=tuple(x.href for x in entry.links if x.rel == "enclosure"),
        comment_count=_number(entry.comment_count),
        thumbnail=entry.thumbnail,
        location=_line(entry.location),
        source_url=url,
        partial=_is_partial(entry, address),
    )


def _is_partial(entry: RawEntry, address: str | None) -> bool:
    if entry.content is None:
        return entry.summary is not None
    if entry.content.count("<") > MAX_POST_TAGS:
        return True  # it cannot be cleaned; perhaps its page can
    if entry.maybe_cut and SUMMARY_LENGTH - 80 < len(entry.content) < SUMMARY_LENGTH:
        return not TAG.search(entry.content)
    jump = JUMP_LINK.search(entry.content[-1000:])
    return bool(jump and address and permalink(html.unescape(jump.group(1))) == permalink(address))


def _comment(entry: RawEntry, blog_id: str) -> Comment | None:
    ids, post = POST_ID.search(entry.id), POST_ID.search(entry.reply_to or "")
    if ids is None or post is None or ids.group(1) != blog_id:
        return None
    parent = PARENT.search(_href(entry, "related") or "")
    return Comment(
        blog_id=blog_id,
        post_id=post.group(2),
        comment_id=ids.group(2),
        parent_id=parent.group(1) if parent else None,
        url=_href(entry, "alternate"),
        author=_line(entry.author),
        author_url=entry.author_url,
        published_raw=entry.published,
        updated_raw=entry.updated,
        body_raw=entry.content if entry.content is not None else entry.summary or "",
    )


def _title(entry: RawEntry) -> str | None:
    marked_up = entry.title_type in {"html", "xhtml"}
    return _line(html.unescape(TAG.sub("", entry.title)) if marked_up else entry.title)


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _once(labels: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label.strip() for label in labels if label.strip()))


def _href(holder: RawFeed | RawEntry, rel: str) -> str | None:
    """The link of that relation; where there are several, the HTML one: their order is not contractual."""
    found = [link for link in holder.links if link.rel == rel]
    found.sort(key=lambda link: link.type != "text/html")
    return found[0].href if found else None


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
