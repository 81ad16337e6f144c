"""Finds of a fuzzer, in small: bodies that made the cleaning fail or take for ever."""

import time
from collections.abc import Callable

import pytest

from crawler.blogger.html.parse import parse_page
from crawler.blogger.html.unterminated_markup import close_unterminated
from pipelines.cleaning.body_cleaning import clean_body

BASE = "http://pier.example.org/2005/05/ferry.html"


@pytest.mark.parametrize(
    ("href", "base", "url"),
    [
        ("a\x18b.html", None, "ab.html"),
        ("a.html", "http://pier.example.org/\x07x/", "http://pier.example.org/x/a.html"),
        ("http://pier.example.org/a\x1f.html", BASE, "http://pier.example.org/a.html"),
    ],
)
def test_control_characters_in_addresses(href: str, base: str | None, url: str) -> None:
    """lxml reads them and refuses to write them."""
    assert [link.url for link in clean_body(f"<a href='{href}'>x</a>", base_url=base).links] == [url]


@pytest.mark.parametrize("tag", ["<o:p>", "<o:p><b>", "</b><o:p>", '<p a"=1 <b>'])
def test_names_that_lxml_cannot_write_in_deep_markup(tag: str) -> None:
    """Elements unfolded at a depth may have them; no text is lost."""
    assert clean_body(tag * 3000 + "found").text.endswith("found")


@pytest.mark.parametrize("letters", ["·", "\xa0x", "&amp; ", "&middot;x&amp; \xa0"])
def test_letters_that_the_sanitiser_is_slow_at(letters: str) -> None:
    """They are parted for it, and nothing of that remains."""
    clean = clean_body("<p>" + letters * 3000 + "</p>")
    assert "<wbr" not in clean.html
    assert clean_body(clean.html).text == clean.text


@pytest.mark.parametrize("deep", ["<i>" * 3000, "<div class='x'>" * 3000])
def test_a_comment_that_ends_in_a_hyphen_in_deep_markup(deep: str) -> None:
    """lxml refuses to build one."""
    assert clean_body(deep + "<![endif]-->found").text.endswith("found")
    assert "found" in "".join(parse_page(deep + "<![endif]-->found").itertext())


FILLERS: dict[str, Callable[[int], str]] = {
    "attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n // 8)) + ">x",
    "attributes with tags": lambda n: "<p " + " ".join(f"a{i}='>'" for i in range(n // 10)) + ">x",
    "lines in a script": lambda n: "<script>x;" + "\n" * n + "y</script>",
    "lines in an open script": lambda n: "<script>" + "\n" * n,
    "tags that are none": lambda n: "<a‹a" * (n // 6),
    "title of such tags": lambda n: "<title>" + "<a‹a" * (n // 6),
    "long address": lambda n: "<a href='http://e.example/?" + "a=b&" * (n // 4) + "'>x</a>",
    "text in tables": lambda n: "<table>x<tr>y" * (n // 13),
    "text in one table": lambda n: "<table>" + "x<tr>y" * (n // 6),
    "jump links": lambda n: "<a href='http://e.example/x#more'>m</a><br>" * (n // 43),
    "Word's comments": lambda n: "&lt;!--[if gte mso 9]&gt;" * (n // 25),
    "figures": lambda n: "<figure><img src=x>" * (n // 19),
    "end tags of nothing": lambda n: "</div><u>" * (n // 9),
    "hidden": lambda n: "<div style='display:none'>x" * (n // 26),
    "widgets": lambda n: "<div class='share-buttons'><b>x</b>" * (n // 35),
    "share links": lambda n: "<p>x" + "<a href='//t.me/share'>x</a>y" * (n // 30),
    "buttons in a line": lambda n: "<b>" * 50 + "<button>x</button>" * (n // 18),
    "lines kept": lambda n: "<div style='white-space:pre'>" + "<b>x</b>\n" * (n // 9),
    "nested lines kept": lambda n: "<div style='white-space:pre'>x\n" * (n // 30),
    "srcset": lambda n: "<img srcset='" + "a" * n + " q'>",
    "formulas": lambda n: "<span class=katex><math><mi>x</mi></math>" * (n // 40),
    "readings": lambda n: "<ruby>漢<rt>か" * (n // 20),
    "tweets": lambda n: "<blockquote class='twitter-tweet'><a href='//x.com/a/status/1'>" * (n // 64),
    "pictures for those without scripts": lambda n: "<noscript><img src=x>" * (n // 21),
    "films": lambda n: "<source '" * (n // 9),
    "formatting": lambda n: "<b>x" * (n // 4),
    "deep paragraphs": lambda n: "<div>" * 2000 + "<p>x</p>" * (n // 8),
    "links in links": lambda n: "<a href='http://e.example/'>x" * (n // 29),
    "bylines": lambda n: "<tr>Posted by <li>" * (n // 18),
}
SIZE = 200_000
BOUND = 10.0  # ratio of times for sizes of one to four, between linear (4) and quadratic (16)
SHORT = 0.1  # seconds below which nothing is said of growth
TRIES = 4


def _clean(body: str) -> None:
    clean_body(body, base_url=BASE, from_page=True)


def _parse(body: str) -> None:
    parse_page(close_unterminated(body))


def _seconds(work: Callable[[str], None], body: str) -> float:
    started = time.process_time()
    work(body)
    return time.process_time() - started


def _is_linear(work: Callable[[str], None], filler: Callable[[int], str]) -> bool:
    long = _seconds(work, filler(SIZE))
    return long < SHORT or long < BOUND * _seconds(work, filler(SIZE // 4))


@pytest.mark.slow
@pytest.mark.parametrize("work", [_clean, _parse])
@pytest.mark.parametrize("filler", FILLERS.values(), ids=FILLERS)
def test_four_times_the_size_takes_about_four_times_as_long(
    filler: Callable[[int], str], work: Callable[[str], None]
) -> None:
    assert any(_is_linear(work, filler) for _ in range(TRIES))
