"""Comments listed on a post's page, in the markup of each time."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Comment

URL = "https://quay.example.com/2012/07/pump.html"
SHOWN = f"{URL}?showComment=1341824400000#c"


def comments(listed: str) -> tuple[Comment, ...]:
    """The comments of a page whose section of comments holds `listed`."""
    post = "<div class='post-body entry-content'>The pump at the old quay runs again.</div>"
    section = f"<div class='comments' id='comments'><h4>2 comments:</h4>{listed}</div>"
    gadget = f"<div class='widget Blog' id='Blog1'><div class='post'>{post}</div>{section}</div>"
    return read_page(f"<html><body>{gadget}</body></html>".encode(), url=URL).comments


def block(number: int, name: str, *, names_itself: bool) -> str:
    """The block of a threaded comment, with its links for readers below the text."""
    own = f" id='c{number}'" if names_itself else ""
    said = f"<p class='comment-content'>{name}'s words.</p>"
    when = f"<span class='datetime'><a href='{SHOWN}{number}'>July 9, 2012 at 9:00 AM</a></span>"
    links = "<span class='comment-actions'><a>Reply</a><span class='item-control'><a>Delete</a></span></span>"
    return f"<div{own} class='comment-block'><cite class='user'>{name}</cite>{when}{said}{links}</div>"


@pytest.mark.parametrize("names_itself", [True, False])
def test_threads_of_all_years(names_itself: bool) -> None:
    """Until 2014 the block bore the comment's number, since then the item of the list does."""
    item = "<li class='comment'>" if names_itself else "<li class='comment' id='c{0}'>"
    answer = f"{item.format(2222222)}{block(2222222, 'Bo', names_itself=names_itself)}</li>"
    first = f"{item.format(1111111)}{block(1111111, 'Ann', names_itself=names_itself)}"
    found = comments(f"<ol>{first}<div class='comment-replies'><ol>{answer}</ol></div></li></ol>")
    assert [(c.comment_id, c.author, c.parent_id, c.body_raw) for c in found] == [
        ("1111111", "Ann", None, "Ann's words."),
        ("2222222", "Bo", "1111111", "Bo's words."),
    ]


def test_comments_as_bloggers_help_wrote_them() -> None:
    """Each has its byline inside, which is taken out of the text."""
    item = (
        "<div class='blogComment'><a name='{1}'></a> {0}'s words.<br><div class='byline'>"
        "<a href='{2}{1}' title='permanent link'>#</a> posted by <a href='/{0}'>{0}</a> : 9:00 AM</div></div>"
    )
    listed = item.format("Ann", 11111111, SHOWN) + item.format("Bo", 22222222, "#c")
    found = comments(f"<div class='blogComments'>{listed}</div>")
    assert [(c.author, c.published_raw, c.body_raw.split("<br>")[0][-11:].strip()) for c in found] == [
        ("Ann", "2012-07-09T09:00:00.000Z", "Ann's words."[-11:]),
        ("Bo", "9:00 AM", "Bo's words."),
    ]


@pytest.mark.parametrize(
    "link", [SHOWN, "pump.html?showComment=1341824400000#c", "pump%3FshowComment=1341824400000.html#c"]
)
def test_a_comments_address_in_a_copy_that_has_names_of_files(link: str) -> None:
    listed = block(1111111, "Ann", names_itself=True).replace(SHOWN, link)
    (comment,) = comments(f"<ol><li class='comment'>{listed}</li></ol>")
    assert comment.url == f"{SHOWN}1111111"


@pytest.mark.parametrize(
    ("number", "shown", "time"),
    [
        ("111731820129474308", "3:10 PM", "2005-05-28T22:10:01.294Z"),
        ("111731820129474308", "5/28/2005 3:40:01 PM", "2005-05-28T22:10:01.294Z"),
        ("111731820129474308", "28.05.2005 15:10", "2005-05-28T22:10:01.294Z"),
        ("111731820129474308", "3:12 PM", "3:12 PM"),
        ("119731820129474308", "1:23 PM", "1:23 PM"),
        ("1117318201294743081", "3:10 PM", "3:10 PM"),
    ],
)
def test_a_number_of_before_2007_is_the_time_of_its_comment(number: str, shown: str, time: str) -> None:
    line = f"<dt class='comment-author' id='c{number}'>At <a href='#c{number}'>{shown}</a>, Bo said...</dt>"
    (found,) = comments(f"<dl>{line}<dd class='comment-body'>It runs.</dd></dl>")
    assert found.published_raw == time
