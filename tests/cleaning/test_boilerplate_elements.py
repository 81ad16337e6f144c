"""An element is dropped for what it is; a class or id alone proves nothing."""

import pytest

from crawler.blogger.page import read_page
from pipelines.cleaning.body_cleaning import clean_body
from pipelines.item_cleaner import clean_alone

URL = "https://pier.example/2015/03/ferry.html"
TWEET = "https://twitter.com/intent/tweet?url=x"


def text(body: str) -> str:
    return clean_body(body, base_url=URL).text


def text_on_page(body: str) -> str:
    html = f"<div class='widget Blog' id='Blog1'><div class='post-body'>{body}</div></div>"
    (post,) = read_page(f"<html><body>{html}</body></html>".encode(), url=URL).posts
    return clean_alone(post).text


@pytest.mark.parametrize(
    "name",
    [
        *(
            "reactions",
            "related-posts",
            "ad-container",
            "sb-story",
            "social-share",
            "post-author",
            "share-box",
        ),
        *(
            "post-labels",
            "a2a_note",
            "relpost-x",
            "star-ratings",
            "sociable",
            "advertisement",
            "comment-link",
        ),
    ],
)
@pytest.mark.parametrize("attribute", ["class", "id"])
@pytest.mark.parametrize(
    "words",
    [
        "<p>Ships came.</p>",
        "Readers said: <a href='http://a.example/'>we saw them</a>, and left.",
        "<ul><li>first</li><li>second</li></ul>",
        "<blockquote>Совет решил.</blockquote>",
    ],
    ids=["paragraph", "link in a sentence", "list", "Russian"],
)
def test_words_of_the_author_stay_whatever_the_name(name: str, attribute: str, words: str) -> None:
    plain = text(f"<p>Before.</p><div>{words}</div>")
    assert text(f"<p>Before.</p><div {attribute}='{name}'>{words}</div>") == plain


@pytest.mark.parametrize(
    "widget",
    [
        "<div class='share-buttons'>Share this: <a href='x'>Twitter</a> | <a href='y'>Mail</a> 12</div>",
        "<div class='related-posts'><h3>Похожие записи</h3><ul><li><a href='x'>Ещё</a> (3)</li></ul></div>",
        "<div id='related-posts-1'><h4>関連記事</h4><a href='/x'><img src='/t.jpg'>古い記事</a></div>",
        "<div class='box7'><b>Baca juga:</b><ul><li><a href='/a.html'>Lama</a></li></ul></div>",
        "<div class='reactions'>Reactions: <button>funny</button></div>",
        "<div>Publicidad<ins class='adsbygoogle' style='display:block'></ins></div>",
        "<a class='dsq-brlink' href='http://disqus.com'>blog comments powered by <span>Disqus</span></a>",
        "<form action='https://feedburner.google.com/fb/a/mailverify'>Mail: <input/> by FeedBurner</form>",
        "<div class='sharedaddy'><h3>Teilen:</h3><ul><li><a href='x'>Facebook</a></li></ul></div>",
        "<div class='ad-container'><a href='http://shop.example/'><img src='http://a.example/a.gif'></a></div>",
        f"<div><h4>Share this:</h4><ul><li><a href='{TWEET}'>Twitter</a></li></ul></div>",
        f"<p>Beitrag teilen: <a href='{TWEET}'>Twitter</a> | <a href='mailto:?subject=x'>Mail</a></p>",
        f"<div><a href='{TWEET}'>Share</a> <a href='javascript:copy()'>Copy link</a></div>",
        "<div class='social-icons'><a href='http://facebook.com/x'><img src='f.png'></a></div>",
    ],
)
def test_a_widget_goes(widget: str) -> None:
    clean = clean_body(f"<p>Before.</p>{widget}<p>After.</p>", base_url=URL)
    assert (clean.text, clean.images, clean.is_all_boilerplate) == ("Before.\n\nAfter.", (), False)
    assert text_on_page(f"<p>Before.</p>{widget}<p>After.</p>") == clean.text


@pytest.mark.parametrize("words", ["One, {} if you like it.", "Ropes last. {}"])
def test_a_sentence_with_a_link_to_share_it_stays(words: str) -> None:
    """On pages as in feeds, however short it is."""
    body = f"<blockquote>{words}</blockquote>".format(f"<a href='{TWEET}'>tweet this</a>")
    assert text_on_page(body) == text(body) == words.format("tweet this")


