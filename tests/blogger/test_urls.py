"""Addresses of blogs, of their feeds and of their posts."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.urls import Address, moved_to, on_address, permalink, read_address
from crawler.errors import UsageError

BLOG = Address("https", "news.blogspot.com")
BELOW = Address("http", "www.ledger.example", path="/blog")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("news.blogspot.com", BLOG),
        ("  https://news.blogspot.com/  ", BLOG),
        ("<https://news.blogspot.com>", BLOG),
        ("NEWS.Blogspot.COM", BLOG),
        ("//news.blogspot.com/", BLOG),
        ("feed:https://news.blogspot.com/feeds/posts/default", BLOG),
        ("www.news.blogspot.com", BLOG),
        ("https://news.blogspot.com:443/", BLOG),
        ("https://news.blogspot.com/2015/04/a-post.html?m=1#comments", BLOG),
        ("https://news.blogspot.com/search/label/Economy", BLOG),
        ("https://news.blogspot.com/feeds/posts/default?alt=rss", BLOG),
        ("https://news.blogspot.com/?m=1", BLOG),
        ("https://news.blogspot.in/2015/04/a-post.html", BLOG),
        ("news.blogspot.co.uk", BLOG),
        ("news.blogspot.com.br", BLOG),
        ("www.news.blogspot.de", BLOG),
        ("http://news.blogspot.com", Address("http", "news.blogspot.com")),
        ("www.example.org", Address("https", "www.example.org")),
        ("http://127.0.0.1:8765", Address("http", "127.0.0.1:8765")),
        ("http://[::1]:8765/", Address("http", "[::1]:8765")),
        ("http://www.ledger.example/blog/", BELOW),
        ("http://www.ledger.example/blog", BELOW),
        ("http://www.ledger.example/blog/2005/01/a-post.html", BELOW),
        ("http://www.ledger.example/blog/2005_01_01_archive.html", BELOW),
        ("http://www.ledger.example/blog/atom.xml", BELOW),
        ("http://www.ledger.example/blog/index.html", BELOW),
        ("http://www.ledger.example/blog/search/label/Economy", BELOW),
        ("http://www.ledger.example/blog/feeds/posts/default?alt=rss", BELOW),
        ("http://www.ledger.example/my/notes/2005/", replace(BELOW, path="/my/notes")),
        ("http://www.ledger.example/p/about.html", replace(BELOW, path="")),
        ("http://www.ledger.example/2005/01/a-post.html", replace(BELOW, path="")),
        ("https://news.blogspot.com/blog/", BLOG),
        ("4711000111222", Address("https", "www.blogger.com", "4711000111222")),
        ("http://localhost/", Address("http", "localhost")),
        ("bücher.example", Address("https", "xn--bcher-kva.example")),
        ("https://www.blogger.com/feeds/123/posts/default", Address("https", "www.blogger.com", "123")),
        ("www.blogger.com/feeds/123", Address("https", "www.blogger.com", "123")),
        ("https://www.blogger.com/blog/posts/123", Address("https", "www.blogger.com", "123")),
        ("https://draft.blogger.com/blogger.g?blogID=123#x", Address("https", "www.blogger.com", "123")),
        ("5550001112223334445", Address("https", "www.blogger.com", "5550001112223334445")),
        ("tag:blogger.com,1999:blog-5783643", Address("https", "www.blogger.com", "5783643")),
    ],
)
def test_whatever_a_person_would_paste_names_a_blog(typed: str, address: Address) -> None:
    assert read_address(typed) == address


FOLDER = Address("http", "www.example.org", path="/blog")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("http://www.example.org/blog", "/blog"),
        ("http://www.example.org/blog/", "/blog"),
        ("http://www.example.org/blog/index.html", "/blog"),
        ("http://www.example.org/blog/2003/09/a-title.html#106495239959415811", "/blog"),
        ("http://www.example.org/blog/2003_09_01_archive.html", "/blog"),
        ("http://www.example.org/blog/archive/2003_09_28_archive.html", "/blog"),
        ("http://www.example.org/blog/archives/", "/blog"),
        ("http://www.example.org/blog/labels/Tour.html", "/blog"),
        ("http://www.example.org/blog/atom.xml", "/blog"),
        ("http://www.example.org/~ann/news/rss.xml", "/~ann/news"),
        ("http://www.example.org/2003/09/a-title.html", ""),
        ("http://www.example.org/p/about.html", ""),
        ("http://www.example.org/search/label/News", ""),
        ("http://www.example.org/feeds/posts/default", ""),
        ("http://www.example.org/sitemap.xml?page=2", ""),
        ("http://www.example.org/?m=1", ""),
        ("http://www.example.org/index.html", ""),
    ],
)
def test_a_blog_published_by_ftp_may_live_in_a_folder(typed: str, path: str) -> None:
    address = read_address(typed)
    assert address == Address("http", "www.example.org", path=path)
    assert address.home == f"http://www.example.org{path}/"
    assert read_address(address.home) == address


def test_the_feeds_of_a_folder_are_files_in_it() -> None:
    assert FOLDER.feed("atom.xml") == "http://www.example.org/blog/atom.xml"
    assert FOLDER.feed("plain") == "http://www.example.org/blog/feeds/posts/default"


def test_a_redirect_into_or_out_of_a_folder_moves_the_address() -> None:
    assert moved_to(Address("http", "www.example.org"), "http://www.example.org/blog/") == FOLDER
    assert moved_to(FOLDER, "http://blog.example.org/2003/09/x.html") == Address("http", "blog.example.org")
    assert moved_to(FOLDER, "http://www.example.org/blog/atom.xml") == FOLDER


@pytest.mark.parametrize(
    ("typed", "original"),
    [
        ("https://web.archive.org/web/20120101000000/http://news.blogspot.com/", "http://news.blogspot.com/"),
        ("web.archive.org/web/2012*/news.blogspot.com", "news.blogspot.com"),
        (
            "http://webcache.googleusercontent.com/search?q=cache:abc:http://news.blogspot.com/",
            "http://news.blogspot.com/",
        ),
        ("https://news-blogspot-com.translate.goog/", "https://example.blogspot.com"),
    ],
)
def test_a_copy_that_another_service_keeps_is_refused_with_the_original(typed: str, original: str) -> None:
    with pytest.raises(UsageError, match="copy that another service keeps") as refused:
        read_address(typed)
    assert str(refused.value).endswith(original)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "hello",
        "not a url",
        "ftp://news.blogspot.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://news.blogspot.com:99999/",
        "https://www.blogger.com/profile/123",
        "https://www.blogger.com/",
        "https://blogspot.com/",
        "https://www.blogspot.com/",
        "https://2.bp.blogspot.com/-a/s1600/x.jpg",
        "https://blogger.googleusercontent.com/img/a/x",
        "https://www.google.com/sorry/index",
        "http://[::1",
        "https://web.archive.org/",
        "https://web.archive.org/web/20100203040506/",
    ],
)
def test_what_is_no_blog_is_refused_in_one_line_that_names_it(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_address(typed)
    assert repr(typed) in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with suppress(UsageError):
        assert read_address(text).host


@given(st.text(alphabet='ab/.%2é <"_-05'))
def test_the_home_page_of_an_address_names_the_same_address(path: str) -> None:
    with suppress(UsageError):
        address = read_address(f"http://www.ledger.example/{path}")
        assert read_address(address.home) == address


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://n.blogspot.com/2015/04/a.html?m=1", "https://n.blogspot.com/2015/04/a.html"),
        (
            "https://n.blogspot.com/2015/04/a.html?showComment=1428#c12",
            "https://n.blogspot.com/2015/04/a.html",
        ),
        (
            "https://n.blogspot.com/ncr/2015/04/a.html?utm_source=x&spref=tw",
            "https://n.blogspot.com/2015/04/a.html",
        ),
        ("http://n.blogspot.co.uk/2015/04/a.html#more", "http://n.blogspot.com/2015/04/a.html"),
        ("http://n.blogspot.de/2015/04/a.html", "http://n.blogspot.com/2015/04/a.html"),
        ("https://www.n.blogspot.com/2015/04/a.html", "https://n.blogspot.com/2015/04/a.html"),
        ("https://example.org:443/2015/04/a.html", "https://example.org/2015/04/a.html"),
        ("HTTP://N.Blogspot.com/2015/04/A.html", "http://n.blogspot.com/2015/04/A.html"),
        ("https://example.org:8443/2015/04/a.html", "https://example.org:8443/2015/04/a.html"),
        ("https://example.org/2015/04/caf%c3%a9.html", "https://example.org/2015/04/caf%C3%A9.html"),
        ("https://example.org/2015/04/café.html", "https://example.org/2015/04/caf%C3%A9.html"),
        ("https://example.org/?p=1", "https://example.org/?p=1"),
        ("http://[broken", "http://[broken"),
        ("http://n.blogspot.com/2015/04/a.html.1", "http://n.blogspot.com/2015/04/a.html"),
        ("http://n.blogspot.com/2015/04/a.html%3Fm=1.html", "http://n.blogspot.com/2015/04/a.html"),
        ("http://n.blogspot.com/p/a.html@m=1.html", "http://n.blogspot.com/p/a.html"),
    ],
)
def test_permalink_has_one_spelling(url: str, canonical: str) -> None:
    assert permalink(url) == canonical


@given(st.text())
def test_permalink_of_a_permalink_is_itself(text: str) -> None:
    assert permalink(permalink(text)) == permalink(text)


@pytest.mark.parametrize(
    ("address", "asked", "url"),
    [
        (
            BLOG,
            {"start": 151},
            "https://news.blogspot.com/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=151",
        ),
        (BLOG, {"dialect": "plain"}, "https://news.blogspot.com/feeds/posts/default"),
        (BLOG, {"dialect": "rss"}, "https://news.blogspot.com/feeds/posts/default?alt=rss"),
        (BLOG, {"dialect": "atom.xml"}, "https://news.blogspot.com/atom.xml"),
        (
            Address("https", "www.blogger.com", "12"),
            {"dialect": "atom", "kind": "comments"},
            "https://www.blogger.com/feeds/12/comments/default?alt=atom&redirect=false&max-results=150&start-index=1",
        ),
    ],
)
def test_feed_urls(address: Address, asked: dict[str, object], url: str) -> None:
    assert address.feed(**asked) == url  # type: ignore[arg-type]


def test_an_older_window_escapes_the_plus_of_its_offset() -> None:
    assert "published-max=2015-04-01T10%3A00%3A00%2B02%3A00" in BLOG.feed(
        older_than="2015-04-01T10:00:00+02:00"
    )


def test_pages_are_fetched_with_the_scheme_that_the_blog_answers_to() -> None:
    assert on_address("http://news.blogspot.com/p.html", BLOG) == "https://news.blogspot.com/p.html"
    assert on_address("http://other.example/p.html", BLOG) == "http://other.example/p.html"


def test_a_redirect_moves_the_address_but_not_to_blogger_itself() -> None:
    assert moved_to(BLOG, "https://www.example.org/feeds/posts/default") == Address(
        "https", "www.example.org"
    )
    assert moved_to(BLOG, "https://www.blogger.com/blogin.g?blogspotURL=x") == BLOG
