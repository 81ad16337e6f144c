"""Sitemaps and robots.txt as Blogger generates them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from crawler.sample.blog_index import BlogIndex
from crawler.sample.sample_blog import SamplePost

_PAGE_SIZE = 150
_HEAD = "<?xml version='1.0' encoding='UTF-8'?>"
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def render_sitemap(index: BlogIndex, home: str, page: int | None) -> str:
    """Return `/sitemap.xml`: permalinks, or for a blog above 150 posts an index of its pages, or one page."""
    posts = index.posts_by_update
    if page is not None:
        return _urlset(home, posts[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE])
    if len(posts) <= _PAGE_SIZE:
        return _urlset(home, posts)
    pages = range(1, -(-len(posts) // _PAGE_SIZE) + 1)
    entries = "".join(f"<sitemap><loc>{home}/sitemap.xml?page={number}</loc></sitemap>" for number in pages)
    return f"{_HEAD}<sitemapindex {_SPACE}>{entries}</sitemapindex>"


def render_page_sitemap(index: BlogIndex, home: str) -> str:
    """Return `/sitemap-pages.xml`, which lists the static pages."""
    return _urlset(home, index.blog.pages)


def _urlset(home: str, posts: Sequence[SamplePost]) -> str:
    entries = "".join(
        f"<url><loc>{escape(home + post.path)}</loc><lastmod>{_utc(post.updated)}</lastmod></url>"
        for post in posts
    )
    return f"{_HEAD}<urlset {_SPACE}>{entries}</urlset>"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def render_robots(home: str) -> str:
    """Return the robots.txt that every blog has until its owner writes another."""
    return (
        "User-agent: Mediapartners-Google\nDisallow: \n\n"
        "User-agent: *\nDisallow: /search\nAllow: /\n\n"
        f"Sitemap: {home}/sitemap.xml\n"
    )
