"""Broken pages: no bytes raise, no damage costs the text, and time grows with size and no faster."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.page import read_page

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*/body.html"))]
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


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    """Anything is a page of some kind."""
    assert read_page(body, url=URL).kind


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


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: BLOG.format("word " * n * 40), id="long text"),
        pytest.param(lambda n: BLOG.format("a<br><br>" * n), id="line breaks"),
        pytest.param(lambda n: BLOG.format("x") * n, id="many posts"),
        pytest.param(
            lambda n: "".join(f"<a name='{10**8 + i}'></a>text<br>" for i in range(n)), id="classic anchors"
        ),
        pytest.param(
            lambda n: BLOG.format("x") + "<h2 class='date-header'>Monday</h2>" * n, id="date headers"
        ),
        pytest.param(
            lambda n: "<div class='widget Blog'>" + "<p>a <a href='x'>b</a></p>" * n, id="nameless theme"
        ),
        pytest.param(lambda n: "_SetDataContext(" + "'title': '" * n, id="data script without an end"),
        pytest.param(lambda n: "<div class='" + "a " * n + "'>", id="one long class"),
    ],
)
def test_time_is_linear(make: object) -> None:
    """Eight times the page takes well under sixty-four times as long."""
    small, large = (str(make(n)).encode() for n in (1000, 8000))  # type: ignore[operator]
    assert _seconds(large) < 30 * _seconds(small) + 0.05


def _seconds(body: bytes) -> float:
    def once() -> float:
        started = time.process_time()
        read_page(body, url=URL)
        return time.process_time() - started

    return min(once() for _ in range(2))
