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


def split_posts(
    page: ParsedPage, url: str, needs_page: Callable[[Post], bool]
) -> tuple[list[Post], list[Post]]:
    """Return the posts that a page holds whole, and those that have to be read from their own pages.

    On a post's own page, what stands there is all there is. `needs_page` tells of which posts the own pages
    are to be read even where a list holds them whole.
    """
    if page.page_type is PageType.POST:
        own = (post for post in page.posts[:1] if post.body_raw or not post.partial)
        return [replace(post, url=post.url or url, partial=False) for post in own], []
    whole: list[Post] = []
    cut: list[Post] = []
    for post in page.posts if page.page_type in LIST_TYPES else ():
        is_cut = post.partial or not post.body_raw or needs_page(post)
        (cut if is_cut else whole).append(post)
    return whole, cut


def with_id(post: Post) -> Post | None:
    """Return the post with an id: its own, else "path:" and the path of its address, which no edit changes.

    None for a post that states neither.
    """
    if post.post_id or not post.url:
        return post if post.post_id else None
    return replace(post, post_id=f"path:{path_of(post.url)}")
