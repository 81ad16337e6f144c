"""Broken pages: no bytes raise, no damage costs the text."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.blogger.html.unterminated_markup import close_unterminated
from crawler.blogger.page import read_page, reader
from crawler.cli.extract import PageSource, records
from pipelines.item_cleaner import ItemCleaner

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden").glob("*/body.html"))]
URL = "http://harbour-gazette.blogspot.com/2014/05/ferry.html"
BLOG = "<div class='widget Blog'><div class='post hentry'><div class='post-body'>{}</div></div></div>"
SHARDS = [
    *(
        b"<div>",
        b"</div>",
        b"<!--",
        b"-->",
        b"<script>",
        b"</script>",
        b'"',
        b"'",
        b"<",
        b">",
        b"\x00",
        b"\xff\xfe",
    ),
    *(b"<a name='123456789'>", b"</html>", b"<table>", b"<p>", b"<style>", b"<svg>", b"<template>", b"&#11;"),
    *(b"_SetDataContext(", b"'pageName': '", b"\\ud83d", b'href="http://[::1"', b"<![CDATA[", b"<?xml"),
    *(b"class='post-body'", b"datetime='9999-99-99T99:99'", b"?showComment=999999999999999"),
    *(b"<div style='clear:both;'></div>", b"<script type='application/ld+json'>[[[[</script>", b"&#x110000;"),
]


def text_of(body: str) -> str:
    """Markup of the only post's body."""
    (post,) = read_page(body.encode(), url=URL).posts
    return post.body_raw


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(PAGES))
def test_no_damage_raises(chance: random.Random, page: bytes) -> None:
    """Real markup with pieces cut out, doubled and mixed with what parsers stumble over."""
    body = bytearray(page)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(body) + 1)
        if chance.random() < 0.5:
            body[place:place] = chance.choice(SHARDS)
        else:
            del body[place : place + chance.randint(1, 400)]
    read_page(
        bytes(body), url=chance.choice((URL, None, "http://[bad")), charset=chance.choice((None, "utf-16"))
    )


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    """Anything is a page of some kind."""
    assert read_page(body, url=URL).page_type


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html><body>" + BLOG.format("found") + "</body></html>", id="whole"),
        pytest.param("<html><body></body></html>" + BLOG.format("found"), id="after the end of the page"),
        pytest.param("<!-- never closed " + BLOG.format("found"), id="comment that never ends"),
        pytest.param("<div>" * 300 + BLOG.format("found"), id="300 levels deep"),
        pytest.param("<div>" * 10_000 + BLOG.format("found"), id="10,000 levels deep"),
        pytest.param("<font>" * 10_000 + BLOG.format("found"), id="10,000 unclosed tags"),
        pytest.param(BLOG.format("fo\x00und").replace("\x00", "\x00\x00"), id="NUL bytes"),
        pytest.param(BLOG.format("found <p>").removesuffix("</div></div></div>"), id="cut off"),
        pytest.param(
            "<?xml version='1.0' encoding='utf-16'?>" + BLOG.format("found"), id="XML declaration that lies"
        ),
    ],
)
def test_text_survives(body: str) -> None:
    """Damage that makes parsers lose what follows."""
    assert "found" in text_of(body)


PAGE = (
    "<html><head>{head}<title>Gazette</title></head><body>{before}<div class='widget Blog'>"
    "<h2 class='date-header'>Tuesday, May 6, 2014</h2><div class='post hentry'><h3 class='post-title'>A</h3>"
    "<div class='post-body'><p>First</p>{damage}<p>Second</p><p>Third</p><div style='clear: both;'></div>"
    "</div>"
    "<div class='post-footer'>Posted by <span class='fn'>Ada</span></div></div></div>{after}</body></html>"
)


