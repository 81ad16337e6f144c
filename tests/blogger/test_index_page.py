"""Lists and sitemaps to addresses: each post once, junk never."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.blogger.index_page import PageLinks, Sitemap, read_links, read_sitemap

HOME = "http://harbour-gazette.blogspot.com/"
POST = "http://harbour-gazette.blogspot.com/2014/05/ferry.html"


def listed(*hrefs: str) -> tuple[str, ...]:
    """Permalinks of a page with these links."""
    links = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    return read_links(f"<html><body>{links}</body></html>".encode(), url=HOME).permalinks


@pytest.mark.parametrize(
    "href",
    [
        POST,
        "/2014/05/ferry.html",
        "2014/05/ferry.html#comments",
        POST + "?showComment=1399357800000#c7001",
        POST + "?m=1",
        POST + "?widgetType=BlogArchive&widgetId=BlogArchive1&action=toggle&dir=open&toggle=MONTHLY-1",
        POST + "%3FshowComment=1399357800000.html",
        "http://harbour-gazette.blogspot.in/2014/05/ferry.html",
        "https://web.archive.org/web/20180831160743/" + POST,
        "../05/ferry.html",
    ],
)
def test_one_post_has_one_address(href: str) -> None:
    """However it is linked."""
    assert listed(POST, href) == (POST,)


@pytest.mark.parametrize(
    "href",
    [
        "http://elsewhere.example.com/2014/05/ferry.html",
        "/2014/05/\\x3d.html",
        "/2014/05/' + url + '.html",
        "data:text/html,/2014/05/a.html",
        "javascript:go('/2014/05/a.html')",
        "/2014/05/index.html",
        "/2004_05_02_archive.html",
        "/p/about.html",
        "/search/label/News",
        "http://[broken/2014/05/a.html",
        "",
    ],
)
def test_what_is_no_post_of_the_blog(href: str) -> None:
    """Other blogs, leftovers of scripts, pages that are no posts."""
    assert listed(href) == ()


def test_archive_gadget() -> None:
    """Archive pages with their numbers of posts, and the next page of the list."""
    page = b"""<ul class='hierarchy'><li class='archivedate'><a class='post-count-link' href='/2014/'>2014</a>
      <span class='post-count' dir='ltr'>(12)</span>
      <ul><li><a class='post-count-link' href='/2014/05/'>May</a> (3)</li></ul></li></ul>
      <a class='blog-pager-older-link' href='/search?updated-max=2014-05-01T00:00:00Z'>Older</a>"""
    read = read_links(page, url=HOME)
    assert read.archives == (HOME + "2014/", HOME + "2014/05/")
    assert read.counts == {HOME + "2014/": 12, HOME + "2014/05/": 3}
    assert read.older == HOME + "search?updated-max=2014-05-01T00:00:00Z"


@pytest.mark.parametrize(
    ("href", "archive"),
    [
        ("2010/index.html", HOME + "2010/"),
        ("2010/07/index.html?m=1", HOME + "2010/07/"),
        ("/2010_07_01_archive.html", HOME + "2010_07_01_archive.html"),
        ("2014/05/2010_07_01_archive.html", HOME + "2010_07_01_archive.html"),
    ],
)
def test_archive_pages_in_the_spelling_of_copies(href: str, archive: str) -> None:
    """A mirroring tool gives folders a file; old templates link archive pages as if they stood beside."""
    page = f'<a href="{href}">x</a>'.encode()
    assert read_links(page, url=HOME).archives == (archive,)


def test_search_pages_in_the_spelling_of_copies() -> None:
    """A question mark that became part of a file's name."""
    name = "search%3Fupdated-max=2013-07-21T12:27:00+02:00&amp;max-results=7.html"
    page = f"<a class='blog-pager-older-link' href='{name}'>Older</a>".encode()
    older = HOME + "search?updated-max=2013-07-21T12:27:00+02:00&max-results=7"
    assert read_links(page, url=HOME).older == older


def test_links_behind_a_quote_that_never_ends() -> None:
    """Are links all the same."""
    page = f'<a href="http://elsewhere.example.com/>x</a> <a href="{POST}">y</a>'.encode()
    assert read_links(page, url=HOME).permalinks == (POST,)


def test_blog_that_moved_from_ftp() -> None:
    """Its permanent links keep the old host and folder; the posts are on the new one."""
    page = b'<a href="http://www.example.org/blog/2014/05/ferry.html" title="permanent link">10:16 AM</a>'
    assert read_links(page, url=HOME + "2014_05_01_archive.html").permalinks == (POST,)


def test_sitemap() -> None:
    """Posts only, canonical, each once."""
    body = f"""<?xml version='1.0' encoding='UTF-8'?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <url><loc>{POST}</loc><lastmod>2014-05-06T07:45:00Z</lastmod></url><url><loc>{POST}?m=1</loc></url>
      <url><loc>{HOME}</loc></url></urlset>\0\0"""
    assert read_sitemap(body.encode()) == Sitemap(permalinks=(POST,), is_bloggers=False)


def test_sitemap_index() -> None:
    """Names further sitemaps."""
    body = f"<sitemapindex><sitemap><loc>{HOME}sitemap.xml?page=1</loc></sitemap></sitemapindex>"
    assert read_sitemap(body.encode()).sitemaps == (HOME + "sitemap.xml?page=1",)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(body: bytes) -> None:
    """Neither reader raises."""
    assert isinstance(read_links(body, url=HOME), PageLinks)
    assert isinstance(read_sitemap(body), Sitemap)


@pytest.mark.parametrize(
    ("entries", "bloggers"),
    [
        (f"<url><loc>{POST}</loc><lastmod>2014-05-06T07:45:00Z</lastmod></url>", True),
        ("", True),
        (f"<url><loc>{POST}</loc><priority>0.8</priority></url>", False),
        (f"<url><loc>{POST}</loc><changefreq>daily</changefreq></url>", False),
        (f"<url><loc>{POST}</loc></url><url><loc>{HOME}p/about.html</loc></url>", False),
    ],
)
def test_a_sitemap_that_blogger_did_not_make(entries: str, bloggers: bool) -> None:
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    assert read_sitemap(body.encode()).is_bloggers is bloggers


def test_lists_of_labels() -> None:
    page = b"""<a href="/search/label/Sea%20life">Sea life</a>
      <a href="/search/label/Sea%20life?max-results=5">Sea life</a>
      <a href="/labels/Ferry.html">Ferry</a> <a href="/search?q=ferry">search</a>"""
    assert read_links(page, url=HOME).labels == (HOME + "search/label/Sea%20life", HOME + "labels/Ferry.html")