SAYING = "The best day to plant a tree was twenty years ago, and the next best one is today."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<blockquote><a href='{TWEET}'>{SAYING}</a></blockquote>", SAYING),
        (f"<p><a href='{TWEET}'>{SAYING}</a></p>", SAYING),
        (
            f"<p><a href='{TWEET}&amp;text=%22Ropes+last+long%22'>“Ropes last long”</a></p>",
            "“Ropes last long”",
        ),
        (f"<div><a href='#1'>Chapter one</a> <a href='{TWEET}'>Tweet</a></div>", "Chapter one Tweet"),
        (f"<div><a name='more'>Ropes last.<br><a href='{TWEET}'>Tweet</a></div>", "Ropes last.\nTweet"),
        (f"<div>What I love: <a href='{TWEET}'>this</a></div>", "What I love: this"),
        ("<p>Press <button>Start</button> and wait.</p>", "Press Start and wait."),
        ("<ol><li><button>Save</button></li><li>Wait.</li></ol>", "- Save\n- Wait."),
        (f"<button>Ropes<p>{SAYING}</p>", f"Ropes\n\n{SAYING}"),
        ("<button class='accordion'>Who?</button><div>He did.</div>", "Who?\n\nHe did."),
    ],
)
def test_words_in_links_to_share_and_in_buttons_stay_where_they_are_the_authors(
    body: str, expected: str
) -> None:
    assert text_on_page(f"<p>Before.</p>{body}") == text(f"<p>Before.</p>{body}") == f"Before.\n\n{expected}"


def test_a_photo_stays_in_the_link_that_shares_it() -> None:
    pin = "<a href='//pinterest.com/pin/create/?media=https%3A%2F%2Fpier.example%2Fs1600%2Fport.jpg'>{}</a>"
    photo, icon = "<img src='https://pier.example/s320/port.jpg'>", "<img src='/pin.png'>"
    clean = clean_body(f"x<p>{pin.format(photo)}</p><p>{pin.format(icon)}</p>", base_url=URL)
    assert [image.url.rpartition("/")[2] for image in clean.images] == ["port.jpg"]


def test_a_link_that_copies_a_program_is_no_text() -> None:
    assert text("<div><a href='#' data-clipboard-target='#p1'>Copy</a></div><pre>md x</pre>") == "md x"


def test_a_photo_and_a_film_in_an_element_of_such_a_name_stay() -> None:
    photo = "<a href='/s1600/port.jpg'><img src='/s320/port.jpg'></a>"
    film = "<iframe src='https://www.youtube.com/embed/a'></iframe>"
    clean = clean_body(f"x<div class='ad-container'>{photo}{film}</div>", base_url=URL)
    assert [image.url for image in clean.images] == ["https://pier.example/s1600/port.jpg"]
    assert clean.embeds == ("https://www.youtube.com/embed/a",)


LONG = "The rest of this long story is unfolded by a script of the theme, as on many a blog."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>Intro.</p><div id='full' style='display:none'><p>{LONG}</p></div>", f"Intro.\n\n{LONG}"),
        (
            "<a href='#' onclick='x()'>Who?</a> <span id='s' style='display:none'>He did.</span>",
            "Who? He did.",
        ),
        ("<b onclick='x(this)'>Who?</b> <i style='display: none'>He did.</i>", "Who? He did."),
        ("<button>Who?</button><div style='display:none'>He did.</div>", "Who?\n\nHe did."),
        ("<details><summary>Who?</summary>He did.</details>", "Who?\n\nHe did."),
        ("Died <span style='display:none'>(1975-05-18)</span> young", "Died young"),
        ("Died <span style='color:red;font-size:0px'>cheap boats</span> young", "Died young"),
        ("<p style='font-size: 0'><b style='font-size: 9pt'>One</b><b> two</b></p>", "One two"),
        ("<p style='font-size:0.9em'>Small.</p>", "Small."),
        ("<p>a</p><div style='display:none'>12 likes</div><p>b</p>", "a\n\nb"),
        (
            f"<p>a</p><div style='text-indent:-9999px'>{LONG}</div><p style='text-indent:-20px'>b</p>",
            "a\n\nb",
        ),
        (f"<p>a</p><div style='position:absolute;left:-9999px'>{LONG}</div>", "a"),
    ],
    ids=[
        "unfolded",
        "spoiler",
        "inline spoiler",
        "button",
        "details",
        "machine data",
        "no size",
        "size inside",
        "small",
        "counter",
        "indented off the screen",
        "placed off the screen",
    ],
)
def test_hidden_elements(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<div style='display:none'><p>Words.</p></div>",
        "<span style='display:none'>Words.</span>",
        "<div class='share-buttons'><a href='/x'>Words.</a></div>",
    ],
)
def test_a_body_of_which_nothing_would_be_left_keeps_its_words_and_says_so(body: str) -> None:
    clean = clean_body(body, base_url=URL)
    assert (clean.text, clean.is_all_boilerplate) == ("Words.", True)
    assert not clean_body("<img src='/p.jpg'>" + body, base_url=URL).is_all_boilerplate


