"""Posts of a page, as far as the page holds them whole. Pure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from crawler.blogger.page import ParsedPage
from crawler.blogger.page.identity import path_of
from crawler.blogger.page_type import LIST_TYPES, PageType
from crawler.items import Post


class HeldPost(NamedTuple):
    """A post that is held from before, and need not come where the sitemap tells of no later save."""

    post_id: str
    url: str
    saved: datetime
    comments: int | None = None
    """Number of its comments as it counts them; None where fewer are held."""


def whole_posts(page: ParsedPage, url: str, needs_page: Callable[[Post], bool]) -> list[Post]:
    """Return the posts that need no page of their own; on their own page, what stands there is all there is.

    `needs_page` tells of which posts the own pages are to be read even where a list holds them whole.
    """
    if page.page_type in LIST_TYPES:
        return [post for post in page.posts if not is_cut(page, post, needs_page)]
    if page.page_type is not PageType.POST:
        return []
    return [
        replace(post, url=post.url or url, partial=False)
        for post in page.posts[:1]
        if post.body_raw or not post.partial
    ]


def is_cut(page: ParsedPage, post: Post, needs_page: Callable[[Post], bool]) -> bool:
    """Tell whether a post has to be read from its own page."""
    if page.page_type not in LIST_TYPES:
        return False
    return post.partial or not post.body_raw or needs_page(post)


def with_id(post: Post) -> Post | None:
    """Return the post with an id: its own, else "path:" and the path of its address, which no edit changes.

    None for a post that states neither.
    """
    if post.post_id or not post.url:
        return post if post.post_id else None
    return replace(post, post_id=f"path:{path_of(post.url)}")
