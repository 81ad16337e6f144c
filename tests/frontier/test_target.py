"""Which answers are admitted as the blog that is asked for: identity fails closed."""

from contextlib import nullcontext

import pytest

from crawler.archive_reader import KnownBlog
from crawler.blogger.frontier.exchange import PageResponse
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import read_address
from crawler.errors import OtherBlogError
from crawler.items import Blog

HOME = "https://ledger.blogspot.com/"


def target(known: KnownBlog | None = None) -> Target:
    return Target(HOME, read_address(HOME), known)


def blog(blog_id: str, title: str = "Ledger") -> Blog:
    return Blog(blog_id=blog_id, url=HOME, title=title)


COPIED = "<link rel='service.post' href='https://www.blogger.com/feeds/666/posts/default'>"
HELD = KnownBlog(address=HOME, blog_id="4711", title="Ledger")


@pytest.mark.parametrize(
    ("known", "answers", "admitted"),
    [
        (None, blog("666"), True),
        (None, blog("host:ledger.blogspot.com"), True),
        (HELD, blog("4711"), True),
        (HELD, blog("4711", "A new title"), True),
        (HELD, blog("666"), False),
        (HELD, blog("host:ledger.blogspot.com"), True),
        (HELD, blog("host:ledger.blogspot.com", "Online casino"), False),
        (KnownBlog(address=HOME, blog_id="4711"), blog("host:ledger.blogspot.com"), False),
        (KnownBlog(address=HOME, blog_id="host:ledger.blogspot.com"), blog("666"), True),
    ],
)
def test_another_blog_is_not_admitted(known: KnownBlog | None, answers: Blog, admitted: bool) -> None:
    place = target(known)
    assert place.admit(answers, HOME) is admitted
    assert (place.mismatch is None, len(place.announced)) == (admitted, admitted)


def test_once_the_blog_is_known_no_other_one_is_admitted() -> None:
    place = target()
    assert place.admit(blog("4711"), HOME)
    assert not place.admit(blog("666"), HOME)


def test_a_blog_that_another_address_had_first_is_a_duplicate() -> None:
    place = Target(HOME, read_address(HOME), None, lambda _: "https://www.ledger.example/")
    assert not place.admit(blog("4711"), HOME)
    assert place.duplicate_of == "https://www.ledger.example/"


@pytest.mark.parametrize(
    ("head", "is_own"),
    [
        ("", True),
        (
            "<script>_WidgetManager._SetDataContext([{'name': 'blog', 'data': {'blogId': '666'}}]);</script>",
            False,
        ),
        (COPIED, False),
        (f"{COPIED}<link href='https://www.blogger.com/authorization.css?targetBlogID=4711&amp;zx=1'>", True),
    ],
)
def test_a_link_to_another_blog_does_not_make_a_page_that_blogs(head: str, is_own: bool) -> None:
    """A theme without Blogger's scripts states no number, and its author may link to a friend's blog."""
    link = "<a href='https://www.blogger.com/comment.g?blogID=666&postID=123456789'>Ida's</a>"
    post = f"<h3 class='post-title'>Ferry</h3><div class='post-body'>See {link}.</div>"
    page = f"<html><head>{head}</head><body><div class='post hentry'>{post}</div></body></html>"
    answer = PageResponse(f"{HOME}2014/05/ferry.html", page.encode(), blog_id="4711")
    with nullcontext() if is_own else pytest.raises(OtherBlogError):
        assert [found.title for found in answer.page().posts] == ["Ferry"]
