"""Lines of an owner's template at the edges of a text that no name marks."""

import re

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post

_URL = "http://ferry.example.org/2007/05/to-the-island.html"
_STORY = "We left at dawn.<br><br>The island was green; nobody was there but two goats and a man with nets."


def _read(body: str) -> Post:
    head = "<meta name='generator' content='Blogger'><title>Ferry: To the island</title>"
    page = f"<html><head>{head}</head><body><h1>Ferry</h1>{body}</body></html>"
    (post,) = read_page(page.encode(), url=_URL).posts
    return post


@pytest.mark.parametrize(
    "frame",
    [
        "<div><b>To the island</b><br>{}<br>~ Ann Lee [10:15 PM]</div>",
        "<p>A diary</p><p><b><a href='/a.html'>To the island</a></b><br>{}<br><i>Ann Lee, 10:15 PM</i></p>",
        "<div>To the island<br>{}</div><div align=right><small>Told by Ann Lee at 10:15 PM</small></div>",
        "<article><h2>To the island</h2><p>Posted by Ann Lee at 10:15 PM</p><div>{}</div></article>",
        "<a name='112233445'><h3>To the island</h3>{}</a><br><small>posted by Ann Lee at 10:15 PM</small>",
        "<table><tr><td>To the island<tr><td>{}<tr><td>posted by Ann Lee, 10:15 PM</table>",
        "<a name='11223344'></a><div>To the island<br>{}<p>Ann Lee @ 9:15 <a href='#comments'>2</a></div>",
        "<div class=blogbody><b>To the island</b><br>{}<br>Posted by Ann Lee at 10:15 PM</div>",
    ],
)
def test_title_and_byline_at_the_edges_are_no_text(frame: str) -> None:
    post = _read(frame.format(_STORY))
    assert _STORY in post.body_raw
    assert not re.search("To the island|Ann|diary", post.body_raw)
    assert (post.title, post.author) == ("To the island", "Ann Lee")


@pytest.mark.parametrize(
    "line",
    [
        "We came by Cape Horn at 10:15.",
        "By 10:15 PM we were all asleep.",
        "- Luke 10:15",
        "Last boat 10:15 PM",
        "Told by hand, as my grandfather did",
        'Tell me in the <a href="#comments">comments</a> below.',
    ],
)
def test_sentences_and_verses_at_the_end_stay(line: str) -> None:
    post = _read(f"<div><b>To the island</b><br>{_STORY}<br>{line}</div>")
    assert post.body_raw.endswith(line)


def test_first_paragraph_that_repeats_the_heading_stays() -> None:
    post = _read(f"<div><h2>To the island</h2><p>To the island</p>{_STORY}</div>")
    assert post.body_raw.startswith("<p>To the island</p>")


def test_first_line_with_a_time_stays() -> None:
    post = _read(f"<div><p>First boat 10:15</p>{_STORY}</div>")
    assert "First boat 10:15" in post.body_raw


def test_last_line_stays_where_a_byline_follows() -> None:
    end = "Posted by nobody at 9:30 PM"
    post = _read(
        f"<div><a name='112233445'></a><h3>To the island</h3>{_STORY}<br>{end}<br>"
        "<small>posted by Ann Lee at 10:15 PM</small></div>"
    )
    assert end in post.body_raw
    assert post.author == "Ann Lee"