def damaged(damage: str = "", *, head: str = "", before: str = "", after: str = "") -> str:
    """A page with something in its body, its head, before its post or after it."""
    return PAGE.format(damage=damage, head=head, before=before, after=after)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(damaged('<a href="x>y</a>'), id="quote that never ends"),
        pytest.param(damaged('<a href="x>y</a>', after='<p class="z">'), id="quote that ends far off"),
        pytest.param(damaged("<a href='x>y</a>"), id="single quote"),
        pytest.param(damaged('<img src="x><br><a href="z>y</a>'), id="two such quotes"),
        pytest.param(damaged("it's <a href='x>y</a>", after="<p>don't</p>"), id="apostrophe ends the quote"),
        pytest.param(damaged(before='<a href="x>y</a>'), id="quote before the post"),
        pytest.param(damaged("<!-- note"), id="comment"),
        pytest.param(damaged("<!-- note", after="<!-- end -->"), id="comment that another one ends"),
        pytest.param(damaged(before="<!-- note"), id="comment before the post"),
        pytest.param(damaged("<script>var x = 1;"), id="script"),
        pytest.param(damaged("<script src='x'>"), id="script without a word"),
        pytest.param(damaged(before="<script>var x = 1;\n"), id="script before the post"),
        pytest.param(damaged(head="<script>x()", after="<script>y()</script>"), id="script in the head"),
        pytest.param(damaged("<style>p { color: red }"), id="style"),
        pytest.param(damaged(head="<style>p {}", after="<style>p {}</style>"), id="style in the head"),
        pytest.param(damaged().replace("</title>", ""), id="title"),
        pytest.param(damaged("<textarea>"), id="textarea"),
        pytest.param(damaged("<iframe src='x'>"), id="iframe"),
        pytest.param(damaged("<noscript>"), id="noscript"),
        pytest.param(damaged("<svg><path d='x'>"), id="drawing"),
        pytest.param(damaged("<template>"), id="template"),
        pytest.param(damaged("<xmp>"), id="xmp"),
        pytest.param(damaged("</div>"), id="stray end tag"),
        pytest.param(damaged("</body></html>"), id="end of the page in the middle"),
        pytest.param(damaged("<![CDATA["), id="CDATA"),
        pytest.param(damaged("<?php x "), id="processing instruction"),
        pytest.param(damaged("<select><option>x"), id="list to choose from"),
        pytest.param(damaged("<table><tr><td>"), id="table"),
        pytest.param(damaged("<p <b>x</b>"), id="tag"),
        pytest.param(damaged("<frameset>"), id="frameset"),
        pytest.param(damaged("<o:p>"), id="Word's tags"),
    ],
)
def test_what_never_ends_swallows_nothing(body: str) -> None:
    """Markup whose end the author forgot, in a body or before it."""
    (record,) = records(PageSource("x", body.encode(), URL), ItemCleaner())
    assert all(word in record["text"] for word in ("First", "Second", "Third"))


@pytest.mark.parametrize(
    "body",
    [
        damaged("<a href='x?y=\"z\"'>a</a>"),
        damaged("<a title=\"a > b\" href='x'>a</a>"),
        damaged('<a href="http://x/?q=">a</a> and <a href="y">b</a>'),
        damaged('<script>document.write("<script src=\'x\'></scr" + "ipt>");</script>'),
        damaged(head='<style>/*\n<Variable name="keycolor"/>\n*/ p {}</style>'),
        damaged("<!--[if gte mso 9]><xml></xml><![endif]--><!-- x -->"),
        damaged("<svg><path d='x'/></svg><iframe src='x'></iframe><noscript>x</noscript>"),
    ],
)
def test_what_ends_is_left_alone(body: str) -> None:
    """Odd, but whole."""
    assert close_unterminated(body) is body


@pytest.mark.slow
def test_a_page_of_many_megabytes() -> None:
    """Long, but one page like any other; libxml2 has a limit for one piece of text."""
    assert text_of(BLOG.format("word " * 2_200_000 + "found")).endswith("found")


def test_one_megabyte_of_tags() -> None:
    assert "found" in text_of(BLOG.format("<p>word <b>bold</b></p>" * 45_000 + "found"))


@pytest.mark.parametrize(
    ("end", "may_be"),
    [
        ("<script>if (a<b && c) run();</script>", False),
        ("<script>one();</script><b>x</b><style>p {}</style>", False),
        ("<script>one();</div><p>Second</p><script>two();</script>", True),
        ("<textarea>x</div><p>Second</p><textarea></textarea>", True),
    ],
)
def test_a_whole_script_at_the_end_of_a_body_is_no_sign_of_damage(
    end: str, may_be: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page with a sign of damage is searched for it, and read twice where it has some."""
    searched: list[str] = []

    def search(text: str) -> str:
        searched.append(text)
        return text

    monkeypatch.setattr(reader, "close_unterminated", search)
    read_page(BLOG.format(f"<p>First</p>{end}").encode(), url=URL)
    assert bool(searched) is may_be
