"""Sitemaps as Blogger generates them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from tests.helpers.fake_blogger.fake_site import FakeRequest, FakeResponse
from tests.helpers.sample_blog import SamplePost

_PAGE_SIZE = 150
_HEAD = "<?xml version='1.0' encoding='UTF-8'?>"
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(request: FakeRequest) -> FakeResponse:
    """Respond to `/sitemap.xml`: all permalinks, or above 150 an index of pages, or one of these."""
    posts, page = request.index.posts_by_update, request.params.get("page", "")
    if page.isascii() and page.isdigit() and int(page):
        return _urlset(request.home, posts[(int(page) - 1) * _PAGE_SIZE : int(page) * _PAGE_SIZE])
    if len(posts) <= _PAGE_SIZE:
        return _urlset(request.home, posts)
    address, pages = f"{request.home}/sitemap.xml?page=", range(1, -(-len(posts) // _PAGE_SIZE) + 1)
    entries = "".join(f"<sitemap><loc>{address}{number}</loc></sitemap>" for number in pages)
    return _xml(f"{_HEAD}<sitemapindex {_SPACE}>{entries}</sitemapindex>")


def page_sitemap(request: FakeRequest) -> FakeResponse:
    """Respond to `/sitemap-pages.xml`, which lists the static pages."""
    return _urlset(request.home, request.index.blog.pages)


def _urlset(home: str, posts: Sequence[SamplePost]) -> FakeResponse:
    entries = "".join(
        f"<url><loc>{escape(home + post.path)}</loc><lastmod>{_utc(post.updated)}</lastmod></url>"
        for post in posts
    )
    return _xml(f"{_HEAD}<urlset {_SPACE}>{entries}</urlset>")


def _xml(text: str) -> FakeResponse:
    return FakeResponse(headers={"Content-Type": "text/xml; charset=UTF-8"}, body=text.encode())


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
