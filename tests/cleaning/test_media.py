"""Images, links and embeds of a body."""

import pytest

from crawler.items import Image, Link
from pipelines.cleaning.body_cleaning import clean_body

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


LAZY = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        ("<picture><source srcset='/p.webp'><img src='/p.jpg'></picture>", ["p.jpg"]),
        ("<picture><source srcset='/s.webp 1x, /l.webp 2x'><img alt='x'></picture>", ["l.webp"]),
        ("<img srcset='/s.jpg 400w, /l.jpg 1600w, /m.jpg 800w'>", ["l.jpg"]),
        ("<img srcset='/a,b.jpg'>", ["a,b.jpg"]),
        (f"<img class='lazy' src='{LAZY}'><noscript><img src='/real.jpg'></noscript>", ["real.jpg"]),
        ("<noscript><img src='/only.jpg'></noscript>", ["only.jpg"]),
        (f"<noscript><img src='/r.jpg'></noscript><img data-src='/r.jpg' src='{LAZY}'>", ["r.jpg"]),
        (
            "<noscript><img src='/a.jpg'><img src='/b.jpg'></noscript><img src='/a.jpg'>",
            ["a.jpg", "b.jpg", "a.jpg"],
        ),
        ("<img src='/p.jpg'><noscript><img src='/p.jpg'></noscript>", ["p.jpg"]),
        ("<img data-src='/p.jpg'><noscript><img src='/p.jpg'></noscript>", ["p.jpg"]),
        (f"<img src='{LAZY}' data-srcset='/s.jpg 1x,/l.jpg 2x'>", ["l.jpg"]),
        ("<img data-original='/large.jpg' src='/grey.gif'>", ["large.jpg"]),
        ("<amp-img src='/p.jpg' width='1200'></amp-img>", ["p.jpg"]),
        ("<noscript><img height='1' width='1' src='https://www.facebook.com/tr?id=1'></noscript>", []),
    ],
)
def test_an_image_is_found_however_its_address_is_given(body: str, urls: list[str]) -> None:
    clean = clean_body(f"<p>A</p>{body}<p>B</p>", base_url=BASE)
    assert [image.url.removeprefix("https://news.example/") for image in clean.images] == urls
    assert clean.text == "A\n\nB"
    assert clean.html.count("<img") == len(urls)


@pytest.mark.parametrize(
    "page",
    [
        "https://en.wikipedia.org/wiki/File:Pier.jpg",
        "https://de.wikipedia.org/wiki/Datei:Pier.jpg",
        "https://ru.wikipedia.org/wiki/%D0%A4%D0%B0%D0%B9%D0%BB%3APier.png",
        "http://s1.photobucket.example/?action=view&current=pier.jpg",
        "http://pics.example/view.php?file=pier.jpg",
    ],
)
def test_a_page_about_a_picture_is_a_link_and_no_picture(page: str) -> None:
    clean = clean_body(f"<a href='{page}'><img src='/thumb.jpg'></a>", base_url=BASE)
    assert [image.url for image in clean.images] == ["https://news.example/thumb.jpg"]
    assert [link.url for link in clean.links] == [page]


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        (
            "<script src='https://gist.github.com/ann/0123abc.js'></script>",
            "https://gist.github.com/ann/0123abc.js",
        ),
        ("<noscript><iframe src='https://v.example/1'></iframe></noscript>", "https://v.example/1"),
        (
            "<script src='//datawrapper.dwcdn.net/Ab1/embed.js'></script>",
            "https://datawrapper.dwcdn.net/Ab1/embed.js",
        ),
        ("<div class='infogram-embed' data-id='0f-1'></div>", "https://infogram.com/0f-1"),
        (
            "<script src='//asciinema.org/a/14.js' id='asciicast-14' async></script>",
            "https://asciinema.org/a/14.js",
        ),
        (
            "<script src='https://telegram.org/js/w.js' data-telegram-post='pier/43'></script>",
            "https://t.me/pier/43",
        ),
        (
            "<blockquote class='instagram-media' data-instgrm-permalink='https://www.instagram.com/p/A/'></blockquote>",
            "https://www.instagram.com/p/A/",
        ),
        (
            "<blockquote class='instagram-media'><a href='https://www.instagram.com/reel/A/'></a></blockquote>",
            "https://www.instagram.com/reel/A/",
        ),
        (
            "<a data-pin-do='embedPin' href='https://www.pinterest.com/pin/9/'></a>",
            "https://www.pinterest.com/pin/9/",
        ),
        ("<p><a data-post-link href='https://x.substack.com/p/a'></a></p>", "https://x.substack.com/p/a"),
        (
            "<blockquote class='tiktok-embed' cite='https://www.tiktok.com/@pier/video/1'></blockquote>",
            "https://www.tiktok.com/@pier/video/1",
        ),
        (
            (
                "<blockquote class='twitter-tweet'><a href='https://t.co/x'></a>"
                "<a href='https://x.com/pier/status/12'></a></blockquote>"
            ),
            "https://x.com/pier/status/12",
        ),
        (
            "<div class='fb-post' data-href='https://facebook.com/p/posts/1'></div>",
            "https://facebook.com/p/posts/1",
        ),
        ("<div class='fb-video' data-href='https://facebook.com/p/v/1'></div>", "https://facebook.com/p/v/1"),
        ("<lite-youtube videoid='abc'></lite-youtube>", "https://www.youtube.com/embed/abc"),
        ("<amp-youtube data-videoid='abc'></amp-youtube>", "https://www.youtube.com/embed/abc"),
        (
            "<object><param name='movie' value='http://player.soundcloud.com/player.swf?url=x'></object>",
            "https://player.soundcloud.com/player.swf?url=x",
        ),
        ("<audio controls src='/a.mp3'>", "https://news.example/a.mp3"),
        ("<audio><source src='/a.ogg'>Too old</audio>", "https://news.example/a.ogg"),
        ("<source src='/a.mp3'>", "https://news.example/a.mp3"),
        ("<embed src='/a.swf'>", "https://news.example/a.swf"),
        ("<iframe data-src='https://player.vimeo.com/video/1'></iframe>", "https://player.vimeo.com/video/1"),
        (f"<iframe class='BLOG_video_class' contentid='9f8e7d6c' src='{VIDEO}'></iframe>", VIDEO),
        (
            "<object class='BLOG_video_class' contentid='9f8e7d6c5b4a3210'></object>",
            "https://www.blogger.com/video.g?contentid=9f8e7d6c5b4a3210",
        ),
        (
            (
                "<object><param name='movie' value='//www.youtube.com/get_player'><param name='flashvars' "
                "value='iurl=http://video.google.com/T?app%3Dblogger%26contentid%3D9f8e7d6c5b4a3210&x=y'></object>"
            ),
            "https://www.blogger.com/video.g?contentid=9f8e7d6c5b4a3210",
        ),
    ],
)
def test_what_a_script_or_a_player_shows_is_an_embed(markup: str, address: str) -> None:
    clean = clean_body(f"<p>Before.</p>{markup}<p>After.</p>", base_url=BASE)
    assert clean.embeds == (address,)
    assert clean.text == "Before.\n\nAfter."


@pytest.mark.parametrize(
    "markup", ["<script src='http://e.example/a.js'></script>", "<div data-href='/x'></div>"]
)
def test_other_scripts_and_attributes_are_no_embeds(markup: str) -> None:
    assert clean_body(f"a {markup} b", base_url=BASE).embeds == ()
