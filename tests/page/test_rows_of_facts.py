"""Titles, names and labels in rows and headings that hold other facts as well."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post

URL = "https://quay.example.com/2019/07/pump.html"
BODY = "<div class='post-body'>The pump runs.</div>"
LABELS = "<a href='/search/label/Quay'>Quay (4)</a><a href='/search/label/Old%20pumps'>Old pumps</a>"


def read(around: str) -> Post:
    """The post of a page with `around` beside its body, and a list of the blog's labels below."""
    widget = f"<div class='widget Blog' id='Blog1'>{around.replace('BODY', BODY)}</div>"
    page = f"<html><head><title>The pump | Quay</title></head><body>{widget}{LABELS}</body></html>"
    (post,) = read_page(page.encode(), url=URL).posts
    return post


@pytest.mark.parametrize(
    "heading",
    [
        f"<h2><a href='{URL}' rel='bookmark'>The pump</a> <i>Tuesday, July 9, 2019 |</i></h2>",
        f"<h3 class='post-title'><a href='{URL}'>The pump</a> <i class='post-date'>9 July 2019</i></h3>",
        f"<h2><a href='{URL}' title='permanent link'>The pump</a><small>9 July 2019</small></h2>",
    ],
)
def test_a_heading_may_hold_the_date_beside_the_title(heading: str) -> None:
    post = read(f"<div class='post'>{heading}BODY</div>")
    assert post.title == "The pump"
    assert "9" in (post.published_raw or "")
    assert "2019" in (post.published_raw or "")


def test_a_date_in_the_words_of_a_title_is_none_of_the_post() -> None:
    heading = f"<h2><a href='{URL}' rel='bookmark'>The flood of 3 May 2011</a> <b>(2)</b></h2>"
    assert read(f"<div class='post'>{heading}BODY</div>").published_raw is None


@pytest.mark.parametrize(
    "name", ["post-body-content", "articleBodyText", "single-post-text", "story_text_body"]
)
def test_a_name_of_words_for_post_and_text_is_that_of_a_body(name: str) -> None:
    invitation = "<div><h3>Do you need a pump?</h3><p>We have one for every quay, large and small.</p></div>"
    post = read(
        f"<article><h1>The pump</h1><div class='{name}'><p>The pump runs.</p></div>{invitation}</article>"
    )
    assert post.body_raw == "<p>The pump runs.</p>"


@pytest.mark.parametrize("name", ["badge", "topic-chip", "pill pill-blue"])
def test_framed_words_that_the_page_links_as_labels_are_labels(name: str) -> None:
    row = "".join(f"<span class='{name}'>{word}</span>" for word in ("NEW", "Old pumps", "Quay", "4 min"))
    post = read(f"<div><span>9 July 2019</span> <span>by Ann Lee</span>{row}</div><h1>The pump</h1>BODY")
    assert post.labels == ("Old pumps", "Quay")
    assert post.author == "Ann Lee"


def test_a_number_of_the_post_in_a_class_of_its_body() -> None:
    assert (
        read("<div class='pE postBody postID-5195030513582200127'>The pump runs.</div>").post_id
        == "5195030513582200127"
    )
