"""Images, links and embeds of a body."""

import pytest

from crawler.items import Image, Link
from pipelines.cleaning import clean_body

BASE = "https://news.example/2015/04/harbour.html"
BLOGGER = "http://1.bp.blogspot.com/-abc/Vx/AAA/s320/port.jpg"
LARGE = "http://1.bp.blogspot.com/-abc/Vx/AAA/s1600/port.jpg"


@pytest.mark.parametrize(
    ("body", "images"),
    [
        (
            f"<a href='{LARGE}' imageanchor='1'><img alt=' Port  at dawn ' src='{BLOGGER}'></a>",
            [(LARGE, "Port at dawn")],
        ),
        (f"<a href='{LARGE.replace('s1600', 's1600-h')}'><img src='{BLOGGER}'></a>", [(LARGE, None)]),
        (f"<a href='http://shop.example/item'><img src='{BLOGGER}'></a>", [(BLOGGER, None)]),
        (
            "<a href='big.JPG?x=1'><span><img src='small.jpg'></span></a>",
            [("https://news.example/2015/04/big.JPG?x=1", None)],
        ),
        ("<img src='//e.example/a.png'>", [("https://e.example/a.png", None)]),
        (
            "<img src='data:image/gif;base64,R0' data-src='http://e.example/late.jpg'>",
            [("http://e.example/late.jpg", None)],
        ),
        ("<img src='http://feeds.feedburner.com/~r/x/~4/y' height='1' width='1'>", []),
        ("<img src='https://blogger.googleusercontent.com/tracker/77-9?l=x'>", []),
        ("<img src='http://e.example/count.gif' width='1' height='1'>", []),
        ("<img src='https://resources.blogblog.com/img/icon18_edit_allbkg.gif'>", []),
        ("<img src='file:///C:/port.jpg'><img><img src=''>", []),
    ],
    ids=[
        "large",
        "viewer page",
        "link elsewhere",
        "relative",
        "protocol",
        "lazy",
        "feed",
        "tracker",
        "dot",
        "icon",
        "none",
    ],
)
def test_images(body: str, images: list[tuple[str, str | None]]) -> None:
    found = clean_body(body, base_url=BASE).images
    assert [(image.url, image.alt) for image in found] == images


CAPTION_TABLE = (
    "<table class='tr-caption-container'><tbody><tr><td><a href='x'><img src='/p.jpg'></a></td></tr>"
    "<tr><td class='tr-caption'>The <i>old</i> port</td></tr></tbody></table>"
)
FLASH = (
    "<object><param name='movie' value='http://www.youtube.com/v/a1'>"
    "<embed src='http://www.youtube.com/v/a1'></object>"
)
VIDEO = "https://www.blogger.com/video.g?token=t"


@pytest.mark.parametrize(
    "body",
    [
        CAPTION_TABLE,
        "<figure><img src='/p.jpg'><figcaption>The old port</figcaption></figure>",
        "<div class='wp-caption'><img src='/p.jpg'><p class='wp-caption-text'>The old port</p></div>",
    ],
    ids=["blogger", "figure", "wordpress"],
)
def test_a_caption_is_kept_with_its_image_and_in_the_text(body: str) -> None:
    clean = clean_body(body, base_url=BASE)
    assert clean.images == (Image(url="https://news.example/p.jpg", caption="The old port"),)
    assert clean.text == "The old port"


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("See <a href='/x'>the <b>full</b>\n list</a>.", [("https://news.example/x", "the full list")]),
        (
            "<a href='http://a.b/'>a</a> <a href='http://a.b/'>b</a>",
            [("http://a.b/", "a"), ("http://a.b/", "b")],
        ),
        ("<a href='mailto:desk@news.example'>write</a>", [("mailto:desk@news.example", "write")]),
        (f"<a href='{LARGE}'><img src='{BLOGGER}'></a>", []),
        (f"<a href='http://shop.example/item'><img src='{BLOGGER}'></a>", [("http://shop.example/item", "")]),
        (f"<a href='{LARGE}'>port.jpg</a>", [(LARGE, "port.jpg")]),
        ("<a href='javascript:void(0)'>x</a><a href='#top'>y</a><a name='z'>z</a><a href=''>e</a>", []),
        ("<a href='java\nscript:x'>x</a><a href='http://[bad'>y</a>", [("http://[bad", "y")]),
        ("<a href=' http://a.example/long\n/path '>x</a>", [("http://a.example/long/path", "x")]),
    ],
    ids=[
        "text",
        "twice",
        "mail",
        "wrapper",
        "image leads away",
        "to an image",
        "no address",
        "odd",
        "broken line",
    ],
)
def test_links(body: str, links: list[tuple[str, str]]) -> None:
    assert clean_body(body, base_url=BASE).links == tuple(Link(url=url, text=text) for url, text in links)


def test_relative_addresses_without_a_base_are_kept_as_the_author_wrote_them() -> None:
    clean = clean_body("<a href='../x.html'>x</a><img src='img/p.jpg'>")
    assert (clean.links[0].url, clean.images[0].url) == ("../x.html", "img/p.jpg")


@pytest.mark.parametrize(
    ("body", "embeds"),
    [
        ("<iframe src='//www.youtube.com/embed/a1'></iframe>", ("https://www.youtube.com/embed/a1",)),
        (FLASH, ("https://www.youtube.com/v/a1",)),
        ("<video><source src='/tide.mp4'></video>", ("https://news.example/tide.mp4",)),
        (f"<iframe class='b-hbp-video' src='{VIDEO}'></iframe>", (VIDEO,)),
        ("<iframe src='http://radio.example/live'></iframe>", ("http://radio.example/live",)),
        ("<iframe src='https://www.facebook.com/plugins/like.php?href=x'></iframe>", ()),
        ("<iframe></iframe><object></object>", ()),
    ],
    ids=["youtube", "flash", "video", "blogger", "plain http", "like button", "empty"],
)
def test_embeds(body: str, embeds: tuple[str, ...]) -> None:
    clean = clean_body(f"Before {body} after", base_url=BASE)
    assert clean.embeds == embeds
    assert clean.text.split() == ["Before", "after"]
