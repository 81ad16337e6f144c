"""The result of reading one page."""

from dataclasses import dataclass

from crawler.blogger.page_type import PageType
from crawler.items import Comment, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """One HTML page of a blog, read. Texts are raw: pipelines clean bodies and understand dates."""

    page_type: PageType
    posts: tuple[Post, ...] = ()
    """Posts whose body the page holds. `blog_id` and `post_id` are "" where the page does not state them;
    `partial` is True where the page cuts the body or holds none of it."""
    comments: tuple[Comment, ...] = ()
    """Comments listed on the page, parents before their answers."""
    blog_id: str = ""
    is_id_guessed: bool = False
    """Only links to Blogger tell `blog_id`, which may be the author's."""
    blog_title: str | None = None
    blog_url: str | None = None
    """The blog's home page."""
    locale: str | None = None
    """Language of the blog's interface as the page states it ("pt-BR"); the text may be in another."""
    url: str | None = None
    """Canonical address of the page, or the one it was fetched from."""
    template: str = ""
    """Name of the template that read it; "" where none did."""
    adult: bool = False
    """True where a content warning belongs to the page, be the text there or not."""
    notes: tuple[str, ...] = ()
    """Remarks for a person: "the body was closed early by the page's markup" …"""