LABEL = "<a rel='tag' href='http://pier.example/search/label/{0}'>{0}</a>"
TAG = "<a href='http://technorati.com/tag/{0}' rel='tag'>{0}</a>"


@pytest.mark.parametrize(
    "line",
    [
        f"<div class='wlWriterSmartContent'>Technorati Tags: {TAG.format('pier')}, {TAG.format('fog')}</div>",
        f"<br/><br/><span>Tags: {TAG.format('pier')} {TAG.format('fog')}</span>",
        "<p><a href='http://digg.com/submit?u=x'>Digg</a> | <a href='http://reddit.com/submit?u=x'>Reddit</a></p>",
        f"<p>Etiquetas: {LABEL.format('pier')}, {LABEL.format('fog')}</p>",
        "<p>Powered by <a href='http://www.scribefire.com/'>ScribeFire</a>.</p>",
        "<br/>- Posted using BlogPress from my iPhone<br/>",
        "<p><a href='//posterous.com'>Posted via email</a> from <a href='//x.net'>Ida's posterous</a></p>",
        "<p>Publicado con Blogger-droid v1.7.4</p>",
        "<p>Blogged with the Flock Browser</p>",
        "<p>Sent from my iPad</p><p>Posted via email</p>",
        "<p>Von meinem iPhone gesendet</p>",
        "<p>Enviado do meu Galaxy usando Blogaway</p>",
        "<p>Sent from my Samsung Galaxy smartphone via Blogaway</p>",
        "<div id='fb-like'>Like this post? <a href='https://www.facebook.com/x'>Follow us</a></div>",
        "<p>Skickat från min iPad</p>",
        "<p>Posted with <a href='http://www.blogsyapp.com'>Blogsy</a></p>",
        "<p>Sent from my iPad</p><div class='blogger-post-footer'>The Pier, all rights reserved</div>",
        f"<br/>Posted via email<br/><br/><a href='{TWEET}'>Tweet</a>",
    ],
)
def test_lines_of_editors_and_share_services_go(line: str) -> None:
    assert text(f"<div>Ships came.</div>{line}") == "Ships came."


def test_hashtags_behind_a_tools_line_stay() -> None:
    assert (
        text("<p>Ships came.</p><p>Posted using BlogPress</p><p>#ships #fog</p>")
        == "Ships came.\n\n#ships #fog"
    )


def test_the_place_behind_a_tools_line_stays() -> None:
    place = (
        "<p class='blogpress_location'>Location:<a href='//maps.google.com/?q=1'>St. Olav's Quay,Oslo</a></p>"
    )
    body = f"<p>Ships came.</p>Posted using BlogPress from my iPhone<br/><br/>{place}"
    assert text(body) == "Ships came.\n\nLocation:St. Olav's Quay,Oslo"


@pytest.mark.parametrize(
    "line",
    [
        f"<p>See {TAG.format('pier')} at Technorati.</p>",
        f"<p>{LABEL.format('pier')}</p>",
        "<div>Advertisement of a lost ring: <ins class='adsbygoogle'></ins></div>",
        "<p>Please <a href='http://twitter.com/share?text=x'>tell others</a> of it.</p>",
        "<p>This was posted using BlogPress, which I like: it loses no pictures, and asks no questions.</p>",
        "<p>I wrote about ScribeFire.</p>",
        "<div class='box7'>Related posts<ul><li><a href='/a.html'>Fog</a>, my best</li></ul></div>",
        "<div class='box7'>Sources<ul><li><a href='/a.html'>Fog</a></li></ul></div>",
        "<div class='box7'>Advertising<ul><li><a href='/a.html'>Fog</a></li></ul></div>",
        "<p>Sent from the ferry</p>",
        "<p>Sent from my iPhone</p><p>So ended all that she wrote.</p>",
        "<p>Posted using BlogPress from my iPad, which I then dropped into the harbour.</p>",
        "<p>She wrote one line:</p><p>Sent from my iPhone</p>",
        '<p>"Gone to sea.</p><p>Sent from my iPhone"</p>',
    ],
)
def test_sentences_about_such_services_stay(line: str) -> None:
    assert text(f"<p>Ships came.</p>{line}") != "Ships came."
