"""Names of those who comment, in classic templates of several languages."""

import pytest

from crawler.blogger.page import read_page

POST = "<div class='post'><h3 class='post-title'>Boats</h3><div class='post-body'>Eleven boats.</div></div>"


def author_of(comment: str) -> str | None:
    page = f"<html><body>{POST}<div id='comments'>{comment}</div></body></html>"
    (found,) = read_page(page.encode(), url="http://quay.example.com/2009/05/boats.html").comments
    return found.author


@pytest.mark.parametrize(
    "said",
    ["said...", "řekl(a)...", "אמר/ה...", "يقول...", "ಹೇಳಿದರು...", "je rekel…", "さんのコメント...", "提到..."],
)
def test_the_name_without_the_word_behind_it(said: str) -> None:
    term = f"<dt class='comment-poster' id='c115430'><a name='c115430'></a>Ann Lee {said}</dt>"
    time = "<dd class='comment-timestamp'><a href='#c115430'>22:15</a></dd>"
    assert author_of(f"<dl>{term}<dd class='comment-body'><p>Nine.</p></dd>{time}</dl>") == "Ann Lee"


def test_the_name_behind_the_time_of_a_list() -> None:
    data = "<p class='comment-data'>At <a href='#c115430'>10:15 PM</a>, Ann Lee said&hellip;</p>"
    item = f"<li id='c115430'>{data}<div class='comment-body'><p>Nine.</p></div></li>"
    assert author_of(f"<ul>{item}</ul>") == "Ann Lee"
