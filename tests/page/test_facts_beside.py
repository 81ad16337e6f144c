"""Facts of a post in elements without a name of their own, or beside other words."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post

URL = "https://quay.example.com/2019/07/pump.html"
BODY = "<div class='post-body'><p>The pump runs.</p></div>"


def read(around: str, head: str = "<title>The pump</title>", *, classic: bool = False) -> Post:
    """The post of a page with `around` in its posts' widget, or in a page of the owner's own markup."""
    widget = around if classic else f"<div class='widget Blog' id='Blog1'>{around}</div>"
    (post,) = read_page(f"<html><head>{head}</head><body>{widget}</body></html>".encode(), url=URL).posts
    return post


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By Ann Lee, Staff Writer | July 9, 2019", "Ann Lee"),
        ("By Ann Lee (Reporter) | July 9, 2019", "Ann Lee"),
        ("By Ann Lee, Bo Kim | July 9, 2019", "Ann Lee, Bo Kim"),
        ("<img alt='Ann Lee'><span>By</span> <a href='/p/ann.html'>Ann Lee</a>", "Ann Lee"),
        ("Posted by <span class='fn'>Per Dahl</span> on July 9, 2019", "Per Dahl"),
        ("<span class='auth'>Posted by Ann Lee in </span><a href='/search/label/Quay'>Quay</a>", "Ann Lee"),
    ],
)
def test_a_name_without_what_stands_beside_it(byline: str, author: str) -> None:
    assert read(f"<h1>The pump</h1><div class='post-meta'>{byline}</div>{BODY}").author == author


def test_an_instant_in_a_title_is_the_date() -> None:
    ago = "<span title='2019-07-09T10:10:00+01:00'>3 years ago</span>"
    assert read(f"<h1>The pump</h1>{ago}{BODY}").published_raw == "2019-07-09T10:10:00+01:00"


def test_a_heading_of_a_classic_page_is_not_the_title_where_it_names_the_blog() -> None:
    post = read(
        "<h1>Quay</h1><a name='89012345'></a><b>The pump</b><br>It runs.<br><small>Ann Lee 4:51 PM</small>",
        "<title>Quay: The pump</title>",
        classic=True,
    )
    assert (post.title, post.author) == ("The pump", "Ann Lee")
    assert post.body_raw.replace("<br>", "") == "It runs."


def test_a_classic_title_may_be_called_title_alone() -> None:
    post = read(
        "<span class='date'>July 9, 2019</span><br><a name='89012345'></a><span class='title'>The pump</span>"
        "<br>It runs.<br><span class='byline'>posted by Ann at <a href='#'>7:45 AM</a></span>",
        "<title>quay! The pump</title>",
        classic=True,
    )
    assert (post.title, post.author) == ("The pump", "Ann")
    assert "pump" not in post.body_raw


def test_a_heading_may_say_the_blogs_name_behind_the_title() -> None:
    head = "<title>The pump - Quay</title><meta property='og:site_name' content='Quay'>"
    assert read(f"<h1>The pump - Quay</h1>{BODY}", head).title == "The pump"
    assert read(f"<h1>The pump - Quay</h1>{BODY}").title == "The pump - Quay"
