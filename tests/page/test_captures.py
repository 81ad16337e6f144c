"""Pages as web archives and search engines show them, and pages that break off."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post
from pipelines.item_cleaner import ItemCleaner

URL = "http://quay.example.com/2018/02/pump.html"
CLASSIC = (
    "<html><head><title>Quay: The pump</title></head><body><div class='date'>February 15, 2018</div>"
    "<div class='blogPost'><h3>The pump</h3><p>It has run since the morning of Monday.</p>"
    "<div class='byline'>posted by Ann @ 10:15 PM</div></div></body></html>"
)
CACHE = (
    "<meta http-equiv='Content-Type' content='x'><base href='{0}'><div><div>This is Google's cache of "
    "<a href='{0}'>{0}</a>. It is a snapshot of the page as it appeared on 4 Mar 2019 10:00:00 GMT. "
    "<a href='http://support.google.com/websearch/answer.py?hl=en&amp;p=cached'>Learn more</a></div></div>"
    "<div style='position:relative'>"
)
TOOLBAR = (
    "<div id='wm-ipp-base' style='display:none'><div id='wm-ipp'><table><tr><td>2018<td>2019</table>"
    "<p>Collection: a web crawl whose data were captured by those who keep what others wrote.</p></div></div>"
)


def read(page: str) -> Post:
    (post,) = read_page(page.encode(), url=URL).posts
    return ItemCleaner().clean(post)


def test_a_browsers_reading_view_names_title_author_and_text() -> None:
    head = "<h1 class='reader-title'>The pump</h1><div class='credits reader-credits'>Ann Lee</div>"
    head = f"<a class='domain reader-domain' href='{URL}'>quay.example.com</a>{head}"
    body = "<div class='moz-reader-content'><div class='page'><p>It has run since Monday.</p></div></div>"
    page = f"<html><head><title>The pump</title></head><body>{head}{body}</body></html>"
    (post,) = read_page(page.encode()).posts
    cleaned = ItemCleaner().clean(post)
    assert (post.title, cleaned.text, post.author) == ("The pump", "It has run since Monday.", "Ann Lee")
    assert post.url == URL


def test_a_translated_copy_hides_the_text_that_it_translates() -> None:
    def translated(text: str, shown: str) -> str:
        return f"<span onmouseover='_tipon(this)'><span class='google-src-text'>{text}</span> {shown}</span>"

    page = CLASSIC.replace("The pump</h3>", translated("Die Pumpe", "The pump") + "</h3>")
    page = page.replace("It has run", translated("Sie läuft", "It has run"))
    post = read(page.replace("Quay: The pump", "The pump"))
    assert (post.title, post.text) == ("The pump", "It has run since the morning of Monday.")


@pytest.mark.parametrize(
    "page",
    [CACHE.format(URL) + CLASSIC, CLASSIC.replace("<body>", f"<body>{TOOLBAR}")],
    ids=["cache", "toolbar"],
)
def test_lines_above_a_kept_page_are_not_its_text(page: str) -> None:
    post = read(page)
    assert (post.title, post.text, post.author) == (
        "The pump",
        "It has run since the morning of Monday.",
        "Ann",
    )


def test_a_copy_tells_its_own_address_and_time_and_not_the_pages() -> None:
    facts = "<meta property='og:url' content='http://archive.ph/x'/><meta property='article:published_time' "
    head = f"<head><link rel='canonical' href='https://archive.ph/x'/>{facts}content='2019-03-01T10:11:12Z'/>"
    (post,) = read_page(CLASSIC.replace("<head>", head).encode(), url=URL).posts
    assert (post.url, post.published_raw) == (URL, "February 15, 2018")


def test_a_blog_whose_name_begins_with_archive_tells_its_own_address() -> None:
    url = "http://archive.quay.example/2018/02/pump.html"
    (post,) = read_page(f"<head><link rel='canonical' href='{url}'/></head>{CLASSIC}".encode()).posts
    assert post.url == url


def test_a_dynamic_view_as_a_browser_saved_it() -> None:
    head = "<meta content='dynamic' name='blogger-template'/><meta content='!' name='fragment'/>"
    post = read(
        f"<html><head><title>Quay: The pump</title>{head}</head><body><div class='hentry'>"
        "<h1 class='entry-title'>The pump</h1><div class='article-content entry-content'>It runs.</div>"
        "</div></body></html>"
    )
    assert (post.title, post.body_raw) == ("The pump", "It runs.")


def test_a_post_about_the_cache_keeps_its_link() -> None:
    link = "<a href='http://support.google.com/websearch/answer?p=cached'>cached</a>"
    assert read(CLASSIC.replace("Monday", link)).text == "It has run since the morning of cached."
    gadget = f"<div class='widget Blog' id='Blog1'><div class='post-body'>It runs, see {link}.</div></div>"
    assert read(f"<html><body>{gadget}</body></html>").text == "It runs, see cached."


@pytest.mark.parametrize("end", ["<", "</", "</d", "<div class='x"])
def test_a_tag_that_was_cut_off_leaves_nothing(end: str) -> None:
    body = f"<div class='widget Blog' id='Blog1'><div class='post-body'>It runs.{end}"
    assert read(f"<html><head><title>The pump</title></head><body>{body}").text == "It runs."


@pytest.mark.parametrize("home", ["/", "../../index.html", "../../search"])
def test_a_heading_that_leads_home_is_no_title(home: str) -> None:
    """Mirroring programs write addresses as those of files."""
    html = f"""<html><head><title>Ferry runs</title></head><body><div class='widget Blog' id='Blog1'>
<div class='post'><h1><a href='{home}'>The Quay</a></h1><h2>The ferry</h2>
<div class='post-body'>It runs again.</div></div></div></body></html>"""
    (post,) = read_page(html.encode(), url="https://quay.example.com/2019/07/ferry.html").posts
    assert post.title == "The ferry"
