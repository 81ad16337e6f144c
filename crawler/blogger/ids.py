"""Blogger's numbers of blogs, posts, static pages and comments, and the texts that carry them.

Feeds write them as `tag:blogger.com,1999:blog-<blog>.post-<number>`, for comments too, and `.page-<number>`
for static pages; backups that other programs made have `.comment-<number>`, perhaps behind that of the post;
addresses as `/feeds/<blog>/<post>/comments/default/<comment>`. All are 64-bit numbers, kept
as decimal text. Numbers of before 2006 are shorter; on pages those of posts have at least six digits.
"""

import re
from dataclasses import dataclass

_BLOG_TAG = re.compile(r"\bblog-(\d+)")
_ENTRY_TAG = re.compile(r"\bblog-(\d+)\.(?:(?:post|page)-\d+\.)?(?:post|page|comment)-(\d+)")
_POST_NUMBER = re.compile(r"\d{6,20}")
_POST_FEED = re.compile(r"/feeds/(\d+)/(?:posts|pages)/[a-z]+/(\d+)")
_COMMENT_FEED = re.compile(r"/feeds/(\d+)/(\d+)/comments/[a-z]+(?:/(\d+))?")


@dataclass(frozen=True, slots=True)
class EntryId:
    """The identity of a feed's entry."""

    blog_id: str
    number: str
    """Of the post, static page or comment: each is unique in its blog."""


def entry_id(tag: str | None) -> EntryId | None:
    """Read the id of an entry, "tag:blogger.com,1999:blog-7.post-9"; None where the text holds none."""
    match = _ENTRY_TAG.search(tag or "")
    return EntryId(match[1], match[2]) if match else None


def blog_id_of_tag(tag: str) -> str | None:
    """Read the blog's number out of the id of a feed or an entry; None where the text holds none."""
    match = _BLOG_TAG.search(tag)
    return match[1] if match else None


def is_post_id(text: str) -> bool:
    """Tell whether a text is a post's number, as anchors and data attributes of pages carry it."""
    return _POST_NUMBER.fullmatch(text) is not None


def post_id_of_feed(url: str | None) -> str | None:
    """Read the post's number out of the address of its entry, or of the feed of its comments."""
    match = _POST_FEED.search(url or "") or _COMMENT_FEED.search(url or "")
    return match[2] if match else None


def comment_id_of_feed(url: str | None) -> str | None:
    """Read the comment's number out of the address of its entry; None where the address names none."""
    match = _COMMENT_FEED.search(url or "")
    return match[3] if match else None
