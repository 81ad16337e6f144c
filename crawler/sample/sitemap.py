"""Sitemaps and robots.txt as Blogger makes them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from crawler.sample.fake_site import Site
from crawler.sample.indexes import posts_by_update
from crawler.sample.sample_blog import SamplePost

PAGE_SIZE = 150
_HEAD = "<?xml version='1.0' encoding='UTF-8'?>"
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(site: Site, home: str, page: int | None) -> str:
    """`/sitemap.xml`: a small blog's addresses, an index of pages for a large one, or the page asked for."""
    posts = posts_by_update(site)
    if page is not None:
        return _urlset(home, posts[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if len(posts) <= PAGE_SIZE:
        return _urlset(home, posts)
    pages = range(1, -(-len(posts) // PAGE_SIZE) + 1)
    places = "".join(f"<sitemap><loc>{home}/sitemap.xml?page={number}</loc></sitemap>" for number in pages)
    return f"{_HEAD}<sitemapindex {_SPACE}>{places}</sitemapindex>"


def page_sitemap(site: Site, home: str) -> str:
    """`/sitemap-pages.xml`: the static pages."""
    return _urlset(home, site.blog.pages)


def _urlset(home: str, posts: Sequence[SamplePost]) -> str:
    places = "".join(
        f"<url><loc>{escape(home + post.path)}</loc><lastmod>{_utc(post.updated)}</lastmod></url>"
        for post in posts
    )
    return f"{_HEAD}<urlset {_SPACE}>{places}</urlset>"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def robots(home: str) -> str:
    """The robots.txt that every blog has until its owner writes another."""
    return (
        "User-agent: Mediapartners-Google\nDisallow: \n\n"
        "User-agent: *\nDisallow: /search\nAllow: /\n\n"
        f"Sitemap: {home}/sitemap.xml\n"
    )
