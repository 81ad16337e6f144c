"""The pages that complete summaries, and the end of asking where a server refuses."""

import pytest

from crawler.blogger.frontier.completion import REFUSALS, Completion, find_body
from crawler.blogger.frontier.exchange import PageResponse
from crawler.blogger.frontier.target import Target
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import PageType
from crawler.blogger.urls import read_address
from crawler.items import Post

HOME = "https://a.blogspot.com/"


def summary(number: int) -> Post:
    return Post(blog_id="1", post_id=str(number), url=f"{HOME}2015/01/post-{number}.html", partial=True)


def source_of(size: int) -> Completion:
    source = Completion(Target(HOME, read_address(HOME)))
    assert source.add(summary(number) for number in range(size)) == []
    return source


def ask(source: Completion, *refused: bool) -> list[str]:
    """Post ids that came out, as their pages are refused (403) or not there (404)."""
    found: list[str] = []
    for answer in refused:
        request = source.next()
        if request:
            response = PageResponse(request.url, status=403 if answer else 404)
            found += [post.post_id for post in source.take(request, response)]
    return found


def test_one_page_is_on_its_way_at_a_time() -> None:
    source = source_of(3)
    assert source.next() is not None
    assert source.next() is None


def test_refusals_in_a_row_make_an_end_and_every_summary_is_kept_once() -> None:
    source = source_of(9)
    assert ask(source, *[True] * 9) == [str(number) for number in range(9)]
    assert source.partial == 9
    assert source.error
    assert "too many failures in a row" in source.error
    assert source.add([summary(77)]) == [summary(77)]
    assert source.partial == 10


def test_refusals_between_answers_do_not() -> None:
    source = source_of(12)
    assert len(ask(source, *[True, True, True, True, False] * 2, True, True)) == 12
    assert source.error is None
    assert REFUSALS == 5


def test_a_summary_without_an_address_is_counted_as_a_summary() -> None:
    source = source_of(0)
    nowhere = Post(blog_id="1", post_id="5", partial=True)
    assert (source.asked, any(source.shortfalls())) == (False, False)
    assert source.add([nowhere]) == [nowhere]
    assert list(filter(None, source.shortfalls())) == ["1 posts could be had as summaries only"]


def test_what_is_waiting_is_not_done() -> None:
    assert any(source_of(1).shortfalls())


PERMALINK = f"{HOME}2015/01/post-1.html"


def page(kind: PageType, *posts: tuple[str, str | None]) -> ParsedPage:
    found = (Post(blog_id="", post_id=i, url=url, body_raw=f"<p>{i or url}</p>") for i, url in posts)
    return ParsedPage(page_type=kind, posts=tuple(found))


@pytest.mark.parametrize(
    ("answered", "url", "found"),
    [
        (page(PageType.POST, ("1", PERMALINK)), PERMALINK, True),
        (page(PageType.POST, ("", PERMALINK)), PERMALINK, True),
        (page(PageType.POST, ("", None)), PERMALINK, True),
        (page(PageType.INDEX, ("9", None), ("1", PERMALINK)), HOME, True),
        (page(PageType.POST, ("9", PERMALINK)), PERMALINK, False),
        (page(PageType.INDEX, ("", None)), HOME, False),
        (page(PageType.INDEX, ("", PERMALINK)), HOME, False),
        (page(PageType.LABEL, ("", f"{HOME}2015/02/other.html")), f"{HOME}search/label/x", False),
        (page(PageType.POST, ("", f"{HOME}2015/02/other.html")), f"{HOME}2015/02/other.html", False),
        (page(PageType.POST, ("", None)), f"{HOME}2015/02/other.html", False),
    ],
)
def test_a_page_completes_its_own_post_only(answered: ParsedPage, url: str, found: bool) -> None:
    assert (find_body(summary(1), answered, url) is not None) is found
