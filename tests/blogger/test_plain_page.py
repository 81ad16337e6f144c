"""A page saved as plain text gives the record that its HTML gives."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post
from pipelines.item_cleaner import ItemCleaner

PARAGRAPHS = (
    "Ships came today from all over.",
    'A child asked: "No comments: is that a reply?"',
    "Nobody knew.",
)
HTML = """<html><head><title>Port News: The harbour opens</title></head><body>
<div class='widget Blog' id='Blog1'><div class='date-outer'><h2 class='date-header'><span>{date}</span></h2>
<div class='post hentry'><h3 class='post-title entry-title'>The harbour opens</h3>
<div class='post-body entry-content' id='post-body-12345678901'>{body}</div>
<div class='post-footer'><span class='post-author vcard'>Posted by <span class='fn'>Mira Holm</span></span>
<span class='post-timestamp'>at <a class='timestamp-link' href='#'>10:15 AM</a></span>
<span class='post-labels'>Labels: <a rel='tag' href='#'>Harbour</a>, <a rel='tag' href='#'>City</a></span>
</div></div>
<div class='comments' id='comments'><h4>No comments:</h4><a href='#'>Post a Comment</a></div></div></div>
</body></html>"""
TEXT = """{date}

The harbour opens

{body}

Posted by Mira Holm at 10:15 AM
Labels: Harbour, City

No comments:
Post a Comment
Newer Post Older Post Home
Subscribe to: Post Comments (Atom)
"""
DATES = [
    "Wednesday, 1 April 2015",
    "mercredi 1 avril 2015",
    "2015년 4월 1일 수요일",
    "Τετάρτη, 1 Απριλίου 2015",
]


def record(body: str) -> Post:
    (post,) = read_page(body.encode()).posts
    return ItemCleaner().clean(post)


@pytest.mark.parametrize("date", DATES)
def test_html_and_its_plain_text_twin_give_one_record(date: str) -> None:
    marked_up = record(HTML.format(date=date, body="".join(f"<p>{p}</p>" for p in PARAGRAPHS)))
    plain = record(TEXT.format(date=date, body="\n\n".join(PARAGRAPHS)))
    for field in ("title", "text", "author", "labels", "comment_count", "published_local", "word_count"):
        assert getattr(plain, field) == getattr(marked_up, field), field
    assert plain.text == "\n\n".join(PARAGRAPHS)
    assert plain.published_local == "2015-04-01T10:15"


@pytest.mark.parametrize("path", ["/", "/2015_04_01_archive.html", "/search/label/Port"])
def test_the_text_of_a_list_is_no_post(path: str) -> None:
    text = TEXT.format(date=DATES[0], body="\n".join(PARAGRAPHS)).encode()
    assert read_page(text, url="http://port.blogspot.com" + path).posts == ()
    assert read_page(text, url="http://port.blogspot.com/2015/04/a.html").posts
