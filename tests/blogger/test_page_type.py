"""What an answer is: every gate of the sample blog, pages that quote one, feeds where a page should be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.blogger.page import read_page
from crawler.blogger.page_type import EXPLANATIONS, GATE_TYPES, PageType, classify, explain, page_type_of_url
from tests.helpers.fake_blogger.interstitials import interstitial_response

HOME = "https://harbour-gazette.blogspot.com"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("adult", PageType.GATE_ADULT),
        ("private", PageType.GATE_PRIVATE),
        ("private-403", PageType.GATE_PRIVATE),
        ("removed", PageType.REMOVED),
        ("removed-200", PageType.REMOVED),
        ("not-found", PageType.NOT_FOUND),
        ("not-found-200", PageType.NOT_FOUND),
        ("consent", PageType.CONSENT),
        ("captcha", PageType.CAPTCHA),
        ("captcha-429", PageType.CAPTCHA),
    ],
)
def test_gates_are_named(name: str, kind: PageType) -> None:
    """By their own words, under any status."""
    body = interstitial_response(name, HOME).body
    assert (classify(body), classify(body, status=503)) == (kind, kind)


@pytest.mark.parametrize("name", ["adult", "private", "removed", "not-found", "consent", "captcha"])
def test_gate_is_no_post(name: str) -> None:
    """Nothing of a gate may come into an archive."""
    page = read_page(interstitial_response(name, HOME).body, url=f"{HOME}/2020/01/a-post.html")
    assert page.page_type in GATE_TYPES
    assert page.posts == ()


@pytest.mark.parametrize(
    "quoted",
    [
        "Blog has been removed",
        "This blog is open to invited readers only",
        "blogin.g?blogspotURL=x",
        "consent.google.com",
    ],
)
def test_post_that_quotes_a_gate_is_a_post(quoted: str) -> None:
    """The words count only where no template of a blog is."""
    body = f"<div class='widget Blog'><div class='post-body'>They said: {quoted}.</div></div>"
    assert classify(body, url=f"{HOME}/2020/01/a-post.html") is PageType.POST


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'></feed>", PageType.FEED),
        (b"\xef\xbb\xbf <rss version='2.0'></rss>", PageType.FEED),
        (b'{"version":"1.0","encoding":"UTF-8","feed":{}}', PageType.FEED),
        (b'// API callback\ncb({"version":"1.0","feed":{}});', PageType.FEED),
        (b"<?xml version='1.0'?><urlset></urlset>", PageType.SITEMAP),
        (b"<sitemapindex xmlns='x'></sitemapindex>", PageType.SITEMAP),
        (b" \r\n", PageType.EMPTY),
        (b"<html><body>Hello</body></html>", PageType.OTHER),
    ],
)
def test_machine_formats(body: bytes, kind: PageType) -> None:
    """Feeds and sitemaps are told from pages."""
    assert classify(body) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", PageType.INDEX),
        ("/?m=1", PageType.INDEX),
        ("/2020/01/a-post.html", PageType.POST),
        ("/blog/2002/10/a-post.html", PageType.POST),
        ("/p/about.html", PageType.STATIC_PAGE),
        ("/2020/01/", PageType.ARCHIVE),
        ("/2020/", PageType.ARCHIVE),
        ("/2004_03_07_archive.html", PageType.ARCHIVE),
        ("/blog/2004/05/a-post.asp", PageType.POST),
        ("/blog/archive/2004_02_15_notes.php", PageType.ARCHIVE),
        ("/search/label/News?max-results=20", PageType.LABEL),
        ("/search?q=ferry", PageType.SEARCH),
        ("/search?updated-max=2010-01-01T00:00:00Z", PageType.INDEX),
        ("/about", None),
    ],
)
def test_address_says_what_it_leads_to(path: str, kind: PageType | None) -> None:
    """For pages without a data script."""
    assert page_type_of_url(HOME + path) is kind


def test_every_kind_is_explained() -> None:
    """In one sentence each."""
    assert set(EXPLANATIONS) == set(PageType)
    assert all(explain(kind).endswith(".") for kind in PageType)


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=40))
def test_nothing_raises(body: bytes, url: str) -> None:
    """Any bytes from any address are something."""
    assert isinstance(classify(body, url=url), PageType)


NOTICES = {
    "moved": "<p>This blog has moved. <a href='https://new.example.com/'>Click here</a>.</p>",
    "server": "<h1>Not Found</h1><p>The requested URL was not found here.</p><address>Apache</address>",
    "for sale": "<div><h1>quay.example</h1><p>This domain may be for sale by its owner!</p></div>",
    "suspended": "<section><h2>Konto gesperrt</h2><p>Bitte wenden Sie sich an den Betreiber.</p></section>",
    "copies": "<div id='error'><h1>Hrm.</h1><p>We have not archived that address.</p></div>",
    "script": "<div id='target'></div><script>window.park = 'x';</script>",
}


@pytest.mark.parametrize("name", NOTICES)
def test_notice_at_the_address_of_a_post_is_no_post(name: str) -> None:
    """Whatever its words: nothing in it speaks of a blog."""
    html = f"<html><head><title>quay.example</title></head><body>{NOTICES[name]}</body></html>"
    page = read_page(html.encode(), url=f"{HOME}/2020/01/a-post.html")
    assert (page.page_type, page.posts) == (PageType.OTHER, ())


@pytest.mark.parametrize(
    "sign",
    [
        "\n<p>Posted by Bo on 3 May 2019</p>",
        "<link rel='alternate' type='application/atom+xml' href='/atom.xml'>",
        "<p>" + "The pump runs again. " * 60 + "</p>",
    ],
)
def test_bare_page_with_a_sign_of_a_post_is_one(sign: str) -> None:
    """A byline, a feed, or the length of its text."""
    html = (
        f"<html><head><title>Pump</title></head><body><h1>Pump</h1><p>The pump runs.</p>{sign}</body></html>"
    )
    page = read_page(html.encode(), url=f"{HOME}/2020/01/a-post.html")
    assert [post.title for post in page.posts] == ["Pump"]


def test_blog_that_says_nothing_is_there_has_no_post() -> None:
    """Its widget has a status line and no posts."""
    status = "<div class='status-msg-wrap'><div class='status-msg-body'>Bu sayfa yok.</div></div>"
    html = (
        f"<html><title>Blog: ?</title><body><div class='widget Blog' id='Blog1'>{status}</div></body></html>"
    )
    page = read_page(html.encode(), url=f"{HOME}/2020/01/a-post.html")
    assert (page.page_type, page.posts) == (PageType.ERROR, ())
