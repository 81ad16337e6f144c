"""What an answer is: every gate of the sample blog, pages that quote one, feeds where a page should be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.blogger.page import read_page
from crawler.blogger.page_type import EXPLANATIONS, GATES, Kind, explain, kind_of_address, recognise
from crawler.sample.interstitials import gate_answer

HOME = "https://harbour-gazette.blogspot.com"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("adult", Kind.GATE_ADULT),
        ("private", Kind.GATE_PRIVATE),
        ("private-403", Kind.GATE_PRIVATE),
        ("removed", Kind.REMOVED),
        ("removed-200", Kind.REMOVED),
        ("not-found", Kind.NOT_FOUND),
        ("not-found-200", Kind.NOT_FOUND),
        ("consent", Kind.CONSENT),
        ("captcha", Kind.CAPTCHA),
        ("captcha-429", Kind.CAPTCHA),
    ],
)
def test_gates_are_named(name: str, kind: Kind) -> None:
    """By their own words, under any status."""
    body = gate_answer(name, HOME).body
    assert (recognise(body), recognise(body, status=503)) == (kind, kind)


@pytest.mark.parametrize("name", ["adult", "private", "removed", "not-found", "consent", "captcha"])
def test_gate_is_no_post(name: str) -> None:
    """Nothing of a gate may come into an archive."""
    page = read_page(gate_answer(name, HOME).body, url=f"{HOME}/2020/01/a-post.html")
    assert page.kind in GATES
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
    assert recognise(body, url=f"{HOME}/2020/01/a-post.html") is Kind.POST


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'></feed>", Kind.FEED),
        (b"\xef\xbb\xbf <rss version='2.0'></rss>", Kind.FEED),
        (b'{"version":"1.0","encoding":"UTF-8","feed":{}}', Kind.FEED),
        (b'// API callback\ncb({"version":"1.0","feed":{}});', Kind.FEED),
        (b"<?xml version='1.0'?><urlset></urlset>", Kind.SITEMAP),
        (b"<sitemapindex xmlns='x'></sitemapindex>", Kind.SITEMAP),
        (b" \r\n", Kind.EMPTY),
        (b"<html><body>Hello</body></html>", Kind.OTHER),
    ],
)
def test_machine_formats(body: bytes, kind: Kind) -> None:
    """Feeds and sitemaps are told from pages."""
    assert recognise(body) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", Kind.INDEX),
        ("/?m=1", Kind.INDEX),
        ("/2020/01/a-post.html", Kind.POST),
        ("/blog/2002/10/a-post.html", Kind.POST),
        ("/p/about.html", Kind.STATIC_PAGE),
        ("/2020/01/", Kind.ARCHIVE),
        ("/2020/", Kind.ARCHIVE),
        ("/2004_03_07_archive.html", Kind.ARCHIVE),
        ("/search/label/News?max-results=20", Kind.LABEL),
        ("/search?q=ferry", Kind.SEARCH),
        ("/search?updated-max=2010-01-01T00:00:00Z", Kind.INDEX),
        ("/about", None),
    ],
)
def test_address_says_what_it_leads_to(path: str, kind: Kind | None) -> None:
    """For pages without a data script."""
    assert kind_of_address(HOME + path) is kind


def test_every_kind_is_explained() -> None:
    """In one sentence each."""
    assert set(EXPLANATIONS) == set(Kind)
    assert all(explain(kind).endswith(".") for kind in Kind)


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=40))
def test_nothing_raises(body: bytes, url: str) -> None:
    """Any bytes from any address are something."""
    assert isinstance(recognise(body, url=url), Kind)
